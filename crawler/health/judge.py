"""A source's past → what is wrong with it, each finding with its numbers, its threshold, and since when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from crawler.health.usual import Run, Share, beyond_chance, quantile, usual_gap, usual_share
from crawler.health.vitals import FAULTS, Crawl, Past, Seen

Kind = Literal["blocked", "failing", "silent", "thinner", "drifting", "slow"]
State = Literal["blocked", "failing", "silent", "thinner", "drifting", "slow", "new", "resting", "well"]
GRAVEST_FIRST: tuple[Kind, ...] = ("blocked", "failing", "silent", "thinner", "drifting", "slow")

LOST_CRAWLS, LOST_HOURS = 3, 6  # in a row, and for so long: an hour's outage is no news
LOST_DAYS = 1  # where crawls are rare, two in a row a day apart
LEAST_CRAWLS = 10  # before their rhythm and pace are known
LEAST_DAYS = 28  # before the rhythm of the articles is
SLOWER = 3  # times the usual, and beyond twice what one day in twenty takes
LEAST_SECONDS = 3.0  # by request: faster is not slow
REFRAIN = 0.5  # of the newest texts share a line that is not yet learned
RESTING = timedelta(days=30)  # not crawled for so long, a source was given up
NOT_CRAWLED = "silent: not crawled"
REFUSED = re.compile(r"HTTP (?:401|402|403|407|429|451)\b|robots\.txt")

MARKUP = "the page's markup may have changed"
# fault → (kind, what happens, what to think of)
SAYS: dict[str, tuple[Kind, str, str]] = {
    "undated": ("thinner", "without a date", MARKUP),
    "unsigned": ("thinner", "without an author", MARKUP),
    "pictureless": ("thinner", "without an image", MARKUP),
    "leadless": ("thinner", "without a lead", MARKUP),
    "short": ("thinner", "short", MARKUP),
    "foreign": ("drifting", "of few Arabic letters", "another edition, or a misread encoding"),
    "future": ("drifting", "dated in the future", "the source's timezone or date may be misread"),
    "copy": ("drifting", "repeating an earlier text", "one article may have many addresses"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong. `name`: the kind and the fault; `since`: a time or a day; `found`, `usual` and `limit`: the
    number now, that of the past, and the threshold in force; `says`: all of it in one line."""

    kind: Kind
    name: str
    since: str
    found: str
    usual: str
    limit: str
    says: str


@dataclass(frozen=True, slots=True)
class Health:
    """A source judged. `why` is one line; `newest` when its newest article was found; `week` how many were found
    in the last seven days."""

    source: str
    state: State
    why: str
    newest: str | None
    last_crawl: str | None
    week: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        return bool(self.findings)


def judge(past: Past, pace: float = 1.0) -> Health:
    """What is to be said of a source; the gravest finding first. `pace`: as `vitals.pace` has it."""
    found = sorted(_findings(past, pace), key=lambda finding: GRAVEST_FIRST.index(finding.kind))
    last = past.crawls[0].started if past.crawls else None
    state: State = "well"
    why = ""
    if found:
        state, why = found[0].kind, "; ".join(finding.says for finding in found)
    elif last and _hours_since(last, past.now) >= RESTING / timedelta(hours=1):
        state, why = "resting", f"not crawled since {_minute(last)}"
    elif not gaps(past) or _share(past, 0) is None:
        state, why = "new", "too little is known of it to judge what it prints"
    return Health(past.source, state, why, past.last, last, past.week, tuple(found))


def _findings(past: Past, pace: float) -> Iterator[Finding]:
    if lost := _lost(past):
        yield lost
    else:
        yield from _not_crawled(past)
        # where the pages are lost on the way, that is why nothing comes
        yield from list(_refused(past)) or _silent(past, pace)
        yield from _slow(past)
    for place, fault in enumerate(FAULTS):
        share = _share(past, place)
        run = share and beyond_chance([(seen.day, seen.faults[place], 1) for seen in past.newest], share)
        # what one crawl brought may be all of a kind
        if share and run and len({seen.at[:13] for seen in past.newest[: run.length]}) > 1:
            yield _fault(past, fault, place, share, run)
    yield from _refrain(past)


def usuals(past: Past) -> list[tuple[str, str, str]]:
    """What is usual of a source and from where on it is told, for a reader: (of what, usual, threshold)."""
    told = [
        ("words of a body", str(past.words or ""), f"under {(past.words or 0) // 2} is short"),
        ("Arabic letters", f"{past.arabic or 0} %", f"under {(past.arabic or 0) - 15} % is few"),
    ]
    if gap := usual_gap(gaps(past)):
        told.append(("without anything new", f"up to {_span(gap.usual)}", f"from {_span(gap.limit)} on"))
    for place, fault in enumerate(FAULTS):
        if share := _share(past, place):
            told.append((f"articles {SAYS[fault][1]}", f"{share.usual:.0%}", f"from {share.limit:.0%} on"))
    return told


