"""Runs the crawls of one command, and ends them all alike whether a signal or the time limit says so."""

import asyncio
import contextlib
import faulthandler

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.crawls import FAILED
from crawler.spiders.press import PressSpider
from crawler.spiders.verdict import Verdict, at_limit

LONGEST = 365 * 24 * 3600.0  # seconds; timers take no more than a few hundred years
STOP_GRACE = 5.0  # seconds that requests under way get after Ctrl-C, SIGTERM or the time limit
LAST_RESORT = 10.0  # seconds after that, until the process ends itself from outside of Python


class Process(AsyncCrawlerProcess):
    """Scrapy calls `stop` on SIGINT and SIGTERM, the time limit calls it too, and the end is set before anything
    is asked to stop: so it does not matter what a crawl was doing at that instant.
    """

    limit: asyncio.TimerHandle | None = None

    def start(self, stop_after_crawl: bool = True, install_signal_handlers: bool = True) -> None:
        """Run the crawls to their end, or for CRAWL_SECONDS. Books still open after that are the caller's to close."""
        seconds = min(self.settings.getfloat("CRAWL_SECONDS"), LONGEST)
        if seconds:
            self.limit = asyncio.get_event_loop().call_later(seconds, self.time_is_up, seconds)
            # a loop that is blocked runs no timer; the leases of a process that is gone are free at once
            faulthandler.dump_traceback_later(seconds + STOP_GRACE + LAST_RESORT, exit=True)
        super().start(stop_after_crawl, install_signal_handlers)

    def time_is_up(self, seconds: float) -> None:
        for crawler in self.crawlers:
            if isinstance(crawler.spider, PressSpider):
                crawler.spider.stopped_by = at_limit(seconds)
        self.stopping = asyncio.ensure_future(self.stop())

    async def stop(self) -> None:
        if self.limit:
            self.limit.cancel()
        asyncio.get_running_loop().call_later(STOP_GRACE, _stop_reactor)
        await super().stop()


def verdict_of(crawler: Crawler) -> Verdict:
    """How a crawl ended, once the process has."""
    spider = crawler.spider
    if not isinstance(spider, PressSpider):
        return Verdict("failed", "the crawl could not begin; -L INFO shows why", FAILED)
    spider.close_books(stopped=True)  # where the stop was forced, Scrapy did not close the spider
    assert spider.verdict is not None
    return spider.verdict


def _stop_reactor() -> None:
    from twisted.internet import reactor  # importing it earlier would install the wrong one

    with contextlib.suppress(RuntimeError):  # it has stopped
        reactor.stop()  # type: ignore[misc]
