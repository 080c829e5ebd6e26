"""How near a reading of a page comes to its gold."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from crawler.items import Article, Rejected
from tests.quality.gold import Gold

# What two careful typists may do differently: marks over letters, tatweel, invisible characters, quotes.
MARKS = re.compile(
    r"[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
QUOTES = str.maketrans({mark: '"' for mark in "«»“”„‟〝〞"} | {mark: "'" for mark in "‘’‚‛`´"})
SIZE = re.compile(r"(-\d{2,4}x\d{2,4}|-scaled)?(\.(jpe?g|png|gif|webp|avif))+$", re.IGNORECASE)
OPTIONAL_WORDS = 3  # a shorter optional text is only dropped as a whole paragraph, never cut out of one
FACE_LETTERS = 8  # a shorter file name (image.jpg, 1.jpg) does not tell a picture by itself
EAST = timedelta(hours=4, minutes=30)  # Iran in summer: the clocks of this press reach no farther

Scores = Mapping[str, float | None]
METRICS = (
    "f1",
    "precision",
    "recall",
    "first",
    "last",
    "title",
    "title_in_body",
    "day",
    "minute",
    "authors",
    "image_precision",
    "image_recall",
    "image_position",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor took from a page; None stands for what it does not tell at all.

    `images`: each an address and the number of body paragraphs before it, None where the extractor gives
    no places.
    """

    title: str | None = None
    body: tuple[str, ...] = ()
    published: str | None = None
    authors: tuple[str, ...] | None = None
    images: tuple[tuple[str, int | None], ...] | None = None
    rejected: str | None = None


def reading(article: Article | Rejected) -> Reading:
    """An article as the scorer sees it."""
    if isinstance(article, Rejected):
        return Reading(rejected=article.reason)
    body: list[str] = []
    images: list[tuple[str, int | None]] = []
    for block in article.blocks:
        if block.kind == "image":
            images.append((block.url or "", len(body)))
        elif block.text:
            body.extend(line for line in block.text.split("\n") if line.strip())
    return Reading(
        title=article.title,
        body=tuple(body),
        published=article.published,
        authors=article.authors,
        images=tuple(images),
    )


def score(gold: Gold, read: Reading) -> Scores:
    """Shares from 0 to 1 by metric, None where a metric does not apply to the page.

    A page without an article has the one metric `f1`: 1 if it was rejected. `title_in_body` is the one
    metric that is better low.
    """
    if gold.rejected:
        return {"f1": float(not read.body)}
    body = _without_optional(read.body, gold)
    precision, recall, f1 = overlap(
        [w for p in gold.body for w in words(p)], [w for p in body for w in words(p)]
    )
    title = " ".join(words(gold.title))
    return {
        "f1": f1,
        "precision": precision if body else None,
        "recall": recall,
        "first": float(bool(body) and words(body[0])[:6] == words(gold.body[0])[:6]),
        "last": float(bool(body) and words(body[-1])[-4:] == words(gold.body[-1])[-4:]),
        "title": float(plain(read.title or "") == plain(gold.title)),
        "title_in_body": float(any(" ".join(words(line)) == title for line in read.body[:3])),
        "day": float(bool(_days(read.published) & set(gold.days)) if read.published else not gold.days),
        "minute": None if gold.moment is None else float(_minute(read.published) == gold.moment),
        "authors": _authors(gold.authors, read.authors),
        **_images(gold, read),
    }


def mean(scores: Iterable[Scores]) -> dict[str, float]:
    """Each metric's mean over the pages that it applies to."""
    values: dict[str, list[float]] = {}
    for page in scores:
        for metric, value in page.items():
            if value is not None:
                values.setdefault(metric, []).append(value)
    return {metric: sum(known) / len(known) for metric, known in values.items()}


def plain(text: str) -> str:
    """The text without what careful typists do differently."""
    return " ".join(MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(QUOTES).split())


