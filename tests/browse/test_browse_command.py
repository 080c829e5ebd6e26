"""`scrapy browse` as a process: what it prints, whom it answers, how it ends."""

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from crawler.browse.plugin import day, is_ours, web
from crawler.browse.questions import Context, article, at_one_moment
from crawler.database import connect_readonly, transaction
from crawler.removal import remove_within
from tests.browse.conftest import ROOT, Paper, command

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*), (SELECT count(*) FROM articles) FROM n"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def get(site: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode(errors="replace")
    connection.close()
    return response, body


def test_without_a_database_it_says_so_and_makes_none(tmp_path: Path) -> None:
    ended = run("--db", str(tmp_path / "none.db"))
    assert ended.returncode == 4
    assert "no such database" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_its_extra_it_names_it(paper: Paper) -> None:
    program = "import sys; sys.modules['datasette'] = None; from scrapy.cmdline import execute; execute()"
    arguments = [sys.executable, "-c", program, "browse", "--db", str(paper.path)]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.endswith("Datasette, which is not installed: pip install '.[browse]'\n")


def test_a_port_that_is_taken_is_named(paper: Paper) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("--db", str(paper.path), "--port", port)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"scrapy: 127.0.0.1:{port}: ")


@pytest.mark.parametrize(
    "path",
    ["/", "/-/search", "/-/article/1", "/articles", "/articles/articles", "/-/images/kept.png", "/nowhere"],
)
def test_every_answer_forbids_scripts_frames_sniffing_and_telling_where_one_came_from(
    site: str, path: str
) -> None:
    response, _ = get(site, path)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/articles.json", "/-/images/kept.png"])
def test_a_foreign_name_is_answered_nothing(site: str, path: str) -> None:
    response, body = get(site, path, Host="evil.example")
    assert response.status == 421
    assert response.headers["content-security-policy"]
    assert "articles" not in body


@pytest.mark.parametrize(
    ("asked_for", "ours"),
    [
        ("127.0.0.1:8001", True), ("localhost", True), ("[::1]:8001", True), ("192.168.1.5:8001", True),
        ("desk.lan:8001", True), ("DESK.LAN", True), ("evil.example", False), ("desk.lan.evil.example", False),
        ("", False), ("[", False), ("127.0.0.1.evil.example:8001", False),
    ],
)  # fmt: skip
def test_a_server_answers_to_its_own_name_and_to_numbers(asked_for: str, ours: bool) -> None:
    assert is_ours(asked_for, "desk.lan") is ours


def test_a_page_being_read_keeps_no_writer_waiting(site: str, paper: Paper) -> None:
    """The writer takes the lock at once or fails: it has no patience here."""
    connection = paper.archive.connection
    connection.execute("PRAGMA busy_timeout = 0")
    reader = Thread(target=get, args=(site, f"/articles?sql={quote(ENDLESS)}"))
    reader.start()
    written = 0
    while reader.is_alive():
        written += 1
        paper.archive.store("written", f"كلمة {written}", source="elaph", published="2022-01-01")
    assert written > 1
    assert f"كلمة {written}" in get(site, f"/-/article/{paper.id('written')}")[1]


def test_a_page_shows_the_database_at_one_moment(paper: Paper) -> None:
    paper.archive.store("fleeting", "كلمة عابرة", source="elaph", published="2022-01-02")
    fleeting = paper.id("fleeting")

    def seen_and_removed(connection: sqlite3.Connection) -> list[Context | None]:
        before = article(connection, fleeting)
        with transaction(paper.archive.connection):
            remove_within(paper.archive.connection, fleeting)
        return [before, article(connection, fleeting)]

    reader = connect_readonly(paper.path)
    before, after = at_one_moment(reader, seen_and_removed)
    assert before == after is not None
    assert at_one_moment(reader, partial(article, identifier=fleeting)) is None
    reader.close()


def test_a_question_without_end_is_ended(site: str) -> None:
    response, body = get(site, f"/articles.json?sql={quote(ENDLESS)}")
    assert response.status == 400
    assert "time limit" in json.loads(body)["error"]


def test_a_reader_who_goes_away_does_not_end_the_server(site: str) -> None:
    host, port = site.removeprefix("http://").split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port))) as visitor:
            # what is answered at once, in several writes, meets a closed door at the second
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    assert get(site, "/")[0].status == 200


def test_in_sql_too_a_word_is_found_however_it_is_spelled(site: str) -> None:
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH arabic_match('احمد')"
    _, body = get(site, f"/articles.json?_shape=arrayfirst&sql={quote(sql)}")
    assert json.loads(body) == [1]


@pytest.mark.parametrize(
    "path",
    [
        "/-/search?page=0", "/-/search?page=٣", "/-/search?page=99999999999999999999", "/-/search?month=2024-13",
        "/-/search?q=%22%28%29NOT", "/-/search?q=%00", "/-/search?source=none&tag=none&q=x&order=x",
        "/-/article/999999", "/-/article/99999999999999999999", "/-/compare/1/999999", "/-/article/x",
    ],
)  # fmt: skip
def test_whatever_is_asked_is_no_error(site: str, path: str) -> None:
    assert get(site, quote(path, safe="/?=&%"))[0].status in (200, 404)


@pytest.mark.parametrize(
    "path",
    ["/-/images/../articles.db", "/-/images/%2e%2e/articles.db", "/-/press/../plugin.py", "/articles.db"],
)
def test_no_other_file_is_given_away(site: str, path: str) -> None:
    assert get(site, path)[0].status in (403, 404)


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://a.example/", True), ("HTTP://a.example/", True), ("javascript:alert(1)", False), (" javascript:alert(1)", False),
     ("java\nscript:alert(1)", False), ("data:text/html,x", False), ("//a.example/", False), (None, False)],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: str | None, shown: bool) -> None:
    assert web(url) == (url if shown else None)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2024-06-12T09:30Z", "12 يونيو 2024، 09:30 UTC"), ("2024-06-12T09:30:59Z", "12 يونيو 2024، 09:30 UTC"),
        ("2024-06-02", "2 يونيو 2024"), ("2024-12", "ديسمبر 2024"), ("2024", "2024"), (None, "بلا تاريخ"),
    ],
)  # fmt: skip
def test_a_date_is_told_in_arabic_as_far_as_it_is_known(moment: str | None, said: str) -> None:
    assert day(moment) == said


def test_ctrl_c_ends_it_quietly_after_all_that(site: str, server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGINT)
    assert server.communicate(timeout=30) == ("", "")
    assert server.returncode == 0
