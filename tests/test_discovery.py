"""How far back a listing is followed, and from where a later crawl goes on."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.database import connect, transaction
from crawler.frontier import Frontier
from crawler.items import Answer, Page
from crawler.listing import Link, Listed
from crawler.source import Archive, Section, Source
from crawler.spiders.discovery import FIRST_PAGES, Discovery

TODAY = date(2024, 6, 10)
HOME = "https://daily.example/"
SOURCE = Source(
    name="daily",
    title="اليومية",
    home=HOME,
    country="MA",
    timezone="UTC",
    listings=(Section(HOME, pages=f"{HOME}page/{{page}}/"),),
    article=(r"/story/(?P<id>\d+)",),
)
BY_DAY = replace(SOURCE, listings=(Archive(f"{HOME}{{yyyy}}/{{mm}}/{{dd}}/", date(2024, 6, 5)),))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "articles.db")
    yield connection
    connection.close()


def crawl(
    connection: sqlite3.Connection,
    source: Source,
    says: Callable[[Page], list[int] | None],
    full: bool = False,
    today: date = TODAY,
    most: int = 1000,
) -> list[str]:
    """The addresses of listings that a crawl asks. `says`: the articles on a page, None for a 404."""
    frontier = Frontier(connection, source)
    discovery = Discovery(frontier, source, full)
    discovery.today = today
    with transaction(connection):
        discovery.ask_roots_within()
    asked: list[str] = []
    while len(asked) < most and (pages := frontier.lease("listing", 1) or frontier.lease("walk", 1)):
        (page,) = pages
        asked.append(page.url)
        numbers = says(page)
        assert numbers is not None or discovery.is_past_the_end(page, 404)
        links = tuple(Link(f"{HOME}story/{number}") for number in numbers or ())
        with transaction(connection):
            discovery.take_within(page, Listed(links))
            frontier.settle_listing_within(page, "done", None, Answer(page.url, 200))
    for page in frontier.lease("article", 1000):
        with transaction(connection):
            frontier.settle_within(page, "stored")
    frontier.finish("finished", None, 0, 0, 0.0)
    return asked


def ten_a_page(newest: int) -> Callable[[Page], list[int] | None]:
    def says(page: Page) -> list[int] | None:
        first = newest - 10 * (page.number - 1)
        return list(range(first, max(first - 10, 0), -1)) or None

    return says


def pages(*numbers: int) -> list[str]:
    return [HOME if number == 1 else f"{HOME}page/{number}/" for number in numbers]


def test_the_first_crawl_goes_a_few_pages_back_and_later_ones_to_what_is_known(
    connection: sqlite3.Connection,
) -> None:
    assert crawl(connection, SOURCE, ten_a_page(200)) == pages(*range(1, FIRST_PAGES + 1))
    assert crawl(connection, SOURCE, ten_a_page(200)) == pages(1)
    assert crawl(connection, SOURCE, ten_a_page(250)) == pages(
        1, 2, 3, 4, 5, 6
    )  # fifty new, then a known page


def test_a_full_crawl_walks_until_there_is_no_page(
    connection: sqlite3.Connection,
) -> None:
    asked = crawl(connection, SOURCE, ten_a_page(95), full=True)
    assert set(asked) == set(pages(*range(1, 12)))


def test_a_site_that_answers_every_number_with_its_last_page_is_left_at_the_second_copy(
    connection: sqlite3.Connection,
) -> None:
    asked = crawl(
        connection, SOURCE, lambda page: [3, 2, 1] if page.number > 2 else [page.number * 10], full=True
    )
    assert max(asked) == f"{HOME}page/4/"


@pytest.mark.parametrize(
    "older", [False, True], ids=["every number gives the first page", "one is pinned on all"]
)
def test_a_new_article_that_stands_on_every_page_is_followed_once(
    connection: sqlite3.Connection, older: bool
) -> None:
    crawl(connection, SOURCE, ten_a_page(200))

    def says(page: Page) -> list[int]:
        return [999, *(ten_a_page(200)(page) or [] if older else range(200, 191, -1))]

    assert crawl(connection, SOURCE, says) == pages(1, 2)


def test_an_archive_goes_on_past_days_without_articles_to_its_first_day(
    connection: sqlite3.Connection,
) -> None:
    asked = crawl(
        connection, BY_DAY, lambda page: None if "06/08" in page.url else [page.number % 100], full=True
    )
    days = {f"{HOME}2024/06/{day:02}/" for day in range(5, 11)}
    assert days <= set(asked)


def test_an_archive_cut_short_goes_on_the_next_day_where_it_was(connection: sqlite3.Connection) -> None:
    def says(page: Page) -> list[int]:
        return [page.number]

    crawl(connection, BY_DAY, says, full=True, most=4)
    asked = crawl(connection, BY_DAY, says, full=True, today=TODAY + timedelta(days=1))
    assert set(asked) >= {f"{HOME}2024/06/11/", f"{HOME}2024/06/05/"}
    walked = connection.execute("SELECT url FROM pages WHERE kind = 'walk' AND state = 'done'").fetchall()
    assert {row["url"] for row in walked} == {f"{HOME}2024/06/{day:02}/" for day in range(5, 12)}
