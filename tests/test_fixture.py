"""The words of a page are replaced one by one; all that extraction works with stays as it was."""

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.months import WEEKDAYS
from crawler.fixture.markup import data, markup, replaced
from crawler.fixture.words import wording
from crawler.source import Feed, Source
from crawler.text import comparison_form
from tests.fuzz import TIMES

SOURCE = Source(
    name="masdar",
    title="صحيفة المنارة الرقمية",
    home="https://www.masdar.example/",
    country="MA",
    timezone="Africa/Casablanca",
    listings=(Feed("https://www.masdar.example/feed"),),
    article=(r"/tech/",),
    remove=("حملوا تطبيق المنارة.*",),
)
WORDS = wording(SOURCE)
TITLE = "مختبر في وجدة يصنع مجسات رخيصة لرطوبة التربة"
LETTERS = "".join(map(chr, (*range(0x621, 0x656), *range(0x670, 0x6D3))))
TEXT = st.text(st.one_of(st.sampled_from(LETTERS), st.sampled_from("abcXYZéç 12٣.،؛«»\n-"), st.characters()))


def script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


@settings(max_examples=100 * TIMES, deadline=None)
@given(TEXT)
def test_a_text_keeps_its_length_its_scripts_and_all_that_is_no_word(text: str) -> None:
    new = WORDS(text)
    assert len(new) == len(text)
    for before, after in zip(text, new, strict=True):
        assert script(after) == script(before)
        assert before.isupper() == after.isupper()
        assert before.isalpha() or after == before


@settings(max_examples=100 * TIMES, deadline=None)
@given(TEXT, st.text(st.sampled_from(LETTERS[:37]), min_size=1), TEXT)
def test_a_word_becomes_the_same_word_wherever_it_stands(before: str, word: str, after: str) -> None:
    new = WORDS(f"{before} {word} {after}")
    assert new[len(before) + 1 :].startswith(f"{WORDS(word)} ")


@settings(max_examples=100 * TIMES, deadline=None)
@given(st.lists(st.sampled_from(sorted(WORDS.kept)), min_size=1), st.sampled_from([" ", "، ", " / ", " 7 "]))
def test_words_that_a_rule_knows_stay(words: list[str], between: str) -> None:
    assert WORDS(between.join(words)) == between.join(words)


@settings(max_examples=100 * TIMES, deadline=None)
@given(st.text(st.sampled_from("بتثجحخدذرزسشصضطظعغفقكلمن"), min_size=3, max_size=9))
def test_another_word_becomes_another_one_that_no_rule_knows(word: str) -> None:
    new = WORDS(word)
    assert comparison_form(new) not in WORDS.kept or comparison_form(word) in WORDS.kept
    assert (new == word) == (comparison_form(word) in WORDS.kept)


def test_the_extractor_still_finds_what_it_knows_by_name() -> None:
    for known in (
        "الأربعاء 12 يونيو 2024 - 12:15 بتوقيت الرباط", "منذ ثلاث ساعات", "mercredi 12 juin 2024", "اقرأ أيضًا:",
        "بقلم: محمد", "كتب", "إعداد", "جميع الحقوق محفوظة", "رويترز", "تصوير", "صحيفة المنارة الرقمية", "masdar",
        "حملوا تطبيق المنارة", "https://www.masdar.example/مقال-طويل", "&laquo; &nbsp; quot;", "5G", "2024-06-12T09:30:00Z",
    ):  # fmt: skip
        assert WORDS(known) == known
    assert all(comparison_form(day) in WORDS.kept for day in WEEKDAYS)


def test_spellings_of_one_word_become_spellings_of_one_word() -> None:
    for one, other in (("أخطبوط", "اخطبوط"), ("مُخْتَبَر", "مختبر"), ("Camera", "CAMERA"), ("مختبرى", "مختبري")):
        assert comparison_form(WORDS(one)) == comparison_form(WORDS(other)) != comparison_form(one)
    assert WORDS("وأنجليكا") == f"و{WORDS('أنجليكا')}"


