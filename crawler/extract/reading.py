"""From a page's bytes to an article: one step after the other."""

import logging

from lxml.etree import LxmlError

from crawler.extract import body, images, labels, times, verdict
from crawler.extract.authors import authors
from crawler.extract.blocks import article_blocks
from crawler.extract.headline import headline_above
from crawler.extract.metadata import Page, region_of
from crawler.extract.page import base_url, parse
from crawler.extract.place import Place, find
from crawler.items import Article, Rejected
from crawler.source import Source
from crawler.urls import host_of

_log = logging.getLogger(__name__)


def read(
    html: bytes, url: str | None = None, source: Source | None = None, fetched: str | None = None
) -> Article | Rejected:
    """See `crawler.extract.extract`."""
    try:
        tree = parse(html)
        return tree if isinstance(tree, Rejected) else _article(Page(tree, url, source), fetched)
    except (body.Unreadable, RecursionError, ValueError, LookupError, LxmlError):  # what odd input can cause
        _log.warning("%s: broken", url, exc_info=True)  # or what a mistake of ours can
        return Rejected("broken")


def _article(page: Page, fetched: str | None) -> Article | Rejected:
    title = page.title()
    place = find(page.tree, page.source, page.heading, page.url)
    if place is None:
        place = Place(page.tree, sure=False) if body.is_told(page) else None
    if place is None:
        return Rejected(verdict.judge(page, [], by_source=False, sure=False, title=title) or "thin")
    region = region_of(page.heading, place.start)
    lead = page.lead(region, place.start)
    album = images.Album(base_url(page.tree, page.url))
    pieces = body.pieces(place, page, album.picture, album.embed)
    hints = [hint for hint in (page.first("og:image"), page.image()) if hint]
    around = next(region.iterancestors("article"), region)  # the image may stand above the headline
    featured = album.featured(around, place.start, page.heading, hints) or album.hinted(hints, pieces)
    if told := body.told(page, pieces):
        pieces = told
    title, blocks, labels_around = article_blocks(page, title, featured, pieces)
    if page.heading is None:
        title = page.shown_title(title, headline_above(place.start)) or page.last_title()
    if reason := verdict.judge(page, blocks, place.by_source, place.sure, title):
        return Rejected(reason)
    text = " ".join(block.text for block in blocks)
    paragraphs = [block.text for block in blocks if block.kind == "paragraph"]
    modified = times.modified(page, fetched)
    published = times.published(page, region, place.start, pieces, modified, fetched)
    return Article(
        source=page.source.name if page.source else host_of(page.url or "").removeprefix("www."),
        url=page.url or "",
        title=title,
        lead=lead[1] if lead else None,
        blocks=tuple(blocks),
        authors=authors(page, paragraphs, labels_around, region, place.start),
        published=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_raw=published.raw if published else None,
        modified=modified.iso if modified else None,
        section=labels.section(page),
        tags=labels.tags(page),
        language=labels.language(page, text),
        fetched=fetched,
    )
