"""A publisher's wishes are kept: robots.txt, its pace, and to be left alone when it is too much."""

import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from scrapy.settings import Settings

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page
from crawler.spiders.press import PressSpider
from tests.crawl.conftest import Press


def moments(press: Press, host: str) -> list[float]:
    return sorted(
        datetime.fromisoformat(e.time).timestamp() for e in press.site.control.log if e.host == host
    )


def test_crawl_delay_of_robots_txt_is_kept_even_with_no_delay_of_our_own(tmp_path: Path) -> None:
    with serve(Newspaper(articles=4, crawl_delay=0.5)) as site:
        press = Press(site, tmp_path / "articles.db")
        assert press.crawl("hespress", "--limit", "3").returncode == 0
        gaps = [later - earlier for earlier, later in pairwise(moments(press, "www.hespress.com"))]
        assert len(gaps) >= 5
        assert min(gaps[1:]) > 0.4  # the first request is for robots.txt itself


def test_what_robots_txt_forbids_is_never_asked_and_counted_as_rejected(tmp_path: Path) -> None:
    newspaper = WithRobots("User-agent: *\nDisallow: /*-13\n")
    with serve(newspaper) as site:
        press = Press(site, tmp_path / "articles.db")
        press.crawl("hespress")
        assert not any("-13" in address for address in press.asked())
        assert (
            press.value("SELECT count(*) FROM pages WHERE state = 'rejected' AND reason LIKE '%robots.txt%'")
            > 0
        )
        press.assert_books_balance()


class WithRobots(Newspaper):
    def __init__(self, robots: str):
        super().__init__()
        self.robots = Page(robots.encode(), mime="text/plain")

    def answer(self, host: str, target: str) -> Page | None:
        return self.robots if target == "/robots.txt" else super().answer(host, target)


def test_retry_after_is_waited_for_and_then_the_article_is_stored(press: Press) -> None:
    article = press.site.newspaper.of("hespress")[0]
    press.site.control.fail(article.url, 429, times=1, headers={"Retry-After": "6"})
    assert press.crawl("hespress", "--limit", "1").returncode == 0
    asked = moments(press, "www.hespress.com")
    assert max(later - earlier for earlier, later in pairwise(asked)) >= 5.8
    assert press.value("SELECT url FROM articles") == article.url


def test_a_host_that_asks_for_an_hour_is_left_alone_and_the_rest_waits(press: Press) -> None:
    article = press.site.newspaper.of("hespress")[0]
    press.site.control.fail(article.url, 503, times=None, headers={"Retry-After": "3600"})
    begun = time.monotonic()
    done = press.crawl("hespress")
    assert time.monotonic() - begun < 30
    assert done.returncode == 1
    assert "asks to be left alone for 3600 s" in done.stderr
    assert sum(article.url.endswith(address.split("/", 1)[1]) for address in press.asked()) == 1
    assert press.value("SELECT waiting FROM crawls") > 0
    press.assert_books_balance()


def test_the_user_agent_is_honest_and_carries_the_contact_that_was_set() -> None:
    settings = Settings({"CONTACT": "me@example.com", "USER_AGENT": "arabic-tech-press/0.1"})
    PressSpider.update_settings(settings)
    assert settings["USER_AGENT"] == "arabic-tech-press/0.1 (+me@example.com)"
