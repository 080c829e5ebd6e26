"""Times told from now on backwards: two hours ago, yesterday at noon, just now.

All text here is folded (`months.fold`). A form counts only as the whole text: prose is full of such words.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from crawler.extract.clock import find_clock
from crawler.extract.months import fold
from crawler.items import Precision

_Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

# One; two (the dual holds its number); then the forms that say nothing without a number before them.
_UNITS: tuple[tuple[_Unit, str, str, str], ...] = (
    ("second", "ثانية", "ثانيتين ثانيتان", "ثوان ثواني seconds secondes"),
    ("minute", "دقيقة", "دقيقتين دقيقتان", "دقائق minute minutes min mins"),
    ("hour", "ساعة", "ساعتين ساعتان", "ساعات hour hours heure heures"),
    ("day", "يوم", "يومين يومان", "أيام يوما day days jour jours"),
    ("week", "أسبوع", "أسبوعين أسبوعان", "أسابيع أسبوعا week weeks semaine semaines"),
    ("month", "شهر", "شهرين شهران", "أشهر شهور شهرا month months mois"),
    ("year", "سنة عام", "سنتين سنتان عامين عامان", "سنوات سنين أعوام عاما year years an ans"),
)
_COUNTS: dict[str, tuple[_Unit, int]] = {
    fold(word): (unit, count)
    for unit, one, two, more in _UNITS
    for words, count in ((one, 1), (two, 2), (more, 0))
    for word in words.split()
}
_NUMBERS = {"a": 1, "an": 1, "une": 1, "un": 1} | {
    fold(word): number
    for number, words in enumerate(
        (
            "ثلاث ثلاثة",
            "أربع أربعة",
            "خمس خمسة",
            "ست ستة",
            "سبع سبعة",
            "ثمان ثماني ثمانية",
            "تسع تسعة",
            "عشر عشرة",
        ),
        3,
    )
    for word in words.split()
}
_NOW = re.compile(r"الان|للتو|(?:منذ|قبل) لحظات|just now|now|a l'instant")
_DAYS_BACK = {
    "اليوم": 0, "today": 0, "aujourd'hui": 0,
    "امس": 1, "البارحه": 1, "yesterday": 1, "hier": 1,
    "امس الاول": 2, "اول امس": 2, "اول من امس": 2,
}  # fmt: skip
_DAY_WORD = re.compile("(" + "|".join(sorted(_DAYS_BACK, key=len, reverse=True)) + r")(?![^\W_])")
_AT = re.compile(
    r"[\s,|:-]*(?:(?:في |عند |علي )?الساعه|at|a)?\s*\d\d?(?::|\s?h\s?)\d\d(?::\d\d)?"  # the clock
    r"\s*(?:ص|م|صباحا|مساء|ظهرا|[ap]\.?m\.?)?[\s,(]*(?:(?:ب|بال)?توقيت\s[^\d]*|(?:gmt|utc|غرينتش).*)?\)?"
)
_AGO = re.compile(r"(?:منذ|قبل|من|il y a)\s+(.+)|(.+?)\s+(?:ago|مضت)")


def find_ago(text: str, now: datetime) -> tuple[date, Precision] | None:
    """The time that the whole text tells, from `now`, whose zone says which day is today.

    Less than a day ago is told to the minute, more than that to the day.
    """
    text = text.strip(" .,:|-")
    if _NOW.fullmatch(text):
        return now.astimezone(UTC), "minute"
    if found := _DAY_WORD.match(text):
        return _find_day(text[found.end() :], now, _DAYS_BACK[found[1]])
    if found := _AGO.fullmatch(text):
        spans = _read_spans(found[1] or found[2])
        return _go_back(now, spans) if spans else None
    return None


def _find_day(rest: str, now: datetime, back: int) -> tuple[date, Precision] | None:
    day = now.date() - timedelta(days=back)
    if not rest:
        return day, "day"
    if not _AT.fullmatch(rest) or now.tzinfo is None:
        return None
    clock = find_clock(rest, now.tzinfo)
    moment = clock.on(day) if clock else None
    return (moment, "minute") if moment else (day, "day")


def _read_spans(text: str) -> dict[_Unit, int]:
    """How many of each unit `3 ساعات و20 دقيقة` says; nothing where one word of it is unknown."""
    spans: dict[_Unit, int] = {}
    number: int | None = None
    for word in re.findall(r"[0-9]+|[^\W\d_]+", text):
        if word in ("و", "and", "et") or (spans and word in ("واحد", "واحده")):
            continue
        if word.isdecimal() and len(word) <= 4 and number is None:
            number = int(word)
        elif word in _NUMBERS and number is None:
            number = _NUMBERS[word]
        elif word in _COUNTS:
            unit, count = _COUNTS[word]
            if (count == 0 and number is None) or (count == 2 and number is not None):
                return {}
            spans[unit] = count if number is None else number
            number = None
        else:
            return {}
    return {} if number is not None else spans


def _go_back(now: datetime, spans: dict[_Unit, int]) -> tuple[date, Precision] | None:
    months = now.year * 12 + now.month - 1 - spans.get("year", 0) * 12 - spans.get("month", 0)
    year, month = divmod(months, 12)
    if year < 1:
        return None
    try:
        day = now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
        day -= timedelta(days=spans.get("day", 0) + 7 * spans.get("week", 0))
    except (ValueError, OverflowError):
        return None
    if not spans.keys() & {"hour", "minute", "second"}:
        return day.date(), "day"
    finer = timedelta(
        hours=spans.get("hour", 0), minutes=spans.get("minute", 0), seconds=spans.get("second", 0)
    )
    return day.astimezone(UTC) - finer, "minute"
