"""A crawl keeps every answer as it came, before it is read."""

import json
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

from crawler.archive import Archive, path_beside
from crawler.demo import Newspaper, serve
from crawler.prune import prune
from tests.crawl.conftest import Press, wait_until


def test_every_page_is_kept_as_the_server_sent_it(press: Press) -> None:
    assert press.crawl("hespress", "--full").returncode == 0
    archive = Archive(path_beside(press.database), readonly=True)
    captures = list(archive.all())
    asked = {address for address in press.asked() if not address.endswith("robots.txt")}
    passed = {address for one in captures for address in (one.url, *one.redirects, one.answered)}
    assert {address.partition("://")[2] for address in passed} == asked
    settled = press.rows("SELECT key FROM pages WHERE fetched_at IS NOT NULL")
    assert {one.key for one in captures} == {row["key"] for row in settled}
    proxy = urllib.request.ProxyHandler({"http": press.site.proxy})
    for one in archive.latest("hespress"):
        plain = one.answered.replace("https://", "http://")
        with urllib.request.build_opener(proxy).open(plain) as response:
            assert one.body == response.read()
            assert dict(one.headers)["Content-Type"] == response.headers["Content-Type"]
    archive.close()


def test_a_second_crawl_of_an_unchanged_site_adds_nothing(press: Press) -> None:
    press.stands_after("elaph")
    archive = Archive(path_beside(press.database), readonly=True)
    before = list(archive.all())
    press.crawl("elaph")
    press.crawl("elaph", "--refetch")
    assert [one.body for one in archive.all()] == [one.body for one in before]
    archive.close()


def test_a_crawl_keeps_no_pages_where_none_are_wanted(press: Press) -> None:
    press.crawl("elaph", "--no-archive", "--limit", "2")
    assert press.value("SELECT count(*) FROM articles") == 2
    assert not path_beside(press.database).exists()


def test_a_damaged_archive_ends_the_crawl_with_a_clear_word(press: Press) -> None:
    pages = path_beside(press.database)
    pages.write_bytes(b"no database" * 1000)
    done = press.crawl("elaph")
    assert done.returncode == 4
    assert f"{pages}: " in done.stderr
    assert "damaged" in done.stderr
    pages.unlink()
    assert press.crawl("elaph").returncode == 0
    press.assert_books_balance()


def test_pruning_goes_on_beside_a_crawl(tmp_path: Path) -> None:
    """Though it takes away again and again what the crawl has just kept, and the references of the next pages."""
    with serve(Newspaper(articles=60)) as site:
        press = Press(site, tmp_path / "articles.db")
        process = press.start(*press.crawling("hespress", "--full"))
        pages = path_beside(press.database)
        wait_until(lambda: press.database.exists() and bool(press.asked()) and pages.exists())
        archive = Archive(pages)
        deleted = 0
        while process.poll() is None:
            deleted += max(prune(archive, before="9999"), default=0)
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
        assert deleted > 60
        assert press.value("SELECT count(*) FROM articles") >= 60
        press.assert_books_balance()
        assert len(list(archive.all())) == sum(size.captures for size in archive.sizes())
        archive.close()


def test_the_room_that_pages_take_is_shown_and_old_ones_are_deleted(press: Press) -> None:
    press.crawl("elaph", "hespress", "--limit", "5")
    pages = path_beside(press.database)
    archive = Archive(pages, readonly=True)
    told = [
        json.loads(line) for line in press.command("archive", "--json", *where(press)).stdout.splitlines()
    ]
    assert [one["source"] for one in told] == ["elaph", "hespress"]
    for one, size in zip(told, archive.sizes(), strict=True):
        assert one == {
            "source": size.source, "pages": size.pages, "captures": size.captures, "bytes": size.bytes,
            "kept": size.kept, "share": size.kept / size.bytes,
        }  # fmt: skip
    with closing(sqlite3.connect(pages)) as connection, connection:
        connection.execute("UPDATE captures SET seen = '2020-01-01T00:00:00Z' WHERE source = 'elaph'")
    done = press.command("archive", "--prune", "30", *where(press))
    assert done.returncode == 0
    assert f"deleted {told[0]['captures']} captures not seen since " in done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[2:]] == ["hespress", "together"]
    assert [size.source for size in archive.sizes()] == ["hespress"]
    archive.close()


def where(press: Press) -> tuple[str, str]:
    return "--db", str(press.database)


def test_without_an_archive_it_says_what_to_do(press: Press) -> None:
    done = press.command("archive", *where(press))
    assert done.returncode == 4
    assert "pages.db: no such database. Crawl first" in done.stderr
    assert press.command("archive", "--prune", "0", *where(press)).returncode == 2
