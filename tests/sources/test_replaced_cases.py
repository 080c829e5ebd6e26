"""A page whose words are replaced reads as the article with its words replaced: each source's, and pages of many makers."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from crawler.fixture import fields
from crawler.fixture.markup import replaced
from crawler.fixture.words import wording
from crawler.items import Article
from crawler.source import Source
from crawler.sources import SOURCES
from tests.quality.gold import CORPUS, corpus, fixtures

FOLDER = Path(__file__).resolve().parent
GLUED = {
    "ar-europa-01"
}  # a headline broken by a <br> without a space is read as one word, and replaced as two


def readings(page: bytes, url: str, source: Source | None) -> tuple[Any, Any] | None:
    """What the replaced page should say, and what is read from it; None for a page that holds no article."""
    article = extract(page, url, source)
    if not isinstance(article, Article):
        return None
    words = wording(source, article.section)
    new = extract(replaced(page, words), url, source)
    return fields(article, words), fields(new) if isinstance(new, Article) else new


@pytest.mark.parametrize("name", SOURCES)
def test_a_replaced_case_reads_as_its_replaced_expectation(name: str) -> None:
    expected = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    pair = readings((FOLDER / name / "page.html").read_bytes(), expected["url"], SOURCES[name])
    assert pair is not None
    wanted, found = pair
    assert found == wanted
    assert wanted["title"] != expected["title"]
    assert wanted["images"] == expected["images"]


def test_pages_of_many_makers_read_the_same_without_a_source() -> None:
    half = list(fixtures())[::2]
    pairs = {gold.name: pair for gold in half if (pair := readings(gold.html(), gold.url, None))}
    assert len(pairs) > 50
    assert [name for name, (wanted, found) in pairs.items() if found != wanted] == []


@pytest.mark.skipif(not CORPUS.exists(), reason="the real pages lie outside the project")
def test_real_pages_read_the_same_without_a_source() -> None:
    pairs = {gold.name: pair for gold in corpus() if (pair := readings(gold.html(), gold.url, None))}
    assert {name for name, (wanted, found) in pairs.items() if found != wanted} == GLUED
