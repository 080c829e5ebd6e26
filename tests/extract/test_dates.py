import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from crawler.extract.dates import Moment, parse
from crawler.extract.months import fold, make_day
from tests.fuzz import TIMES

HERE = Path(__file__).resolve()
MEASURED = HERE.parents[2].parent / "shared" / "research" / "dates.md"
NOW = datetime(2025, 5, 20, 12, tzinfo=UTC)
ROWS = [
    (*line.split("\t"), "UTC")[:3]
    for line in (HERE.parent / "dates.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
FORMS = {
    "second": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "minute": r"\d{4}-\d\d-\d\dT\d\d:\d\dZ",
    "day": r"\d{4}-\d\d-\d\d",
    "month": r"\d{4}-\d\d",
    "year": r"\d{4}",
}
FAMILIES = {
    "Egypt": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "Egypt of old": "يناير فبراير مارس ابريل مايو يونيه يوليه اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
    "Levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "Morocco": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "Algeria": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "Libya": "أي_النار النوار الربيع الطير الماء الصيف ناصر هانيبال الفاتح التمور الحرث الكانون",
    "pairs": "كانون_الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيو تموز/يوليو آب/أغسطس"
    " أيلول/سبتمبر تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر",
    "Persian": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "English": "January February March April May June July August September October November December",
    "English short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
SOLAR_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
# The catalogue's zones, and those that the press names in words.
ZONES = """
Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Khartoum Africa/Tripoli Africa/Tunis Asia/Aden Asia/Amman
Asia/Baghdad Asia/Bahrain Asia/Beirut Asia/Damascus Asia/Dubai Asia/Hebron Asia/Jerusalem Asia/Kuwait
Asia/Muscat Asia/Qatar Asia/Riyadh Asia/Tehran Etc/GMT Europe/Berlin Europe/London Europe/Moscow
Europe/Paris UTC
"""
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
MARKS = ["\u200e", "\u200f", "\u202b", "\u202c", "\u2067", "\u2069", "\u061c", "\ufeff"]

days = st.dates(date(1990, 1, 1), date(2025, 5, 20))
times = st.datetimes(datetime(1990, 1, 2), datetime(2025, 5, 19)).map(
    lambda t: t.replace(second=0, microsecond=0, fold=0)
)
families = st.sampled_from(sorted(FAMILIES))


def month_of(family: str, number: int) -> str:
    return FAMILIES[family].split()[number - 1].replace("_", " ")


def answer(text: str, zone: str = "UTC") -> str | None:
    found = parse(text, zone, NOW)
    return found.iso if found else None


@pytest.mark.parametrize(("text", "expected", "zone"), ROWS)
def test_the_table_is_answered_as_it_says(text: str, expected: str, zone: str) -> None:
    found = parse(text, zone, NOW)
    assert (found.iso if found else "-") == expected
    assert found is None or re.fullmatch(FORMS[found.precision], found.iso)


def measured_rows() -> list[tuple[str, str, str]]:
    if not MEASURED.exists():
        return []
    table = MEASURED.read_text("utf-8").partition("\n## Table")[2]
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| `(.*?)` \| ([\d :-]+) \|", table, re.MULTILINE)
    return [(name, text.replace("\\|", "|"), expected) for name, text, expected in rows]


@pytest.mark.skipif(not MEASURED.exists(), reason="the measured strings are not here")
def test_no_measured_string_is_misread() -> None:
    rows = measured_rows()
    unknown = set()
    for name, text, expected in rows:
        base = datetime(2024, 6, 15, 12, tzinfo=UTC) if name.startswith("R") else None
        ahead = timedelta(hours=3 if "مكة" in text else 4 if "أبوظبي" in text else 0)
        if ":" in expected:  # clocks are as shown there
            expected = (datetime.fromisoformat(expected) - ahead).strftime("%Y-%m-%dT%H:%MZ")
        found = parse(text, "UTC", base)
        if found is None:
            unknown.add(name)
        else:
            assert (name, found.iso) == (name, expected)
    assert len(rows) == 119
    assert unknown == {"H1", "H2", "H3", "H4", "H5"}  # lunar days with nothing beside them


@given(
    days,
    families,
    st.sampled_from(["{d} {m} {y}", "{d:02} {m}، {y}", "{m} {d}, {y}", "نشر في: {d} {m} {y}م"]),
)
def test_every_month_of_every_country_is_read(day: date, family: str, form: str) -> None:
    assume(not (family == "Libya" and form.startswith("{m}")))  # "summer 9, 2004" names no month
    text = form.format(d=day.day, m=month_of(family, day.month), y=day.year)
    assert answer(text) == day.isoformat()


@given(times, families, st.sampled_from(ZONES.split()), st.booleans())
def test_a_clock_is_read_in_the_zone_of_the_page(
    local: datetime, family: str, zone: str, halves: bool
) -> None:
    clock = (
        local.strftime("%I:%M ") + ("م" if local.hour >= 12 else "ص") if halves else local.strftime("%H:%M")
    )
    text = f"{local.day} {month_of(family, local.month)} {local.year} - {clock}"
    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert answer(text, zone) == expected.strftime("%Y-%m-%dT%H:%MZ")


@given(
    times,
    st.sampled_from(ZONES.split()),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y%m%dT%H%M%S"]),
)
def test_a_machine_time_without_a_zone_is_in_the_zone_of_the_page(
    local: datetime, zone: str, form: str
) -> None:
    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert answer(local.strftime(form), zone) == expected.strftime("%Y-%m-%dT%H:%M:%SZ")


@given(times, st.sampled_from(ZONES.split()), st.sampled_from(ZONES.split()))
def test_a_machine_time_with_an_offset_is_the_same_everywhere(local: datetime, own: str, page: str) -> None:
    moment = local.replace(tzinfo=ZoneInfo(own)).astimezone(UTC)
    text = moment.astimezone(ZoneInfo(own)).isoformat()
    assume(len(text) == 25)  # zones before their first round offset
    assert answer(text, page) == moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@given(days, st.sampled_from("/-."), st.sampled_from(ZONES.split()))
def test_a_bare_day_is_the_day_that_the_page_shows(day: date, mark: str, zone: str) -> None:
    assert answer(day.strftime(f"%d{mark}%m{mark}%Y"), zone) == day.isoformat()
    assert answer(day.strftime(f"%Y{mark}%m{mark}%d"), zone) == day.isoformat()


@given(st.sampled_from([row for row in ROWS if "140" not in fold(row[0])]), st.sampled_from(MARKS))
def test_digits_and_direction_marks_change_nothing(row: tuple[str, str, str], mark: str) -> None:
    text, expected, zone = row
    marked = mark + re.sub(r"([/،\d])", rf"\1{mark}", text) + mark
    for version in (text.translate(ARABIC), text.translate(PERSIAN), marked, fold(text)):
        assert (answer(version, zone) or "-") == expected


def test_persian_digits_tell_iranian_years_from_lunar_ones() -> None:
    assert answer("1403/03/12") is None
    assert answer("١٤٠٣/٠٣/١٢") is None
    assert answer("۱۴۰۳/۰۳/۱۲") == "2024-06-01"


@given(st.integers(1369, 1403), st.integers(1, 12), st.integers(1, 31))
def test_iranian_days_follow_one_another(year: int, month: int, day: int) -> None:
    found = make_day("solar", year, month, day)
    last = 31 if month <= 6 else 30
    if found is None:
        assert day > last or (month == 12 and day == 30)
        return
    assert answer(f"{day} {SOLAR_MONTHS.split()[month - 1]} {year}") == found.isoformat()
    following = make_day("solar", year, month, day + 1) or (
        make_day("solar", year, month + 1, 1) if month < 12 else make_day("solar", year + 1, 1, 1)
    )
    assert following == found + timedelta(days=1)


def test_iranian_leap_years_are_the_calendar_offices() -> None:
    leaps = [year for year in range(1370, 1410) if make_day("solar", year, 12, 30)]
    assert leaps == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408]


@given(st.text(max_size=60))
@settings(max_examples=300 * TIMES)
@example("\ud800 12 يونيو 2024")
@example("٣٩:٩٩ 99/99/9999")
@example("२०२४-०६-१२")
def test_no_text_raises(text: str) -> None:
    check(parse(text, "Asia/Riyadh", NOW))


PIECES = """
0 1 2 3 4 5 6 7 8 9 / - . : + ( ) | ، , 12 31 2024 1403 1445 10:30 +03:00 T Z h AM GMT Jun mardi
يونيو خرداد رمضان الأول كانون الأحد م ص هـ توقيت مكة منذ قبل ساعة أيام و أمس نشر تحديث
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=14), st.sampled_from(["", " "]))
@settings(max_examples=500 * TIMES)
def test_no_jumble_of_date_words_raises_or_leaves_the_bounds(pieces: list[str], glue: str) -> None:
    check(parse(glue.join(pieces), "Africa/Casablanca", NOW))


def check(found: Moment | None) -> None:
    if found:
        assert re.fullmatch(FORMS[found.precision], found.iso, re.ASCII)
        assert "1990" <= found.iso <= "2025-05-22T23:59:59Z"


def test_raw_is_what_the_page_says_with_its_spaces_folded() -> None:
    found = parse("  نُشر في:\n\t٤ نونبر ٢٠٢٣ \u00a0", base=NOW)
    assert found == Moment("2023-11-04", "day", "نُشر في: ٤ نونبر ٢٠٢٣")


def test_today_is_the_publishers_today() -> None:
    late = datetime(2025, 5, 20, 22, 30, tzinfo=UTC)
    assert parse("اليوم", "Asia/Riyadh", late) == Moment("2025-05-21", "day", "اليوم")
    assert parse("أمس 23:15", "Asia/Riyadh", late) == Moment("2025-05-20T20:15Z", "minute", "أمس 23:15")


def test_without_a_base_now_is_now() -> None:
    before = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
    found = parse("الآن")
    assert found
    assert before <= found.iso <= datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.parametrize(
    "piece", ["1", "12/", "12 يونيو ", "12:30 GMT+", "٣ - ", "ﷺ", " ", "منذ 3 ساعات و", "2024 الأحد 4 "]
)
def test_ten_thousand_characters_of_debris_cost_little(piece: str) -> None:
    start = time.process_time()
    parse(piece * (10_000 // len(piece)), "UTC", NOW)
    assert time.process_time() - start < 0.05
