"""A silence is told where the source's own weeks say that it cannot be chance."""

from datetime import UTC, datetime, timedelta

from crawler.health.silence import gaps, silent
from crawler.health.usual import usual_gap
from crawler.health.vitals import Crawl, Past, hour_of

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def past(hours: dict[datetime, int], asked: datetime) -> Past:
    """Of a source in which so many articles were found in these hours, asked last at `asked`."""
    at = f"{asked:%Y-%m-%dT%H:%M:%SZ}"
    crawl = Crawl(at, at, "finished", None, 0, 0, 0, 0, 0, 0, 1, 1.0)
    found = tuple((hour_of(moment.isoformat()), number) for moment, number in sorted(hours.items()))
    last = f"{max(hours):%Y-%m-%dT%H:%M:%SZ}"
    return Past("paper", asked, last, 0, None, None, (), (), found, (crawl,), (), None, None)


def weeks(*printed: tuple[int, int, int]) -> dict[datetime, int]:
    """Fourteen weeks alike, up to a Monday: (day of the week, hour, articles)."""
    return {
        MONDAY - timedelta(weeks=back) + timedelta(days=day, hours=hour): number
        for back in range(1, 15)
        for day, hour, number in printed
    }


def test_a_busy_paper_is_missed_before_its_longest_gaps_are_over() -> None:
    """Two long gaps a week make the limit of gaps days; but in no week is a Monday without articles."""
    known = past(
        weeks(*((day, hour, 3) for day in (0, 1, 3, 4, 6) for hour in (6, 9, 12, 15, 18))),
        MONDAY + timedelta(hours=31),
    )
    gap = usual_gap(gaps(known))
    assert gap is not None
    [found] = silent(known, pace=1.0)
    assert "in the same hours of other weeks came 18" in found.says
    assert gap.usual <= 37 < gap.limit
    assert not list(silent(known, pace=0.25))


def test_a_quiet_weekend_is_no_alarm_though_it_is_longer_than_the_gaps_allow() -> None:
    """Thursday evening to Sunday evening, when few articles come, in some weeks more and in others less."""
    hours = weeks(*((day, hour, 2) for day in range(4) for hour in (8, 12, 16, 20)), (4, 12, 1), (5, 12, 1))
    hours |= {
        MONDAY - timedelta(weeks=back) + timedelta(days=6, hours=12): 1 + 3 * (back % 2)
        for back in range(1, 15)
    }
    thursday = MONDAY - timedelta(days=4) + timedelta(hours=20)
    hours = {moment: number for moment, number in hours.items() if moment <= thursday}
    known = past(hours, thursday + timedelta(hours=74))
    gap = usual_gap(gaps(known))
    assert gap is not None
    assert gap.limit <= 74
    assert not list(silent(known, pace=1.0))
    later = past(hours, thursday + timedelta(hours=100))
    assert [finding.name for finding in silent(later, pace=1.0)] == ["silent"]


def test_a_weekly_that_misses_its_day_twice_is_told_though_it_prints_so_little() -> None:
    known = weeks((2, 10, 1))
    assert not list(silent(past(known, MONDAY + timedelta(days=2, hours=9)), pace=1.0))
    [found] = silent(past(known, MONDAY + timedelta(days=9, hours=11)), pace=1.0)
    assert "usually within 7 days" in found.says
