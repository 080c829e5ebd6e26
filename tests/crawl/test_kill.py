"""Whatever instant a crawl dies at, the next one ends with exactly the articles of an uninterrupted one."""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.demo import Newspaper, serve
from tests.crawl.conftest import Press, kill, wait_until

SOURCES = ("hespress", "elaph", "--full")
ROOM = 8 * 2  # leases under way at once, of both sources: 2 × CONCURRENT_REQUESTS_PER_DOMAIN each
RETRIED = 2  # Scrapy asks again for the page that answers 500 the first time


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Press, dict[str, Any], float]]:
    """A newspaper that takes its time, all that a whole crawl of it brings about, and how long that takes."""
    with serve(Newspaper(articles=60), latency=0.01) as site:
        press = Press(site, tmp_path_factory.mktemp("whole") / "articles.db")
        begun = time.monotonic()
        assert press.crawl(*SOURCES).returncode == 0
        yield press, press.contents(), time.monotonic() - begun


def die_and_run_again(number: int, whole: tuple[Press, dict[str, Any], float], folder: Path) -> None:
    pressed, contents, seconds = whole
    instant = random.Random(number).uniform(0.4, seconds)
    press = Press(pressed.site, folder / f"killed-{number}.db")
    press.site.control.reset()
    kill(press.start(*press.crawling(*SOURCES, workers=True)), after=instant)
    done = press.crawl(*SOURCES)
    assert done.returncode == 0, f"killed after {instant:.3f} s: {done.stderr}"
    assert press.contents() == contents, f"killed after {instant:.3f} s"
    press.assert_books_balance()
    asked = Counter(address for address in press.asked() if ".htm" in address)
    twice = asked.total() - len(asked)
    assert twice <= ROOM + RETRIED, f"killed after {instant:.3f} s: {twice} articles were fetched twice"


@pytest.mark.parametrize("number", range(2))
def test_a_killed_crawl_run_again_ends_as_one_that_was_not(
    number: int, uninterrupted: tuple[Press, dict[str, Any], float], tmp_path: Path
) -> None:
    die_and_run_again(number, uninterrupted, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(2, 102))
def test_a_hundred_killed_crawls_end_as_one_that_was_not(
    number: int, uninterrupted: tuple[Press, dict[str, Any], float], tmp_path: Path
) -> None:
    die_and_run_again(number, uninterrupted, tmp_path)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_a_crawl_within_seconds_with_its_counts_and_balanced_books(
    name: str, tmp_path: Path
) -> None:
    newspaper = Newspaper(articles=60)
    with serve(newspaper) as site:
        for article in newspaper.of("hespress")[5:]:
            site.control.hang(article.url)  # a server that never answers must not hold the stop
        press = Press(site, tmp_path / "articles.db")
        process = press.start(*press.crawling("hespress"))
        wait_until(lambda: sum(".htm" in address for address in press.asked()) >= 3)
        begun = time.monotonic()
        process.send_signal(signal.Signals[name])
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - begun < 10
        assert process.returncode == 0
        assert "stopped by a signal" in err
        assert "waiting" in out
        assert press.value("SELECT outcome FROM crawls") == "stopped"
        assert press.value("SELECT count(*) FROM pages WHERE state = 'leased'") == 0
        press.assert_books_balance()
        site.control.reset()
        assert press.crawl("hespress").returncode == 0
        assert press.value("SELECT waiting FROM crawls ORDER BY id DESC") == 0
