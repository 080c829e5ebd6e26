"""Every source of the catalogue holds its case: the page is read field by field, the listing names the article."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from crawler.items import Article
from crawler.listing import address, first_number, is_recent, read
from crawler.source import Listing, Source
from crawler.sources import SOURCES
from crawler.urls import identity

FOLDER = Path(__file__).resolve().parent
LISTINGS = ("feed.xml", "sitemap.xml", "listing.html", "api.json")
FIELDS = ("url", "title", "authors", "published", "section", "tags", "images", "blocks")


def case_of(name: str) -> tuple[Source, dict[str, Any]]:
    file = FOLDER / name / "expected.json"
    assert file.exists(), f"no case: scrapy fixture URL, or python tests/sources/make.py, makes {file}"
    return SOURCES[name], json.loads(file.read_text(encoding="utf-8"))


def listing_of(source: Source, expected: dict[str, Any]) -> tuple[Listing, bytes]:
    files = [file for name in LISTINGS if (file := FOLDER / source.name / name).exists()]
    assert len(files) == 1, f"{source.name}: one listing belongs to the case: {' or '.join(LISTINGS)}"
    roots = {address(root, first_number(root, date(2025, 3, 2))): root for root in source.listings}
    assert expected["listing"] in roots, f"{source.name}: the source has no listing at {expected['listing']}"
    return roots[expected["listing"]], files[0].read_bytes()


def told(article: Article) -> dict[str, Any]:
    """The article's fields as a case writes them down."""
    return {
        "url": article.url,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published,
        "section": article.section,
        "tags": list(article.tags),
        "images": [block.url for block in article.images],
        "blocks": [block.as_dict() for block in article.blocks],
    }


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_reads_its_case(name: str) -> None:
    source, expected = case_of(name)
    article = extract((FOLDER / name / "page.html").read_bytes(), expected["url"], source)
    assert isinstance(article, Article), article
    found = told(article)
    for field in FIELDS:
        assert found[field] == expected[field], field


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_finds_its_article_in_its_listing_and_nothing_else(name: str) -> None:
    source, expected = case_of(name)
    listing, body = listing_of(source, expected)
    links = [link.url for link in read(listing, source, body, expected["listing"]).pages]
    assert [url for url in links if source.is_article(url)] == [expected["url"]], links
    assert is_recent(listing) or not any(map(is_recent, source.listings)), (
        "an incremental crawl asks another one"
    )


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_tells_articles_from_other_pages(name: str) -> None:
    source, expected = case_of(name)
    assert source.is_article(expected["url"])
    assert len(expected["no_articles"]) >= 6, "name home, section, tag, author, page 2, a picture"
    for url in expected["no_articles"]:
        assert not source.is_article(url), url
    elsewhere = expected["url"].replace("://", "://elsewhere.example/?to=", 1)
    assert not source.is_article(elsewhere), "the pattern is not tied to the publisher's host"


@pytest.mark.parametrize("name", SOURCES)
def test_an_article_is_known_by_its_number_where_its_address_has_one(name: str) -> None:
    source, expected = case_of(name)
    matched = [found for pattern in source.article if (found := re.search(pattern, expected["url"]))]
    numbered = any(group.startswith("id") for found in matched for group in found.groupdict())
    assert identity(expected["url"], source).startswith(f"{name}:") == numbered


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_says_how_sure_its_facts_are(name: str) -> None:
    note = SOURCES[name].note.lower()
    assert any(word in note for word in ("seen:", "likely:", "guess:")), (
        "write seen:, likely:, guess: in the note"
    )


def test_cases_belong_to_sources() -> None:
    cases = {folder.name for folder in FOLDER.iterdir() if (folder / "expected.json").exists()}
    assert cases == set(SOURCES)
