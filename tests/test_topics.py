import json
import math
from collections import Counter
from pathlib import Path

import pytest

from crawler.text import words
from crawler.topics import evidence, read_table, reasons, score, stem
from tests.benchmarks.topics import (
    APART,
    LEARNED,
    cross_validate,
    figures,
    judge,
    labelled,
    learn,
    milliseconds,
    table,
)

SEEDS = Path(__file__).resolve().parents[1].parent / "shared" / "seeds"
HEADLINES = labelled("headlines.tsv")
KNOWN = [headline for headline in HEADLINES if headline.round != APART]
BODIES = labelled("bodies.tsv")


def test_cross_validated_headlines_keep_their_floor() -> None:
    found = figures(cross_validate(KNOWN))
    assert found.precision >= 0.98
    assert found.recall >= 0.98


def test_headlines_that_nothing_was_learned_from_keep_their_floor() -> None:
    found = figures(judge(headline for headline in HEADLINES if headline.round == APART))
    assert found.precision >= 0.95
    assert found.recall >= 0.94


def test_a_body_decides_where_its_title_does_not() -> None:
    titles = figures(judge(row._replace(body="") for row in BODIES))
    assert titles.recall < 0.5, "these titles are meant to say little"
    assert figures(judge(BODIES)) == (1, 1, 0, 0)
    assert figures(judge(row._replace(title="") for row in BODIES)) == (1, 1, 0, 0)


def test_the_labelled_set_is_large_half_technology_and_without_twins() -> None:
    first = [headline for headline in HEADLINES if headline.round == 1]
    assert len(first) >= 600
    assert 0.45 < sum(headline.tech for headline in first) / len(first) < 0.55
    assert len({headline.title for headline in HEADLINES}) == len(HEADLINES)


def test_the_learned_table_is_what_the_labelled_set_teaches() -> None:
    assert LEARNED.read_text(encoding="utf-8") == table(learn(KNOWN))


def test_no_phrase_stands_twice_in_the_hand_made_table() -> None:
    phrases = [
        tuple(word if "*" in word else " ".join(words(word)) for word in phrase.split())
        for phrase, _ in read_table("topics.tsv")
    ]
    twice = [phrase for phrase, times in Counter(phrases).items() if times > 1]
    assert not twice


def test_every_phrase_of_the_hand_made_table_can_be_found() -> None:
    for phrase, weight in read_table("topics.tsv"):
        if "*" not in phrase:
            assert (phrase, weight) in list(evidence(phrase))


@pytest.mark.parametrize("name", ["elaph", "hespress"])
def test_the_sample_articles_are_technology(name: str) -> None:
    if not SEEDS.exists():
        pytest.skip("the sample articles are not here")
    gold = json.loads((SEEDS / f"{name}.json").read_text(encoding="utf-8"))
    text = "\n\n".join(block["text"] for block in gold["blocks"] if "text" in block)
    assert score(gold["title"] or "", text) > 0.9
    assert score("", text) > 0.9


@pytest.mark.parametrize(
    ("technology", "other"),
    [
        ("تطبيق جديد لحجز المواعيد", "تطبيق القانون على الجميع"),
        ("محرك بحث يفهم العربية", "التعليم محرك التنمية"),
        ("شبكة الإنترنت تعود بعد انقطاع", "شبكة المياه تعود بعد انقطاع"),
        ("نظام تشغيل جديد للساعات", "نظام الأسد يفاوض"),
        ("ذاكرة عشوائية أسرع", "ذاكرة المدينة في معرض"),
        ("منصة رقمية للفلاحين", "منصة التتويج تنتظر العداء"),
        ("إطلاق هاتف بثلاث كاميرات", "إطلاق نار قرب الحدود"),
        ("صاروخ يحمل قمرا صناعيا", "صاروخ باليستي يسقط قرب الحدود"),
        ("فيسبوك تغير سياسة الخصوصية", "إشاعة على فيسبوك ترعب القرية"),
        ("هاتف ذكي بسعر مناسب", "اتصال هاتفي بين الرئيسين"),
        ("برنامج تجسس يستهدف صحافيين", "برنامج حكومي لدعم الأسر"),
        ("سيارة كهربائية محلية الصنع", "سيارة تنقلب على الطريق"),
        ("بطارية ليثيوم تدوم أسبوعا", "بطارية صواريخ على الحدود"),
        ("الاقتصاد الرقمي ينمو", "عداء يحطم الرقم القياسي"),
        ("قراصنة يخترقون موقع البنك", "قراصنة الصومال يخطفون سفينة"),
        ("تسريب بيانات الزبائن", "تسريب وثائق الوزارة"),
        ("تغطية الجيل الخامس تتسع", "مقاتلات من الجيل الخامس في العرض"),
        ("عملة رقمية للبنك المركزي", "العملة المحلية تتراجع"),
        ("أمازون تفتح مركز بيانات", "حرائق الأمازون تتسع"),
        ("آبل تعلن موعد مؤتمرها", "وابل من المطر وسباق الإبل"),
        ("حظر تيك توك أمام المحكمة", "نجمة تيك توك تعلن زواجها"),
        ("خوادم الشركة تتعطل", "خادم الحرمين يستقبل الوفد"),
        ("الذكاء الاصطناعي في المدارس", "ذكاء الطفل في سنواته الأولى"),
    ],
)
def test_one_word_two_subjects(technology: str, other: str) -> None:
    assert score(technology) >= 0.5 > score(other)


