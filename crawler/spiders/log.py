"""What the log leaves out: what the books of the crawl say already."""

import logging
import sqlite3
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class Quiet(LogFormatter):
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # The one logs a traceback for every host that is down, the other a line for every file that is too large;
        # and only here, since Scrapy resets the levels at its start
        for name in ("scrapy.downloadermiddlewares.robotstxt", "scrapy.core.downloader.handlers.http11"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return super().from_crawler(crawler)

    def dropped(  # type: ignore[override]  # Scrapy takes None, as it does of `scraped`
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        result = super().item_error(item, exception, response, spider)
        if isinstance(exception, sqlite3.Error):
            result["level"] = (
                logging.DEBUG
            )  # the crawl ends, and says in one line what is wrong with the file
        return result
