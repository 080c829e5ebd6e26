import pytest
from newspaper_page import PARAGRAPHS, SENTENCES, TITLE, URL, page, source

from crawler.extract import extract
from crawler.items import Article, Rejected

LINKS = "".join(
    f'<li><a href="/n/{n}">عنوان طويل لخبر آخر من أخبار اليوم رقم {n}</a></li>' for n in range(30)
)


def reason(html: str, url: str | None = URL) -> str:
    got = extract(html.encode(), url)
    return got.reason if isinstance(got, Rejected) else f"an article of {len(got.text)} letters"


@pytest.mark.parametrize(
    ("why", "html"),
    [
        ("listing", f"<html><body><h1>تقنية</h1><ul>{LINKS}</ul></body></html>"),
        (
            "missing",
            page(
                "<p>عذرا، الصفحة التي تبحث عنها غير موجودة، ربما تم نقلها أو حذفها من الموقع.</p>",
                title="خطأ",
            ),
        ),
        (
            "missing",
            page("<p>يمكنك العودة إلى الصفحة الرئيسية أو البحث في الموقع كله من هنا.</p>", title="404"),
        ),
        ("video", page('<p>شاهد المجس.</p><iframe src="https://www.youtube.com/embed/a"></iframe>')),
        ("gallery", page("<p>صور.</p>" + "".join(f'<img src="/f/{n}.jpg">' for n in range(6)))),
        (
            "blocked",
            "<html><head><title>Just a moment...</title></head><body><p>Enable JavaScript and cookies to continue</p>",
        ),
        ("wall", page("<p>بعد عام من الاجتماعات عاد المفاوضون…</p><div>هذا المحتوى للمشتركين</div>")),
        ("about", page(PARAGRAPHS, title="من نحن")),
        ("thin", page("<p>نعم.</p>")),
        ("thin", "<html><body></body></html>"),
    ],
)
def test_pages_that_are_no_articles_say_why(why: str, html: str) -> None:
    assert reason(html) == why


def test_a_front_page_is_a_listing_however_much_it_says() -> None:
    assert reason(page(), "https://www.masdar.example/") == "listing"


@pytest.mark.parametrize(
    "url", ["https://a.example/tag/sensors/", "https://a.example/?s=x", "https://a.example/author/laila"]
)
def test_tags_searches_and_authors_have_no_article(url: str) -> None:
    assert reason(page(), url) == "listing"


def test_news_of_two_sentences_is_an_article_where_the_page_says_so() -> None:
    head = '<meta property="og:type" content="article">'
    assert isinstance(extract(page(f"<p>{SENTENCES[0]}</p>", head=head).encode(), URL), Article)


def test_news_of_two_sentences_is_an_article_in_the_sources_own_body() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div id=z><p>{SENTENCES[0]}</p></div></body></html>"
    assert isinstance(extract(html.encode(), URL, source(body=("#z",))), Article)


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("empty", b""),
        ("empty", b"  \n\0\0 "),
        ("empty", b"<!-- nothing -->"),
        ("not html", b"%PDF-1.7 \x00\x01"),
        ("not html", b"\xff\xd8\xff\xe0 JFIF"),
        ("not html", b"\x1f\x8b\x08\x00abc"),
        ("not html", b'{"data": []}'),
        ("not html", b"<?xml version='1.0'?><rss><channel></channel></rss>"),
        ("not html", b"plain words and nothing else"),
    ],
)
def test_what_is_no_page_is_rejected(why: str, data: bytes) -> None:
    assert extract(data) == Rejected(why)


def test_an_article_filed_under_its_section_is_no_listing() -> None:
    assert isinstance(extract(page().encode(), "https://a.example/section/tech/12345-soil-sensor"), Article)
