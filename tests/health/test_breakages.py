"""Every breakage of a simulated press is named within a day, and no sound source is named."""

from random import Random

import pytest

from tests.benchmarks.health import BREAKAGES, Figures, papers, run

SEED, DAYS, BREAKING, JUDGED_FROM = 5, 53, 51, 46


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    made = papers(Random(SEED), sound=10, broken=list(BREAKAGES))
    for one in made:
        one.rate = min(one.rate, 20)  # as quick to write as it may be
    return run(tmp_path_factory.mktemp("press") / "a.db", made, DAYS, BREAKING, SEED, JUDGED_FROM)


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_breakage_is_named_within_a_day(figures: Figures, breakage: str) -> None:
    hours = figures.delays[breakage]
    assert hours is not None
    assert hours <= 24  # a silence: after its usual gap


def test_no_sound_source_is_named(figures: Figures) -> None:
    assert figures.judged > 140
    assert figures.false == []
