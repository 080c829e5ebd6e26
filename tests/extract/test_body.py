import pytest
import trafilatura
from newspaper_page import PARAGRAPHS, SENTENCES, TITLE, page, read, texts

FIRST, SECOND, THIRD, LAST = SENTENCES


def test_every_paragraph_is_kept_in_order() -> None:
    assert texts(read(page())) == list(SENTENCES)


def test_links_and_bold_inside_a_sentence_neither_split_nor_glue_words() -> None:
    body = "<p>قالت شركة <b>Nawat</b>، و<a href='/x'>مقرها</a> الرباط، إن <span>جهاز</span>ها جاهز للتصدير قبل الصيف.</p>"
    article = read(page(body + PARAGRAPHS))
    assert texts(article)[0] == "قالت شركة Nawat، ومقرها الرباط، إن جهازها جاهز للتصدير قبل الصيف."


def test_double_breaks_separate_paragraphs() -> None:
    assert texts(read(page("<br><br>".join(SENTENCES)))) == list(SENTENCES)


def test_single_breaks_between_sentences_separate_paragraphs() -> None:
    assert texts(read(page("<br>".join(SENTENCES)))) == list(SENTENCES)


def test_single_breaks_inside_verse_stay_lines_of_one_block() -> None:
    verse = "يا دار قومي بالربوع تبسمي<br>وعلى شواطئك القديمة سلمي<br>واروي لنا خبر الذين ترحلوا"
    article = read(page(f"<p>{verse}</p>{PARAGRAPHS}"))
    assert texts(article)[0].count("\n") == 2


def test_paragraph_said_twice_is_left_for_the_pipelines() -> None:
    assert texts(read(page(PARAGRAPHS + PARAGRAPHS))).count(FIRST) == 2


def test_headings_quotes_items_tables_and_code_keep_their_kind() -> None:
    body = (
        f"<p>{FIRST}</p><h2>كيف يعمل المجس</h2><p>{SECOND}</p><blockquote><p>{THIRD}</p></blockquote>"
        "<ul><li>بطارية تدوم سنة كاملة في الحقل</li><li>غلاف يحتمل المطر والغبار</li></ul>"
        "<table><tr><th>القطعة</th><th>الثمن</th></tr><tr><td>المجس</td><td>90 درهما</td></tr></table>"
        f"<pre>read --sensor 4\n  --unit percent</pre><p>{LAST}</p>"
    )
    kinds = [(block.kind, block.text) for block in read(page(body)).blocks]
    assert kinds[1] == ("heading", "كيف يعمل المجس")
    assert kinds[3] == ("quote", THIRD)
    assert [kind for kind, _ in kinds[4:6]] == ["item", "item"]
    assert kinds[6] == ("table", "القطعة | الثمن\nالمجس | 90 درهما")
    assert kinds[7] == ("code", "read --sensor 4\n  --unit percent")


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    html = (
        "<html><head><title>خبر</title></head><body><table><tr><td><a href='/1'>أخبار</a></td></tr><tr><td>"
        f"<font size=4><b>{TITLE}</b></font></td></tr><tr><td><font>{'<br><br>'.join(SENTENCES)}</font></td></tr></table>"
    )
    assert texts(read(html))[-4:] == list(SENTENCES)


def test_the_title_repeated_above_the_text_is_dropped() -> None:
    article = read(page(f"<h2>{TITLE}</h2><p><b>{TITLE}</b></p>" + PARAGRAPHS))
    assert article.title == TITLE
    assert texts(article)[-4:] == list(SENTENCES)
    assert texts(article).count(TITLE) <= 1


def test_the_lead_outside_the_body_is_no_text_unless_the_text_begins_with_it() -> None:
    lead = "مجس بثمن كيس سماد قد يوفر ربع ماء السقي في الضيعات الصغيرة، بحسب تجربة دامت صيفا"
    article = read(page(above=f'<p class="summary">{lead}</p>', body=f"<p>{lead}</p>{PARAGRAPHS}"))
    assert article.lead == lead
    assert texts(article) == [lead, *SENTENCES]
    assert texts(read(page(above=f'<p class="summary">{lead}</p>'))) == list(SENTENCES)


def test_short_news_wins_over_a_long_list_of_comments() -> None:
    comment = "أنا جربت جهازا مثله قبل سنة وتعطل بعد أول مطر فانتبهوا قبل الشراء ولا تستعجلوا أبدا"
    replies = "".join(f'<div class="x{n}"><p>{comment} {n}</p><a href="#r">رد</a></div>' for n in range(20))
    html = f"<html><body><h1>{TITLE}</h1><div class=a><p>{FIRST}</p><p>{SECOND}</p></div><div class=b><h3>20 ردود</h3>{replies}</div>"
    assert texts(read(html)) == [FIRST, SECOND]


def test_of_several_articles_strung_together_the_first_is_read() -> None:
    other = (
        f"<article><h1>خبر آخر عن سوق الهواتف في المغرب</h1><div><p>{THIRD}</p><p>{LAST}</p></div></article>"
    )
    html = f"<html><body><article><h1>{TITLE}</h1><div><p>{FIRST}</p><p>{SECOND}</p></div></article>{other}{other}</body>"
    assert texts(read(html)) == [FIRST, SECOND]


