"""Asks every listing of a source once, live and politely, and says of each whether it still works."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import listing
from crawler.listing import Link, ListingUnreadable
from crawler.source import Api, Listing, Source
from crawler.spiders.press import PressSpider

Health = Literal["fine", "moved", "empty", "blocked", "dead", "not a listing"]
WORKING = ("fine", "moved")
REFUSED = (401, 402, 403, 407, 429, 451)
# What stands in the page of a wall; in a listing that can be read nobody looks for it
WALL = re.compile(rb"challenge-platform|cf-chl|cf-mitigated|captcha|Just a moment|Incapsula")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a listing answered. `items`: the articles' addresses it gave, or the sitemaps of an index;
    `newest`: the latest time it gave with one; `reason`: why the verdict, where it is not plain.
    """

    source: str
    listing: str
    url: str
    verdict: Health
    status: int | None = None
    type: str = ""
    items: int = 0
    newest: str | None = None
    reason: str = ""


def judge(source: Source, root: Listing, asked: str, response: Response) -> Checked:
    """The verdict on the answer to `asked`, the first address of the listing `root`."""
    health, reason = _refusal(response), f"HTTP {response.status}"
    entries: tuple[Link, ...] = ()
    if health is None:
        try:
            listed = listing.read(root, source, response.body, response.url)
        except ListingUnreadable as error:
            health, reason = "blocked" if WALL.search(response.body[:20_000]) else "not a listing", str(error)
        else:
            articles = tuple(link for link in listed.pages if source.is_article(link.url))
            entries = articles or listed.sitemaps
            if entries:
                moved = response.url != asked
                health, reason = ("moved", f"to {response.url}") if moved else ("fine", "")
            else:
                health, reason = "empty", f"none of its {len(listed.pages)} addresses is an article's"
    return Checked(
        source.name,
        type(root).__name__,
        asked,
        health,
        response.status,
        (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip(),
        len(entries),
        max((link.listed for link in entries if link.listed), default=None),
        reason,
    )


def _refusal(response: Response) -> Health | None:
    if response.status == 200:
        return None
    walled = response.status == 503 and WALL.search(response.body[:20_000])
    return "blocked" if response.status in REFUSED or walled else "dead"


class CheckSpider(PressSpider):
    """Reads listings and writes nothing: no database, no frontier. `found` holds the verdicts afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Checked] = []

    async def start(self) -> AsyncIterator[Request]:
        today = datetime.now(UTC).date()
        for root in self.source.listings:
            yield Request(
                listing.address(root, listing.first_number(root, today)),
                callback=self.parse_root,
                errback=self.refused,
                headers=dict(root.headers) if isinstance(root, Api) else {},
                meta={"root": root},
                dont_filter=True,
            )

    async def parse_root(self, response: Response) -> None:
        asked = response.meta.get("redirect_urls", [response.url])[0]
        self.found.append(judge(self.source, response.meta["root"], asked, response))

    def refused(self, failure: Failure) -> None:
        """No answer came, or robots.txt said no before one was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        health: Health = "blocked" if isinstance(failure.value, IgnoreRequest) else "dead"
        reason = str(failure.value) or type(failure.value).__name__
        kind = type(request.meta["root"]).__name__
        self.found.append(Checked(self.source.name, kind, request.url, health, reason=reason))

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """A bug of ours while reading an answer; Scrapy has logged it."""
        if response is None:
            return
        asked, reason = response.meta.get("redirect_urls", [response.url])[0], f"error: {failure.value!r}"
        kind = type(response.meta["root"]).__name__
        self.found.append(
            Checked(self.source.name, kind, asked, "not a listing", response.status, reason=reason)
        )

    def closed(self, reason: str) -> None:
        """There is nothing to close."""


def checker(source: Source) -> type[CheckSpider]:
    """The spider that checks one source, at that source's own pace."""
    return type(source.name, (CheckSpider,), {"name": source.name, "source": source})
