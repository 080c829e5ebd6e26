"""Who watches sees how far every crawl is; who does not is told nothing."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from dataclasses import replace

import pytest

from crawler.crawls import OUTCOMES, Books
from crawler.image_queue import ImageCounts
from crawler.spiders.progress import CLEAR_BELOW, Progress, as_line, as_row, drawing
from tests.crawl.conftest import ROOT, Press

COLUMNS, LINES = 90, 24


def on_terminal(press: Press, *arguments: str) -> tuple[int, str]:
    """A command on a terminal of its own: its exit code, and all that the terminal was sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    proxy = press.site.proxy
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=os.environ | {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": "", "TERM": "xterm"},
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    sent = b""
    try:
        while read := os.read(ours, 65536):
            sent += read
    except OSError:
        pass  # so Linux says that the last one has left the terminal
    finally:
        os.close(ours)
    return process.wait(timeout=30), sent.decode().replace("\r\n", "\n")


def test_a_terminal_shows_a_line_for_every_source_and_in_the_end_only_the_books(press: Press) -> None:
    press.site.control.latency = 0.6  # seconds: so slow that a crawl is looked at several times
    arguments = press.crawling("hespress", "elaph")
    code, sent = on_terminal(press, *arguments)
    assert code == 0
    before, *drawings, books = sent.split(CLEAR_BELOW)
    assert before == ""
    header, *lines = drawings[-1].strip("\r").split("\n")[1:4]
    assert header.split() == [
        "source",
        "found",
        "waiting",
        "stored",
        "duplicate",
        "rejected",
        "failed",
        "req/s",
        "left",
    ]
    assert len(lines) == 2
    for line in lines:
        name = line.split()[0]
        counts = press.rows(
            "SELECT found, waiting, stored + updated, duplicate, rejected, failed + blocked FROM crawls"
            " WHERE source = ?", name,
        )[0]  # fmt: skip
        assert line.split()[:7] == [name, *map(str, counts)]
        assert re.fullmatch(r"\d+\.\d", line.split()[7])
    assert any(re.search(r"^(hespress|elaph) .* \d+:\d\d$", line, re.MULTILINE) for line in drawings), (
        "no time left"
    )
    assert books.splitlines()[0].split()[:2] == ["source", "found"]
    assert "\x1b" not in books


def progress(found: int, waiting: int, stored: int, whole: bool = True) -> Progress:
    books = Books(found, dict.fromkeys(OUTCOMES, 0) | {"stored": stored}, 0)
    return Progress(books, waiting, requests=30, seconds=20.0, is_whole=whole)


@pytest.mark.parametrize(
    ("known", "left"),
    [
        (progress(100, 90, 10), "3:00"),
        (progress(10_010, 10_000, 10), "5:33:20"),
        (progress(100, 90, 10, whole=False), ""),  # the listings may still name more
        (progress(100, 100, 0), ""),  # nobody knows the pace
    ],
)
def test_time_left_is_told_where_it_is_known(known: Progress, left: str) -> None:
    assert as_row("hespress", known)[-1] == left


def test_without_a_terminal_the_same_is_a_line_of_words() -> None:
    assert as_line(progress(100, 90, 10)) == (
        "100 found, 90 waiting, 10 stored, 0 duplicate, 0 rejected, 0 failed, 1.5 requests a second, 3:00 left"
    )


def test_a_column_of_which_no_crawl_has_anything_to_say_is_left_out() -> None:
    without = as_row("hespress", progress(100, 90, 10))
    images = ImageCounts(done=7, rejected=0, failed=0, waiting=0, bytes=0)
    with_images = as_row("elaph", replace(progress(100, 90, 10), images=images))
    assert "images" not in drawing([without], columns=100, lines=24)
    assert "images" in drawing([without, with_images], columns=100, lines=24)


def test_more_sources_than_lines_are_counted_and_no_line_is_longer_than_the_screen() -> None:
    rows = [as_row(f"source-{number}", progress(100, 90, 10)) for number in range(60)]
    lines = drawing(rows, columns=40, lines=24).removeprefix(CLEAR_BELOW).split("\n")
    assert len(lines) < 24
    assert lines[-1].startswith("… and 40 more\r")
    assert max(map(len, lines)) < 40
