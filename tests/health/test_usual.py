"""What is usual, and what is beyond chance."""

import math
from random import Random
from statistics import fmean

import pytest

from crawler.health.usual import (
    CHANCE,
    QUARTER,
    Share,
    beyond_chance,
    limit,
    quantile,
    quietness,
    surprise,
    usual_gap,
    usual_share,
)

WEEK = 7


def days(*shares: float, number: int = 20) -> list[tuple[int, int, int]]:
    """A week of days for each share of faulty articles."""
    return [
        (WEEK * week + day, round(share * number), number)
        for week, share in enumerate(shares)
        for day in range(WEEK)
    ]


def newest(*runs: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Articles, the newest first, one a day: so many, faulty or not."""
    faults = [fault for fault, number in runs for _ in range(number)]
    return [(1000 - place, fault, 1) for place, fault in enumerate(faults)]


def bad_every_tenth_day(weeks: int) -> Share:
    past = days(*[0.05] * weeks)
    past[3::10] = [(day, 12, 20) for day, _, _ in past[3::10]]
    share = usual_share(past)
    assert share is not None
    return share


@pytest.mark.parametrize(("bad", "count", "share"), [(8, 8, 0.1), (7, 20, 0.05), (30, 60, 0.2), (3, 4, 0.5)])
def test_the_surprise_never_exaggerates_the_binomial_tail(bad: int, count: int, share: float) -> None:
    tail = sum(math.comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(bad, count + 1))
    assert math.exp(-surprise(bad, count, share)) >= tail * (1 - 1e-9)
    assert surprise(bad, count, share) > 0


def test_what_is_to_be_expected_is_no_surprise() -> None:
    assert surprise(1, 20, 0.05) == 0
    assert surprise(0, 20, 0.05) == 0


def test_little_history_has_no_usual() -> None:
    assert usual_share(days(0.1, 0.1)) is None
    assert usual_share([]) is None
    assert usual_gap([5.0] * 9) is None


def test_a_broken_time_is_no_part_of_the_usual() -> None:
    sound = [0.05] * 8
    share = usual_share(days(*sound, *[1.0] * (QUARTER - 2)))
    assert share is not None
    assert share.usual == 0.05
    assert share.bad_week < 0.1


def test_what_has_lasted_a_quarter_is_the_new_usual() -> None:
    share = usual_share(days(*[0.05] * 30, *[1.0] * (QUARTER + 2)))
    assert share is not None
    assert share.usual == 1.0


def test_a_limit_lies_beyond_the_usual_and_within_reach() -> None:
    assert limit(0.0) == 0.3
    assert limit(0.9) == 0.95
    assert all(usual < limit(usual) < 1 for usual in (0.0, 0.2, 0.5, 0.8, 0.99))


def test_a_run_begins_where_the_fault_began() -> None:
    share = usual_share(days(*[0.05] * 8))
    assert share is not None
    run = beyond_chance(newest((1, 9), (0, 40)), share)
    assert run is not None
    assert (run.length, run.bad, run.count) == (9, 9, 9)


def test_chance_is_no_run() -> None:
    share = usual_share(days(*[0.1] * 8))
    assert share is not None
    dice = Random(4)
    for _ in range(2000):
        assert beyond_chance([(1000 - n // 5, int(dice.random() < 0.1), 1) for n in range(60)], share) is None


def test_a_run_is_over_as_soon_as_what_comes_is_sound_again() -> None:
    share = usual_share(days(*[0.05] * 8))
    assert share is not None
    assert beyond_chance(newest((1, 30), (0, 20)), share)
    assert beyond_chance(newest((0, 2), (1, 30), (0, 20)), share) is None


def test_a_bad_day_that_comes_now_and_then_is_no_finding() -> None:
    share = bad_every_tenth_day(weeks=8)
    assert beyond_chance([(1000, int(n % 7 < 6), 1) for n in range(20)], share) is None
    assert beyond_chance([(1000 - n // 20, 1, 1) for n in range(60)], share)


def test_a_day_worse_than_any_bad_day_is_told_on_that_day() -> None:
    share = bad_every_tenth_day(weeks=20)
    assert beyond_chance([(1000, 1, 1)] * 18, share)
    assert beyond_chance([(1000, int(n % 6 < 5), 1) for n in range(18)], share) is None


def test_two_bad_days_in_a_row_and_a_night_are_no_finding() -> None:
    share = bad_every_tenth_day(weeks=20)
    assert beyond_chance([(1000 - n // 10, int(n % 6 < 5), 1) for n in range(30)], share) is None
    assert beyond_chance([(1000 - n // 10, int(n % 6 < 5), 1) for n in range(40)], share)


def test_what_a_bad_day_is_takes_a_quarter_to_know() -> None:
    assert beyond_chance([(1000, 1, 1)] * 18, bad_every_tenth_day(weeks=8)) is None


def test_a_source_that_prints_by_the_clock_is_missed_sooner_than_one_that_prints_at_whim() -> None:
    dice = Random(2)
    clock = usual_gap([24.0] * 100)
    whim = usual_gap([dice.expovariate(1 / 24) for _ in range(100)])
    assert clock is not None
    assert whim is not None
    assert clock.limit == 48
    assert whim.limit > 3 * clock.limit


def test_a_silence_is_borne_longer_while_the_whole_press_is_quiet() -> None:
    usual, holiday = usual_gap([8.0] * 50), usual_gap([8.0] * 50, pace=0.25)
    assert usual is not None
    assert holiday is not None
    assert holiday.limit == 4 * usual.limit


def test_silence_in_hours_that_are_never_silent_is_beyond_chance() -> None:
    assert quietness([15, 12, 14, 16, 13, 14]) >= CHANCE
    assert quietness([3, 2, 4, 3, 3, 4]) < CHANCE
    assert quietness([0, 0, 0, 0]) == 0


def test_silence_of_a_paper_that_prints_in_bursts_is_no_news_so_soon() -> None:
    assert quietness([1, 40, 3, 22, 0, 18]) < CHANCE
    assert quietness([15, 12, 14, 16, 13, 14], pace=0.25) < CHANCE


@pytest.mark.parametrize(("mean", "spread"), [(3.0, 2.0), (4.0, 4.0)])
def test_the_chance_of_silence_is_that_of_the_negative_binomial(mean: float, spread: float) -> None:
    dice = Random(3)
    size = mean / (spread - 1)
    rates = [dice.gammavariate(size, spread - 1) for _ in range(40_000)]
    silent = fmean(math.exp(-rate) for rate in rates)
    counts = [mean + side * math.sqrt(spread * mean) for side in (-1, 1)] * 40
    assert math.exp(-quietness(counts)) == pytest.approx(silent, rel=0.05)


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile(range(1, 101), 0.95) == 95
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)
