"""The benchmark of storing and searching runs, and what it searches for is there."""

from pathlib import Path

from tests.benchmarks.search import measure


def test_every_kind_of_query_finds_something(tmp_path: Path) -> None:
    (figures,) = measure([1000], tmp_path)
    assert figures.stored > 0
    assert {kind for kind, (_, hits) in figures.searches.items() if not hits} <= {
        "the same, of a month",
        "two words without a third",
    }
