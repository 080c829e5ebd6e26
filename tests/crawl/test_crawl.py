"""What the newspaper printed is what stands in the database."""

import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.demo import Newspaper, Printed, serve
from crawler.urls import identity
from tests.crawl.conftest import Press


def stored(press: Press, source: str) -> dict[str, sqlite3.Row]:
    return {row["url"]: row for row in press.rows("SELECT * FROM articles WHERE source = ?", source)}


def assert_as_printed(row: sqlite3.Row, article: Printed) -> None:
    assert row["title"] == article.title
    assert row["text"] == article.text
    assert [b["url"] for b in json.loads(row["blocks"]) if b["kind"] == "image"] == [
        i.url for i in article.images
    ]
    assert tuple(json.loads(row["authors"])) == article.authors
    assert row["published"] == article.published.strftime("%Y-%m-%dT%H:%MZ")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Press, Newspaper]":
    newspaper = Newspaper()
    with serve(newspaper) as site:
        press = Press(site, tmp_path_factory.mktemp("crawl") / "articles.db")
        done = press.crawl("hespress", "elaph", "--full")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        return press, newspaper


@pytest.mark.parametrize("name", ["hespress", "elaph"])
def test_every_printed_article_is_stored_as_it_was_printed(
    crawled: tuple[Press, Newspaper], name: str
) -> None:
    press, newspaper = crawled
    rows = {row["key"]: row for row in press.rows("SELECT * FROM articles WHERE source = ?", name)}
    from crawler.sources import SOURCES

    for article in newspaper.of(name):
        assert_as_printed(rows[identity(article.url, SOURCES[name])], article)


def test_the_books_of_every_crawl_balance(crawled: tuple[Press, Newspaper]) -> None:
    press, _ = crawled
    press.assert_books_balance()
    assert press.value("SELECT count(*) FROM crawls") == 2


def test_every_page_that_is_not_stored_says_why(crawled: tuple[Press, Newspaper]) -> None:
    press, _ = crawled
    assert (
        press.value("SELECT count(*) FROM pages WHERE state NOT IN ('done', 'waiting') AND reason IS NULL")
        == 0
    )


def test_a_source_is_crawled_by_the_name_that_scrapy_lists(press: Press) -> None:
    assert {"hespress", "elaph", "site"} <= set(press.command("list").stdout.split())


def test_an_unknown_site_is_crawled_from_its_address_alone(press: Press) -> None:
    done = press.crawl("site", "-a", "url=https://taqnia-demo.example/")
    assert (done.returncode, done.stderr) == (0, "")
    rows = stored(press, "taqnia-demo.example")
    printed = {article.url: article for article in press.site.newspaper.of("taqnia-demo")}
    assert set(rows) == set(printed)
    for url, article in printed.items():
        assert rows[url]["title"] == article.title
        assert rows[url]["text"] == article.text
    press.assert_books_balance()


def test_a_dead_host_is_a_failure_and_says_why_in_one_line(tmp_path: Path) -> None:
    dead = SimpleNamespace(proxy="http://127.0.0.1:9")  # nobody listens on the discard port
    press = Press(dead, tmp_path / "articles.db")  # type: ignore[arg-type]
    done = press.crawl("site", "-a", "url=https://nobody.example/")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "scrapy: nobody.example: failed: no listing answered: https://nobody.example/: Conn"
    )
    assert press.value("SELECT outcome FROM crawls") == "failed"


def test_limit_stores_the_newest_and_leaves_the_rest_waiting(press: Press) -> None:
    assert press.crawl("hespress", "--limit", "3").returncode == 0
    newest = sorted((a.published for a in press.site.newspaper.of("hespress")), reverse=True)[:3]
    assert {row["published"] for row in press.rows("SELECT published FROM articles")} == {
        moment.strftime("%Y-%m-%dT%H:%MZ") for moment in newest
    }
    assert press.value("SELECT waiting FROM crawls") > 0
    press.assert_books_balance()


def test_since_stores_nothing_older_and_a_later_crawl_without_it_stores_the_rest(press: Press) -> None:
    times = sorted(a.published for a in press.site.newspaper.of("hespress"))
    day = f"{times[-5]:%Y-%m-%d}"
    assert press.crawl("hespress", "--since", day).returncode == 0
    assert press.value("SELECT count(*) FROM articles WHERE published < ?", day) == 0
    assert press.value("SELECT count(*) FROM articles") > 0
    press.crawl("hespress")
    assert press.value("SELECT count(*) FROM articles WHERE published < ?", day) > 0
    press.assert_books_balance()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "no source 'nosuch'"),
        ([], "name a source"),
        (["hespress", "--since", "yesterday"], "2024-06-12"),
        (["hespress", "--limit", "0"], "from 1 on"),
        (["site"], "url"),
        (["site", "-a", "url=ftp://x"], "url"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_write(press: Press, arguments: list[str], said: str) -> None:
    done = press.crawl(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not press.database.exists()
