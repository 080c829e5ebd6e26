import pytest
from newspaper_page import PARAGRAPHS, SENTENCES, TITLE, URL, page, read, texts

from crawler.extract import canonical_url, extract
from crawler.items import Article

LD = '<script type="application/ld+json">{}</script>'


def titled(title: str, head: str = "", body: str = "") -> str | None:
    html = f"<html lang=ar><head><title>{title}</title>{head}</head><body>{body}<div class=entry-content>{PARAGRAPHS}</div></body>"
    return read(html).title


@pytest.mark.parametrize("mark", [" - ", " | ", " – ", " :: ", " » "])
def test_the_sites_name_is_cut_from_the_title(mark: str) -> None:
    site = '<meta property="og:site_name" content="مصدر">'
    assert titled(f"{TITLE}{mark}مصدر", site) == TITLE
    assert titled(f"مصدر{mark}{TITLE}", site) == TITLE


@pytest.mark.parametrize(
    "title", ["الجيل السادس: وعود كبيرة - وأسئلة أكبر", "إكسل | دوال عربية جديدة تحسب الزكاة"]
)
def test_a_titles_own_colons_dashes_and_bars_stay(title: str) -> None:
    assert titled(title, f'<meta property="og:title" content="{title}">', f"<h1>{title}</h1>") == title


def test_where_the_title_names_the_paper_alone_the_bold_line_above_the_text_is_the_headline() -> None:
    body = f"<p align=center><b>{TITLE}</b></p>{PARAGRAPHS}"
    html = f"<html><head><title>وكالة أنباء الجنوب مصدر</title></head><body><div id=articlebody>{body}</div></body></html>"
    article = read(html)
    assert article.title == TITLE
    assert texts(article) == list(SENTENCES)


def test_of_the_title_that_part_is_the_headline_which_stands_on_the_page() -> None:
    head = f"<html><head><title>جريدة الجنوب : {TITLE}</title></head>"
    shown = (
        f"<table><tr><td><font size=3>تجربة دامت صيفا</font><br><font size=6>{TITLE}</font></td></tr></table>"
    )
    assert read(f"{head}<body>{shown}<div id=articlebody>{PARAGRAPHS}</div></body></html>").title == TITLE


def test_the_issues_date_above_the_text_is_no_headline() -> None:
    issue = "<table><tr><td><b>الأحد 12 مارس 2006 العدد 8268</b></td></tr></table>"
    html = f"<html><head><title>مصدر</title></head><body>{issue}<div id=articlebody>{PARAGRAPHS}</div></body></html>"
    assert read(html).title is None


def test_where_no_line_is_set_apart_a_title_that_begins_like_a_papers_name_is_believed() -> None:
    title = "وكالة الفضاء تؤجل إطلاق قمرها"
    html = (
        f"<html><head><title>{title}</title></head><body><div id=articlebody>{PARAGRAPHS}</div></body></html>"
    )
    assert read(html).title == title


def test_a_name_in_latin_letters_before_an_arabic_title_is_the_sites() -> None:
    assert titled(f"Masdar Maroc : {TITLE}") == TITLE
    assert (
        titled("Android : كيف تحذف تطبيقا لا يحذف من هاتفك") == "Android : كيف تحذف تطبيقا لا يحذف من هاتفك"
    )


def test_the_headline_on_the_page_wins_over_what_machines_are_told() -> None:
    head = '<meta property="og:title" content="مختبر في وجدة: مجسات رخيصة لرطوبة التربة - مصدر">'
    assert titled("مجسات", head, f"<h1>مصدر</h1><h1>{TITLE}</h1>") == TITLE


def test_a_headline_in_h3_is_found_by_its_likeness_and_the_blogs_name_in_h1_is_not_it() -> None:
    body = f"<h1>مدونة الحقل</h1><h3>{TITLE}</h3>"
    assert titled(f"مدونة الحقل: {TITLE}", f'<meta property="og:title" content="{TITLE}">', body) == TITLE