def test_what_says_the_same_in_several_places_says_the_same_after() -> None:
    linked = json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "url": "https://www.masdar.example/tech/1"}
    )
    page = (
        f"<title>{TITLE} - صحيفة المنارة الرقمية</title><meta property='og:title' content='{TITLE}'>"
        f'<script type="application/ld+json">{linked}</script><h1 class="entry title">{TITLE[:9]}<b>{TITLE[9:12]}</b>'
        f'{TITLE[12:]}</h1><img src="/مجس.jpg" alt="{TITLE}" data-track="{TITLE}">'
    )
    new = markup(page, WORDS)
    title = WORDS(TITLE)
    assert title != TITLE
    plain = re.sub(r"</?b>", "", new)
    assert plain.count(title) == 5
    found = json.loads(re.findall(r"ld\+json\">(.*?)</script>", new)[0])
    assert found == {**json.loads(linked), "headline": title}
    assert 'class="entry title"' in new
    assert 'src="/مجس.jpg"' in new


@pytest.mark.parametrize(
    ("came", "stays"),
    [
        ("<script>var title = 'نص طويل';</script>", "<script></script>"),
        ('<style media="all">p{color:red}</style>', '<style media="all"></style>'),
        ("<svg viewBox='0 0 1 1'><title>رمز</title><path d='M0'/></svg>", "<svg viewBox='0 0 1 1'></svg>"),
        ("<p><!-- كاتب المقال --></p>", "<p></p>"),
        ('<img src="data:image/gif;base64,R0lGOD=">', '<img src="data:,">'),
        ('<input type="hidden" name="form" value="a1b2">', '<input type="hidden" name="form" value="">'),
        ('<meta name="csrf-token" content="a1b2">', '<meta name="csrf-token" content="">'),
        ('<a onclick="go(1)" href="/tech/1">', '<a onclick="" href="/tech/1">'),
        ('<a href="https://x.example/?text=%D9%86%D8%B5&amp;url=/1">', '<a href="https://x.example/?text=&amp;url=/1">'),
        ("&#1605;&#1582;&#1578;&#1576;&#1585; &#8220;", f"{WORDS('مختبر')} &#8220;"),
        ("<p>ﻣﺨﺘﺒﺮ</p>", f"<p>{WORDS('مختبر')}</p>"),
        ("<p>Ù…Ø®ØªØ¨Ø±</p>", f"<p>{WORDS('مختبر')}</p>"),
        ("<p class='مختبر'>1 < 2 & 3", "<p class='مختبر'>1 < 2 & 3"),
        ("<![CDATA[مختبر]]>", f"<![CDATA[{WORDS('مختبر')}]]>"),
    ],
)  # fmt: skip
def test_what_a_case_does_not_need_goes_and_the_markup_stays(came: str, stays: str) -> None:
    assert markup(came, WORDS) == stays


def test_data_in_scripts_keeps_its_form_even_where_it_is_broken() -> None:
    came = (
        '{"headline": "\\u0645\\u062e\\u062a\\u0628\\u0631", /* مختبر */ "type": "news_article", "nonce": "a1b2",'
        ' "body": "<p class=\\"entry\\">مختبر<\\/p>", "datePublished": "2024-06-12T09:30:00Z",}'
    )
    new = data(came, WORDS)
    word = WORDS("مختبر")
    assert json.dumps(word) in new
    assert f"/* {word} */" in new
    assert f'<p class=\\"entry\\">{word}<\\/p>' in new
    assert '"type": "news_article", "nonce": ""' in new
    assert '"datePublished": "2024-06-12T09:30:00Z",}' in new


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
def test_a_page_reads_in_the_charset_it_came_in(charset: str) -> None:
    page = f'<html><meta charset="{charset}"><p>{TITLE} وهذا نص يكفي ليعرف الترميز'
    new = replaced(page.encode(charset), WORDS)
    assert new.decode("utf-8" if charset == "utf-16" else charset) == markup(page, WORDS)
