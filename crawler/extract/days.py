"""The full days that stand in a line of page text: a day, a month and a year, in digits or in words.

All text here is folded (`months.fold`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from crawler.extract.months import WEEKDAYS, Calendar, find_month, make_day


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a publication day can be: from `first` to `last`. `solar`: the page may count Iranian years."""

    first: date
    last: date
    solar: bool

    def hold(self, day: date) -> bool:
        return self.first <= day <= self.last


class Spot(NamedTuple):
    """A day, and where in the text it stands."""

    start: int
    end: int
    day: date


# A clock may follow a year at once: 13/6/202402:15.
_NUMERIC = re.compile(
    r"(?<![\d:])(?<!\d[/.\\-])(\d{4}|\d\d?)(\s?)([/.\\-])\2(\d\d?)\2\3\2"
    r"(\d{4}|\d\d?)(?:(?=\d\d:\d\d)|(?![\d_]|[/.\\]\d|-\d(?!\d?:)))"
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = re.compile(r"(?:([^\W\d_]+)[\s./-]+)?([^\W\d_]+)[\s.-]{0,2}$")
_AFTER = re.compile(r"\s*([^\W\d_]+)(?:[\s./-]+([^\W\d_]+))?")
_DAY_AND_YEAR = re.compile(r"(?:st|nd|rd|th)?(?:\s*,\s*|\s+)")
_YEAR_AHEAD = re.compile(r"[\s,]*\d{4}")
_ERA = re.compile(r"\s?م(?:يلادي?ه?)?(?!\w)(?!\s?\d\d?:)")  # of the Christian era, or: in the afternoon
_LUNAR = re.compile(r"\s?(?:ه(?:جري[هة]?)?(?!\w)(?!\s?\.?\s?ش)|ق(?!\w))")
_FILLERS = frozenset(("من", "شهر", "عام", "سنه", "لعام", "لسنه", "er", "st", "nd", "rd", "th", "de", "of"))
_UNTIL = frozenset(("و", "الي", "حتي", "and", "to", "et", "au"))


def find_days(text: str, bounds: Bounds) -> list[Spot]:
    """The days in a text, in its order, none of them within another."""
    spots: list[Spot] = []
    for spot in sorted((*_find_numeric(text, bounds), *_find_named(text))):
        if bounds.hold(spot.day) and (not spots or spot.start >= spots[-1].end):
            era = _ERA.match(text, spot.end)
            spots.append(spot._replace(end=era.end()) if era else spot)
    return spots


def _find_numeric(text: str, bounds: Bounds) -> Iterator[Spot]:
    """`12/6/2024`, `2024-06-12`, `06/25/2024`, `31/12/19`, `1403/03/12`."""
    for found in _NUMERIC.finditer(text):
        first, _, mark, second, third = found.groups()
        if len(first) == 4 and len(third) < 3:
            lunar = _LUNAR.match(text, found.end()) is not None
            day = _read_year_first(int(first), int(second), int(third), bounds.solar, lunar)
        elif len(first) < 3 and len(third) == 4:
            days = _list_days((int(third), int(second), int(first)), (int(third), int(first), int(second)))
            day = _pick_by_weekday(days, text, found.start()) or next(iter(days), None)
        elif len(first) < 3 and len(third) == 2 and mark in "/-":
            day = _read_short_year(int(first), int(second), int(third), text, found.start(), bounds)
        else:
            day = None
        if day:
            yield Spot(found.start(), found.end(), day)


def _read_year_first(year: int, month: int, day: int, solar: bool, lunar: bool) -> date | None:
    """1394/05/06 is solar: the lunar 1394 ended before the web. From 1400 on the page must be Iranian."""
    if 1300 <= year < (1500 if solar else 1400):
        return None if lunar else make_day("solar", year, month, day)
    return make_day("gregorian", year, month, day)


def _read_short_year(first: int, second: int, third: int, text: str, at: int, bounds: Bounds) -> date | None:
    """The one day that 31/12/19 can be, by the bounds or by the weekday before it."""
    orders = (third, second, first), (third, first, second), (first, second, third)
    known = _list_days(*((year + (1900 if year >= 90 else 2000), month, day) for year, month, day in orders))
    days = [day for day in known if bounds.hold(day)]
    return days[0] if len(days) == 1 else _pick_by_weekday(days, text, at)


def _list_days(*orders: tuple[int, int, int]) -> list[date]:
    """The different days among (year, month, day) that the calendar has."""
    return list(dict.fromkeys(day for order in orders if (day := make_day("gregorian", *order))))


def _pick_by_weekday(days: list[date], text: str, at: int) -> date | None:
    """The one day that the weekday named shortly before it fits."""
    if len(days) < 2:
        return None
    told = [WEEKDAYS[word] for word in _WORD.findall(text[max(0, at - 20) : at]) if word in WEEKDAYS]
    fitting = [day for day in days if told and day.weekday() == told[-1]]
    return fitting[0] if len(fitting) == 1 else None


def _find_named(text: str) -> Iterator[Spot]:
    """Days with a month in words: `12 يونيو 2024`, `June 12, 2024`, `2024 يونيو 12`, `2024 الأحد 9 يونيو`."""
    numbers = list(_NUMBER.finditer(text))
    for index, (left, right) in enumerate(pairwise(numbers)):
        gap = text[left.end() : right.start()]
        if len(gap) > 40 or ":" in gap or "|" in gap:
            continue
        if len(left[0]) < 3 and _is_year(text, right):
            if not _ends_range(text, numbers, index):
                yield from _read_day_before_year(text, left, right, gap)
        elif len(left[0]) == 4 and len(right[0]) < 3 and not text.startswith(":", right.end()):
            yield from _read_year_before_day(text, left, right, gap)


def _read_day_before_year(text: str, left: re.Match[str], right: re.Match[str], gap: str) -> Iterator[Spot]:
    start = left.start()
    month = _name_month(_WORD.findall(gap), framed=True)
    if (
        not month
        and _DAY_AND_YEAR.fullmatch(gap)
        and (words := _BEFORE.search(text[max(0, start - 30) : start]))
    ):
        month = _name_month([word for word in words.groups() if word]) or _name_month([words[2]])
        start -= len(words[0])
    if month and (day := make_day(month[0], int(right[0][:4]), month[1], int(left[0]))):
        yield Spot(start, right.start() + 4, day)


def _read_year_before_day(text: str, left: re.Match[str], right: re.Match[str], gap: str) -> Iterator[Spot]:
    end = right.end()
    words = _WORD.findall(gap)
    month = _name_month(words, framed=True)
    if not month and (not words or words[0] in WEEKDAYS) and (after := _AFTER.match(text, end)):
        month = _name_month([word for word in after.groups() if word]) or _name_month([after[1]])
        end = after.end()
    if (
        month
        and not _YEAR_AHEAD.match(text, end)
        and (day := make_day(month[0], int(left[0]), month[1], int(right[0])))
    ):
        yield Spot(left.start(), end, day)


def _is_year(text: str, number: re.Match[str]) -> bool:
    return len(number[0]) == 4 or (len(number[0]) == 6 and text.startswith(":", number.end()))


def _ends_range(text: str, numbers: list[re.Match[str]], index: int) -> bool:
    """Whether the number ends `5-7` or `2.5`, and so is no day of its own."""
    if not index:
        return False
    left, right = numbers[index - 1], numbers[index]
    gap = text[left.end() : right.start()]
    if gap in (":", ".", ",", "/"):
        return True
    in_clock = text[left.start() - 1 : left.start()] in (":", "h")
    return len(left[0]) < 3 and not in_clock and (gap.strip() in ("", "-") or gap.strip(" -") in _UNTIL)


def _name_month(words: list[str], framed: bool = False) -> tuple[Calendar, int] | None:
    return find_month([word for word in words if word not in _FILLERS], framed)
