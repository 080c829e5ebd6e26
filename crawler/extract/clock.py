"""The time of day in a line of page text, and the zone it is told in.

All text here is folded (`months.fold`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from crawler.extract.months import fold


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, from `start` to `end` in its text.

    `zone` is None where the text names a zone that nobody can be sure of.
    """

    start: int
    end: int
    hour: int
    minute: int
    zone: tzinfo | None

    def on(self, day: date) -> datetime | None:
        """This time of that day in UTC; None without a zone."""
        if self.zone is None:
            return None
        return datetime.combine(day, time(self.hour, self.minute), self.zone).astimezone(UTC)


# What follows توقيت (time of). عمان is both Amman and Oman.
_PLACES = {
    "Africa/Algiers": "الجزائر",
    "Africa/Cairo": "القاهرة، مصر",
    "Africa/Casablanca": "المغرب، الرباط، الدار البيضاء",
    "Africa/Khartoum": "الخرطوم، السودان",
    "Africa/Nouakchott": "نواكشوط، موريتانيا",
    "Africa/Tripoli": "طرابلس، ليبيا",
    "Africa/Tunis": "تونس",
    "America/New_York": "واشنطن، نيويورك",
    "Asia/Aden": "صنعاء، عدن، اليمن",
    "Asia/Amman": "عمان، الأردن",
    "Asia/Baghdad": "بغداد، العراق",
    "Asia/Bahrain": "المنامة، البحرين",
    "Asia/Beirut": "بيروت، لبنان",
    "Asia/Damascus": "دمشق، سوريا، سورية",
    "Asia/Dubai": "أبوظبي، أبو ظبي، دبي، الإمارات",
    "Asia/Hebron": "فلسطين",
    "Asia/Jerusalem": "القدس",
    "Asia/Kuwait": "الكويت",
    "Asia/Muscat": "مسقط، سلطنة عمان",
    "Asia/Qatar": "الدوحة، قطر",
    "Asia/Riyadh": "مكة، مكة المكرمة، السعودية، الرياض، جدة",
    "Asia/Tehran": "طهران، إيران، تهران",
    "Europe/Istanbul": "اسطنبول، إسطنبول، تركيا، أنقرة",
    "Europe/London": "لندن",
    "Europe/Moscow": "موسكو",
    "Europe/Paris": "باريس",
    "UTC": "العالمي، العالمي الموحد",
}
_ZONE_OF_PLACE = {
    fold(place.strip()): name for name, places in _PLACES.items() for place in places.split("،")
}
# RFC 2822's names and the few others that mean one zone only. GST is the Gulf's.
_HOURS_OF_NAME = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "gst": 4,
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip

# Hours and minutes; French writes 16h10. Two more digits may be seconds: the minute is enough.
_CLOCK = re.compile(
    r"(?<![\d:/+])(?<!\+\s)([01]?\d|2[0-3])(?::|\s?h\s?)([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?![\d:])"
)
_HALF = re.compile(
    r"[\s(]*(?:(?P<am>صباحا?|فجرا?|قبل الظهر|ص|ق\.? ?ظ|a\.?m\.?)"
    r"|(?P<pm>مساءا?|عصرا?|بعد الظهر|م|ب\.? ?ظ|p\.?m\.?)"
    r"|(?P<noon>ظهرا)|(?P<night>ليلا))(?![^\W\d_]|\.\s?[^\W\d_])"  # not the م. of an engineer's name
)
_HALF_BEFORE = re.compile(r"(?<!\w)(?:(?P<am>صباحا?|ص|am)|(?P<pm>مساءا?|pm)|(?P<unsure>م))\s?$")

_GREENWICH = re.compile(r"(?<![a-z])(?:gmt|utc)(?![a-z])|[غج]ري?ني?تش")
_SPOKEN = re.compile(r"توقيت\s*(?:مدينه |دوله )?(?![غج]ري?ني?تش)([^\W\d_]+)(?: ([^\W\d_]+))?")
_BRACKETED = re.compile(r"[\s)]*\(\s*([^\W\d_]+)(?: ([^\W\d_]+))?\s*\)")
_AHEAD = re.compile(r"[\s(]*\+\s?(\d{1,2})(?::?(\d\d))?(?!\d)")
_BESIDE_GREENWICH = re.compile(r"\s?(\+)\s?(\d{1,2})(?::?(\d\d))?(?!\d)|(-)(\d{1,2})(?::?(\d\d))?(?!\d)")
_NAME = re.compile(r"[\s)(]*([a-z]{2,4}t|msk|z)(?![a-z])")
_US_NAME = re.compile(r"[\s(]*[ecmp]t(?![a-z])")  # behind am or pm only: et is a French word
_BEHIND = re.compile(r"\s?-\s?\d\d:?\d\d(?!\d)")  # west of Greenwich, or until that hour


