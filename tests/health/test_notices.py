"""`scrapy status --notify`: what changed, once; by cron's mail, and by apprise to a real receiver."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.health.conftest import ROOT, Years

# apprise looks for a module that Python is about to drop
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Receiver:
    """Takes notices over HTTP on loopback, as long as it is `open`."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.open = True
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.open:
                    receiver.taken.append(json.loads(body))
                self.send_response(200 if receiver.open else 500)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Into no test's output."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def notify(years: Years, receiver: Receiver) -> "subprocess.CompletedProcess[str]":
    return years.status("--notify", "-s", f"NOTIFY={receiver.address}")


def test_what_breaks_is_told_once_and_so_is_its_recovery(years: Years, receiver: Receiver) -> None:
    years.keep("paper", "thin")
    first = years.process("--notify", CRAWLER_NOTIFY=receiver.address)
    assert first.returncode == 1
    assert first.stderr == ""
    (line,) = first.stdout.splitlines()
    assert line.startswith("thin: thinner: ")
    (taken,) = receiver.taken
    assert line in taken["message"]
    assert "1 of 2 sources broken" in taken["title"]

    again = notify(years, receiver)
    assert (again.returncode, again.stdout, len(receiver.taken)) == (1, "", 1)

    years.change("UPDATE vitals SET unsigned = 0 WHERE source = 'thin'")
    over = notify(years, receiver)
    assert over.returncode == 0
    assert over.stdout.startswith("thin: well again: thinner: without an author, since ")
    assert receiver.taken[1]["title"] == "All is well again"
    assert (notify(years, receiver).stdout, len(receiver.taken)) == ("", 2)


def test_a_notice_that_does_not_arrive_is_told_again_and_names_no_address(
    years: Years, receiver: Receiver
) -> None:
    years.keep("thin")
    receiver.open = False
    lost = notify(years, receiver)
    assert lost.returncode == 1
    assert len(lost.stderr.splitlines()) == 1
    assert "no. 1 (json) did not take it" in lost.stderr
    assert "127.0.0.1" not in lost.stderr
    receiver.open = True
    assert notify(years, receiver).stdout == lost.stdout
    assert len(receiver.taken) == 1


def test_without_addresses_cron_s_mail_is_enough(years: Years) -> None:
    years.keep("thin")
    assert years.status("--notify", "-s", "NOTIFY=").stdout.startswith("thin: thinner: ")
    assert years.status("--notify", "-s", "NOTIFY=").stdout == ""


def test_an_address_that_is_none_is_said_without_its_password(years: Years) -> None:
    years.keep("thin")
    done = years.status("--notify", "-s", "NOTIFY=nosuch://user:secret@host")
    assert done.returncode == 1
    assert "no. 1 (nosuch) is no address that apprise knows" in done.stderr
    assert "secret" not in done.stderr


def test_where_the_extra_is_missing_one_line_says_what_to_install(years: Years, receiver: Receiver) -> None:
    years.keep("thin")
    program = "import sys; sys.modules['apprise'] = None; from scrapy.cmdline import execute; execute()"
    done = subprocess.run(
        [sys.executable, "-c", program, "status", "--notify", "--db", str(years.path), "-s", f"NOTIFY={receiver.address}"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("pip install '.[notify]'")
    assert done.stdout.startswith("thin: ")


def test_that_nobody_crawls_any_more_is_one_line_for_all_sources(years: Years) -> None:
    years.keep("paper", "short", "thin")
    years.change("UPDATE articles SET crawl = NULL")
    years.change("DELETE FROM crawls WHERE started > ?", years.day(3))
    years.change("DELETE FROM vitals WHERE seen > ?", years.day(3))
    (line,) = years.status().stdout.splitlines()
    assert line.startswith("3 sources not crawled since ")
    assert "does cron still run?" in line