def _share(past: Past, place: int) -> Share | None:
    return usual_share([(day, faults[place], count) for day, count, faults in past.days])


def _fault(past: Past, fault: str, place: int, share: Share, run: Run) -> Finding:
    kind, what, think = SAYS[fault]
    articles = past.newest[: run.length]
    since = articles[-1].at
    if run.length == len(past.newest):  # it began earlier
        for day, count, faults in reversed(past.days):
            if faults[place] / count < share.limit:
                break
            since = date.fromordinal(day).isoformat()
    example = next(seen.article for seen in articles if seen.faults[place])
    found = f"{run.bad} of {run.count} articles {what}"
    before = f"usually {share.usual:.0%}"
    if fault == "short":
        found, before = (
            f"bodies of {round(median(seen.words for seen in articles))} words",
            f"were {past.words}",
        )
    if fault == "foreign":
        found = f"{_typical_arabic(articles)} % Arabic letters"
        before = f"were {past.arabic} %"
    return Finding(
        kind,
        f"{kind}: {what}",
        since,
        f"{run.bad} of {run.count}",
        f"{share.usual:.0%}",
        f"{share.limit:.0%}",
        f"{found} since {_day(since)}, {before}: {think}; scrapy show {example}",
    )


def _typical_arabic(articles: Sequence[Seen]) -> int:
    return round(median(seen.arabic for seen in articles if seen.arabic is not None))


def _refrain(past: Past) -> Iterator[Finding]:
    if past.refrain and _share(past, 0):
        line, number, count = past.refrain
        if count >= 8 and number >= REFRAIN * count:
            since = past.newest[min(len(past.newest), number) - 1].at
            yield Finding(
                "drifting", "drifting: a shared line", since, f"{number} of {count}", "0", f"{REFRAIN:.0%}",
                f"«{line[:60]}» stands in {number} of the newest {count} texts: the page's furniture is read as text;"
                f" scrapy show {past.newest[0].article}",
            )  # fmt: skip


def _lost(past: Past) -> Finding | None:
    """The crawls that failed or were blocked, up to the last; or one that does not end."""
    streak: list[Crawl] = []
    for crawl in past.crawls:
        if not crawl.lost:
            break
        streak.append(crawl)
    if not streak:
        return None
    first, last = streak[-1], streak[0]
    hours = _hours_since(first.started, past.now)
    if not (
        (len(streak) >= LOST_CRAWLS and hours >= LOST_HOURS) or (len(streak) >= 2 and hours >= 24 * LOST_DAYS)
    ):
        return None
    kind: Kind = "blocked" if sum(is_refusal(crawl) for crawl in streak) * 2 > len(streak) else "failing"
    reason = (last.reason or "it was killed").removeprefix("no listing answered: ")
    return Finding(
        kind,
        kind,
        first.started,
        f"{len(streak)} crawls in a row",
        f"{sum(crawl.lost for crawl in past.crawls[len(streak) :])} of {len(past.crawls) - len(streak)} before",
        f"{LOST_CRAWLS} in a row over {LOST_HOURS} hours",
        f"{len(streak)} crawls in a row {'refused' if kind == 'blocked' else 'failed'} since {_day(first.started)}:"
        f" {reason[:160]}; scrapy sources --check {past.source}",
    )


def is_refusal(crawl: Crawl) -> bool:
    """Whether a lost crawl was refused by the site rather than failed."""
    return bool(REFUSED.search(crawl.reason or "")) or crawl.blocked > crawl.failed


def _not_crawled(past: Past) -> Iterator[Finding]:
    """Crawls that came regularly and come no more: that is ours to mend, not the publisher's."""
    if past.running or len(past.crawls) < LEAST_CRAWLS:
        return
    hours = [_hours_since(crawl.started, past.now) for crawl in past.crawls]
    usual = quantile((earlier - later for later, earlier in pairwise(hours)), 0.95)
    limit = max(24.0, 3 * usual)
    if limit <= hours[0] < RESTING / timedelta(hours=1):
        last = past.crawls[0].started
        yield Finding(
            "silent", NOT_CRAWLED, last, _span(hours[0]), _span(usual), _span(limit),
            f"not crawled since {_minute(last)}, usually every {_span(usual)}: does cron still run?",
        )  # fmt: skip


