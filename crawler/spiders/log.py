"""What the log says of a dropped item: its reason alone, since the books count it."""

from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure


class Quiet(LogFormatter):
    def dropped(  # type: ignore[override]  # Scrapy takes None, as it does of `scraped`
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None
