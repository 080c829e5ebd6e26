"""A reader finds a story however its words are spelled, and whatever is typed is no error."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.choice import Choice
from crawler.commands.search import as_json, as_text
from crawler.database import connect, connect_readonly, transaction
from crawler.query import parse
from crawler.rebuild import rebuild
from crawler.search import search
from crawler.snippet import snippet
from tests.fuzz import TIMES
from tests.pipelines.conftest import Archive

PADDING = "وهذا كلام آخر لا صلة له بما سبق ذكره"
# What a reader types, and how a story spells it
SPELLINGS = {
    "hamza left out": ("اخبار", "أخبار"),
    "hamza added": ("أخبار", "اخبار"),
    "hamza below": ("اعلام", "إعلام"),
    "madda": ("الان", "الآن"),
    "hamza on waw or on ya": ("مسئولون", "مسؤولون"),
    "hamza on ya or on waw": ("شؤون", "شئون"),
    "ta marbuta": ("شاشه", "شاشة"),
    "alef maksura": ("مستشفي", "مستشفى"),
    "final ya without dots": ("تقنى", "تقني"),
    "tashkeel": ("مبرمج", "مُبَرْمِج"),
    "tatweel": ("تقنية", "تقـــنية"),
    "Arabic digits": ("2024", "٢٠٢٤"),
    "Persian digits": ("٢٠٢٤", "۲۰۲۴"),
    "Persian letters": ("شبكة", "شبکة"),
    "ligatures": ("لاعب", "ﻻعب"),
    "the article": ("هاتف", "الهاتف"),
    "the article typed": ("الهاتف", "هاتف"),
    "and": ("هاتف", "وهاتف"),
    "with the": ("هاتف", "بالهاتف"),
    "to the": ("هاتف", "للهاتف"),
    "Latin": ("IPHONE", "iPhone"),
}


def found(archive: Archive, query: str, **options: object) -> list[str]:
    filters = {name: options.pop(name) for name in ("source", "since", "until", "topic") if name in options}
    hits = search(archive.connection, parse(query), Choice(**filters), **options)  # type: ignore[arg-type]
    return [hit.url.rpartition("/")[2] for hit in hits]


@pytest.mark.parametrize(("typed", "printed"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_word_is_found_in_any_spelling(archive: Archive, typed: str, printed: str) -> None:
    archive.store("hit", f"{PADDING} {printed} {PADDING}")
    archive.store("miss", f"{PADDING} {PADDING}")
    assert found(archive, typed) == ["hit"]
    shown = snippet(f"{PADDING} «{printed}»، {PADDING}", parse(typed))
    assert [shown.text[start:end] for start, end in shown.matches] == [printed]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.store("phones", "أعلنت الشركة عن هاتف جديد وعن حاسوب", published="2024-06-10")
    archive.store("phone", "هاتف جديد في السوق من غير حاسب", published="2024-06-11T23:30Z")
    archive.store("new", "جديد الهاتف في السوق المحلية", published="2024-06-12")
    archive.store("car", "سيارة كهربائية بمقود جديد", source="other")
    return archive


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("هاتف جديد", {"phones", "phone", "new"}),
        ('"هاتف جديد"', {"phones", "phone"}),
        ("«هاتف جديد» حاسوب", {"phones"}),
        ("حاسوب OR سيارة", {"phones", "car"}),
        ("جديد NOT هاتف", {"car"}),
        ("(حاسوب OR سوق) AND جديد NOT سيارة", {"phones", "phone", "new"}),
        ('"الهاتف"', {"new"}),
        ("حاسوب OR", {"phones"}),
        ("NOT حاسوب", set()),
        ("(((حاسوب", {"phones"}),
        ("حاسوب) سوق", set()),
        ('"', set()),
        ("…", set()),
    ],
)
def test_quotes_and_operators_bind_words(filled: Archive, query: str, keys: set[str]) -> None:
    assert set(found(filled, query)) == keys


def test_the_newest_come_first_on_demand(filled: Archive) -> None:
    assert found(filled, "جديد", newest=True) == ["new", "phone", "phones", "car"]
    assert found(filled, "جديد", newest=True, limit=2) == ["new", "phone"]


def test_a_word_in_the_title_weighs_most(archive: Archive) -> None:
    archive.store("body", f"روبوت {PADDING}")
    archive.store("title", PADDING, title="روبوت في المصنع")
    assert found(archive, "روبوت") == ["title", "body"]


def test_days_are_included_and_sources_chosen(filled: Archive) -> None:
    assert set(found(filled, "جديد", since="2024-06-11")) == {"phone", "new"}
    assert set(found(filled, "جديد", until="2024-06-11")) == {"phones", "phone"}
    assert found(filled, "جديد", since="2024-06-11", until="2024-06-11", newest=True) == ["phone"]
    assert found(filled, "جديد", source="other") == ["car"]


def test_a_corrected_story_is_found_by_its_new_words_alone(filled: Archive) -> None:
    filled.store("car", "دراجة نارية بمقود جديد", source="other")
    assert found(filled, "سيارة") == []
    assert found(filled, "دراجة") == ["car"]


def test_the_index_made_anew_is_the_same(filled: Archive) -> None:
    before = [found(filled, query) for query in ("جديد", "هاتف", "سيارة", '"هاتف جديد"')]
    assert list(rebuild(filled.connection)) == [4]
    assert [found(filled, query) for query in ("جديد", "هاتف", "سيارة", '"هاتف جديد"')] == before


QUERY = st.lists(
    st.one_of(
        st.sampled_from(
            ["AND", "OR", "NOT", "(", ")", '"', "«", "»", "*", "^", ":", "-", "+", "'", "NEAR(", "{", "}"]
        ),
        st.text(max_size=8),
        st.sampled_from(["هاتف", "الهواتف", "5.3", "title:", "مسؤول", "ﷺ", "\x00", "🙂"]),
    ),
    max_size=25,
).map(" ".join)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300 * TIMES, deadline=None
)
@given(QUERY)
def test_whatever_is_typed_is_no_error(archive: Archive, query: str) -> None:
    parsed = parse(query)
    search(archive.connection, parsed)
    search(archive.connection, parsed, Choice(since="2024-01-01"), newest=True)
    snippet(query, parsed)


def test_a_thousand_parentheses_and_words_are_no_error(archive: Archive) -> None:
    archive.store("hit", f"هاتف {PADDING}")
    assert found(archive, "(" * 5000 + "هاتف") == ["hit"]
    assert found(archive, "هاتف OR " * 5000 + "NOT") == ["hit"]
    assert found(archive, "هاتف " * 5000) == ["hit"]


def test_a_snippet_shows_the_words_of_the_text_around_those_found() -> None:
    text = " ".join(["كلمة"] * 50 + ["قال", "«المُبرمجون»،", "أمس"] + ["كلمة"] * 50)
    shown = snippet(text, parse("مبرمجون"))
    assert shown.text.startswith("…كلمة")
    assert shown.text.endswith("كلمة…")
    assert "[المُبرمجون]»، أمس" in shown.marked("[", "]")
    assert len(shown.text.split()) == 30


def test_a_snippet_of_a_phrase_marks_the_phrase_alone() -> None:
    shown = snippet("جديد هاتف، ثم هاتف جديد\nثم جديد", parse('"هاتف جديد"'))
    assert shown.marked("[", "]") == "جديد هاتف، ثم [هاتف] [جديد] ثم جديد"


@given(st.text(max_size=200), st.text(max_size=20))
def test_what_a_snippet_marks_lies_in_it_in_order(text: str, query: str) -> None:
    shown = snippet(text, parse(query))
    place = 0
    for start, end in shown.matches:
        assert place <= start < end <= len(shown.text)
        place = end
    assert re.sub(r"\s+", " ", shown.text.strip("…")).strip() in " ".join(text.split())


def test_a_terminal_is_told_where_arabic_begins_and_ends_and_a_program_is_not(filled: Archive) -> None:
    query = parse("سيارة")
    (hit,) = search(filled.connection, query)
    assert "\u2068عنوان car\u2069" in as_text(hit, query, terminal=True)
    assert "\x1b[1mسيارة\x1b[0m" in as_text(hit, query, terminal=True)
    assert not set(as_text(hit, query, terminal=False)) & set("\u2068\u2069\x1b")
    by_title = parse("العنوان")
    assert "[عنوان] car" in as_text(hit, by_title, terminal=False)
    told = json.loads(as_json(hit, query))
    assert told["snippet"] == "سيارة كهربائية بمقود جديد"
    assert told["matches"] == [[0, 5]]
    assert not set(as_json(hit, query)) & set("\u2068\u2069\x1b")


def test_ten_readers_do_not_keep_a_crawl_from_writing(filled: Archive, tmp_path: Path) -> None:
    readers = [connect_readonly(tmp_path / "articles.db") for _ in range(10)]
    cursors = [
        reader.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'جديد'") for reader in readers
    ]
    for cursor in cursors:
        cursor.fetchone()
    filled.connection.execute("PRAGMA busy_timeout = 0")  # to wait at all would be an error
    assert filled.store("later", "خبر جديد وصل للتو من المصدر نفسه") == "stored"
    for reader in readers:
        reader.close()


def test_a_crawl_in_the_middle_of_writing_keeps_nobody_from_opening_and_reading(
    filled: Archive, tmp_path: Path
) -> None:
    with transaction(filled.connection):
        filled.connection.execute("UPDATE articles SET section = 'x'")
        for open_it in (connect, connect_readonly):
            reader = open_it(tmp_path / "articles.db")
            reader.execute("PRAGMA busy_timeout = 0")
            assert len(search(reader, parse("جديد"))) == 4
            reader.close()
