"""Many crawls at once: one file, nothing lost, no source crawled twice at the same time."""

from pathlib import Path

from crawler.demo import Newspaper, serve
from tests.crawl.conftest import Press, wait_until

EIGHT = [f"blog{number}.example" for number in range(1, 9)]


def test_eight_processes_crawling_eight_sites_into_one_file_lose_nothing(tmp_path: Path) -> None:
    newspaper = Newspaper(articles=15, blogs=8)
    with serve(newspaper) as site:
        press = Press(site, tmp_path / "articles.db")
        processes = [press.start(*press.crawling("site", "-a", f"url=https://{host}/")) for host in EIGHT]
        ends = [(process.communicate(timeout=120), process.returncode) for process in processes]
        assert [(err, code) for (_, err), code in ends] == [("", 0)] * 8
        for number, host in enumerate(EIGHT, 1):
            stored = {row[0] for row in press.rows("SELECT url FROM articles WHERE source = ?", host)}
            assert {article.url for article in newspaper.of(f"blog{number}")} <= stored, host
        press.assert_books_balance()
        assert press.value("PRAGMA integrity_check") == "ok"


def test_a_second_crawl_of_the_same_source_exits_3_and_says_who_crawls_since_when(press: Press) -> None:
    press.site.control.hang("*/feed")
    first = press.start(*press.crawling("hespress"))
    wait_until(lambda: bool(press.asked()))
    second = press.crawl("hespress")
    assert second.returncode == 3
    assert f"by process {first.pid} on" in second.stderr
    assert press.value("SELECT started FROM crawls") in second.stderr
    assert press.value("SELECT count(*) FROM crawls") == 1
    first.kill()
    first.communicate()
    press.site.control.reset()
    assert press.crawl("hespress").returncode == 0  # the lock of a dead process heals at once


def test_a_reader_never_waits_for_a_crawl(press: Press) -> None:
    press.stands_after("hespress")
    press.site.control.hang("*/feed")
    crawling = press.start(*press.crawling("elaph"))
    try:
        assert press.command("export", "jsonl", "--db", str(press.database)).returncode == 0
    finally:
        crawling.kill()
        crawling.communicate()
