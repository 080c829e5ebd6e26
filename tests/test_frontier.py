"""The frontier loses no address, settles each once, and its books balance whatever happens between."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.crawls import AlreadyRunning, is_alive
from crawler.database import connect, now, transaction
from crawler.frontier import Frontier
from crawler.items import Answer, Page
from crawler.listing import Link
from crawler.source import Feed, Source

FEED = "https://daily.example/feed"
SOURCE = Source(
    name="daily",
    title="اليومية",
    home="https://daily.example/",
    country="MA",
    timezone="UTC",
    listings=(Feed(FEED),),
    article=(r"/story/(?P<id>\d+)",),
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "articles.db")
    yield connection
    connection.close()


def story(number: int, listed: str | None = None) -> Link:
    return Link(f"https://daily.example/story/{number}", listed)


def add(frontier: Frontier, *links: Link) -> int:
    with transaction(frontier.connection):
        return frontier.add_articles_within(links, FEED, newest=1_700_000_000)[0]


def keys(pages: list[Page]) -> list[str]:
    return [page.key for page in pages]


def test_the_newest_is_leased_first_and_no_address_twice(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, SOURCE)
    add(frontier, story(1, "2024-06-01T10:00:00Z"), story(3, "2024-06-03T10:00:00Z"), story(2, "2024-06-02"))
    assert keys(frontier.lease("article", 2)) == ["daily:3", "daily:2"]
    assert keys(frontier.lease("article", 2)) == ["daily:1"]
    assert frontier.lease("article", 2) == []


def test_an_address_without_a_time_is_a_little_older_than_the_one_above_it(
    connection: sqlite3.Connection,
) -> None:
    frontier = Frontier(connection, SOURCE)
    add(frontier, story(9, "2024-06-09T10:00:00Z"), story(4), story(8, "2024-06-08T10:00:00Z"))
    assert keys(frontier.lease("article", 3)) == ["daily:9", "daily:4", "daily:8"]


def test_the_same_article_under_two_addresses_is_found_once(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, SOURCE)
    add(frontier, Link("https://www.daily.example/amp/story/1?utm_source=x"), story(1))
    assert frontier.books().found == 1
    assert [page.url for page in frontier.lease("article", 9)] == [story(1).url]  # the plainer of the two


def test_since_leaves_older_addresses_waiting(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, SOURCE)
    add(frontier, story(1, "2024-06-01T10:00:00Z"), story(2, "2024-06-02T10:00:00Z"), story(3))
    assert "daily:1" not in keys(frontier.lease("article", 9, since="2024-06-02"))
    assert frontier.waiting("article") == 1


def test_books_balance_after_every_outcome(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, SOURCE)
    add(frontier, *(story(number) for number in range(10)))
    outcomes = ("stored", "updated", "unchanged", "duplicate", "rejected", "gone", "blocked", "failed")
    for page, outcome in zip(frontier.lease("article", 8), outcomes, strict=True):
        with transaction(connection):
            frontier.settle_within(page, outcome)  # type: ignore[arg-type]
    books = frontier.finish("finished", None, requests=9, received=1000, seconds=1.0)
    assert books.balanced
    assert (books.found, books.waiting) == (10, 2)


def test_the_next_crawl_takes_up_what_a_dead_one_had_leased(connection: sqlite3.Connection) -> None:
    first = Frontier(connection, SOURCE)
    add(first, story(1), story(2))
    assert first.lease("article", 1)
    bury(connection, first)
    second = Frontier(connection, SOURCE)
    assert second.books().found == 2
    assert set(keys(second.lease("article", 9))) == {"daily:1", "daily:2"}
    killed = connection.execute(
        "SELECT outcome, found, waiting FROM crawls WHERE id = ?", (first.crawl,)
    ).fetchone()
    assert tuple(killed) == ("killed", 2, 2)


def bury(connection: sqlite3.Connection, frontier: Frontier) -> None:
    """Make it look as a kill leaves it: running, by a process that is gone."""
    connection.execute("UPDATE crawls SET pid = ? WHERE id = ?", (dead_pid(), frontier.crawl))


def dead_pid() -> int:
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    return child


def test_a_living_crawl_keeps_the_next_one_out(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, SOURCE)
    connection.execute("UPDATE crawls SET pid = ? WHERE id = ?", (os.getppid(), frontier.crawl))
    with pytest.raises(AlreadyRunning, match=rf"since 20.* by process {os.getppid()} on "):
        Frontier(connection, SOURCE)


def test_a_lock_without_a_sign_of_life_heals_even_from_another_machine() -> None:
    assert is_alive(1, "elsewhere", now())
    assert not is_alive(1, "elsewhere", "2024-06-01T10:00:00Z")
    assert not is_alive(1, "elsewhere", "2124-06-01T10:00:00Z")  # a clock was wrong
    assert not is_alive(os.getppid(), socket.gethostname(), "2024-06-01T10:00:00Z")


def test_a_failed_address_waits_longer_after_every_try_and_then_rests(connection: sqlite3.Connection) -> None:
    waits = []
    frontier = Frontier(connection, SOURCE)
    add(frontier, story(1))
    for _ in range(5):
        (page,) = frontier.lease("article", 1)
        before = datetime.now(UTC)
        with transaction(connection):
            frontier.settle_within(page, "failed", "HTTP 500", Answer(page.url, 500))
        due = connection.execute("SELECT next_fetch FROM pages WHERE key = 'daily:1'").fetchone()[0]
        waits.append(round((datetime.fromisoformat(due) - before).total_seconds() / 60))
        connection.execute("UPDATE pages SET next_fetch = '2024-01-01T00:00:00Z'")
        frontier.finish("finished", None, 0, 0, 0.0)
        frontier = Frontier(connection, SOURCE)
    assert waits == [15, 60, 240, 960, 3840]
    assert frontier.lease("article", 1) == []


def test_a_listing_is_fresh_until_an_earlier_crawl_walked_it(connection: sqlite3.Connection) -> None:
    first = Frontier(connection, SOURCE)
    assert add(first, story(1), story(2)) == 2
    assert add(first, story(1), story(2)) == 2  # known, but from this very walk
    with transaction(connection):
        first.walked_within(FEED)
    first.finish("finished", None, 0, 0, 0.0)
    second = Frontier(connection, SOURCE)
    assert add(second, story(3), story(2), story(1)) == 1


def test_a_walk_that_a_kill_cut_short_is_walked_again_from_an_unconditional_first_page(
    connection: sqlite3.Connection,
) -> None:
    first = Frontier(connection, SOURCE)
    with transaction(connection):
        first.ask_within("listing", FEED, FEED)
    (root,) = first.lease("listing", 1)
    with transaction(connection):
        first.ask_within("listing", f"{FEED}?paged=2", FEED, number=2)
        first.settle_listing_within(root, "done", None, Answer(FEED, 200, etag='"v1"'))
    bury(connection, first)
    second = Frontier(connection, SOURCE)
    with transaction(connection):
        second.restart_walk_within(FEED, FEED)
        second.ask_within("listing", FEED, FEED)
    (again,) = second.lease("listing", 9)
    assert (again.url, again.etag) == (FEED, None)


def test_a_child_sitemap_is_asked_again_only_when_it_changed(connection: sqlite3.Connection) -> None:
    for changed, asked in (("2024-06-01", 1), ("2024-06-01", 0), ("2024-06-02", 1)):
        frontier = Frontier(connection, SOURCE)
        with transaction(connection):
            frontier.ask_within("listing", "https://daily.example/sitemap-1.xml", FEED, changed=changed)
        pages = frontier.lease("listing", 1)
        assert len(pages) == asked
        for page in pages:
            with transaction(connection):
                frontier.settle_listing_within(page, "done", None, Answer(page.url, 200))
