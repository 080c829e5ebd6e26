"""When an article came out: which of a page's many dates is its own."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crawler.extract import dates
from crawler.extract.metadata import Page
from crawler.extract.page import Node, select, words_of
from crawler.extract.walk import Piece
from crawler.items import Precision

_MACHINE: tuple[str, ...] = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "og:published_time",
)
_MACHINE += (
    "publishdate",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date.created",
)
_MACHINE += (
    "publication_date",
    "dcterms.created",
    "cxenseparse:recs:publishtime",
    "article.published",
    "datecreated",
    "nastooh:publishdate",
)
_CHANGED: tuple[str, ...] = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "og:article:modified_time",
    "lastmod",
    "dc.date.modified",
)
_LATER_META: tuple[str, ...] = ("date", "dc.date", "dcterms.date", "article_date_original")
_DATE_NAME = re.compile(
    r"date|time|publish|posted|created|تاريخ|(?:^|[-_ ])(?:meta|info|day)(?:$|[-_ ])", re.IGNORECASE
)
_DIGITS = re.compile(r"[\d]")
_OTHER_LIST = re.compile(r"related|sidebar|comment|latest|widget|popular|most|more[-_]", re.IGNORECASE)
_UPDATED = re.compile(r"(?:آخر\s+)?(?:تحديث|تعديل)|updated|modified|mis à jour|به ?روز", re.IGNORECASE)
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)\s*$")
_SPOKEN_ZONE = re.compile(r"\(?\s*(?:GMT|UTC|غرينتش|جرينتش|بتوقيت|توقيت)\s*[^)]*\)?", re.IGNORECASE)
DATED_FIELD = re.compile(
    r'"(?:publishedAt|datePublished|published_at|publish_?[dD]ate|pubDate|display_date|first_publish_date|publishTime|publishedDate)"\s*:\s*"([^"]{8,40})"'
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(20\d\d|19[89]\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/?#]|$|-[^\d])"
)
_STAMP = re.compile(r"(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_LINE = 90  # letters; in a shorter box there is a byline at most
_EARLIEST = "1990"


class Time(NamedTuple):
    """A time as the article keeps it, and the page's words for it."""

    iso: str
    precision: Precision
    raw: str


def published(
    page: Page, region: Node, body: Node, pieces: list[Piece], changed: Time | None, fetched: str | None
) -> Time | None:
    """The day of publication, by the best evidence: JSON-LD, meta tags, `<time>`, what the reader sees
    near the headline, the address.

    With a source, times without a zone are in the source's. Without one nobody knows the zone: then a time
    is kept only where its UTC day is the day that the page shows, and otherwise that day alone is.
    `changed`: the last change. What the reader sees wins over a machine date more than two days later that equals the last change:
    a system that stamps every edit as publication.
    """
    latest = _latest(fetched)
    told = _first(_machine(page), page, latest)
    seen = _first(_visible(page, region, body, pieces), page, latest)
    if told and seen:
        if _days(told, seen) > 2 and changed and told.iso[:10] == changed.iso[:10]:
            return seen
        return told._replace(raw=seen.raw) if _days(told, seen) in (-1, 0, 1) else told
    if seen and seen.precision == "day" and not told:
        later = _first((value for name in _LATER_META for value in page.meta.get(name, ())), page, latest)
        if later and later.precision in ("second", "minute") and _days(later, seen) in (-1, 0, 1):
            return later._replace(raw=seen.raw)
    return (
        told
        or seen
        or _first(_from_data(page), page, latest)
        or _first(_last_resort(page, region, body), page, latest)
    )


def modified(page: Page, fetched: str | None) -> Time | None:
    """The last change, as the page tells machines."""
    values = [
        page.data.get("dateModified"),
        *(value for name in _CHANGED for value in page.meta.get(name, ())),
    ]
    return _first((value for value in values if isinstance(value, str)), page, _latest(fetched))


def _machine(page: Page) -> Iterator[str]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        value = page.data.get(name)
        if isinstance(value, str):
            yield value
    for name in _MACHINE:
        yield from page.meta.get(name, ())
    for node in [node for node, name in page.properties if name == "datePublished"][:3]:
        yield from (value for name in ("datetime", "content", "title") if (value := node.get(name)))
    for data in page.objects:
        value = data.get("datePublished")
        if isinstance(value, str):
            yield value


