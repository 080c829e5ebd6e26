"""Keeps to the pace a publisher asks for: Crawl-delay in robots.txt, and Retry-After when it is too much."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

TOO_MUCH = (429, 503)
LEAST_BACKOFF = 5.0  # seconds to the next request of a host that says it is too much, doubled each time
MOST_WAITED = 120.0  # seconds; a host that asks for more is left alone until another crawl


class Pace:
    """Scrapy reads Crawl-delay but does not keep it, and retries a 429 at once. Stands above the retry middleware."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.delays: dict[str, float] = {}  # host → its Crawl-delay, seconds
        self.slowed: dict[str, float] = {}  # host → the delay before it said it was too much

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pace = cls(crawler)
        crawler.signals.connect(pace.robots_parsed, signals.robots_parsed)
        return pace

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        agent = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        delay = robotparser.crawl_delay(agent)
        host = urlparse_cached(request).hostname
        if delay and float(delay) > MOST_WAITED:
            reason = f"robots.txt of {host} asks for {float(delay):.0f} s between two requests"
            self.crawler.spider.leave(host or "", reason)  # type: ignore[union-attr]
        elif delay and host:
            self.delays[host] = float(delay)

    def process_request(self, request: Request) -> None:
        # set before the request is queued, and again after each answer, where AutoThrottle may have gone below it
        self._keep_floor(request)

    def process_response(self, request: Request, response: Response) -> Response:
        slot = self._slot(request)
        host = urlparse_cached(request).hostname or ""
        if slot is None:
            return response
        if response.status in TOO_MUCH:
            asked = retry_after(response)
            self.slowed.setdefault(host, slot.delay)
            slot.jitter = 0.0
            slot.delay = max(asked or 0.0, 2 * slot.delay, LEAST_BACKOFF)
            if slot.delay > MOST_WAITED:
                request.meta["dont_retry"] = True
                slot.delay = self.slowed[host]
                reason = f"{host} asks to be left alone for {asked or MOST_WAITED:.0f} s"
                self.crawler.spider.leave(host, reason)  # type: ignore[union-attr]
        elif host in self.slowed:
            slot.delay = max(slot.delay / 2, self.slowed[host])
            if slot.delay <= self.slowed[host]:
                del self.slowed[host]
        self._keep_floor(request)
        return response

    def _keep_floor(self, request: Request) -> None:
        floor = self.delays.get(urlparse_cached(request).hostname or "")
        slot = self._slot(request)
        if floor and slot is not None:
            slot.jitter = 0.0  # a random delay would go below what was asked
            slot.delay = max(slot.delay, floor)

    def _slot(self, request: Request) -> Slot | None:
        downloader = self.crawler.engine.downloader
        return downloader.slots.get(downloader.get_slot_key(request))


def retry_after(response: Response) -> float | None:
    """Seconds from now, from the header's number or HTTP date; None where there is neither."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