def words(text: str) -> list[str]:
    """The words without the punctuation around them; what stands together without a space stays one."""
    stripped = (re.sub(r"^[\W_]+|[\W_]+$", "", word) for word in plain(text).split())
    return [word for word in stripped if word]


def overlap(wanted: list[str], given: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the bags of words."""
    common = (Counter(wanted) & Counter(given)).total()
    precision = common / len(given) if given else 0.0
    recall = common / len(wanted) if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def _without_optional(body: Iterable[str], gold: Gold) -> list[str]:
    wanted = {plain(text) for text in gold.body}
    optional = sorted({plain(text) for text in gold.optional} - wanted, key=len, reverse=True)
    kept = []
    for line in map(plain, body):
        if line in optional:
            continue
        for text in optional:
            if len(words(text)) >= OPTIONAL_WORDS and not any(text in known for known in wanted):
                line = line.replace(text, " ", 1)
        if words(line):
            kept.append(line)
    return kept


def _days(moment: str) -> set[str]:
    """The day of a moment in UTC and, as gold is the day that the page shows, east of it."""
    days = {moment[:10]}
    try:
        known = datetime.fromisoformat(moment)
    except ValueError:  # not ISO 8601: some peers hand on the page's own words
        return days
    if known.utcoffset() == timedelta(0):
        days.add((known + EAST).date().isoformat())
    return days


def _minute(moment: str | None) -> str | None:
    return moment[:16] + "Z" if moment and len(moment) >= 16 else None


def _authors(wanted: tuple[str, ...] | None, given: tuple[str, ...] | None) -> float | None:
    """F1 of the names; 1 where there are none and none was given, None where they are not judged."""
    if wanted is None or given is None:
        return None
    if not wanted and not given:
        return 1.0
    return overlap([plain(name).casefold() for name in wanted], [plain(name).casefold() for name in given])[2]


def _images(gold: Gold, read: Reading) -> dict[str, float | None]:
    if read.images is None or (gold.images_optional and not read.images):
        return {"image_precision": None, "image_recall": None, "image_position": None}
    found: set[int] = set()
    right = 0
    places: list[bool] = []
    for address, before in read.images:
        known = [i for i, picture in enumerate(gold.images) if same_picture(address, picture.urls, gold.url)]
        if not known:
            continue
        right += 1
        first = known[0] not in found
        found.add(known[0])
        if first and before is not None:
            places.append(_in_place(gold, read, gold.images[known[0]].after, before))
    return {
        "image_precision": right / len(read.images) if read.images else None,
        "image_recall": len(found) / len(gold.images) if gold.images else None,
        "image_position": sum(places) / len(places) if places else None,
    }


def _in_place(gold: Gold, read: Reading, after: int, before: int) -> bool:
    """Whether the nearest paragraph of the gold before the image, or the nearest after it, is the right one."""
    wanted = [plain(text) for text in gold.body]
    earlier = next((wanted.index(p) for p in map(plain, reversed(read.body[:before])) if p in wanted), -1)
    later = next((wanted.index(p) for p in map(plain, read.body[before:]) if p in wanted), len(wanted))
    return after in (earlier, later - 1)


def same_picture(address: str, known: tuple[str, ...], page: str) -> bool:
    """Whether the address is one of those known, or the same file in another size."""
    given = _picture(address, page)
    for url in known:
        other = _picture(url, page)
        face = SIZE.sub("", given.rsplit("/", 1)[-1])
        if given == other or (len(face) > FACE_LETTERS and face == SIZE.sub("", other.rsplit("/", 1)[-1])):
            return True
    return False


def _picture(address: str, page: str) -> str:
    """Host and path, of the original where a resizer's address carries it."""
    parts = urlsplit(urljoin(page, address.strip()))
    for name in ("url", "image", "src", "u"):
        if inner := parse_qs(parts.query).get(name):
            parts = urlsplit(urljoin(page, inner[0]))
            break
    return unquote(parts.netloc.removeprefix("www.") + parts.path).lower()
