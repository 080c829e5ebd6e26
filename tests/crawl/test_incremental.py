"""A crawl asks only for what is new, and misses nothing that moved while it looked away."""

import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.demo import Newspaper, serve
from tests.crawl.conftest import Press, kill, wait_until

# Times the CPU that Scrapy needs to list its spiders: a crawl that finds nothing new is that cheap
AT_MOST = 2.5


def articles(press: Press) -> list[str]:
    return [address for address in press.asked() if ".htm" in address]


def statuses(press: Press) -> set[int]:
    return {entry.status for entry in press.site.control.log if entry.path != "/robots.txt"}


@pytest.mark.parametrize("name", ["hespress", "elaph"])
def test_a_second_crawl_of_an_unchanged_site_fetches_no_article_and_is_answered_304(
    press: Press, name: str
) -> None:
    press.stands_after(name)
    before = press.contents()
    press.site.control.reset()
    used = children_cpu(lambda: press.crawl(name))
    assert articles(press) == []
    assert statuses(press) == {304}
    assert press.contents() == before
    assert press.value("SELECT found FROM crawls ORDER BY id DESC") == 0
    assert used < AT_MOST * children_cpu(lambda: press.command("list"))


def children_cpu(run: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_new_articles_are_fetched_and_known_ones_are_not(press: Press) -> None:
    press.stands_after("hespress")
    press.site.control.reset()
    fresh = [press.site.newspaper.publish("hespress").url for _ in range(3)]
    press.crawl("hespress")
    assert len(articles(press)) == 3
    assert {row["url"] for row in press.rows("SELECT url FROM articles WHERE crawl = 2")} == set(fresh)


def test_refetch_asks_for_known_articles_again(press: Press) -> None:
    press.stands_after("hespress", "--limit", "2")
    press.site.control.reset()
    press.crawl("hespress", "--refetch", "--limit", "2")
    known = {row["url"] for row in press.rows("SELECT url FROM articles WHERE crawl = 1")}
    assert known <= {f"https://{address}" for address in articles(press)}


def test_a_correction_of_a_young_article_is_seen_when_its_next_look_is_due(tmp_path: Path) -> None:
    newspaper = Newspaper(newest=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    with serve(newspaper) as site:
        press = Press(site, tmp_path / "articles.db")
        press.crawl("hespress")
        article = newspaper.of("hespress")[0]
        newspaper.edit(article.url, title="عنوان مصحح بعد النشر")
        press.crawl("hespress")
        assert press.value("SELECT count(*) FROM versions") == 0  # its look is hours away
        make_looks_due(press)
        site.control.reset()
        press.crawl("hespress")
        assert 304 in statuses(press)  # the unchanged ones
        (row,) = press.rows("SELECT * FROM articles WHERE version = 2")
        assert row["title"] == "عنوان مصحح بعد النشر"
        assert press.value("SELECT title FROM versions WHERE article = ?", row["id"]) == article.title
        assert press.value("SELECT kind FROM changes ORDER BY seq DESC") == "updated"
        assert press.value("SELECT updated FROM crawls ORDER BY id DESC") == 1
        press.assert_books_balance()


def make_looks_due(press: Press) -> None:
    with press.read() as connection:
        connection.execute(
            "UPDATE pages SET next_fetch = '2020-01-01T00:00:00Z' WHERE next_fetch IS NOT NULL"
        )
        connection.commit()


def test_an_old_article_is_never_looked_at_again(press: Press) -> None:
    press.stands_after("hespress")
    assert (
        press.value(
            "SELECT count(*) FROM pages WHERE kind = 'article' AND state = 'done' AND next_fetch IS NOT NULL"
        )
        == 0
    )


def test_a_listing_that_moves_while_it_is_paged_loses_none(tmp_path: Path) -> None:
    newspaper = Newspaper(articles=40)
    with serve(newspaper, latency=0.03) as site:
        site.control.fail("*/feed*", 404, times=None)  # the paged listing alone
        site.control.fail("*sitemap*", 404, times=None)
        press = Press(site, tmp_path / "articles.db")
        process = press.start(*press.crawling("hespress", "--full"))
        for _ in range(200):
            if process.poll() is not None:
                break
            newspaper.publish("hespress")
            time.sleep(0.15)
        process.communicate()
        press.crawl("hespress", "--full")
        stored = {row[0] for row in press.rows("SELECT url FROM articles UNION SELECT url FROM aliases")}
        today = {a.url for a in newspaper.of("hespress") if a.layout == "hespress"}
        assert len(today) > 30
        assert today - stored == set()


def test_a_kill_between_the_pages_of_a_listing_hides_nothing_behind_a_304(tmp_path: Path) -> None:
    newspaper = Newspaper(articles=60)
    with serve(newspaper) as site:
        for listing in ("*/feed*", "*sitemap*"):
            site.control.fail(listing, 404, times=None)
        site.control.hang("*action=ajax_listing&paged=2*", times=1)
        press = Press(site, tmp_path / "articles.db")
        process = press.start(*press.crawling("hespress"))
        wait_until(lambda: any("paged=2" in address for address in press.asked()))
        kill(process, after=0.2)
        assert press.value("SELECT count(*) FROM pages WHERE kind = 'article'") == 10  # the first page's
        press.crawl("hespress")
        assert press.value("SELECT count(*) FROM pages WHERE kind = 'article'") == 30  # of three pages


def test_a_second_full_crawl_goes_on_where_the_first_was_stopped(tmp_path: Path) -> None:
    newspaper = Newspaper(articles=120)
    with serve(newspaper) as site:
        press = Press(site, tmp_path / "articles.db")
        press.crawl("hespress", "--full", "--limit", "5")
        walked = {
            row[0] for row in press.rows("SELECT url FROM pages WHERE kind = 'walk' AND state = 'done'")
        }
        assert walked
        site.control.reset()
        assert press.crawl("hespress", "--full").returncode == 0
        again = [
            address
            for address in press.asked()
            if f"https://{address}" in walked and "paged=1" not in address
        ]
        assert [address for address in again if "sitemap" not in address and "feed" not in address] == []
        assert press.value("SELECT waiting FROM crawls ORDER BY id DESC") == 0
        assert press.value("SELECT count(*) FROM articles") >= 100
        press.assert_books_balance()


def test_a_redirect_and_a_canonical_address_become_aliases_of_one_article(press: Press) -> None:
    press.crawl("hespress", "--full")
    cases = press.site.newspaper.cases
    aliases = {row["url"]: row["own"] for row in press.rows(
        "SELECT l.url, a.url AS own FROM aliases l JOIN articles a ON a.id = l.article"
    )}  # fmt: skip
    assert aliases[cases["redirect"]] == cases["redirect_to"]
    assert press.value("SELECT count(*) FROM articles WHERE url = ?", cases["redirect_to"]) == 1


def test_a_challenge_page_is_recorded_as_blocked_and_never_stored(press: Press) -> None:
    press.crawl("site", "-a", "url=https://taqnia-demo.example/")
    challenge = press.site.newspaper.cases["challenge"]
    assert [tuple(r) for r in press.rows("SELECT state, reason FROM pages WHERE url = ?", challenge)] == [
        ("blocked", "blocked")
    ]
    assert press.value("SELECT count(*) FROM articles WHERE url = ?", challenge) == 0


def test_exported_records_have_the_promised_fields(press: Press) -> None:
    press.stands_after("hespress", "--limit", "2")
    lines = press.command("export", "jsonl", "--db", str(press.database)).stdout.splitlines()
    assert [json.loads(line)["change"] for line in lines] == ["new", "new"]
    assert list(json.loads(lines[0])) == [
        "id", "seq", "change", "source", "source_title", "url", "title", "lead", "text", "blocks", "images", "authors",
        "published", "published_precision", "published_raw", "modified", "section", "tags", "language", "words",
        "topic_score", "content_hash", "duplicate_of", "version", "first_seen", "last_seen",
    ]  # fmt: skip
