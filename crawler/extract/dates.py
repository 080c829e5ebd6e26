"""Reads a publication time from the words of a page: Arabic, French, English, machine and relative forms.

The rule throughout: never a wrong date, rather none. Running prose, lunar dates, days without a year and
days that no calendar has give nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.extract.ago import find_ago
from crawler.extract.clock import Clock, find_clock, read_zone
from crawler.extract.days import Bounds, Spot, find_days
from crawler.extract.months import WEEKDAYS, find_month, fold, make_day
from crawler.items import Precision


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as far as it is known. `iso`: UTC at its `precision`; a day or coarser is as the page shows it.
    `raw`: the page's own words.
    """

    iso: str
    precision: Precision
    raw: str


_Reading = tuple[date, Precision] | None

_LONGEST = 300  # characters; a date's own element is far shorter
_FIRST = date(1990, 1, 1)  # nothing on the web is older
_AHEAD = timedelta(days=2)  # clocks err, and east of UTC tomorrow has begun
_FORMS: dict[Precision, str] = {
    "second": "%Y-%m-%dT%H:%M:%SZ",
    "minute": "%Y-%m-%dT%H:%MZ",
    "day": "%Y-%m-%d",
    "month": "%Y-%m",
    "year": "%Y",
}

# `2024-06-12T10:30:05.123+03:00[Asia/Riyadh]`, `2024-06-12 10:30`, `20240612T103005Z`.
_ISO = re.compile(
    r"(?<!\d)(\d{4})(-?)(\d\d)\2(\d\d)(?P<t>\s?t\s?|\s|(?=\d{6}))(\d\d)(:?)(\d\d)(?:\7(\d\d)(?:[.,]\d+)?)?"
    r"(?:\s?(z|[+-]\d\d(?::?\d\d)?|(?![ap]m)[a-z]{2,4}))?(?:\[[\w/]+\])?(?![\w:])"
)
# RFC 2822, and the two-digit years of RFC 822.
_MAIL = re.compile(
    r"(?:[a-z]+,? )?(\d\d?) ([a-z]+) (\d{4}|\d\d) (\d\d?):(\d\d)(?::(\d\d))?"
    r" ?([+-]\d{4}|(?![ap]m)[a-z]{1,4})(?: \(.*\))?"
)
_UNIX = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"(\d{4})\s?م?")
_NAMED_MONTH = re.compile(r"([^\d:|]{2,40}?)\s*(\d{4})\s?م?")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = re.compile(r".{0,80}(?!\S)")  # whole words behind a day, far enough for its clock and zone
_PERSIAN = re.compile(r"[۰-۹]|شنبه")

# What may stand between a day and its clock, besides weekdays.
_BETWEEN = frozenset((
    "يوم", "في", "علي", "عند", "تمام", "الساعه", "وقت", "تم", "نشر", "النشر", "اخر", "تحديث", "التحديث",
    "غرينتش", "جرينتش", "gmt", "utc", "at", "a", "on", "le", "the", "t", *WEEKDAYS,
))  # fmt: skip

_CHANGED = r"تحديث|تعديل|updated?|modifie|mise? a jour"
_PUBLISHED = r"نشر|publi|posted"
_LABEL = re.compile(f"(?P<changed>{_CHANGED})|(?P<published>{_PUBLISHED})")
_LABELS_FIRST = re.compile(
    rf"(?:(?:ال)?(?:{_CHANGED}|نشره?|published|posted|publie|تم|اخر|تاريخ|بتاريخ|في|شهر|last|on|le)"
    r"(?![^\W_])[\s:]*)*"
)


def parse(text: str, timezone: str = "UTC", base: datetime | None = None) -> Moment | None:
    """The time that a text tells, or None where no answer is safe.

    `timezone`: the IANA zone of clocks that name none (ZoneInfoNotFoundError where there is no such zone).
    `base`: when the page was fetched (aware; now without it), for relative forms and against the future.
    Where a text tells two times, that of publication wins over that of the last change, else the first.
    """
    raw = " ".join(text[: 4 * _LONGEST].split())[:_LONGEST]
    words = fold(raw)
    zone = ZoneInfo(timezone)
    now = (base or datetime.now(UTC)).astimezone(zone)
    solar = timezone == "Asia/Tehran" or _PERSIAN.search(raw) is not None
    bounds = Bounds(_FIRST, (now + _AHEAD).date(), solar)
    for time, precision in _read(words, zone, bounds, now):
        if bounds.hold(time.date() if isinstance(time, datetime) else time):
            return Moment(time.strftime(_FORMS[precision]), precision, raw)
    return None


