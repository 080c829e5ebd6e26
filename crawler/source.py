"""A publisher as a value: who it is, how it lists its articles, and what its pages look like."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cssselect import SelectorError
from parsel import css2xpath

NAME = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")

# What to know before using a source: its terms forbid passing texts on; it blocks crawlers; texts are cut for
# who does not pay; it reprints other papers, wholly (a mirror) or in a section (a press review), or the words of
# companies (releases): duplicates by design.
Caution = Literal["terms", "blocks", "paywall", "mirror", "press review", "releases"]


class SourceError(ValueError):
    """A source that cannot work; says which field and what to write instead."""


@dataclass(frozen=True, slots=True)
class Feed:
    """RSS or Atom. `pages`: address of the older pages, with `{page}`, where there are any.

    `{page}` is 2 on the second page. A publisher who counts otherwise (entries, or from 0) has another
    `start`, the number of the first page, or `step`, what each page adds to it.
    """

    url: str
    pages: str | None = None
    start: int = 1
    step: int = 1


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index. `news`: holds recent articles only, so every crawl reads it."""

    url: str
    news: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A page of headlines. `links` (CSS) narrows which anchors count; without it all of the page's do.
    `pages`, `start`, `step`: as in a Feed.
    """

    url: str
    pages: str | None = None
    links: str = "a"
    start: int = 1
    step: int = 1


@dataclass(frozen=True, slots=True)
class Archive:
    """A page of headlines for each day, or each month where no `{dd}` stands in the address beside `{yyyy}`
    and `{mm}`, back to `first`.
    """

    pages: str
    first: date
    links: str = "a"


@dataclass(frozen=True, slots=True)
class Api:
    """A JSON listing. `items`, `link`, `date`: dotted paths to the list, and in one item to its
    address (relative to the home page, if so) and its time (ISO 8601 or Unix seconds). `pages`, `start`,
    `step`: as in a Feed.
    """

    url: str
    items: str
    link: str
    date: str | None = None
    pages: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    start: int = 1
    step: int = 1


Listing = Feed | Sitemap | Section | Archive | Api


@dataclass(frozen=True, kw_only=True)
class Source:
    """One publisher. Every selector is CSS (`::attr()` and `::text` allowed), tried in order.

    `article`: patterns an article's address must match, searched in the whole address. A group named
    `id` holds the publisher's own number of the article; `id_WORD` where a publisher counted twice,
    so that the two never meet; a group `section` the section, for pages that do not say it.
    `drop`: elements of the body that are not the article. `remove`: whole lines (patterns) that are not.
    `delay`: least seconds between two requests. `topics`: sections,
    tags or words that make an article of a general paper a tech article. `timezone` is empty where
    nobody knows it: a time without a zone is then worth its day only. `caution`: what to know before using
    its texts. `note`: caveats in words, and how sure each fact is: `seen` in public code or data, `likely`
    by clear inference, a `guess` by convention or memory.
    """

    name: str
    title: str
    home: str
    country: str
    timezone: str
    listings: tuple[Listing, ...]
    article: tuple[str, ...]
    language: Literal["ar", "en", "fr"] = "ar"
    domains: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    delay: float | None = None
    topics: tuple[str, ...] = ()
    caution: tuple[Caution, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise SourceError(f"name={self.name!r}: write small letters, digits and single hyphens")
        if not urlsplit(self.home).hostname:
            raise SourceError(f"{self.name}: home={self.home!r} is no address; write https://…/")
        if not self.domains:
            object.__setattr__(self, "domains", (_bare_host(self.home),))
        for name in (
            "listings",
            "article",
            "body",
            "headline",
            "author",
            "date",
            "section",
            "tags",
            "drop",
            "remove",
            "domains",
            "topics",
            "caution",
        ):
            if not isinstance(getattr(self, name), tuple):
                raise SourceError(f"{self.name}: {name} must be a tuple; for one value write (value,)")
        if not self.listings:
            raise SourceError(f"{self.name}: listings is empty; add a Feed, Sitemap, Section, Archive or Api")
        for listing in self.listings:
            _check_listing(self.name, listing)
        for word in self.caution:
            if word not in get_args(Caution):
                raise SourceError(
                    f"{self.name}: caution={word!r} is unknown; write one of {', '.join(get_args(Caution))}"
                )
        if not self.article:
            raise SourceError(f"{self.name}: article is empty; add a pattern of an article's address")
        for pattern in (*self.article, *self.remove):
            try:
                re.compile(pattern)
            except re.error as error:
                raise SourceError(f"{self.name}: pattern {pattern!r} is broken: {error}") from None
        for selector in (
            *self.body,
            *self.headline,
            *self.author,
            *self.date,
            *self.section,
            *self.tags,
            *self.drop,
        ):
            _check_selector(self.name, selector)
        try:
            ZoneInfo(self.timezone or "UTC")
        except (KeyError, ValueError):
            raise SourceError(
                f"{self.name}: timezone={self.timezone!r} is unknown; write one like Asia/Riyadh"
            ) from None

    def is_article(self, url: str) -> bool:
        """Whether an address is one of this publisher's articles, by its form."""
        return any(re.search(pattern, url) for pattern in self.article)


def _check_listing(source: str, listing: Listing) -> None:
    kind = type(listing).__name__
    address = listing.pages if isinstance(listing, Archive) else listing.url
    if not urlsplit(address).hostname:
        raise SourceError(f"{source}: the {kind}'s address {address!r} is none; write https://…")
    if isinstance(listing, Section | Archive):
        _check_selector(source, listing.links)
    if isinstance(listing, Sitemap) or listing.pages is None:
        return
    wanted = ("{yyyy}", "{mm}") if isinstance(listing, Archive) else ("{page}",)
    try:
        listing.pages.format(page=2, yyyy=2024, mm=6, dd=12)
        whole = all(slot in listing.pages for slot in wanted)
    except (LookupError, ValueError):
        whole = False
    if not whole:
        raise SourceError(
            f"{source}: pages={listing.pages!r} of the {kind} must hold {' and '.join(wanted)}, and no other braces"
        )


def _check_selector(source: str, selector: str) -> None:
    try:
        css2xpath(selector)
    except SelectorError as error:
        raise SourceError(f"{source}: selector {selector!r} is broken: {error}") from None


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
