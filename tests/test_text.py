import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.text import (
    comparison_form,
    decode_entities,
    decode_mojibake,
    drop_invisible,
    fold_spaces,
    repair,
    search_form,
    unfold_forms,
    words,
)
from tests.fuzz import TIMES

# Spellings of one word that press and readers mix: each pair must meet in the comparison form.
SPELLINGS = {
    "hamza over alef": ("أخبار", "اخبار"),
    "hamza under alef": ("إعلام", "اعلام"),
    "madda": ("آلات", "الات"),
    "wasla": ("ٱلعلوم", "العلوم"),
    "hamza on waw": ("مؤتمر", "موتمر"),
    "hamza on ya": ("بيئة", "بييه"),
    "shay": ("شيء", "شئ"),
    "ta marbuta": ("شاشة", "شاشه"),
    "alef maksura": ("على", "علي"),
    "Persian ya": ("تقنی", "تقني"),
    "Urdu ya": ("ہے", "هي"),
    "Persian kaf": ("شبکة", "شبكة"),
    "Urdu and Kurdish ha": ("ھاتف ہاتف ەاتف", "هاتف هاتف هاتف"),
    "Moroccan gaf": ("أڭادير", "أگادير"),
    "tashkeel": ("مُبَرْمِجٌ", "مبرمج"),
    "small alef": ("هٰذا", "هذا"),
    "Quranic marks": ("قالۖ ۞", "قال"),
    "tatweel": ("تقـــنية", "تقنية"),
    "direction marks": ("\u200fتقنية\u200e \u202bالهاتف\u202c", "تقنية الهاتف"),
    "zero-width marks": ("تق\u200bنية\ufeff", "تقنية"),
    "soft hyphen": ("inter\u00adnet", "internet"),
    "hamza as NFD": ("ا\u0654خبار", "أخبار"),
    "presentation forms": ("ﺗﻘﻨﻴﺔ", "تقنية"),
    "lam-alef ligature": ("ﻻعب", "لاعب"),
    "honorific": ("محمد ﷺ", "محمد صلى الله عليه وسلم"),
    "Arabic digits": ("٢٠٢٤", "2024"),
    "Persian digits": ("۲۰۲۴", "2024"),
    "case": ("iPhone", "IPHONE"),
    "full-width Latin": ("ＡＩ", "ai"),
    "accents": ("économie", "economie"),
    "punctuation": ("«خبر»، عاجل!", "خبر عاجل"),
    "white space": ("خبر\u00a0\n عاجل ", "خبر عاجل"),
    "underscore": ("خبر_عاجل", "خبر عاجل"),
}


