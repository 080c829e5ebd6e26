"""Reads the pages in the archive again, with today's rules, on the very path of a crawl; no network."""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler import database
from crawler.archive import Archive, path_beside
from crawler.crawls import FAILED, Outcome
from crawler.items import Answer, Page
from crawler.replay import Playback, Report, known
from crawler.source import Source
from crawler.spiders.press import PressSpider
from crawler.spiders.verdict import Verdict

# In place of all that stands between a spider and the network
SETTINGS: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawler.spiders.replay.FromArchive"),
    "DOWNLOADER_MIDDLEWARES": {},
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CRAWL_SECONDS": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
}


class FromArchive(BaseDownloadHandler):
    """Answers a request with the capture that it carries."""

    async def download_request(self, request: Request) -> Response:
        capture = request.meta.pop("capture")
        headers = {name: value for name, value in capture.headers}
        response = responsetypes.from_args(headers=headers, url=capture.answered, body=capture.body)
        return response(capture.answered, status=capture.status, headers=headers, body=capture.body)


class ReplaySpider(PressSpider):
    """Reads one source's pages; `report` says afterwards what that changed."""

    dry_run = False
    frontier: Playback

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.report = Report(self.source.name)

    def open_frontier(self) -> None:
        path = self.settings["DATABASE"]
        connection = database.connect_readonly(path) if self.dry_run else database.connect(path)
        self.pages = Archive(path_beside(path), readonly=True)
        self.frontier = Playback(connection, self.pages, self.source, self.dry_run)

    def next_pages(self) -> list[Page]:
        pages: list[Page] = []
        while len(self.in_flight) < 2 * self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"):
            page = self.frontier.next_page()
            if page is None:
                break
            self.in_flight[page.key] = page
            pages.append(page)
        return pages

    def waiting(self) -> int:
        return self.frontier.books().waiting

    def request(self, page: Page) -> Request:
        request = super().request(page)
        capture = self.frontier.under_way[page.key]
        request.meta.update(capture=capture, fetched=capture.seen)
        return request

    def fetched(self, response: Response) -> str:
        fetched: str = response.meta["fetched"]
        return fetched

    def settle(
        self, page: Page, outcome: Outcome, reason: str | None = None, answer: Answer | None = None
    ) -> None:
        """As in a crawl; an article that would not be one today is told, and kept."""
        if outcome != "gone" and (article := known(self.frontier.connection, page.key)):
            self.report.enter({"article lost": reason or outcome}, article["url"])
        super().settle(page, outcome, reason, answer)

    def item_scraped(self, item: Any) -> None:
        if self.dry_run:
            self.frontier.settle_within(item.page, "unchanged")
        super().item_scraped(item)

    def finish(self, stopped: bool) -> None:
        if not hasattr(self, "frontier"):
            self.verdict = Verdict("failed", "the replay could not begin", FAILED)
            return
        verdict = Verdict("replayed")
        if stopped:
            verdict = Verdict("stopped", "stopped by a signal; run it again")
        if self.left:
            verdict = Verdict("failed", self.left, FAILED)
        self.books = self.frontier.finish(verdict.outcome, verdict.reason, 0, 0, 0.0)
        self.pages.close()
        self.verdict = verdict


def replayer(source: Source, dry_run: bool) -> type[ReplaySpider]:
    """The spider that reads one source's pages again."""
    attributes = {"name": source.name, "source": source, "dry_run": dry_run}
    return type(source.name, (ReplaySpider,), attributes)
