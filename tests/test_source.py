"""A source that cannot work fails when it is made, with a sentence that says what to do."""

from typing import Any

import pytest

from crawler.source import Feed, Source, SourceError
from crawler.sources import SOURCES

GOOD: dict[str, Any] = {
    "name": "good-blog",
    "title": "مدونة",
    "home": "https://www.good.example/",
    "country": "MA",
    "timezone": "Africa/Casablanca",
    "listings": (Feed("https://www.good.example/feed/"),),
    "article": (r"/\d{4}/\d{2}/[^/]+/$",),
}


def test_a_good_source_knows_its_domain_and_its_articles() -> None:
    source = Source(**GOOD)
    assert source.domains == ("good.example",)
    assert source.is_article("https://www.good.example/2024/06/story/")
    assert not source.is_article("https://www.good.example/about/")


def test_a_misspelt_field_fails_at_once() -> None:
    with pytest.raises(TypeError, match="titel"):
        Source(**GOOD, titel="x")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Good Blog", "small letters"),
        ("home", "good.example", "https://"),
        ("listings", (), "add a Feed"),
        ("article", (), "add a pattern"),
        ("article", ("(",), "pattern"),
        ("article", r"/\d+", "tuple"),
        ("body", ("div[",), "selector"),
        ("body", "div", "tuple"),
        ("timezone", "Morocco/Rabat", "Asia/Riyadh"),
    ],
)
def test_a_broken_field_says_what_to_write_instead(field: str, value: object, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        Source(**GOOD | {field: value})


def test_the_user_s_two_papers_are_in_the_catalogue() -> None:
    assert {"hespress", "elaph"} <= set(SOURCES)