@pytest.mark.parametrize(("one", "other"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_spellings_of_one_word_meet_in_the_comparison_form(one: str, other: str) -> None:
    assert comparison_form(one) == comparison_form(other)


def test_different_words_stay_apart_in_the_comparison_form() -> None:
    apart = ("ماء", "ما", "پارس", "بارس", "چت", "جت", "گوگل", "كوكل", "فيديو", "ڤيديو", "فأر", "فرار")
    assert len({comparison_form(word) for word in apart}) == len(apart)


def test_the_comparison_form_reads_as_plain_words() -> None:
    text = "أعلنتْ «شركةُ التقنيّة» عن هاتفٍ جديدٍ بسعر ٣٠٠٫٥٠ درهمًا (iPhone 15)."
    assert comparison_form(text) == "اعلنت شركه التقنيه عن هاتف جديد بسعر 300 50 درهما iphone 15"
    assert words("الذكاء، الاصطناعي!") == ["الذكاء", "الاصطناعي"]
    assert words(" …ـ ") == []


arabic = st.text(
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًٌٍَُِّْٰٱپچڤکگیہھەےﻻﻼﷲﷺﺍﺎ٠٩۱ ،؛؟«»\u200c\u200f\u0654", max_size=40
)
texts = st.one_of(arabic, st.text(max_size=40), st.text("ßẞİıŉΣςÅｱé½ﬁ가\u1100\u1161\u0301aA1_ ", max_size=20))


@settings(deadline=None)
@given(texts)
@example("يءء")
@example("\u1100\u0651\u1161")
def test_the_comparison_form_is_idempotent(text: str) -> None:
    assert comparison_form(comparison_form(text)) == comparison_form(text)


@settings(deadline=None)
@given(texts)
@example("ﷺ")
@example("ẞ İ")
def test_the_comparison_form_is_never_longer_than_the_text_in_nfkc(text: str) -> None:
    assert len(comparison_form(text)) <= len(unicodedata.normalize("NFKC", text))


@settings(deadline=None)
@given(texts)
@example("ء")
def test_the_comparison_form_of_a_word_is_never_empty_and_holds_words_alone(text: str) -> None:
    form = comparison_form(text)
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalnum() and c not in "ـۥۦٴ"]
    assert bool(form) == bool(letters)
    assert re.fullmatch(r"(?:[^\W_]+(?: [^\W_]+)*)?", form)


def test_every_single_character_keeps_these_promises() -> None:
    for code in range(0x30000):
        char = chr(code)
        form = comparison_form(char)
        assert comparison_form(form) == form
        assert len(form) <= len(unicodedata.normalize("NFKC", char))


FOUND = {
    "article": ("الهواتف", "هواتف"),
    "article with a hamza": ("الأخبار", "أخبار"),
    "and the": ("والهواتف", "هواتف"),
    "in the": ("بالهواتف", "هواتف"),
    "and in the": ("وبالهواتف", "الهواتف"),
    "to the": ("للهواتف", "هواتف"),
    "and to the": ("وللهواتف", "هواتف"),
    "like the": ("كالهواتف", "هواتف"),
    "then the": ("فالهواتف", "هواتف"),
    "and": ("وهواتف", "هواتف"),
    "by": ("بهواتف", "هواتف"),
    "to": ("لهواتف", "هواتف"),
    "like": ("كهواتف", "هواتف"),
    "then": ("فهواتف", "هواتف"),
    "with tatweel before a number": ("بـ2024", "2024"),
    "Latin word": ("وFacebook", "facebook"),
    "three letters": ("وبيت", "البيت"),
    "root beginning like a prefix": ("للبنان", "لبنان"),
    "root beginning like two": ("وبالكتاب", "كتاب"),
    "root beginning like the article": ("والإلكترونيات", "إلكترونيات"),
    "root beginning with waw": ("الوزارة", "وزارة"),
}


@pytest.mark.parametrize(("one", "other"), FOUND.values(), ids=FOUND.keys())
def test_a_word_is_found_with_and_without_its_prefixes(one: str, other: str) -> None:
    assert search_form(one) == search_form(other)


@pytest.mark.parametrize("word", ["الله", "الآن", "فيس", "بنك", "كل", "وفد", "له", "ال"])
def test_short_words_keep_their_letters(word: str) -> None:
    assert search_form(word) == comparison_form(word)


PREFIXES = ("ال", "و", "ف", "ب", "ل", "ك", "وال", "بال", "فال", "كال", "لل", "وبال", "ولل")


@settings(deadline=None)
@given(st.sampled_from(PREFIXES), st.text("ابتدرسعفقكلمنهوي", min_size=3, max_size=9))
def test_any_word_of_three_letters_meets_its_prefixed_self(prefix: str, word: str) -> None:
    assert search_form(prefix + word) == search_form(word)


@settings(deadline=None)
@given(texts)
def test_the_search_form_is_idempotent_and_only_shortens_words(text: str) -> None:
    form = search_form(text)
    assert search_form(form) == form
    whole = words(text)
    assert len(form.split()) == len(whole)
    for short, word in zip(form.split(), whole, strict=True):
        assert word.endswith(short)
        assert short == word or len(short) >= 3


CLEAN = "أعلنت شركة «تقنية» عن هاتف جديد، وقالت إنه «الأفضل» – بسعر ٣٠٠ درهم؟"


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("قال quot;نعمquot; ومضى", 'قال "نعم" ومضى'),
        ("quot; بدأ العمل", '" بدأ العمل'),
        ("laquo;خبرraquo; hellip;", "«خبر» …"),
        ("بحث amp; تطوير", "بحث & تطوير"),
        ("بحث amp;amp; تطوير", "بحث & تطوير"),
        ("&amp;quot;نعم&amp;quot;", '"نعم"'),
        ("&amp;amp;quot;نعم&#038;quot;", '"نعم"'),
        ("&#8220;نعم&#8221; و&#x27;لا&#39;", "“نعم” و'لا'"),
        ("#8220;نعم#8221;", "“نعم”"),
        ("#1582;بر", "خبر"),
        ("حقوق &copy; محفوظة", "حقوق © محفوظة"),
    ],
)
def test_broken_and_doubled_entities_become_their_characters(damaged: str, sound: str) -> None:
    assert decode_entities(damaged) == sound
    assert repair(damaged) == sound


