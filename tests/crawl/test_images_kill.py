"""Whatever instants a crawl of images dies at, in the end rows and files are those of an uninterrupted one."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page
from crawler.demo.publisher import place
from tests.benchmarks.images import encode, photo
from tests.crawl.conftest import Press, kill, wait_until
from tests.crawl.test_images import answer, files, images_asked

ROWS = (
    "SELECT i.url, i.state, i.reason, i.sha256, i.path, i.width, i.height, i.mime, i.bytes, i.phash, i.grey, s.url,"
    " i.attempts FROM images i LEFT JOIN images s ON s.id = i.same_as ORDER BY i.url"
)


def rows(press: Press) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in press.rows(ROWS)]


def done(press: Press) -> set[str]:
    return {place(row[0]) for row in press.rows("SELECT url FROM images WHERE state = 'done'")}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """A newspaper with photos in three sizes, and a whole crawl of its articles and their images."""
    newspaper = Newspaper(articles=40)
    urls = [image.url or "" for article in newspaper.of("hespress") for image in article.images]
    for number, url in enumerate(urls):
        body = encode(photo(number // 3, 480, 270), (480, 320, 160)[number % 3], 80)
        answer(newspaper, url, Page(body, mime="image/jpeg"))
    with serve(newspaper, latency=0.01) as site:
        press = Press(site, tmp_path_factory.mktemp("whole") / "articles.db")
        assert press.crawl("hespress", "--images").returncode == 0
        assert len(rows(press)) > 30
        assert any(row[-2] for row in rows(press))
        yield press


def kill_amid_images(press: Press, images: int, seconds: float) -> None:
    """Start a crawl, and kill it so long after it asked for so many images."""
    process = press.start(*press.crawling("hespress", "--images"))
    wait_until(lambda: process.poll() is not None or images_asked(press).total() >= images)
    kill(process, after=seconds)


def die_and_run_again(seed: int, kills: int, whole: Press, folder: Path) -> None:
    chance = random.Random(seed)
    press = Press(whole.site, folder / "articles.db")
    for _ in range(kills):
        kept = done(press) if press.database.exists() else set()
        press.site.control.reset()
        instant = chance.randint(1, 5), chance.uniform(0, 0.1)
        kill_amid_images(press, *instant)
        assert not kept & set(images_asked(press)), f"asked for again before it died at {instant}"
        folder_now = files(press)
        for path, sha256, size in press.rows("SELECT path, sha256, bytes FROM images WHERE state = 'done'"):
            assert len(folder_now[path]) == size, f"{sha256} has no whole file, killed at {instant}"
    kept = done(press)
    press.site.control.reset()
    again = press.crawl("hespress", "--images")
    assert (again.returncode, again.stderr) == (0, "")
    assert not kept & set(images_asked(press))
    assert rows(press) == rows(whole)
    assert files(press) == files(whole)


def test_three_kills_and_one_more_crawl_end_as_one_that_was_not_killed(
    uninterrupted: Press, tmp_path: Path
) -> None:
    die_and_run_again(1, 3, uninterrupted, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_ten_kills_and_one_more_crawl_end_as_one_that_was_not_killed(
    seed: int, uninterrupted: Press, tmp_path: Path
) -> None:
    die_and_run_again(seed, 10, uninterrupted, tmp_path)