@pytest.mark.parametrize(
    "title",
    [
        "غوغل تغير شعارها",
        "جوجل تغير شعارها",
        "كوكل تغير شعارها",
        "GOOGLE تغير شعارها",
        "الانترنت في القرى",
        "الأنترنيت في القرى",
        "وبالإنترنت تكتمل الخدمة",
        "المعلوميات في الجامعة المغربية",
        "الشبكة العنكبوتية تكبر",
        "الذَّكاءُ الاصطناعيُّ في المدارس",
    ],
)
def test_spellings_prefixes_and_regions_are_one(title: str) -> None:
    assert score(title) >= 0.5


def test_section_and_tags_help_where_the_title_is_silent() -> None:
    title = "ماذا ينتظرنا في العام الجديد؟"
    assert score(title) < 0.5 < score(title, section="علوم وتكنولوجيا")
    assert score(title, tags=["هواتف ذكية", "أندرويد"]) > 0.5
    assert score(title, section="رياضة") < score(title)


def test_tags_alone_do_not_outvote_a_body() -> None:
    other = next(row for row in BODIES if not row.tech)
    assert score(other.title, other.body, tags=["فيسبوك", "إنترنت", "هواتف", "تكنولوجيا"]) < 0.5


def test_reasons_name_the_phrases_and_add_up_to_the_score() -> None:
    row = next(row for row in BODIES if row.tech)
    given = (row.title, row.body, ["شركات ناشئة"], "تقنية")
    why = reasons(*given)
    assert "section" in dict(why)
    assert any(reason == "text: شركة ناشئة" for reason, _ in why)
    assert [abs(weight) for _, weight in why] == sorted((abs(weight) for _, weight in why), reverse=True)
    total = sum(weight for _, weight in why)
    assert math.isclose(1 / (1 + math.exp(-total)), score(*given), abs_tol=0.02)


def test_a_phrase_beats_its_words_and_is_found_bare() -> None:
    assert dict(evidence("وبالذكاء الاصطناعي")) == {"ذكاء اصطناعي": 5.0}
    assert dict(evidence("تطبيق المقترح")) == {"تطبيق ال*": 0.0}


def test_the_word_under_a_star_may_begin_a_phrase() -> None:
    assert "ذكاء اصطناعي" in dict(evidence("تطبيق الذكاء الاصطناعي"))


@pytest.mark.parametrize("text", ["", " ", "؟!…", "\u200f\u200f", "ـــ", "12345", "a" * 10_000, "ال " * 5000])
def test_any_text_has_a_score(text: str) -> None:
    assert 0 <= score(text, text, [text], text) <= 1


def test_nothing_said_is_not_technology() -> None:
    assert score("") < 0.2


@pytest.mark.parametrize(
    ("word", "bare"), [("والهواتف", "هواتف"), ("مستخدمين", "مستخدم"), ("ويب", "ويب"), ("من", "من")]
)
def test_stems_lose_the_commonest_prefix_and_suffix(word: str, bare: str) -> None:
    assert stem(word) == bare


def test_scoring_is_quick() -> None:
    assert milliseconds(HEADLINES) < 1
    assert milliseconds([row._replace(body=" ".join([row.body] * 10)) for row in BODIES]) < 3