def _read(text: str, zone: ZoneInfo, bounds: Bounds, now: datetime) -> Iterator[tuple[date, Precision]]:
    """Every answer, the surest first."""
    if found := _read_machine(text, zone):
        yield found
    if found := _read_visible(text, zone, bounds):
        yield found
    if found := _read_coarse(text):
        yield found
    if found := find_ago(text[_skip_labels(text) :], now):
        yield found


def _read_machine(text: str, zone: ZoneInfo) -> _Reading:
    """ISO 8601, RFC 2822, Unix seconds and milliseconds."""
    if (found := _ISO.search(text)) and ("t" in found["t"] or len(found[0]) == len(text)):
        year, _, month, day, _, hour, _, minute, second, named = found.groups()
        return _join(year, month, day, hour, minute, second, named=named, zone=zone)
    if (found := _MAIL.fullmatch(text)) and (name := find_month([found[2]])) and name[0] == "gregorian":
        day, _, year, hour, minute, second, named = found.groups()
        if len(year) == 2:
            year = ("20" if year < "50" else "19") + year
        return _join(year, str(name[1]), day, hour, minute, second, named=named, zone=zone)
    if found := _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC), "second"
    if found := _COMPACT.fullmatch(text):
        whole = make_day("gregorian", *map(int, found.groups()))
        return (whole, "day") if whole else None
    return None


def _join(*parts: str | None, named: str | None, zone: ZoneInfo) -> _Reading:
    """Year to second as a time in UTC; the day alone where nobody can be sure of the zone named."""
    known = read_zone(named) if named else zone
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=known)
        if known is None:
            return moment.date(), "day"
        return moment.astimezone(UTC), "second" if parts[-1] else "minute"
    except (ValueError, OverflowError):
        return None


def _read_visible(text: str, zone: ZoneInfo, bounds: Bounds) -> _Reading:
    """A full day in a text, with the clock that belongs to it."""
    spots = find_days(text, bounds)
    if not spots:
        return None
    at = _choose(text, spots)
    spot = spots[at]
    before = "" if at else text[: spot.start]  # else it is the other day's clock
    if at + 1 < len(spots):
        after = _LABEL.split(text[spot.end : spots[at + 1].start])[0]
    else:
        near = _NEAR.match(text, spot.end)
        after = near[0] if near else ""
    clock = _find_clock_beside(before, after, zone) or _find_clock_beside("", after, zone)
    moment = clock.on(spot.day) if clock else None
    return (moment, "minute") if moment else (spot.day, "day")


def _find_clock_beside(before: str, after: str, zone: ZoneInfo) -> Clock | None:
    """The first clock, where nothing but a date's own words stands between it and the day.

    Other words make it another thing's: the length of a film, the hour of a match.
    """
    text = f"{before}\n{after}"
    clock = find_clock(text, zone)
    if not clock:
        return None
    middle = len(before)
    gap = text[clock.end : middle] if clock.start < middle else text[middle : clock.start]
    return clock if "توقيت" in gap or _BETWEEN.issuperset(_WORD.findall(gap)) else None


def _choose(text: str, spots: list[Spot]) -> int:
    """Which of the days is the publication's, by the last label before each."""
    labels = []
    end = 0
    for spot in spots:
        kind = None
        for label in _LABEL.finditer(text, end, spot.start):
            kind = label.lastgroup
        labels.append(kind)
        end = spot.end
    for wanted in ("published", None, "changed"):
        if wanted in labels:
            return labels.index(wanted)
    return 0


def _read_coarse(text: str) -> _Reading:
    """A month or a year, where the text is nothing else: prose is full of years."""
    if found := _YEAR.fullmatch(text):
        first = make_day("gregorian", int(found[1]), 1, 1)
        return (first, "year") if first else None
    if found := _MONTH.fullmatch(text):
        first = make_day("gregorian", int(found[1]), int(found[2]), 1)
        return (first, "month") if first else None
    found = _NAMED_MONTH.fullmatch(text, _skip_labels(text))
    month = find_month(_WORD.findall(found[1])) if found else None
    if not found or not month or month[0] != "gregorian":  # a solar month lies in two of ours
        return None
    first = make_day("gregorian", int(found[2]), month[1], 1)
    return (first, "month") if first else None


def _skip_labels(text: str) -> int:
    found = _LABELS_FIRST.match(text)
    return found.end() if found else 0
