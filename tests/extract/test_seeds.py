"""The two sample documents, laid into the markup of their papers. Skipped where they are not at hand."""

import html
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from crawler.items import Article
from crawler.source import Source
from crawler.sources import elaph, hespress
from pipelines.clean import clean

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the sample documents are not beside the repository"
)

COMMENTS = '<ul class="comment-list hide-comments "><li class="comment"><p>تعليق طويل على المقال كتبه زائر.</p></li></ul>'


def wanted(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SEEDS / f"{name}.json").read_text())
    return found


def lines(name: str) -> list[str]:
    return [line for line in (SEEDS / f"{name}.txt").read_text().split("\n") if line.strip()]


def paragraph(line: str) -> str:
    return (
        f'<p><img src="{line}"/></p>'
        if line.startswith("http")
        else f"<p>{html.escape(line, quote=False)}</p>"
    )


def read(page: str, charset: str, url: str, source: Source | None) -> Article:
    article = extract(page.encode(charset, "xmlcharrefreplace"), url, source)
    assert isinstance(article, Article)
    return clean(article, source or hespress.SOURCE)


def agrees(article: Article, name: str) -> None:
    expected = wanted(name)
    assert [block.as_dict() for block in article.blocks] == expected["blocks"]
    assert list(article.authors) == expected["authors"]
    assert article.title == expected["title"]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_hespress_of_today(charset: str, known: bool) -> None:
    title, *text = lines("hespress")
    page = (
        f'<html lang="ar"><head><meta charset="{charset}"><title>{title} - Hespress - هسبريس</title></head><body>'
        f'<ol class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/t">عالم التقنية</a></li></ol>'
        f'<h1 class="post-title">{title}</h1><span class="author"><a href="/a">هسبريس من الرباط</a></span>'
        f'<span class="date-post">الأربعاء 12 يونيو 2024 - 10:30</span><div class="article-content">'
        f'{"".join(map(paragraph, text))}</div><section class="box-tags"><a href="/t">تقنية</a></section>{COMMENTS}'
    )
    article = read(
        page, charset, "https://www.hespress.com/x-1352529.html", hespress.SOURCE if known else None
    )
    agrees(article, "hespress")
    assert article.published == ("2024-06-12T09:30Z" if known else "2024-06-12")


def test_hespress_of_before_2021() -> None:
    title, _, *text = lines("hespress")
    page = (
        f'<html><head><title>{title}</title></head><body><table><tr><td><div id="article_holder"><h1>{title}</h1>'
        f'<div id="article_body">{"".join(map(paragraph, text))}</div></div></td><td><a href="/1">أخبار</a></td></tr></table>'
    )
    agrees(read(page, "windows-1256", "http://www.hespress.com/tech/73684.html", hespress.SOURCE), "hespress")


@pytest.mark.parametrize("break_", ["<br>", "<br/><br/>", "</p><p>"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_elaph_of_the_teens(break_: str, charset: str) -> None:
    body = break_.join(line if line == "&" else html.escape(line, quote=False) for line in lines("elaph"))
    page = f'<html><head><title>إيلاف</title></head><body><div id="articlebody"><p>{body}</p></div></body></html>'
    agrees(read(page, charset, "https://elaph.com/Web/Internet/2001/5/335571.htm", elaph.SOURCE), "elaph")


def test_elaph_of_today() -> None:
    body = "".join(paragraph(line) for line in lines("elaph"))
    page = (
        f'<html><head><title>إيلاف</title></head><body><div class="content-body">{body}</div></body></html>'
    )
    article = read(page, "utf-8", "https://elaph.com/Web/Technology/2001/05/335571.html", elaph.SOURCE)
    agrees(article, "elaph")
