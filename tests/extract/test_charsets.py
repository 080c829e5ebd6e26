import pytest
from newspaper_page import PARAGRAPHS, SENTENCES, TITLE, page, texts

from crawler.extract import extract
from crawler.extract.page import utf8
from crawler.items import Article

META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
BARE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class=entry-content>{PARAGRAPHS}</div></body></html>"


def declared(charset: str) -> str:
    return BARE.replace("<head>", "<head>" + META.format(charset))


@pytest.mark.parametrize("real", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
@pytest.mark.parametrize("claimed", [None, "utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "x-unknown"])
def test_the_text_comes_out_right_whatever_the_page_claims(real: str, claimed: str | None) -> None:
    html = declared(claimed) if claimed else BARE
    article = extract(html.encode(real))
    assert isinstance(article, Article)
    assert article.title == TITLE
    assert texts(article) == list(SENTENCES)


def test_a_short_windows_1256_page_is_told_from_utf_8() -> None:
    assert utf8("<p>خبر قصير</p>".encode("cp1256")).decode() == "<p>خبر قصير</p>"


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    data = page().encode()
    broken = data.replace("التربة".encode(), "التربة".encode()[:-1], 1)
    assert SENTENCES[1] in utf8(broken).decode()


def test_french_in_latin_1_is_not_taken_for_arabic() -> None:
    html = META.format("iso-8859-1") + "<p>L'été dernier, une équipe a créé un capteur à bas coût</p>"
    assert "été dernier, une équipe" in utf8(html.encode("latin-1")).decode()


def test_nuls_and_a_byte_order_mark_do_no_harm() -> None:
    assert texts(extract(b"\xef\xbb\xbf" + page().replace("<p>", "<p>\0").encode())) == list(SENTENCES)  # type: ignore[arg-type]