def test_a_page_without_any_title_is_an_article_without_title() -> None:
    html = f"<html><head><title>مصدر</title></head><body><div id=articlebody>{'<br>'.join(SENTENCES)}</div></body></html>"
    article = read(html)
    assert article.title is None
    assert texts(article) == list(SENTENCES)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ('<span class="author">بقلم: ليلى التازي</span>', ("ليلى التازي",)),
        ('<div class="meta">نُشر في 3 ماي 2024 · حررته: ليلى التازي</div>', ("ليلى التازي",)),
        ('<span class="writeBy">كتبت ليلى التازي</span>', ("ليلى التازي",)),
        ('<a rel="author">د. سامر حداد</a>', ("سامر حداد",)),
        ('<span class="author">هند العلمي ووليد ناصر</span>', ("هند العلمي", "وليد ناصر")),
        ('<span class="author">كمال بنونة وسعاد بناني</span>', ("كمال بنونة", "سعاد بناني")),
        ('<span class="author">سامر فؤاد وليد حداد</span>', ("سامر فؤاد وليد حداد",)),
        ('<span class="author">admin</span>', ()),
        ('<span class="author">رويترز</span>', ()),
        ('<span class="author">أ ف ب</span>', ()),
        ('<span class="author">هيئة التحرير</span>', ()),
        ('<span class="author">مصدر من الرباط</span>', ()),
        ('<a class="author">عدنان الصقلي - صحافي متدرب</a>', ("عدنان الصقلي",)),
        ('<span class="author">خليل يونس كاتب وأستاذ جامعي</span>', ("خليل يونس",)),
        (
            '<div class="sub">01 فيفري 2018 تحقيق: كمال بنونة/ سعاد بناني <b>985 قراءة</b></div>',
            ("كمال بنونة", "سعاد بناني"),
        ),
        ('<span class="author">سوهاج- كمال بنونة</span>', ("كمال بنونة",)),
        ("<p><b>كتب - كمال بنونة وأ ش أ</b></p>", ("كمال بنونة",)),
        ('<span class="author">Kamal_</span>', ()),
        ('<div class="post_image"><p class="img_desc">لوحة على الباب (كمال بنونة)</p></div>', ()),
        ('<div class="comment" id="comment-3"><span class="comment-author">كمال بنونة</span></div>', ()),
        ("<p>على خلاف التوقعات</p>", ()),
    ],
)
def test_people_are_authors_and_desks_and_agencies_are_not(byline: str, names: tuple[str, ...]) -> None:
    article = read(page(above=byline, head='<meta property="og:site_name" content="مصدر">'))
    assert article.authors == names


@pytest.mark.parametrize("spelling", ["ايلاف", "إيلاف", "أيلاف"])
def test_the_dateline_in_the_first_paragraph_names_the_author_and_stays_text(spelling: str) -> None:
    first = f"{spelling} - نزار القادري : {SENTENCES[0]}"
    article = read(page(f"<p>{first}</p>{PARAGRAPHS}"), title="إيلاف", body=("div.entry-content",))
    assert article.authors == ("نزار القادري",)
    assert texts(article)[0] == first


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","author":{"@type":"Person","name":"ليلى التازي"}}',
        '[{"@type":"WebSite","name":"مصدر"},{"@type":["Article"],"author":[{"name":"ليلى التازي"}]}]',
        '{"@graph":[{"@type":"Article","author":{"@id":"#p"}},{"@id":"#p","@type":"Person","name":"ليلى التازي"}]}',
        '{"@type":"NewsArticle","headline":"سطر\nآخر","author":"ليلى التازي",}',
        '<![CDATA[ {"@type":"Article", /* من هو */ "author":{"name":"ليلى&nbsp;التازي"}} ]]>',
        '{"@type":"Article","headline":""خطأ" هنا","author":{"@type":"Person","name":"ليلى التازي"}}',
    ],
)
def test_json_ld_is_read_in_its_many_shapes_and_mended_where_broken(data: str) -> None:
    assert read(page(head=LD.format(data))).authors == ("ليلى التازي",)


def test_section_and_tags_come_from_the_sources_selectors_first() -> None:
    above = '<ol class="crumbs"><li>الرئيسية</li><li>زراعة ذكية</li></ol>'
    below = '<div class="b"><a>#مجسات</a><a>ري_ذكي</a><a>#مجسات</a></div>'
    article = read(
        page(above=above, below=below), section=(".crumbs li:nth-child(2)",), tags=(".none a", ".b a")
    )
    assert article.section == "زراعة ذكية"
    assert article.tags == ("مجسات", "ري ذكي")


def test_section_and_tags_come_from_meta_tags_and_links_otherwise() -> None:
    head = '<meta property="article:section" content="تقنية">'
    below = '<a rel="tag">مجسات</a><a rel="tag">ري</a><a rel="category tag">تقنية</a>'
    article = read(page(head=head, below=below))
    assert (article.section, article.tags) == ("تقنية", ("مجسات", "ري"))


def test_language_is_told_by_the_letters_and_not_by_the_claim() -> None:
    persian = (
        "<p>پژوهشگران می‌گویند گوشی‌های تازه کمتر از گذشته گرم می‌شوند و باتری آن‌ها یک روز کامل کار می‌کند.</p>"
        * 2
    )
    english = (
        "<p>The laboratory built a small sensor that costs less than a bag of fertiliser and runs for a year.</p>"
        * 3
    )
    assert read(page()).language == "ar"
    assert read(page(persian)).language == "fa"
    assert read(page(english).replace('lang="ar"', 'lang="en"')).language == "en"


def test_the_host_names_the_source_where_none_is_given() -> None:
    assert read(page()).source == "masdar.example"
    assert read(page(), url=None).source == ""


def test_the_fetch_time_rides_along() -> None:
    article = extract(page().encode(), URL, None, "2024-06-12T10:00:00Z")
    assert isinstance(article, Article)
    assert article.fetched == "2024-06-12T10:00:00Z"


def test_the_pages_own_address_is_whole() -> None:
    assert canonical_url(
        b'<html><head><link rel="canonical" href="/a/1"></head><body>x</body></html>', URL
    ) == ("https://www.masdar.example/a/1")
    assert canonical_url(b"<html><body>x</body></html>", URL) is None
    assert canonical_url(b"%PDF-1.4") is None
