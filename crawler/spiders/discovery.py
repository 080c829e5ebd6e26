"""Which listings to ask, what to make of an answer, and how far back to follow one.

Every crawl reads the listings of recent articles (kind `listing`) back to what an earlier crawl knew. A crawl
of the whole site (`full`) also walks every listing to its end (kind `walk`), and a later one goes on from there.
"""

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime

from crawler import listing
from crawler.frontier import Frontier
from crawler.items import Page
from crawler.listing import Link, Listed, ListingUnreadable
from crawler.source import Api, Archive, Listing, Source

FIRST_PAGES = 3  # how far back the first crawl of a listing goes; later ones go back to what is known


class Discovery:
    """What one crawl knows of a source's listings. Methods named `*_within` run inside the caller's transaction."""

    def __init__(self, frontier: Frontier, source: Source, full: bool = False, since: str | None = None):
        self.frontier = frontier
        self.source = source
        self.full = full
        self.since = since
        self.today: date = datetime.now(UTC).date()
        self.roots = {listing.name_of(root): root for root in source.listings}
        self.met: defaultdict[str, set[str]] = defaultdict(set)  # by listing: what is new on it, by key
        # until a listing holds an article's address, or still stands as it did when it held one
        self.is_barren = True

    def root_of(self, page: Page) -> Listing | None:
        """The listing that a page belongs to; None where the source has since dropped it."""
        return self.roots.get(page.found_on or "")

    def headers(self, page: Page) -> dict[str, str]:
        """What a listing wants to be asked with."""
        root = self.root_of(page)
        return dict(root.headers) if isinstance(root, Api) else {}

    def is_guess(self, page: Page) -> bool:
        """Whether nobody said that this listing exists, so that its absence is no failure."""
        return False

    def read(self, page: Page, body: bytes, url: str) -> Listed:
        """What the answer to a listing's page says. Raises ListingUnreadable."""
        root = self.root_of(page)
        if root is None:
            raise ListingUnreadable("no listing of the source any more")
        return listing.read(root, self.source, body, url)

    def ask_roots_within(self) -> None:
        recent = {name: root for name, root in self.roots.items() if listing.is_recent(root)}
        at = datetime.now(UTC).timestamp()
        for name, root in (recent or self.roots).items():
            number = listing.first_number(root, self.today)
            first = listing.address(root, number)
            self.frontier.restart_walk_within(name, first)
            self.frontier.ask_within("listing", first, name, number, priority=at)
        if self.full:
            self.frontier.rewalk_within()
            for name, root in self.roots.items():
                number = listing.first_number(root, self.today)
                self.frontier.ask_within(
                    "walk", listing.address(root, number), name, number, priority=at, again=False
                )

    def is_past_the_end(self, page: Page, status: int) -> bool:
        """Whether a page that is not there is no failure: after a listing's last, or a day without articles."""
        root = self.root_of(page)
        return (
            status in (404, 410) and root is not None and (isinstance(root, Archive) or self._depth(page) > 1)
        )

    def _depth(self, page: Page) -> int:
        """Which page of its listing this is, counted from the newest."""
        root = self.root_of(page)
        return abs(page.number - listing.first_number(root, self.today)) + 1 if root else 1

    def take_within(self, page: Page, listed: Listed) -> None:
        """Put all that a listing's page gave into the frontier, and the page after it where it is worth asking."""
        root_name = page.found_on or page.url
        links = [link for link in listed.pages if self.source.is_article(link.url)]
        self.is_barren = self.is_barren and not links
        met = self.met[root_name] if page.kind == "listing" else None
        fresh, oldest = self.frontier.add_articles_within(links, root_name, newest=page.priority, met=met)
        for child in listed.sitemaps:
            self.frontier.ask_within(
                page.kind, child.url, root_name, changed=child.listed, again=page.kind == "listing"
            )
        root = self.roots.get(root_name)
        number = (
            listing.number_after(root, page.number) if root and self._goes_on(page, links, fresh) else None
        )
        if root and number is not None:
            self.frontier.ask_within(
                page.kind,
                listing.address(root, number),
                root_name,
                number=number,
                priority=oldest,
                reason=_fingerprint(links),
                again=page.kind == "listing",
            )
        elif page.kind == "listing":
            self.frontier.walked_within(root_name)

    def unchanged_within(self, page: Page) -> None:
        """A listing that answered 304: nothing new stands in it."""
        self.is_barren = False
        if page.kind == "listing":
            self.frontier.walked_within(page.found_on or page.url)

    def _goes_on(self, page: Page, links: list[Link], fresh: int) -> bool:
        if self.since and links and all(link.listed and link.listed < self.since for link in links):
            return False
        if page.kind == "walk":
            # some sites answer every number past the end with the last page, or the first
            return isinstance(self.root_of(page), Archive) or (
                bool(links) and page.reason != _fingerprint(links)
            )
        return fresh > 0 and (
            self._depth(page) < FIRST_PAGES or self.frontier.has_walked(page.found_on or page.url)
        )


def _fingerprint(links: list[Link]) -> str:
    return hashlib.blake2b(" ".join(link.url for link in links).encode(), digest_size=8).hexdigest()
