"""What the crawls of a source say of it: lost, refused, slow, without an end, or none any more."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from statistics import median

from crawler.health.finding import MARKUP, RESTING, Finding, Kind, day, hours_since, minute, span
from crawler.health.usual import beyond_chance, quantile, usual_share
from crawler.health.vitals import Crawl, Past

LOST_CRAWLS, LOST_HOURS = 3, 6  # in a row, and for so long: an hour's outage is no news
LOST_DAYS = 1  # where crawls are rare, two in a row a day apart
LEAST_CRAWLS = 10  # before their rhythm and pace are known
SLOWER = 3  # times the usual, and beyond twice what one day in twenty takes
LEAST_SECONDS = 3.0  # by request: faster is not slow
NOT_CRAWLED = "silent: not crawled"
REFUSED = re.compile(r"HTTP (?:401|402|403|407|429|451)\b|robots\.txt")


def lost(past: Past) -> Finding | None:
    """The crawls that failed or were blocked, up to the last; or one that does not end."""
    streak: list[Crawl] = []
    for crawl in past.crawls:
        if not crawl.lost:
            break
        streak.append(crawl)
    if not streak:
        return None
    first, last = streak[-1], streak[0]
    hours = hours_since(first.started, past.now)
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
        f"{len(streak)} crawls in a row {'refused' if kind == 'blocked' else 'failed'} since {day(first.started)}:"
        f" {reason[:160]}; scrapy sources --check {past.source}",
    )


def is_refusal(crawl: Crawl) -> bool:
    """Whether a lost crawl was refused by the site rather than failed."""
    return bool(REFUSED.search(crawl.reason or "")) or crawl.blocked > crawl.failed


def not_crawled(past: Past) -> Iterator[Finding]:
    """Crawls that came regularly and come no more: that is ours to mend, not the publisher's."""
    if past.running or len(past.crawls) < LEAST_CRAWLS:
        return
    hours = [hours_since(crawl.started, past.now) for crawl in past.crawls]
    usual = quantile((earlier - later for later, earlier in pairwise(hours)), 0.95)
    limit = max(24.0, 3 * usual)
    if limit <= hours[0] < RESTING / timedelta(hours=1):
        last = past.crawls[0].started
        yield Finding(
            "silent", NOT_CRAWLED, last, span(hours[0]), span(usual), span(limit),
            f"not crawled since {minute(last)}, usually every {span(usual)}: does cron still run?",
        )  # fmt: skip


def pages_lost(past: Past) -> Iterator[Finding]:
    """Crawls that end well, while most of the pages are lost on the way."""
    ways: tuple[tuple[Kind, str, str, str], ...] = (
        ("thinner", "rejected", "held no article", f"{MARKUP}; scrapy crawl {past.source} --limit 3"),
        ("blocked", "blocked", "were refused", "the site blocks crawlers"),
        ("failing", "failed", "could not be fetched", f"scrapy sources --check {past.source}"),
    )
    for place, (kind, column, what, think) in enumerate(ways, 2):
        share = usual_share([(of[0], int(of[place]), of[1]) for of in past.crawl_days if of[1]])
        newest = [(crawl.day, getattr(crawl, column), crawl.new) for crawl in past.crawls]
        run = share and beyond_chance(newest, share)
        if share and run:
            since = past.crawls[run.length - 1].started
            yield Finding(
                kind, f"{kind}: pages {column}", since, f"{run.bad} of {run.count}", f"{share.usual:.0%}",
                f"{share.limit:.0%}",
                f"{run.bad} of {run.count} new pages {what} since {day(since)}, usually {share.usual:.0%}: {think}",
            )  # fmt: skip


def slow(past: Past) -> Iterator[Finding]:
    """Seconds by request over the last day's crawls, against those of the days before; or a crawl without an end."""
    days = [of[6] / of[5] for of in past.crawl_days if of[5]]
    if len(days) < LEAST_CRAWLS:
        return
    usual = median(days)
    limit = max(SLOWER * usual, 2 * quantile(days, 0.95), LEAST_SECONDS)
    last = [crawl for crawl in past.crawls if hours_since(crawl.started, past.now) <= 24 and crawl.requests]
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
                f"{pace:.1f} s a request since {day(since)}, were {usual:.1f} s: the site is overloaded, or slows us",
            )  # fmt: skip
    longest = max((crawl.seconds for crawl in past.crawls), default=0.0) / 3600
    if past.running and (hours := hours_since(past.running[0], past.now)) >= max(LOST_HOURS, 10 * longest):
        yield Finding(
            "slow", "slow: no end", past.running[0], span(hours), span(longest), span(max(LOST_HOURS, 10 * longest)),
            f"a crawl runs since {minute(past.running[0])}, the longest took {span(longest)}: if it hangs, end its"
            f" process {past.running[1]}",
        )  # fmt: skip