def find_clock(text: str, default: tzinfo) -> Clock | None:
    """The first time of day in a text without dates, in the zone it names, else in `default`.

    None where there is no clock, or where nobody can tell which half of the day it means.
    """
    found = _CLOCK.search(text)
    if not found:
        return None
    hour = _read_hour(text, found)
    if hour is None:
        return None
    following = _CLOCK.search(text, found.end())
    half = _HALF.match(text, found.end())
    start, end = found.start(), half.end() if half else found.end()
    after = text[end : following.start() if following else None]
    unsure = _BEHIND.match(text, found.end()) or (half and _US_NAME.match(after))
    return Clock(
        start, end, hour, int(found[2]), None if unsure else _find_zone(text[:start], after, default)
    )


def _read_hour(text: str, found: re.Match[str]) -> int | None:
    hour = int(found[1])
    half = _HALF.match(text, found.end()) or _HALF_BEFORE.search(text[: found.start()])
    if not half:
        return hour
    match half.lastgroup:
        case "am" if hour <= 12:
            return hour % 12
        case "pm" if hour:
            return hour if hour >= 12 else hour + 12
        case "noon" if hour >= 10 or 1 <= hour <= 4:
            return hour if hour >= 10 else hour + 12
        case "night" if hour >= 7 and hour != 12:  # the small hours may belong to either day
            return hour if hour > 12 else hour + 12
        case _:
            return None


def read_zone(name: str) -> tzinfo | None:
    """A machine's zone (`z`, `+03:00`, `-0500`, `gmt`), or None where it is no zone or not one only."""
    if name in _HOURS_OF_NAME:
        return _make_zone("+", _HOURS_OF_NAME[name])
    if found := re.fullmatch(r"([+-])(\d\d?)(?::?(\d\d))?", name):
        return _make_zone(found[1], int(found[2]), int(found[3] or 0))
    return None


def _find_zone(before: str, after: str, default: tzinfo) -> tzinfo | None:
    if found := _AHEAD.match(after):
        return _make_zone("+", int(found[1]), int(found[2] or 0))
    if (found := _BRACKETED.match(after)) and (place := _find_place(found)):
        # Mecca's time is everybody's; any other place may be where the news is from.
        return ZoneInfo(place) if found[1] == "مكه" else None
    for part in (after, before):
        greenwich, spoken = _GREENWICH.search(part), _SPOKEN.search(part)
        if greenwich and not (spoken and spoken.start() < greenwich.start()):
            return _read_greenwich(part, greenwich)
        if spoken:
            return _read_place(spoken, default)
    if found := _NAME.match(after):
        return read_zone(found[1])
    return default


def _read_greenwich(text: str, found: re.Match[str]) -> tzinfo | None:
    if offset := _BESIDE_GREENWICH.match(text, found.end()):
        sign, hours, minutes = offset.groups()[:3] if offset[1] else offset.groups()[3:]
        return _make_zone(sign, int(hours), int(minutes or 0))
    if "+" in text or re.match(r"\s?-\s?\d", text[found.end() :]):  # "3+ GMT", "GMT - 5": shifted, or not
        return None
    return UTC


def _read_place(found: re.Match[str], default: tzinfo) -> tzinfo | None:
    if found[1] in ("المحلي", "النشر"):  # local time, time of publication: the publisher's
        return default
    place = _find_place(found)
    if place == "Asia/Amman" and getattr(default, "key", "") == "Asia/Muscat" and found[1] == "عمان":
        return default
    return ZoneInfo(place) if place else None


def _find_place(found: re.Match[str]) -> str | None:
    return _ZONE_OF_PLACE.get(f"{found[1]} {found[2]}") or _ZONE_OF_PLACE.get(found[1])


def _make_zone(sign: str, hours: int, minutes: int = 0) -> tzinfo | None:
    offset = timedelta(hours=abs(hours), minutes=minutes) * (-1 if (sign == "-") != (hours < 0) else 1)
    return timezone(offset) if abs(offset) <= timedelta(hours=14) and minutes < 60 else None
