"""Copies are found, strangers are not, and the index stays small: the benchmark at ten thousand articles."""

from pathlib import Path

import pytest

from tests.benchmarks.duplicates import Figures, measure

FLOORS = {
    "other spelling": 0.99,
    "agency lines changed": 0.99,
    "1 % of words replaced": 0.99,
    "5 % of words replaced": 0.99,
    "10 % of words replaced": 0.99,
    "20 % of words replaced": 0.88,
    "a lead of 40 words added": 0.99,
    "last 20 % cut": 0.99,
    "last half cut": 0.93,
    "all: lead, 5 %, agency, spelling": 0.99,
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    (measured,) = measure([10_000], tmp_path_factory.mktemp("archive"), queries=100)
    return measured


@pytest.mark.parametrize("edit", FLOORS)
def test_copies_are_found_after_an_edit(figures: Figures, edit: str) -> None:
    assert figures.recall[edit] >= FLOORS[edit]


def test_strangers_are_no_copies(figures: Figures) -> None:
    assert figures.false <= 0.001


def test_the_index_is_small(figures: Figures) -> None:
    assert figures.disk <= 700


def test_the_figures_can_be_read(figures: Figures, tmp_path: Path) -> None:
    assert str(figures).startswith("10000 articles\n  recall, other spelling")
