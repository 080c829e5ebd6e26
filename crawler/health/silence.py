"""Whether a source prints nothing where it should: by its gaps, and by what came in the same hours of other weeks."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from statistics import fmean

from crawler.health.finding import Finding, hours_since, minute, span
from crawler.health.usual import CHANCE, Gap, dispersion, quietness, usual_gap
from crawler.health.vitals import Past, hour_of

LEAST_DAYS = 28  # before the rhythm of the articles is
WEEK = 7 * 24  # hours
WEEKS, LEAST_WEEKS = 13, 4  # a quarter of them, compared with this one
QUIET = 10.0  # as `quietness` has it: past its limit a gap of quieter hours may still be chance
BY_CLOCK = 0.2  # as `dispersion` has it: a weekly misses its day, however little it prints


def silent(past: Past, pace: float) -> Iterator[Finding]:
    """Nothing new for longer than the source's gaps allow, and not in a week's quiet hours; or for shorter, in hours in
    which that cannot be chance. `pace`: as pace.py has it."""
    gap = usual_gap(gaps(past), pace)
    asked = next((crawl.started for crawl in past.crawls if not crawl.lost), None)
    if gap is None or asked is None or past.last is None:
        return
    hours = hours_since(past.last, datetime.fromisoformat(asked))
    if hours < gap.usual:
        return
    others = same_hours(past, asked)
    quiet = quietness(others, pace) if len(others) >= LEAST_WEEKS else None
    if hours >= gap.limit and (quiet is None or quiet >= QUIET or dispersion(others) < BY_CLOCK):
        yield _finding(past, hours, gap, f"usually within {span(gap.usual)}", span(gap.limit))
    elif quiet is not None and quiet >= CHANCE:
        expected = f"in the same hours of other weeks came {fmean(others):.0f}"
        yield _finding(past, hours, gap, expected, "a chance of 1 in 100 000")


def _finding(past: Past, hours: float, gap: Gap, expected: str, limit: str) -> Finding:
    assert past.last is not None
    return Finding(
        "silent", "silent", past.last, span(hours), span(gap.usual), limit,
        f"nothing new since {minute(past.last)}, {span(hours)}, {expected}:"
        f" its listings may have moved; scrapy sources --check {past.source}",
    )  # fmt: skip


def gaps(past: Past) -> list[int]:
    """The longest gap that ended on each day, in hours; none while the past is shorter than four weeks."""
    hours = [hour for hour, _ in past.hours]
    if not hours or hours[-1] - hours[0] < 24 * LEAST_DAYS:
        return []
    longest: dict[int, int] = {}
    for earlier, later in pairwise(hours):
        longest[later // 24] = max(longest.get(later // 24, 0), later - earlier)
    return list(longest.values())


def same_hours(past: Past, asked: str) -> list[int]:
    """How many articles came in other weeks in the hours since the last one and up to `asked`, the latest week first."""
    assert past.last is not None
    hours = [hour for hour, _ in past.hours]
    begin, end = hour_of(past.last), hour_of(asked)
    before = [0]
    for _, articles in past.hours:
        before.append(before[-1] + articles)
    first = (end - begin) // WEEK + 1  # a silence of weeks is no week to compare with
    counts: list[int] = []
    for back in range(first * WEEK, (first + WEEKS) * WEEK, WEEK):
        if begin - back < hours[0]:
            break
        counts.append(before[bisect_right(hours, end - back)] - before[bisect_right(hours, begin - back)])
    return counts
