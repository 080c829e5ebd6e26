"""The machine that runs a source: lease addresses, fetch them, settle each with what came of it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import database
from crawler.archive import Archive, path_beside
from crawler.crawls import FAILED, LOCKED, UNWRITABLE, AlreadyRunning, Books, Outcome
from crawler.database import DatabaseUnusable, now, transaction
from crawler.extract.page import canonical_url
from crawler.extract.pool import shared_pool
from crawler.frontier import Frontier
from crawler.items import Answer, Article, Item, Page, Precision
from crawler.listing import Listed, ListingUnreadable
from crawler.source import Source
from crawler.spiders import progress
from crawler.spiders.answers import (
    CUT_OFF,
    UNASKED,
    answer_of,
    capture_of,
    is_cut_off,
    is_unasked,
    outcome_of,
)
from crawler.spiders.discovery import Discovery
from crawler.spiders.images import ImageFetcher
from crawler.spiders.progress import Progress
from crawler.spiders.verdict import BY_SIGNAL, TAKEN, Verdict, judge
from crawler.urls import identity

AHEAD = 500  # a walk of the whole site lists on only while fewer articles wait, so that the newest come first
HEARTBEAT = 30.0  # seconds between two signs of life


class PressSpider(Spider):
    """Crawls one source. Arguments (as `-a NAME=VALUE`): since, limit, full, refetch, topic, images."""

    name = ""  # Scrapy lists named spiders only: the classes made from the sources
    source: Source

    frontier: Frontier
    discovery: Discovery
    archive: Archive | None = None
    image_fetcher: ImageFetcher | None = None

    def __init__(
        self,
        since: str | None = None,
        limit: str | int | None = None,
        full: str | bool = False,
        refetch: str | bool = False,
        topic: str | None = None,
        images: str | bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.since = date.fromisoformat(since).isoformat() if since else None
        self.limit = int(limit) if limit else None
        self.full = _is_yes(full)
        self.refetch = _is_yes(refetch)
        self.topic = topic
        self.images = _is_yes(images)
        self.verdict: Verdict | None = None
        self.books: Books | None = None
        self.in_flight: dict[str, Page] = {}
        self.failures: dict[str, str] = {}  # address of a listing → why it gave nothing
        self.answered = 0  # listings that gave something
        self.broken: sqlite3.Error | DatabaseUnusable | None = None
        self.left: str | None = None  # why the site is left alone before the end
        self.stopped_by = BY_SIGNAL  # the verdict on this crawl if it is stopped
        self.room_made = asyncio.Event()
        self.begun = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        for name in ("item_scraped", "item_dropped", "item_error", "spider_error"):
            crawler.signals.connect(getattr(spider, name), getattr(signals, name))
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if settings["CONTACT"]:
            settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{settings['CONTACT']})", "spider")
        source = getattr(cls, "source", None)  # the site spider has none before it is told the address
        if source and source.delay is not None:
            settings.set("DOWNLOAD_DELAY", max(source.delay, settings.getfloat("DOWNLOAD_DELAY")), "spider")

    # The loop

    async def start(self) -> AsyncIterator[Request]:
        """Lease and hand out addresses as there is room; end when nothing waits and nothing is under way."""
        try:
            self.open_frontier()
            beaten = time.monotonic()
            while not (self.broken or self.left):
                self.room_made.clear()
                pages = self.next_pages()
                for page in pages:
                    try:
                        request = self.request(page)
                    except ValueError as error:  # http://host:99999/ looks like an address, and is none
                        self.turn_away(page, str(error), for_good=True)
                    else:
                        yield request
                fetches_images = self.image_fetcher is not None and self.image_fetcher.fetch()
                if not pages and not self.in_flight and not fetches_images:
                    return
                await self.wait_for_room()
                if progress.is_due(self.source.name):
                    progress.show(self.source.name, self.how_far())
                if time.monotonic() - beaten > HEARTBEAT:
                    self.frontier.beat()
                    beaten = time.monotonic()
        except AlreadyRunning as error:
            self.verdict = Verdict("locked", str(error), LOCKED)
        except DatabaseUnusable as error:
            self.verdict = Verdict("failed", str(error), UNWRITABLE)
        except sqlite3.Error as error:
            self.broken = error
        except Exception as error:
            # a bug of ours; Scrapy logs it, and would end as if all were well
            self.left = f"error: {error!r}"
            raise

    def open_frontier(self) -> None:
        connection = database.connect(self.settings["DATABASE"])
        names = ("since", "limit", "full", "refetch", "topic", "images")
        settings = {name: value for name in names if (value := getattr(self, name))}
        self.frontier = Frontier(connection, self.source, settings, self.refetch)
        if self.settings.getbool("ARCHIVE_PAGES"):
            self.archive = Archive(path_beside(self.settings["DATABASE"]))
        if self.images:
            self.image_fetcher = ImageFetcher(self)
        self.discovery = self.make_discovery()
        with transaction(connection):
            self.discovery.ask_roots_within()

    def waiting(self) -> int:
        """How many articles' addresses are still to be asked for."""
        return self.frontier.waiting("article")

    def make_discovery(self) -> Discovery:
        return Discovery(self.frontier, self.source, self.full, self.since)

    def next_pages(self) -> list[Page]:
        """What to fetch now: listings first, so that the newest article is known before any is fetched."""
        room = 2 * self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") - len(self.in_flight)
        pages = self.frontier.lease("listing", room)
        if not pages and not any(page.kind == "listing" for page in self.in_flight.values()):
            if self.full and self.frontier.waiting("article", at_most=AHEAD) < AHEAD:
                pages = self.frontier.lease("walk", room)
            pages += self.frontier.lease("article", min(room - len(pages), self.allowance()), self.since)
        self.in_flight |= {page.key: page for page in pages}
        return pages

    def allowance(self) -> int:
        """How many more articles may be taken in hand under `limit`."""
        if self.limit is None:
            return AHEAD
        under_way = sum(page.kind == "article" for page in self.in_flight.values())
        return self.limit - taken(self.frontier.books()) - under_way

    def how_far(self) -> Progress:
        """For whoever watches."""
        books, waiting = self.frontier.books(), self.waiting()
        listings = any(page.kind != "article" for page in self.in_flight.values())
        return Progress(
            books,
            waiting if self.limit is None else max(0, min(waiting, self.limit - taken(books))),
            self.requests_made(),
            time.monotonic() - self.begun,
            is_whole=not listings and not (self.full and self.frontier.waiting("walk", at_most=1)),
            ended=self.verdict.outcome if self.verdict else "",
            images=self.image_fetcher.queue.counts() if self.image_fetcher else None,
        )

    def requests_made(self) -> int:
        return int(self.crawler.stats.get_value("downloader/request_count", 0))

    async def wait_for_room(self) -> None:
        """Until a page is off our hands; some may already be, while the others were handed out."""
        try:
            await asyncio.wait_for(self.room_made.wait(), HEARTBEAT)
        except TimeoutError:
            return  # time for a sign of life

    def request(self, page: Page) -> Request:
        headers: dict[str, str] = {}
        if page.kind != "article":
            headers = self.discovery.headers(page)
        if page.etag and not self.refetch:
            headers["If-None-Match"] = page.etag
        if page.last_modified and not self.refetch:
            headers["If-Modified-Since"] = page.last_modified
        return Request(
            page.url,
            callback=self.parse_article if page.kind == "article" else self.parse_listing,
            errback=self.refused,
            headers=headers,
            meta={"page": page},
            dont_filter=True,  # the frontier knows what was asked already
        )

    # What came

    async def parse_listing(self, response: Response) -> None:
        page: Page = response.meta["page"]
        answer = answer_of(response)
        if not self.keep(response, now()):
            return
        if is_unasked(response):
            self.settle_listing(page, answer, None, UNASKED)
        elif response.status == 304:
            self.settle_listing(page, answer, None)
        elif self.discovery.is_past_the_end(page, response.status):
            self.settle_listing(page, answer, Listed())
        elif response.status != 200:
            self.settle_listing(page, answer, None, f"HTTP {response.status}")
        else:
            try:
                listed = self.discovery.read(page, response.body, response.url)
            except ListingUnreadable as error:
                self.settle_listing(page, answer, None, str(error))
            else:
                self.settle_listing(page, answer, listed)

    async def parse_article(self, response: Response) -> AsyncIterator[Item]:
        page: Page = response.meta["page"]
        answer = answer_of(response)
        fetched = self.fetched(response)
        if not self.keep(response, fetched):
            return
        if is_unasked(response):
            self.settle(page, "failed", UNASKED, answer)
        elif response.status != 200:
            outcome = outcome_of(response.status)
            self.settle(page, outcome, None if outcome == "unchanged" else f"HTTP {response.status}", answer)
        elif is_cut_off(response):
            self.settle(page, "failed", CUT_OFF, answer)
        elif self.source.is_article(page.url) and not self.source.is_article(response.url):
            self.settle(page, "gone", "redirected to no article", answer)
        else:
            pool = shared_pool(
                self.settings.getint("EXTRACT_WORKERS"), self.settings.getfloat("EXTRACT_SECONDS")
            )
            result = await pool.extract(response.body, response.url, self.source, fetched)
            if isinstance(result, Article):
                yield self.item(page, answer, result, response.body)
            else:
                self.settle(
                    page, "blocked" if result.reason == "blocked" else "rejected", result.reason, answer
                )

    def fetched(self, response: Response) -> str:
        """When the answer came."""
        return now()

    def keep(self, response: Response, fetched: str) -> bool:
        """Put an answer into the archive before it is read; False where that cannot be written, which ends the crawl."""
        if self.archive is None or response.status == 304:
            return True
        page: Page = response.meta["page"]
        try:
            self.archive.keep(capture_of(page, self.source, response, fetched))
        except DatabaseUnusable as error:
            self.broken = error
            self.let_go(page)
            return False
        return True

    def item(self, page: Page, answer: Answer, article: Article, body: bytes) -> Item:
        """The article under the address that it calls its own, where that is an article's of this publisher."""
        own = canonical_url(body, answer.url)
        if own is None or not self.source.is_article(own):
            own = answer.url
        if article.published is None and page.listed:
            precision: Precision = "day" if len(page.listed) == 10 else "second"
            article = replace(article, published=page.listed, published_precision=precision)
        return Item(replace(article, url=own), page, answer, identity(own, self.source))

    def refused(self, failure: Failure) -> None:
        """The errback: no answer came, or robots.txt or a guard said no before one was asked for."""
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]
        reason = str(failure.value) or type(failure.value).__name__
        is_ring = reason == "max redirections reached"  # a moment's trouble, more often than not
        self.turn_away(page, reason, for_good=isinstance(failure.value, IgnoreRequest) and not is_ring)

    def turn_away(self, page: Page, reason: str, for_good: bool) -> None:
        """Settle a page that gave no answer."""
        if page.kind != "article":
            self.settle_listing(page, None, None, reason)
        else:
            self.settle(page, "rejected" if for_good else "failed", reason)

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """A bug of ours while reading an answer; Scrapy has logged it. In `start` there is no answer."""
        page = response.meta.get("page") if response is not None else None
        if page and page.kind != "article":
            self.settle_listing(page, None, None, f"error: {failure.value!r}")
        elif page:
            self.settle(page, "failed", f"error: {failure.value!r}")

    def item_scraped(self, item: Item) -> None:
        self.let_go(item.page)  # settled by the pipeline that stored it
        if self.image_fetcher is not None:
            self.image_fetcher.add(item.article)

    def item_dropped(self, item: Item, exception: DropItem) -> None:
        self.settle(item.page, "rejected", str(exception), item.answer)

    def item_error(self, item: Item, failure: Failure) -> None:
        if isinstance(failure.value, sqlite3.Error):
            self.give_up(failure.value)
            self.let_go(item.page)
        else:
            self.settle(item.page, "failed", f"error: {failure.value!r}", item.answer)

    def leave(self, host: str, reason: str) -> None:
        """End the crawl early, at the site's own wish; what waits stays for the next one. A host of nothing
        but images is left alone by itself.
        """
        if self.image_fetcher is not None and host not in self.hosts_under_way():
            self.image_fetcher.queue.leave(host, reason)
        else:
            self.left = reason
        self.room_made.set()

    def give_up(self, error: sqlite3.Error | DatabaseUnusable) -> None:
        """End the crawl: what it brings in cannot be kept."""
        self.broken = error
        self.room_made.set()

    def hosts_under_way(self) -> set[str]:
        """The hosts that pages are being fetched from."""
        return {urlsplit(page.url).hostname or "" for page in self.in_flight.values()}

    # Settling

    @contextmanager
    def settling(self, page: Page) -> Iterator[None]:
        """One transaction; after it the page is off our hands, whatever became of it."""
        try:
            with transaction(self.frontier.connection):
                yield
        except sqlite3.Error as error:
            self.broken = error
        finally:
            self.let_go(page)

    def let_go(self, page: Page) -> None:
        self.in_flight.pop(page.key, None)
        self.room_made.set()

    def settle(
        self, page: Page, outcome: Outcome, reason: str | None = None, answer: Answer | None = None
    ) -> None:
        if page.key in self.in_flight:
            with self.settling(page):
                self.frontier.settle_within(page, outcome, reason, answer)

    def settle_listing(
        self, page: Page, answer: Answer | None, listed: Listed | None, reason: str | None = None
    ) -> None:
        """Write down in one transaction all that a listing gave, and only with it that it was read."""
        with self.settling(page):
            if listed is not None:
                self.discovery.take_within(page, listed)
            elif reason is None:
                self.discovery.unchanged_within(page)
            self.frontier.settle_listing_within(page, "failed" if reason else "done", reason, answer)
        if reason and page.number == 1 and not self.discovery.is_guess(page):
            self.failures[page.url] = reason
            self.logger.info(
                "%s gave no listing: %s; if it stays so, ask scrapy sources --check", page.url, reason
            )
        elif not reason:
            self.answered += 1

    # The end

    def closed(self, reason: str) -> None:
        self.close_books(stopped=reason == "shutdown")

    def close_books(self, stopped: bool) -> None:
        """Release what is leased and reach a verdict; once more, harmless, where a stop had to be forced."""
        if self.verdict is not None:
            return
        if self.broken is None:
            try:
                self.finish(stopped)
            except sqlite3.Error as error:
                self.broken = error
        if isinstance(self.broken, sqlite3.Error):
            self.broken = DatabaseUnusable(database.explain(self.settings["DATABASE"], self.broken))
        if self.broken is not None:
            self.verdict = Verdict("failed", str(self.broken), UNWRITABLE)

    def finish(self, stopped: bool) -> None:
        if not hasattr(self, "frontier"):
            self.verdict = Verdict("failed", "the crawl could not begin", FAILED)
            return
        if self.image_fetcher is not None:
            self.image_fetcher.close()
        stats = self.crawler.stats
        verdict = self.stopped_by
        if not stopped:
            verdict = judge(
                self.frontier.books(), self.failures, self.answered, self.discovery.is_barren, self.left
            )
        self.books = self.frontier.finish(
            verdict.outcome,
            verdict.reason,
            self.requests_made(),
            stats.get_value("downloader/response_bytes", 0),
            time.monotonic() - self.begun,
        )
        if not self.books.balanced:
            self.logger.error(
                "the books of crawl %d do not balance, which is a bug: report it with this line: %s",
                self.frontier.crawl,
                self.books,
            )
        self.verdict = verdict
        progress.show(self.source.name, self.how_far())


def taken(books: Books) -> int:
    """How many articles count towards `limit`."""
    return sum(books.outcomes[name] for name in TAKEN)


def _is_yes(value: str | bool) -> bool:
    return str(value).lower() in ("1", "true", "yes")