def _visible(page: Page, region: Node, body: Node, pieces: list[Piece]) -> Iterator[str]:
    if page.source:
        for selector in page.source.date:
            for found in select(page.tree, selector):
                yield words_of(found)
                if isinstance(found, Node) and (machine := found.get("datetime")):
                    yield machine
    plain: list[str] = []
    later: list[str] = []
    below = False
    for node, text, of_body in page.around(region, body):
        below = below or of_body
        if node.tag == "time" and not _DIGITS.search(text) and not _in_other_lists(node, region, below):
            yield node.get("datetime", "")  # the reader sees "two hours ago"
        if not 5 < len(text) < 120 or not _DIGITS.search(text) or _in_other_lists(node, region, below):
            continue
        if node.tag == "time" or _DATE_NAME.search(
            f"{node.get('class', '')} {node.get('id', '')} {node.get('itemprop', '')}"
        ):
            if _UPDATED.match(text) or (
                _UPDATED.search(text) and not _DIGITS.search(_UPDATED.split(text)[0])
            ):
                later.append(text)
            else:
                clock = node if node.tag == "time" else node.find(".//time")
                machine = clock.get("datetime", "") if clock is not None else ""
                yield from _with_machine(_UPDATED.split(text)[0].strip(" |•-"), machine)
        elif len(text) < 70 and len(node) < 4:
            plain.append(text)
    yield from (text for text in plain if not _UPDATED.search(text))
    yield from (piece.text for piece in pieces[:3] if piece.kind == "paragraph" and len(piece.text) < 70)
    yield from later
    yield from (text for text in plain if _UPDATED.search(text))


def _with_machine(text: str, machine: str) -> Iterator[str]:
    """What the reader sees and what its `<time>` tells: the machine's first where it adds the clock to the same day."""
    seen, told = dates.parse(text), dates.parse(machine) if machine else None
    if seen and told and seen.precision == "day" and told.precision in ("second", "minute"):
        apart = datetime.fromisoformat(told.iso[:10]) - datetime.fromisoformat(seen.iso[:10])
        if abs(apart.days) <= 1:
            yield machine
    yield text
    if machine:
        yield machine


def _in_other_lists(node: Node, region: Node, below: bool) -> bool:
    """Does it stand in a list of other articles? A line above the text is the article's, whatever its name."""
    for up in (node, *node.iterancestors()):
        if up is region:
            return False
        if up.tag in ("nav", "aside"):
            return True
        if _OTHER_LIST.search(f"{up.get('class', '')} {up.get('id', '')}") and (
            below or len(up.text_content()) > _LINE
        ):
            return True
    return False


def _from_data(page: Page) -> Iterator[str]:
    """The dates beside the headline in the data that a page built in the browser carries along."""
    title = page.title()
    if not title:
        return
    for script in page.tree.iter("script"):
        if script.text and len(script.text) > 200 and DATED_FIELD.search(script.text):
            text = script.text[:2_000_000]
            for spelt in (title, json.dumps(title)[1:-1]):
                if (at := text.find(spelt)) >= 0:
                    yield from DATED_FIELD.findall(text[max(0, at - 1500) : at + 1500])


def _last_resort(page: Page, region: Node, body: Node) -> Iterator[str]:
    for up in list(region.iterancestors())[:3]:
        if up.tag not in ("body", "html"):
            for node, text, _ in page.around(up, body):
                if 8 < len(text) < 40 and _DIGITS.search(text) and not _in_other_lists(node, up, below=True):
                    yield text
    for name in _LATER_META:
        yield from page.meta.get(name, ())
    for address in (page.url or "", page.first("og:url")):
        if found := _IN_ADDRESS.search(address) or _STAMP.search(address):
            yield f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def _first(texts: Iterator[str], page: Page, latest: str) -> Time | None:
    for text in texts:
        time = _read(" ".join(text.split()), page)
        if time and time.iso > _EARLIEST and time.iso[:10] <= latest and len(time.iso) >= 10:
            return time
    return None


def _read(text: str, page: Page) -> Time | None:
    zone = page.source.timezone if page.source else ""
    moment = dates.parse(text, zone or "UTC")
    if moment is None:
        return None
    if zone or moment.precision not in ("second", "minute"):
        return Time(moment.iso, moment.precision, text)
    local = dates.parse(_SPOKEN_ZONE.sub("", _ZONE.sub("", text)), "UTC")
    shown = local.iso[:10] if local else moment.iso[:10]
    zoned = bool(_ZONE.search(text) or _SPOKEN_ZONE.search(text))
    # without a source nobody converts the time back to the zone of the page: there the shown day counts
    if zoned and (page.source or shown == moment.iso[:10]):
        return Time(moment.iso, moment.precision, text)
    return Time(shown, "day", text)


def _latest(fetched: str | None) -> str:
    now = datetime.now(UTC)
    if fetched:
        with suppress(ValueError):
            now = datetime.fromisoformat(fetched)
    return str((now + timedelta(days=2)).date())


def _days(later: Time, earlier: Time) -> int:
    try:
        return (datetime.fromisoformat(later.iso[:10]) - datetime.fromisoformat(earlier.iso[:10])).days
    except ValueError:
        return 0
