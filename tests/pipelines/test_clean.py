"""What an archive broke in a story is mended, and nothing else is touched."""

from dataclasses import replace

from crawler.items import Article, Block
from crawler.sources import SOURCES
from pipelines.clean import clean, repeated

FIRST = "ايلاف - سامي الورداني : فتحت مدرسة صغيرة في ضواحي المدينة قاعة للحاسوب، وصار التلاميذ يأتون إليها في المساء."
SECOND = "وقالت المديرة إن الفكرة بدأت من جهازين مستعملين تبرع بهما أحد أولياء الأمور قبل أن ينضم إليهما عشرون جهازا."
THIRD = "ولا تزال القاعة تبحث عن مدرس يعرف لغات البرمجة ويقبل أن يعمل ساعتين كل أسبوع من غير أجر."
ARTICLE = Article(
    source="elaph", url="https://elaph.com/Web/Technology/2024/06/1500000.html", title="قاعة الحاسوب"
)


def text(*lines: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", line) for line in lines)


def cleaned(*blocks: Block) -> tuple[Block, ...]:
    return clean(replace(ARTICLE, blocks=blocks), SOURCES["elaph"]).blocks


def test_a_sound_article_is_left_as_it_is() -> None:
    sound = (*text(FIRST), Block("image", url="https://elaph.com/a.jpg"), *text(SECOND, THIRD))
    assert cleaned(*sound) == sound


def test_a_body_that_stands_twice_after_its_first_paragraph_keeps_the_first_copy() -> None:
    assert cleaned(*text(FIRST, SECOND, THIRD, SECOND, THIRD)) == text(FIRST, SECOND, THIRD)


def test_a_second_copy_in_other_paragraphs_and_another_spelling_is_found() -> None:
    joined = f"{SECOND} {THIRD}".replace("أ", "ا").replace("إ", "ا")
    assert cleaned(*text(FIRST, SECOND, THIRD, joined)) == text(FIRST, SECOND, THIRD)


def test_a_picture_repeated_with_the_body_stands_once() -> None:
    picture = Block("image", url="https://elaph.com/a.jpg")
    assert cleaned(*text(SECOND), picture, *text(THIRD, SECOND), picture, *text(THIRD)) == (
        *text(SECOND),
        picture,
        *text(THIRD),
    )


def test_an_alt_that_repeats_the_headline_goes_and_a_description_stays() -> None:
    echo = Block("image", url="https://elaph.com/a.jpg", alt="قاعة الحاسوب")
    seen = Block("image", url="https://elaph.com/b.jpg", alt="تلاميذ أمام الأجهزة")
    assert cleaned(echo, *text(FIRST), seen) == (replace(echo, alt=None), *text(FIRST), seen)


def test_a_pull_quote_is_no_second_copy() -> None:
    quote = Block("quote", "الفكرة بدأت من جهازين مستعملين تبرع بهما أحد أولياء الأمور")
    sound = (*text(FIRST, SECOND), quote, *text(THIRD))
    assert cleaned(*sound) == sound


def test_a_lone_ampersand_at_the_start_goes() -> None:
    assert cleaned(*text("&", FIRST, SECOND)) == text(FIRST, SECOND)


def test_the_title_repeated_at_the_start_goes_even_in_another_spelling() -> None:
    assert cleaned(*text("قاعة الحاسوب", FIRST)) == text(FIRST)


def test_a_trailing_comments_heading_goes() -> None:
    assert cleaned(*text(FIRST, SECOND, "التعليقات")) == text(FIRST, SECOND)


def test_a_sentence_about_comments_stays() -> None:
    ending = "التعليقات على الخبر كانت كلها مرحبة بالفكرة."
    assert cleaned(*text(FIRST, ending)) == text(FIRST, ending)


def test_the_source_s_own_lines_go() -> None:
    line = "يمكنكم الآن متابعة آخر الأخبار مجاناً من خلال تطبيق تلغرام"
    assert cleaned(*text(line, FIRST, "إضغط هنا للإشتراك")) == text(FIRST)


def test_a_span_with_one_altered_word_is_still_found_on_both_sides_of_it() -> None:
    said = [f"w{number}" for number in range(60)]
    copy = [*said[:30], "other", *said[31:]]
    assert sum(repeated(said + copy)) == 59
