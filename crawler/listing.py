"""What a listing says: the addresses in a feed, a sitemap, a page of headlines, a JSON answer."""

import calendar
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

import lxml.etree
from parsel import Selector
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url, strip_html5_whitespace

from crawler.source import Api, Archive, Feed, Listing, Section, Sitemap, Source
from crawler.text import is_utf8

MOST_PARTS = 1000
GZIP = b"\x1f\x8b"
MAX_UNPACKED = 60_000_000  # bytes; the sitemap protocol allows 50 MB, more is a gzip bomb


class ListingUnreadable(ValueError):
    """The answer is not the kind of listing it should be; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address a listing gave, and the time it gave with it (ISO 8601, UTC), if any."""

    url: str
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What one answer gave, in its order: pages, and child sitemaps to ask in turn."""

    pages: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()


def read(listing: Listing, source: Source, body: bytes, url: str) -> Listed:
    """The links in `body`, the answer to `url`. Raises ListingUnreadable."""
    match listing:
        case Feed():
            return Listed(tuple(_feed_links(body, url)))
        case Sitemap():
            return _sitemap_links(body, url)
        case Section() | Archive():
            return Listed(tuple(_page_links(body, url, listing.links)))
        case Api():
            return Listed(tuple(_api_links(listing, body, source.home)))


def is_recent(listing: Listing) -> bool:
    """Whether the listing gives what is new, so that every crawl asks it."""
    return not isinstance(listing, Archive) and (not isinstance(listing, Sitemap) or listing.news)


def name_of(listing: Listing) -> str:
    """What a listing is known by from one crawl to the next."""
    return listing.pages if isinstance(listing, Archive) else listing.url


def first_number(listing: Listing, today: date) -> int:
    """The number of the newest page: 1, or in an archive the ordinal of the day or of the month."""
    if not isinstance(listing, Archive):
        return 1
    return today.toordinal() if _is_daily(listing) else today.year * 12 + today.month - 1


def number_after(listing: Listing, number: int) -> int | None:
    """The number of the next page back in time; None where the listing ends."""
    if isinstance(listing, Archive):
        return number - 1 if number > first_number(listing, listing.first) else None
    return number + 1 if not isinstance(listing, Sitemap) and listing.pages else None


def address(listing: Listing, number: int) -> str:
    """The address of a listing's page."""
    if isinstance(listing, Archive):
        day = date.fromordinal(number) if _is_daily(listing) else date(number // 12, number % 12 + 1, 1)
        return listing.pages.format(yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}")
    if number == 1 or isinstance(listing, Sitemap) or listing.pages is None:
        return listing.url
    return listing.pages.format(page=listing.start + listing.step * (number - 1))


def _is_daily(archive: Archive) -> bool:
    return "{dd}" in archive.pages


def _feed_links(body: bytes, url: str) -> Iterator[Link]:
    import feedparser  # it loads longer than many a command runs

    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and not feed.get("version"):
        raise ListingUnreadable("not a feed")
    for entry in feed.entries:
        address = entry.get("link") or (
            entry.get("id") if str(entry.get("id", "")).startswith("http") else None
        )
        if address:
            yield from link_at(
                url, address, _from_struct(entry.get("published_parsed") or entry.get("updated_parsed"))
            )


def _sitemap_links(body: bytes, url: str) -> Listed:
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = lxml.etree.fromstring(unpacked(body), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ListingUnreadable(f"not a sitemap: {error}") from error
    if root is None or lxml.etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ListingUnreadable("not a sitemap")
    links: list[Link] = []
    for entry in root.iterchildren(tag=lxml.etree.Element):
        said = {
            lxml.etree.QName(e).localname: (e.text or "").strip() for e in entry.iter(tag=lxml.etree.Element)
        }
        address = entry.findtext(
            "{*}loc", ""
        ).strip()  # an image's own <image:loc> must not pass for the page's
        if address:
            links += link_at(url, address, _from_iso(said.get("publication_date") or said.get("lastmod")))
    if lxml.etree.QName(root).localname == "sitemapindex":
        return Listed(sitemaps=tuple(links))
    return Listed(pages=tuple(links))


def unpacked(body: bytes) -> bytes:
    """A sitemap as text, gzipped or not. Raises ListingUnreadable."""
    if not body.startswith(GZIP):
        return body
    texts: list[bytes] = []
    room = MAX_UNPACKED
    try:
        while body.startswith(GZIP) and room > 0 and len(texts) < MOST_PARTS:  # some are packed in parts
            part = zlib.decompressobj(31)
            texts.append(part.decompress(body, room))
            room -= len(texts[-1])
            body = part.unused_data
        return b"".join(texts)
    except zlib.error as error:
        raise ListingUnreadable(f"broken gzip: {error}") from error


def _page_links(body: bytes, url: str, css: str) -> Iterator[Link]:
    encoding, text = unicode_of(body)
    base = get_base_url(body, url, encoding)
    for found in Selector(text=text or "<html/>", type="html").css(css):
        href = found.xpath("(descendant-or-self::a/@href)[1]").get()
        if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
            yield from link_at(base, strip_html5_whitespace(href))


def _api_links(api: Api, body: bytes, home: str) -> Iterator[Link]:
    try:
        entries = _at(json.loads(body), api.items)
    except ValueError as error:
        raise ListingUnreadable(f"not JSON: {error}") from error
    if not isinstance(entries, list):
        raise ListingUnreadable(f"no list at {api.items!r} in the JSON")
    for entry in entries:
        address = _at(entry, api.link)
        if isinstance(address, str) and address.strip():
            given = _at(entry, api.date) if api.date else None
            if isinstance(given, str) and api.date and api.date.endswith("_gmt"):
                given = f"{given.removesuffix('Z')}Z"  # WordPress says UTC in the field's name alone
            yield from link_at(
                home, address, _from_iso(given) if isinstance(given, str) else _from_unix(given)
            )


def link_at(base: str, address: str, listed: str | None = None) -> Iterator[Link]:
    """The link at an address as a page writes it; none where that is no address: http://[site_url]/story."""
    try:
        url = urljoin(base, address.strip())
    except ValueError:
        return
    yield Link(url, listed)


def unicode_of(body: bytes) -> tuple[str, str]:
    """A page's encoding and its text. One that says none and is no UTF-8 is of the older Arabic web."""
    return html_to_unicode(None, body, auto_detect_fun=_likely_encoding)


def _likely_encoding(body: bytes) -> str:
    return "utf-8" if is_utf8(body) else "cp1256"


def _at(value: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _from_unix(seconds: Any) -> str | None:
    if not isinstance(seconds, int | float) or not 0 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _from_struct(moment: Any) -> str | None:
    """What feedparser makes of a date, which may be the 0th of a month."""
    try:
        return _from_unix(calendar.timegm(moment)) if moment else None
    except (ValueError, OverflowError):
        return None


def _from_iso(text: str | None) -> str | None:
    """A date or a time with its zone; a time without one is worth its day only."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return _from_unix(int(text)) if text and text.strip().isdecimal() else None
    if not 1970 <= moment.year < 9999:
        return None  # 0001-01-01 is what some programs write for no date
    if moment.tzinfo is None:
        return f"{moment:%Y-%m-%d}"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
