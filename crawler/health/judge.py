"""A source's past → what is wrong with it, each finding with its numbers, its threshold, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from crawler.health.crawling import lost, not_crawled, pages_lost, slow
from crawler.health.finding import MARKUP, RESTING, Finding, Kind, day, hours_since, minute, span
from crawler.health.silence import gaps, silent
from crawler.health.usual import Run, Share, beyond_chance, usual_gap, usual_share
from crawler.health.vitals import FAULTS, Past, Seen

State = Literal["blocked", "failing", "silent", "thinner", "drifting", "slow", "new", "resting", "well"]
GRAVEST_FIRST: tuple[Kind, ...] = ("blocked", "failing", "silent", "thinner", "drifting", "slow")

REFRAIN = 0.5  # of the newest texts share a line that is not yet learned

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
    """What is to be said of a source; the gravest finding first. `pace`: as pace.py has it."""
    found = sorted(_findings(past, pace), key=lambda finding: GRAVEST_FIRST.index(finding.kind))
    last = past.crawls[0].started if past.crawls else None
    state: State = "well"
    why = ""
    if found:
        state, why = found[0].kind, "; ".join(finding.says for finding in found)
    elif last and hours_since(last, past.now) >= RESTING / timedelta(hours=1):
        state, why = "resting", f"not crawled since {minute(last)}"
    elif not gaps(past) or _share(past, 0) is None:
        state, why = "new", "too little is known of it to judge what it prints"
    return Health(past.source, state, why, past.last, last, past.week, tuple(found))


def _findings(past: Past, pace: float) -> Iterator[Finding]:
    if found := lost(past):
        yield found
    else:
        yield from not_crawled(past)
        # where the pages are lost on the way, that is why nothing comes
        yield from list(pages_lost(past)) or silent(past, pace)
        yield from slow(past)
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
        told.append(("without anything new", f"up to {span(gap.usual)}", f"from about {span(gap.limit)} on"))
    for place, fault in enumerate(FAULTS):
        if share := _share(past, place):
            told.append((f"articles {SAYS[fault][1]}", f"{share.usual:.0%}", f"from {share.limit:.0%} on"))
    return told


def _share(past: Past, place: int) -> Share | None:
    return usual_share([(number, faults[place], count) for number, count, faults in past.days])


def _fault(past: Past, fault: str, place: int, share: Share, run: Run) -> Finding:
    kind, what, think = SAYS[fault]
    articles = past.newest[: run.length]
    since = articles[-1].at
    if run.length == len(past.newest):  # it began earlier
        for number, count, faults in reversed(past.days):
            if faults[place] / count < share.limit:
                break
            since = date.fromordinal(number).isoformat()
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
        f"{found} since {day(since)}, {before}: {think}; scrapy show {example}",
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
