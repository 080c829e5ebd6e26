"""Real crawls: the project's own command line in its own process, over HTTP on loopback, into a real file."""

import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.crawls import OUTCOMES
from crawler.demo import Newspaper, Site, serve

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "CONCURRENT_REQUESTS_PER_DOMAIN=4")
IN_PROCESS = "EXTRACT_WORKERS=0"  # saves a second of every crawl; the kill tests run with workers as users do


@dataclass
class Press:
    """A running newspaper, and the crawls that are sent to it."""

    site: Site
    database: Path
    root: Path = ROOT

    def stands_after(self, *arguments: str) -> None:
        """Begin with what a crawl of an untouched newspaper leaves. It is made once for all tests, which copy it."""
        shutil.copytree(_after_crawl(arguments), self.database.parent, dirs_exist_ok=True)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Any `scrapy …` command, to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def crawl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.command(*self.crawling(*arguments))

    def crawling(self, *arguments: str, workers: bool = False) -> tuple[str, ...]:
        settings = SETTINGS if workers else (*SETTINGS, IN_PROCESS)
        return (
            "crawl",
            *arguments,
            "--db",
            str(self.database),
            *(f"--set={setting}" for setting in settings),
        )

    def start(
        self, *arguments: str, env: Mapping[str, str] = os.environ, **options: Any
    ) -> subprocess.Popen[str]:
        proxies = {"http_proxy": self.site.proxy, "https_proxy": self.site.proxy, "no_proxy": ""}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=self.root, env={**env, **proxies}, text=True, **pipes | options,
        )  # fmt: skip

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self.read() as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def asked(self) -> list[str]:
        """The addresses asked for since the log was last emptied, without robots.txt."""
        return [f"{e.host}{e.path}" for e in self.site.control.log if e.path != "/robots.txt"]

    def assert_books_balance(self) -> None:
        for crawl in self.rows("SELECT * FROM crawls"):
            assert crawl["found"] == sum(crawl[name] for name in (*OUTCOMES, "waiting")), dict(crawl)

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that a crawl is to bring about, whatever happened on the way: no ids, times or counts of tries."""
        with self.read() as connection:
            return {
                name: [tuple(row) for row in connection.execute(query)] for name, query in CONTENTS.items()
            }


CONTENTS = {
    "articles": "SELECT a.key, a.source, a.url, a.title, a.lead, a.text, a.blocks, a.authors, a.tags, a.section,"
    " a.published, a.published_precision, a.published_raw, a.modified, a.language, a.words, a.topic_score,"
    " a.content_hash, o.key, a.version FROM articles a LEFT JOIN articles o ON o.id = a.duplicate_of ORDER BY a.key",
    "aliases": "SELECT l.key, a.key FROM aliases l JOIN articles a ON a.id = l.article ORDER BY 1",
    "images": "SELECT a.key, i.url, r.position, r.role, r.caption, r.alt, r.credit FROM article_images r"
    " JOIN articles a ON a.id = r.article JOIN images i ON i.id = r.image ORDER BY 1, 3",
    "pages": "SELECT key, kind, state, reason, status FROM pages WHERE kind = 'article' ORDER BY key",
}


@cache
def _after_crawl(arguments: tuple[str, ...]) -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    with serve(Newspaper()) as site:
        done = Press(site, folder / "articles.db").crawl(*arguments)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def newspaper() -> Newspaper:
    return Newspaper()


@pytest.fixture
def press(newspaper: Newspaper, tmp_path: Path) -> Iterator[Press]:
    with serve(newspaper) as site:
        yield Press(site, tmp_path / "articles.db")


def kill(process: subprocess.Popen[str], after: float) -> None:
    """SIGKILL to a crawl and all its workers, `after` seconds from now unless it ends by itself."""
    deadline = time.monotonic() + after
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def wait_until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for something that a crawl in another process is about to do."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
