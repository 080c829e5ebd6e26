"""What is usual of a source, and what is beyond chance: robust statistics over shares and gaps."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, variance

# A finding may come up by chance once in so many runs: some sixty sources print a few hundred thousand articles
# a year, and each is looked at for a dozen faults
CHANCE = math.log(1e5)
BAD_DAY = math.log(250)  # the same of a bad day, which is rare itself, once a quarter of them is known
BACK = math.log(100)  # that what came last is sound by chance alone: no more than once in a hundred
# Nobody is perfect: what never happened in the past may still happen to one article in twenty
LEAST_SHARE = 0.05
PERIOD_DAYS, PERIOD_COUNT = 7, 5  # a period of the past holds whole weeks, and articles enough for a share
SPELL_COUNT = 10  # articles, of a day or a few: what a bad day is told from
LEAST_PERIODS = 4  # of them, before there is a usual
QUARTER = 13  # periods; what has lasted so long is the new usual
LEAST_GAPS = 12


@dataclass(frozen=True, slots=True)
class Share:
    """How often a fault happens: usually; in a bad week and on a bad day (nine in ten weeks have none worse); and
    from where on it is told, if it is beyond chance too. `chance`: how improbable a day must be of a bad one."""

    usual: float
    bad_week: float
    bad_day: float
    limit: float
    chance: float


@dataclass(frozen=True, slots=True)
class Run:
    """The newest `length` of some values, in which `bad` of `count` are faulty beyond chance."""

    length: int
    bad: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours without anything new: usually at most so many, and from where on they are told."""

    usual: float
    limit: float


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of the values do not exceed. ValueError where there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values have no quantile")
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def limit(usual: float) -> float:
    """The share of a fault that matters: a third of all beyond the usual, or half of what was sound."""
    return min(usual + 0.3, (1 + usual) / 2)


def usual_share(days: Sequence[tuple[int, int, int]]) -> Share | None:
    """The share of a fault in the past, from (ordinal of the day, faulty, of how many), oldest first.

    A period in which the fault was already beyond its limit is no part of the usual, however often a broken
    source is looked at; until it has lasted a quarter, when it is. What a bad day reaches now and then (an agency's
    articles have no author) is no finding yet. None while the past is too short.
    """
    sound: list[tuple[float, float]] = []
    apart: list[tuple[float, float]] = []
    for share, worst in periods(days):
        if len(sound) >= LEAST_PERIODS and share >= limit(median(share for share, _ in sound)):
            apart.append((share, worst))
            if len(apart) == QUARTER:
                sound, apart = apart, []
        else:
            sound.append((share, worst))
            apart = []
    if len(sound) < LEAST_PERIODS:
        return None
    shares = [share for share, _ in sound]
    usual, worst = median(shares), quantile((worst for _, worst in sound), 0.9)
    return Share(
        usual,
        max(quantile(shares, 0.9), LEAST_SHARE),
        max(worst, LEAST_SHARE),
        limit(max(usual, worst)),
        BAD_DAY if len(sound) >= QUARTER else CHANCE,
    )


def periods(days: Sequence[tuple[int, int, int]]) -> list[tuple[float, float]]:
    """The days joined, from the newest back, into periods of PERIOD_DAYS and PERIOD_COUNT at least; oldest first: the
    share in each, and that in its worst spell, days joined into SPELL_COUNT."""
    joined: list[tuple[float, float]] = []
    bad = count = spell_bad = spell = 0
    worst = 0.0
    end = days[-1][0] if days else 0
    for day, faulty, number in reversed(days):
        if end - day >= PERIOD_DAYS and count >= PERIOD_COUNT:
            joined.append((bad / count, max(worst, bad / count)))
            bad = count = spell_bad = spell = 0
            worst, end = 0.0, day
        bad, count = bad + faulty, count + number
        spell_bad, spell = spell_bad + faulty, spell + number
        if spell >= SPELL_COUNT:
            worst = max(worst, spell_bad / spell)
            spell_bad = spell = 0
    if count >= PERIOD_COUNT:
        joined.append((bad / count, max(worst, bad / count)))
    return joined[::-1]


def surprise(bad: int, count: int, share: float) -> float:
    """How improbable so many faults are where each has the probability `share`: minus the logarithm of Chernoff's
    bound of the binomial tail, count · KL(bad/count ‖ share); 0 where they are no more than to be expected."""
    found = bad / count
    if found <= share:
        return 0.0
    rest = (1 - found) * math.log((1 - found) / (1 - share)) if found < 1 else 0.0
    return count * (found * math.log(found / share) + rest)


def beyond_chance(newest: Sequence[tuple[int, int, int]], past: Share) -> Run | None:
    """The run up to now in which a fault is beyond its limit and beyond chance, if there is one and it goes on.

    `newest`: (ordinal of the day, faulty, of how many), the newest first. Of all runs the most improbable one is
    taken: it begins where the fault began. One of a day or two, or of a night after them, may be bad days and is
    measured by these. A run is over as soon as what came last is sound beyond chance.
    """
    best, most, begun = None, CHANCE, 0
    bad = count = 0
    for length, (day, faulty, number) in enumerate(newest, 1):
        bad, count = bad + faulty, count + number
        if count and bad / count >= past.limit:
            improbable = surprise(bad, count, past.bad_week)
            if improbable >= most:
                best, most, begun = Run(length, bad, count), improbable, day
    if best is None or _is_over(newest[: best.length], best, past):
        return None
    may_be_bad_days = newest[0][0] - begun < 3
    return None if may_be_bad_days and surprise(best.bad, best.count, past.bad_day) < past.chance else best


def _is_over(newest: Sequence[tuple[int, int, int]], run: Run, past: Share) -> bool:
    sound_share = max(1 - run.bad / run.count, LEAST_SHARE)
    sound = count = 0
    for _, faulty, number in newest:
        sound, count = sound + number - faulty, count + number
        if count and 1 - sound / count < past.limit and surprise(sound, count, sound_share) >= BACK:
            return True
    return False


def usual_gap(gaps: Sequence[float], pace: float = 1.0) -> Gap | None:
    """What gap is usual, from the longest that ended on each day of the past (hours); None while they are few.

    Gaps fall off about exponentially: from the median to the 95th percentile by one power of ten. Four more of
    these steps are one gap in 200 000, for a source that prints by the clock as for one that prints at whim; one
    beat missed is no news either. `pace`: how much the whole press prints these days, of what it usually does.
    """
    if len(gaps) < LEAST_GAPS:
        return None
    middle, usual = quantile(gaps, 0.5), quantile(gaps, 0.95)
    return Gap(usual, max(usual + 4 * (usual - middle), 2 * usual) / pace)


def quietness(counts: Sequence[float], pace: float = 1.0) -> float:
    """How improbable it is that nothing came where other weeks had `counts` (two at least): minus the logarithm of
    that chance. Counts that vary as chance has it are Poisson's; where they vary more, negative binomial with their
    mean and variance, for which silence is less rare. `pace`: as in `usual_gap`.
    """
    spread = dispersion(counts)
    return pace * fmean(counts) * (math.log(spread) / (spread - 1) if spread > 1 else 1.0)


def dispersion(counts: Sequence[float]) -> float:
    """The variance of counts (two at least) by their mean: 1 where chance alone makes them, less where a clock does."""
    return variance(counts) / (fmean(counts) or 1.0)
