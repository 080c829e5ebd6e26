import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newspaper_page import PARAGRAPHS, SENTENCES, page, source

from crawler.extract import extract
from crawler.items import Article, Rejected
from tests.fuzz import TIMES

TAGS = [
    "p",
    "div",
    "span",
    "a",
    "img",
    "br",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "h1",
    "h2",
    "script",
    "style",
    "iframe",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "noscript",
    "b",
    "svg",
    "form",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(SENTENCES),
    st.sampled_from(
        [
            '<img src="http://[">',
            '<img src="a.jpg" srcset=", ,x 1..w,">',
            '<a href="//["> x',
            '<meta property="og:image" content="//[::">',
            '<base href="http://[x">',
            '<time datetime="9999-99-99T99:99">',
            '<script type="application/ld+json">{"@graph":[[[{"@type":["NewsArticle",3],"author":[null,{"name":[1]}]',
            '<script type="application/ld+json">{"@type":"Article","image":[[]],"datePublished":7,"author":{}}</script>',
            "<meta content=x>",
            '<div class="entry-content">',
            "&#0;&#xD800;&bogus;&quot",
            "\u202e\u0000\ufeff",
        ]
    ),
    st.text(max_size=20),
)


def never_raises(data: bytes, url: str | None) -> None:
    for known in (
        None,
        source(body=("div", "p"), headline=("h1",), date=("time",), tags=("a",), drop=("b",)),
    ):
        assert isinstance(extract(data, url, known), Article | Rejected)


@settings(max_examples=150 * TIMES, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "", "http://[", "https://a.example/x"]))
def test_no_bytes_raise(data: bytes, url: str | None) -> None:
    never_raises(data, url)
    never_raises(b"<html><body><p>" + data, url)


@settings(max_examples=150 * TIMES, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_tag_soup_raises(pieces: list[str]) -> None:
    never_raises("".join(pieces).encode("utf-8", "replace"), "https://a.example/x")


@settings(max_examples=60 * TIMES, deadline=None)
@given(st.integers(min_value=0, max_value=len(page().encode())))
def test_no_truncation_raises(length: int) -> None:
    never_raises(
        page(head='<script type="application/ld+json">{"@type":"Article"}</script>').encode()[:length], None
    )


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + PARAGRAPHS,
        "<table><tr><td>" * 3_000 + PARAGRAPHS,
        f"<p>{SENTENCES[0]}" + "<b><i>" * 5_000 + PARAGRAPHS,
        "<p>" + "كلمة " * 1_000_000,
        page(PARAGRAPHS * 8_000),
        page("<br>".join(SENTENCES * 5_000)),
        page(PARAGRAPHS + '<img src="data:image/png;base64,' + "A" * 2_000_000 + '">'),
        page(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
        page(head='<script type="application/ld+json">' + " " * 500_000 + "x</script>"),
        page("<a href='/x'>" * 20_000 + PARAGRAPHS),
        "<" * 1_000_000,
        "&" * 1_000_000,
    ],
    ids=[
        "divs",
        "tables",
        "unclosed",
        "one long paragraph",
        "5 MB",
        "breaks",
        "data image",
        "brackets",
        "blanks",
        "links",
        "<",
        "&",
    ],
)
def test_monstrous_pages_end_in_bounded_time(html: str) -> None:
    began = time.process_time()
    assert isinstance(extract(html.encode(), "https://a.example/x"), Article | Rejected)
    assert time.process_time() - began < 20