def test_a_body_cut_by_advertisements_into_several_boxes_is_read_whole() -> None:
    teaser = "<p>خبر آخر لا صلة له بما فوقه، عن هاتف يطوى مرتين ويعرض بسعر أقل من سابقه.</p>"
    body = f"""<article><h1>{TITLE}</h1><div class="tools">استمع</div>
        <div class="article-body" id="first"><p>{FIRST}</p><p>{SECOND}</p></div><div class="ad">{teaser}</div>
        <div class="article-body"><h3>كم ثمنه؟</h3><p>{THIRD}</p></div><div>{teaser}</div><figure><img src="/f/a.jpg"></figure>
        <div class="article-body"><p>{LAST}</p></div></article><div class="zz">{teaser}<img src="/f/b.jpg"></div>"""
    article = read(f"<html><body>{body}</body></html>")
    assert texts(article) == [FIRST, SECOND, "كم ثمنه؟", THIRD, LAST]
    assert [image.url for image in article.images] == ["https://www.masdar.example/f/a.jpg"]
    assert article.blocks[4].kind == "image"


def test_the_next_article_below_the_first_is_another_one() -> None:
    next_one = f'<h2>هاتف يطوى مرتين</h2><div class="article-body"><p>{THIRD}</p><p>{LAST}</p></div>'
    boxes = "".join(
        f'<div class="article-body"><p>{text}</p></div><div class="ad"></div>' for text in (FIRST, SECOND)
    )
    html = f"<html><body><div><h1>{TITLE}</h1>{boxes}{next_one}</div></body></html>"
    assert texts(read(html)) == [FIRST, SECOND]


def test_things_in_a_row_with_links_to_more_of_each_are_the_text_where_the_page_marks_it_as_such() -> None:
    things = "".join(
        f'<div class="thing"><a href="/tech/{number}">هاتف رقم {number} في القائمة</a><p>{text}</p></div>'
        for number, text in enumerate(SENTENCES)
    )
    article = read(page(things).replace("entry-content", "td-post-content"))
    assert [text for text in texts(article) if text in SENTENCES] == list(SENTENCES)


def test_of_a_layout_called_content_the_article_is_read_without_the_sidebar() -> None:
    side = "<p>يرى الكاتب أن المدن الصغيرة لا تحتاج إلى تطبيقات كثيرة بقدر حاجتها إلى أرصفة.</p>"
    html = f"""<html><body><div id="content"><div id="middle"><h1>{TITLE}</h1><div id="x7">{PARAGRAPHS}</div></div>
        <div id="left"><b>أقلام</b>{side}</div></div></body></html>"""
    assert texts(read(html)) == list(SENTENCES)


def test_how_the_block_editor_set_a_paragraph_does_not_make_it_furniture() -> None:
    first = f'<p class="has-medium-font-size has-vivid-red-color">{FIRST}</p>'
    assert texts(read(page(f"{first}<p>{SECOND}</p><p>{LAST}</p>"))) == [FIRST, SECOND, LAST]


@pytest.mark.parametrize("initials", ["- مل -", "م ع/ ف ح/ س ط", "-- (بترا)"])
def test_the_desks_initials_below_an_agencys_text_are_no_text(initials: str) -> None:
    assert texts(read(page(f"{PARAGRAPHS}<p>{initials}</p>"))) == list(SENTENCES)


def test_blocks_in_a_tables_cell_stand_apart() -> None:
    rows = "<tr><td>الثمن</td><td><span>بالدرهم</span><div>120</div></td></tr><tr><td>ال<b>وزن</b></td><td>40 غراما</td></tr>"
    article = read(page(f"{PARAGRAPHS}<table>{rows}</table><p>{LAST} ثانية.</p>"))
    assert "الثمن | بالدرهم 120\nالوزن | 40 غراما" in texts(article)


def test_a_line_break_in_the_headline_stands_between_its_words() -> None:
    broken = TITLE.replace(" لرطوبة", "<br>لرطوبة")
    assert read(page(title=None, above=f"<h1>{broken}</h1>")).title == TITLE


@pytest.mark.parametrize("mark", ["\x0b", "\x1f", "\0", "\ufffe", "\uffff"])
def test_a_control_character_in_the_text_costs_nothing_but_itself(mark: str) -> None:
    spoilt = "".join(f"<p>{sentence[:9]}{mark}{sentence[9:]}<br>{mark}</p>" for sentence in SENTENCES)
    assert texts(read(page(spoilt))) == list(SENTENCES)
    assert texts(read(page(spoilt.replace("<br>", "")).replace("entry-content", "zz"))) == list(SENTENCES)


def test_of_a_named_body_trafilatura_judges_what_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = trafilatura.bare_extraction
    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *a, **k: (asked.append(a), real(*a, **k))[1])
    known = {"body": ("div.entry-content",)}
    assert texts(read(page(), **known)) == list(SENTENCES)
    assert not asked  # prose where the source says it stands
    doubtful = f'<ul><li><a href="/tech/one">هاتف جديد يصل إلى الأسواق</a></li></ul>{PARAGRAPHS}'
    read(page(doubtful), **known)
    assert len(asked) == 1
    read(page().replace("entry-content", "zz"))
    assert len(asked) == 2  # nobody says where


def test_the_sources_body_drop_and_remove_are_obeyed() -> None:
    html = (
        f'<html><body><h1>{TITLE}</h1><div id="text"><p>{FIRST}</p><div class="zz"><p>{SECOND}</p></div>'
        f"<p>نص من عند الناشر رقم 7</p><p>{LAST}</p></div><div><p>{THIRD}</p></div></body></html>"
    )
    article = read(html, body=("#missing", "#text"), drop=(".zz",), remove=(r"نص من عند الناشر رقم \d+",))
    assert texts(article) == [FIRST, LAST]
    assert article.source == "masdar"


def test_the_same_page_gives_the_same_article_whatever_was_read_before() -> None:
    first = read(page())
    for _ in range(12):
        read(page(f"<p>{LAST}</p>" * 3 + PARAGRAPHS))
    assert read(page()) == first