@pytest.mark.parametrize(
    "text",
    [
        *("a make of copy; then", "Ubuntuquot;", "AT&T", "&", "&unknown;", "&amp", "الوسم #2024; ثم"),
        *("&lt;b&gt;", "&#60;", "#1488;", "&#9999999;", "&#x110000;", "وسم #12;"),
    ],
)
def test_what_is_no_broken_entity_stays(text: str) -> None:
    assert decode_entities(text) == text


def test_an_angle_bracket_is_not_let_out_of_its_entity() -> None:
    assert repair("&amp;lt;script&amp;gt;") == "&lt;script&gt;"


def misread(text: str, codec: str) -> str:
    """`text` in UTF-8 as a reader sees it who takes it for `codec`, undefined bytes as controls."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1256"])
def test_utf8_read_in_another_encoding_is_read_again(codec: str) -> None:
    assert decode_mojibake(misread(CLEAN, codec)) == CLEAN
    assert repair(misread(CLEAN, codec)) == CLEAN


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1256"])
def test_sound_text_beside_mojibake_stays_sound(codec: str) -> None:
    before, after = "وضع الشروط، ثم «الحفاظ» على", "وفق الشروط؛ café, naïve."
    assert repair(f"{before} {misread(CLEAN, codec)} {after}") == f"{before} {CLEAN} {after}"


def test_quotation_marks_alone_can_be_mojibake() -> None:
    assert repair(misread("“", "cp1252") + "مقال" + misread("”", "cp1252")) == "“مقال”"


def test_known_mojibake_is_recognised() -> None:
    assert decode_mojibake("Ø®Ø¨Ø± جديد") == "خبر جديد"
    assert decode_mojibake("ط®ط¨ط±") == "خبر"


@pytest.mark.parametrize(
    "text",
    ["الشروط، والحظ؛ «الوعظ» غ…", "Ørsted à « Paris » — Évry »", "عکس طپش", "Ø", "£5 Ù", "خط… حظ’ عک"],
)
def test_sound_text_is_never_taken_for_mojibake(text: str) -> None:
    assert decode_mojibake(text) == text


@settings(deadline=None)
@given(
    st.sampled_from(["cp1252", "latin-1", "cp1256"]),
    st.lists(st.text("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًَُِّپچگکی،؛؟«»“”‘’–…٠٩aZ19.", min_size=1), max_size=8),
)
def test_mojibake_of_any_arabic_text_is_undone(codec: str, some: list[str]) -> None:
    text = " ".join([*some, "العربية"])
    assert decode_mojibake(misread(text, codec)) == text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("\u200fخبر\u200e \u202bعاجل\u202c", "خبر عاجل"),
        ("\ufeffخ\u200bب\u00adر\u061c\u2060", "خبر"),
        ("می\u200cشود", "می\u200cشود"),  # Persian spells with the non-joiner
        ("می\u200c\u200dشود", "می\u200cشود"),
        ("کتابُ\u200cها", "کتابُ\u200cها"),
        ("ه\u200d", "ه"),
        ("30\u200c درصد", "30 درصد"),
        ("inter\u200cnet", "internet"),
        ("👩\u200d💻", "👩\u200d💻"),  # one sign, a woman at a computer
    ],
)
def test_invisible_marks_go_where_they_mean_nothing(marked: str, plain: str) -> None:
    assert drop_invisible(marked) == plain
    assert repair(marked) == plain


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ("ﺧﺒﺮ ﻋﺎﺟﻞ", "خبر عاجل"),
        ("ﻻﻋﺐ ﻷن ﻵخر", "لاعب لأن لآخر"),
        ("ﮐﺘﺎﺏ ﯾﮏ", "کتاب یک"),
        ("خﹶبرﱞ", "خَبرٌّ"),
        ("محمد ﷺ، ﷲ، ٥ ﷼ ﴿آية﴾", "محمد ﷺ، ﷲ، ٥ ﷼ ﴿آية﴾"),
    ],
)
def test_letters_drawn_in_place_become_plain_letters(drawn: str, plain: str) -> None:
    assert unfold_forms(drawn) == plain
    assert repair(drawn) == plain


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ("خبر\u00a0\u2009 عاجل", "خبر عاجل"),
        ("خبر\tعاجل", "خبر عاجل"),
        (" خبر \r\n عاجل ", "خبر\nعاجل"),
        ("خبر\u2028عاجل\rالآن", "خبر\nعاجل\nالآن"),
        ("خبر\n\nعاجل", "خبر\n\nعاجل"),
        ("خ\x00ب\x07ر\x9d", "خبر"),
    ],
)
def test_white_space_is_folded_inside_a_line_and_control_characters_go(loose: str, tight: str) -> None:
    assert fold_spaces(loose) == tight
    assert repair(loose) == tight


@pytest.mark.parametrize(
    "text",
    [
        *("", CLEAN, "تقـــنية مُبَرْمِجة", "سطر\n\nسطر", "می\u200cشود; شد", "Ørsted; à la carte", "ا\u0654خبار"),
        *("محمد ﷺ", "https://akhbar.example/a?b=1&c=2", "💻 حاسوب", "خط… «حظ»، غ؟"),
    ],
)
def test_clean_text_comes_back_unchanged(text: str) -> None:
    assert repair(text) == text


@settings(deadline=None)
@given(st.lists(st.text("ءآأبةتحرسطعغفقكلمنهىيًّـپگکی٣5abZé،؛؟.:!«»“”()-", min_size=1), min_size=1))
def test_any_text_without_damage_comes_back_unchanged(some: list[str]) -> None:
    assert repair(" ".join(some)) == " ".join(some)


pieces = st.sampled_from(
    [
        *(
            "&",
            "&amp;",
            "amp;",
            "quot;",
            "nbsp;",
            "zwnj;",
            "&zwnj;",
            "&lrm;",
            "#8220;",
            "&#216;",
            "&#167;",
            "#38;",
            ";",
        ),
        *("Ø", "Ù", "§", "„", "â", "€", "œ", "Â", "«", "ط", "ظ", "آ", "\u0081", "\u009d", "\u00a0", "\u00ad"),
        *("\u200b", "\u200c", "\u200d", "\u200f", "\ufeff", "ﻻ", "ﷺ", "ﹶ", "ـ", "ي", "خبر", "a", "5"),
        *(" ", "\n", "\r", "\t", "\x00", "\u2028", "&#64336;", "qu", "ot;", "\ud83d", "💻"),
    ]
)


@settings(deadline=None, max_examples=300 * TIMES)
@given(st.one_of(texts, st.lists(pieces, max_size=15).map("".join)))
@example("qu\u200bot;")
@example("&#216;&#167;&#217;\u0084")
def test_repair_is_idempotent_on_any_text(text: str) -> None:
    assert repair(repair(text)) == repair(text)


def test_a_text_in_many_alphabets_has_the_form_of_its_parts() -> None:
    letters = [chr(code) for code in (*range(0xC0, 0x180), *range(0x391, 0x3CA)) if chr(code).isalpha()]
    assert comparison_form(" ".join(letters)) == " ".join(map(comparison_form, letters))
