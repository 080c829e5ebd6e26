"""What pages of publishers whom nobody described have in common."""

import json
import logging
import time

import pytest
from newspaper_page import PARAGRAPHS, SENTENCES, TITLE, URL, page, read, source, texts

from crawler.extract import extract
from crawler.items import Article, Rejected

EXCERPT = "يقول خبراء إن الطلب على هذه الأجهزة تضاعف في سنة واحدة، وإن المصانع لا تلحق به."


def boxes(count: int = 5) -> str:
    """Teasers of other articles, with excerpts longer than the news."""
    return "".join(
        f'<div class="b"><a href="/news/{n}"><img src="/t/{n}.jpg"></a><h3><a href="/news/{n}">خبر آخر رقم {n} من القسم</a></h3>'
        f"<p>{EXCERPT} {EXCERPT}</p></div>"
        for n in range(count)
    )


def test_boxes_that_announce_other_articles_are_not_taken_for_the_text() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div class=x>{PARAGRAPHS}</div><div class=y>{boxes()}</div></body></html>"
    article = read(html)
    assert texts(article) == list(SENTENCES)
    assert not article.images


def test_things_listed_with_links_to_where_they_are_sold_are_text() -> None:
    listed = "".join(
        f'<div class="b"><h3><a href="https://shop.example/{n}">الجهاز رقم {n} للحقول</a></h3><p>{EXCERPT}</p></div>'
        for n in range(4)
    )
    assert texts(read(page(PARAGRAPHS + listed))).count(EXCERPT) == 4


def test_a_contents_box_is_left_out() -> None:
    contents = '<ul><li><a href="#a">كيف يعمل</a></li><li><a href="#b">كم ثمنه</a></li></ul>'
    assert texts(read(page(contents + PARAGRAPHS))) == list(SENTENCES)


def test_labels_side_by_side_in_a_box_are_not_glued() -> None:
    box = "<div><b>الخلاصة</b><span>الجهاز رخيص ومتين</span></div>"
    assert texts(read(page(box + PARAGRAPHS)))[0] == "الخلاصة الجهاز رخيص ومتين"
    shown = f'<p>{SENTENCES[0]}<span style="display: block">نقلا عن المختبر وحده</span></p>'
    assert texts(read(page(shown + PARAGRAPHS)))[:2] == [SENTENCES[0], "نقلا عن المختبر وحده"]


def test_a_box_with_a_field_to_fill_is_left_out() -> None:
    box = '<div><p>ليصلك الجديد كل صباح قبل غيرك</p><input placeholder="بريدك"></div>'
    assert texts(read(page(PARAGRAPHS + box))) == list(SENTENCES)


def test_text_that_only_json_ld_holds_is_read_there() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(SENTENCES)}
    html = f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>{TITLE}</h1>{boxes()}</body>'
    assert texts(read(html)) == list(SENTENCES)


def test_every_image_of_a_carousel_above_the_text_is_kept() -> None:
    above = '<div class="swiper"><div><img src="/p/first-lab-1.jpg"></div><div><img src="/p/second-lab-2.jpg"></div></div>'
    assert [image.url for image in read(page(above=above)).images] == [
        "https://www.masdar.example/p/first-lab-1.jpg",
        "https://www.masdar.example/p/second-lab-2.jpg",
    ]


def test_an_address_for_the_pages_own_script_to_fill_is_not_taken() -> None:
    above = '<img data-url="/p/lab_${size}.jpg" src="/p/lab_605.jpg">'
    assert [image.url for image in read(page(above=above)).images] == [
        "https://www.masdar.example/p/lab_605.jpg"
    ]


def test_the_image_above_a_headline_inside_the_body_is_kept() -> None:
    html = f'<html><body><div class="story-body"><img src="/p/lab-front.jpg"><h1>{TITLE}</h1>{PARAGRAPHS}</div></body>'
    article = read(html)
    assert texts(article) == list(SENTENCES)
    assert len(article.images) == 1


@pytest.mark.parametrize(
    "line",
    [
        "<span>نادر الخطيب</span><span>12 يونيو 2024</span>",
        "<span>وجدة - نادر الخطيب</span>",
        "<div>نادر الخطيب (وجدة)</div>",
        "<div>وجدة / نادر الخطيب / الوكالة</div>",
    ],
)
def test_a_name_in_a_bare_line_above_the_text_is_the_authors(line: str) -> None:
    assert read(page(above=f"<div>{line}</div>")).authors == ("نادر الخطيب",)


def test_the_section_in_the_address_counts_where_the_page_names_none() -> None:
    made = source(article=(r"/(?P<section>\w+)/[\w-]+\.html$",))
    article = extract(page().encode(), URL, made)
    assert isinstance(article, Article)
    assert article.section == "tech"


def test_what_breaks_the_reading_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr("crawler.extract.body.pieces", fail)
    with caplog.at_level(logging.WARNING, "crawler.extract"):
        assert extract(page().encode(), URL) == Rejected("broken")
    assert "a mistake" in caplog.text


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    def spent(count: int) -> float:
        body = "".join(f"<p>{SENTENCES[n % 4]} وهذه الفقرة رقم {n} من نص طويل.</p>" for n in range(count))
        data = page(body).encode()
        start = time.process_time()
        assert len(read(data.decode()).blocks) == count
        return time.process_time() - start

    spent(100)
    assert spent(8000) < 4 * 4 * spent(2000)
