"""A crawl keeps every answer as it came, before it is read."""

import urllib.request

from crawler.archive import Archive, path_beside
from tests.crawl.conftest import Press


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
    press.crawl("elaph")
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
