"""How the press spells a date's words: letters folded to one form, month names of every country, weekdays.

All countries' names stand in one table: no two of them disagree on a name, so nobody has to say which
country a page is from. The lunar (Hijri) months are left out on purpose: printed lunar dates differ by
up to two days from any computed table, so no safe day follows from them.
"""

import unicodedata
from datetime import date, timedelta
from typing import Literal

Calendar = Literal["gregorian", "solar"]

# January first. Egypt and the Gulf; the Levant and Iraq; Morocco; Algeria and Tunisia; Persian, French
# and English spellings of the same months.
_GREGORIAN = (
    "يناير، كانون الثاني، كانون ثاني، كانون ثان، جانفي، ژانویه، janvier, janv, january, jan",
    "فبراير، شباط، فيفري، فوریه، février, févr, fév, february, feb",
    "مارس، آذار، mars, march, mar",
    "أبريل، نيسان، أفريل، آوریل، avril, avr, april, apr",
    "مايو، أيار، مايس، ماي، مه، mai, may",
    "يونيو، يونيه، حزيران، جوان، ژوئن، juin, june, jun",
    "يوليو، يوليه، تموز، يوليوز، جويلية، ژوئیه، جولای، juillet, juil, july, jul",
    "أغسطس، آب، غشت، أوت، آگوست، août, august, aug",
    "سبتمبر، أيلول، شتنبر، سپتامبر، septembre, september, sept, sep",
    "أكتوبر، أوكتوبر، تشرين الأول، تشرين أول، اکتبر، octobre, october, oct",
    "نوفمبر، تشرين الثاني، تشرين ثاني، تشرين ثان، نونبر، نوامبر، novembre, november, nov",
    "ديسمبر، كانون الأول، كانون أول، دجنبر، دسامبر، décembre, december, déc, dec",
)
# Libya 1969-2011. Most are everyday words (spring, summer, water): safe only between a day and a year.
_LIBYAN = "أي النار، النوار، الربيع، الطير، الماء، الصيف، ناصر، هانيبال، الفاتح، التمور، الحرث، الكانون"
_SOLAR = "فروردین، اردیبهشت، خرداد، تیر، مرداد، شهریور، مهر، آبان، آذر، دی، بهمن، اسفند"
# Monday first.
_WEEKDAYS = (
    "الإثنين، إثنين، lundi, monday, mon",
    "الثلاثاء، الثلثاء، ثلاثاء، mardi, tuesday, tue",
    "الأربعاء، أربعاء، mercredi, wednesday, wed",
    "الخميس، خميس، jeudi, thursday, thu",
    "الجمعة، جمعة، vendredi, friday, fri",
    "السبت، سبت، samedi, saturday, sat",
    "الأحد، أحد، dimanche, sunday, sun",
)

# After NFKD the hamza, the madda and French accents are marks of their own, and go with the vowel signs.
_MARKS = (0x300, 0x370), (0x610, 0x61B), (0x64B, 0x660), (0x6D6, 0x6DD)
_INVISIBLE = (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x206A), (0x61C, 0x61D), (0xFEFF, 0xFF00)
_DROPPED = {code: None for first, end in (*_MARKS, *_INVISIBLE) for code in range(first, end)}
_DROPPED |= dict.fromkeys((0x640, 0x670, 0xAD))  # tatweel, small alef, soft hyphen
_FOLDED = _DROPPED | str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹یىېکةەہھٱ،؛؍٫٬‐‑‒–—―−’",
    "01234567890123456789يييكهههها,,/.,-------'",
)


def fold(text: str) -> str:
    """The same words in one spelling: ASCII digits, bare letters, small Latin letters, no invisible marks."""
    return unicodedata.normalize("NFKD", text).translate(_FOLDED).lower()


def _split(names: str) -> list[str]:
    return [fold(name.strip()) for name in names.replace("،", ",").split(",")]


_MONTHS: dict[str, tuple[Calendar, int]] = {}
for _number, _names in enumerate(_GREGORIAN, 1):
    _MONTHS |= {name: ("gregorian", _number) for name in _split(_names)}
_MONTHS |= {name: ("solar", number) for number, name in enumerate(_split(_SOLAR), 1)}
_FRAMED_MONTHS = _MONTHS | {name: ("gregorian", number) for number, name in enumerate(_split(_LIBYAN), 1)}
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in _split(names)}


def find_month(words: list[str], framed: bool = False) -> tuple[Calendar, int] | None:
    """The month that all of these folded words name: one name, or several for the same month.

    `framed`: the words stand between a day and a year, where even a Libyan name can be nothing else.
    """
    table = _FRAMED_MONTHS if framed else _MONTHS
    found = set()
    at = 0
    while at < len(words):
        for length in (2, 1):  # كانون الثاني before any single word
            name = " ".join(words[at : at + length])
            if name in table:
                found.add(table[name])
                at += length
                break
        else:
            return None
    return found.pop() if len(found) == 1 else None


def make_day(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """The Gregorian day, or None where the calendar has no such day."""
    try:
        return date(year, month, day) if calendar == "gregorian" else _make_solar_day(year, month, day)
    except ValueError:
        return None


def _make_solar_day(year: int, month: int, day: int) -> date:
    """A day of the Iranian solar calendar, by its 33-year cycle of 8 leap years.

    The cycle gives the astronomical calendar's new year in each year from 1277 to 1477 (1898 to 2098).
    """
    if not 1277 <= year <= 1477:
        raise ValueError(year)
    length = 31 if month <= 6 else 30 if month < 12 or year % 33 in (1, 5, 9, 13, 17, 22, 26, 30) else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        raise ValueError(month, day)
    # Whole days since 1 Farvardin 1400, which was 21 March 2021.
    leaps = (8 * year + 21) // 33 - (8 * 1400 + 21) // 33
    before = 365 * (year - 1400) + leaps + 30 * (month - 1) + min(month - 1, 6)
    return date(2021, 3, 21) + timedelta(days=before + day - 1)