def _silent(past: Past, pace: float) -> Iterator[Finding]:
    gap = usual_gap(gaps(past), pace)
    asked = next((crawl.started for crawl in past.crawls if not crawl.lost), None)
    if gap is None or asked is None or past.last is None:
        return
    open_hours = _hours_since(past.last, datetime.fromisoformat(asked))
    if open_hours >= gap.limit:
        yield Finding(
            "silent", "silent", past.last, _span(open_hours), _span(gap.usual), _span(gap.limit),
            f"nothing new since {_minute(past.last)}, {_span(open_hours)}, usually within {_span(gap.usual)}:"
            f" its listings may have moved; scrapy sources --check {past.source}",
        )  # fmt: skip


def gaps(past: Past) -> list[int]:
    """The longest gap that ended on each day, in hours; none while the past is shorter than four weeks."""
    if not past.hours or past.hours[-1] - past.hours[0] < 24 * LEAST_DAYS:
        return []
    longest: dict[int, int] = {}
    for earlier, later in pairwise(past.hours):
        longest[later // 24] = max(longest.get(later // 24, 0), later - earlier)
    return list(longest.values())


def _refused(past: Past) -> Iterator[Finding]:
    """Crawls that end well, while most of the pages are lost on the way."""
    lost: tuple[tuple[Kind, str, str, str], ...] = (
        ("thinner", "rejected", "held no article", f"{MARKUP}; scrapy crawl {past.source} --limit 3"),
        ("blocked", "blocked", "were refused", "the site blocks crawlers"),
        ("failing", "failed", "could not be fetched", f"scrapy sources --check {past.source}"),
    )
    for place, (kind, column, what, think) in enumerate(lost, 2):
        share = usual_share([(day[0], int(day[place]), day[1]) for day in past.crawl_days if day[1]])
        newest = [(crawl.day, getattr(crawl, column), crawl.new) for crawl in past.crawls]
        run = share and beyond_chance(newest, share)
        if share and run:
            since = past.crawls[run.length - 1].started
            yield Finding(
                kind, f"{kind}: pages {column}", since, f"{run.bad} of {run.count}", f"{share.usual:.0%}",
                f"{share.limit:.0%}",
                f"{run.bad} of {run.count} new pages {what} since {_day(since)}, usually {share.usual:.0%}: {think}",
            )  # fmt: skip


def _slow(past: Past) -> Iterator[Finding]:
    """Seconds by request over the last day's crawls, against those of the days before; or a crawl without an end."""
    days = [day[6] / day[5] for day in past.crawl_days if day[5]]
    if len(days) < LEAST_CRAWLS:
        return
    usual = median(days)
    limit = max(SLOWER * usual, 2 * quantile(days, 0.95), LEAST_SECONDS)
    last = [crawl for crawl in past.crawls if _hours_since(crawl.started, past.now) <= 24 and crawl.requests]
    if len(last) >= 2 or (last and len(past.crawls) > 1 and not past.running):
        pace = median(crawl.seconds / crawl.requests for crawl in last)
        if pace >= limit:
            since = last[-1].started
            for crawl in past.crawls[len(last) :]:
                if not crawl.requests or crawl.seconds / crawl.requests < limit:
                    break
                since = crawl.started
            yield Finding(
                "slow", "slow", since, f"{pace:.1f} s", f"{usual:.1f} s", f"{limit:.1f} s",
                f"{pace:.1f} s a request since {_day(since)}, were {usual:.1f} s: the site is overloaded, or slows us",
            )  # fmt: skip
    longest = max((crawl.seconds for crawl in past.crawls), default=0.0) / 3600
    if past.running and (hours := _hours_since(past.running[0], past.now)) >= max(LOST_HOURS, 10 * longest):
        yield Finding(
            "slow", "slow: no end", past.running[0], _span(hours), _span(longest), _span(max(LOST_HOURS, 10 * longest)),
            f"a crawl runs since {_minute(past.running[0])}, the longest took {_span(longest)}: if it hangs, end its"
            f" process {past.running[1]}",
        )  # fmt: skip


def _hours_since(earlier: str, later: datetime) -> float:
    return (later - datetime.fromisoformat(earlier)) / timedelta(hours=1)


def _span(hours: float) -> str:
    """A length of time as people say it."""
    if hours < 2:
        return f"{max(1, round(60 * hours))} min"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24)} days"


def _day(moment: str) -> str:
    return moment[:10]


def _minute(moment: str) -> str:
    return moment[:16] + "Z"
