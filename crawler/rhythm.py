"""How often a source publishes, by its past in the database, and so how often to crawl it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.schedule import PACES

DEFAULT = 60  # minutes between two crawls of a source without a past

PAST = timedelta(days=28)  # before a source's last crawl; what is older says little of today
ENOUGH = 5  # articles to judge by
HANDFUL = 4  # new articles that a crawl is to find, in the mean
LOOKS = 3  # crawls before the oldest article of a listing falls off it: one may fail, one may be late


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`gap`: minutes between two articles, in the mean. `listed`: how many articles the listings show at a
    time, None where nobody knows.
    """

    gap: float
    listed: int | None = None


def pace(rhythm: Rhythm | None) -> int:
    """Minutes between two crawls, one of PACES: seldom enough that a crawl finds a handful of new articles, often
    enough that none passes through the listings unseen.
    """
    if rhythm is None:
        return DEFAULT
    articles = HANDFUL if rhythm.listed is None else min(HANDFUL, rhythm.listed / LOOKS)
    return max((pace for pace in PACES if pace <= articles * rhythm.gap), default=min(PACES))


def gap(times: Iterable[datetime], looked: datetime) -> float | None:
    """Minutes between two articles in the PAST of `looked`, when the source was crawled last; None for too few
    `times` of publication to tell. The oldest tenth is left out: a listing keeps old articles on top.
    """
    newest_first = sorted((time for time in times if time <= looked), reverse=True)
    if len(newest_first) < ENOUGH:
        return None
    recent = [time for time in newest_first if time > looked - PAST]
    if len(recent) < ENOUGH:
        return PAST / timedelta(minutes=1) / max(1, len(recent))
    kept = recent[: len(recent) - len(recent) // 10]
    return max(1.0, (looked - kept[-1]) / timedelta(minutes=1) / len(kept))


def rhythms(connection: sqlite3.Connection) -> dict[str, Rhythm]:
    """The rhythm of every source with a past that is long enough to have one."""
    listed = dict(connection.execute(LISTED).fetchall())
    found = {}
    for source, looked in connection.execute("SELECT source, max(started) FROM crawls GROUP BY source"):
        times = [moment(row[0]) for row in connection.execute(PUBLISHED, {"source": source})]
        minutes = gap(times, moment(looked))
        if minutes is not None:
            found[source] = Rhythm(minutes, listed.get(source))
    return found


def crawled(connection: sqlite3.Connection) -> list[str]:
    """The names of all sources that were ever crawled into this database."""
    return [row[0] for row in connection.execute("SELECT DISTINCT source FROM crawls ORDER BY source")]


def moment(text: str) -> datetime:
    """A time of the database, whatever its precision: 2024-06, 2024-06-12, 2024-06-12T09:30Z."""
    at = datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# An article without a date counts from when it was seen, unless the source's first crawl or one of the whole site
# brought it: those see many old ones at once. A date later than that is a mistake of the page.
PUBLISHED = """
SELECT min(coalesce(a.published, a.first_seen), a.first_seen) FROM articles a LEFT JOIN crawls c ON c.id = a.crawl
WHERE a.source = :source AND length(coalesce(a.published, a.first_seen)) >= 7 AND (
    a.published IS NOT NULL OR (c.settings NOT LIKE '%"full"%'
    AND c.id > (SELECT min(id) FROM crawls WHERE source = :source)))
ORDER BY 1 DESC LIMIT 5000
"""

# What the first page of each listing of recent articles held when it was read for the first time
LISTED = """
SELECT p.source, count(*) FROM pages p JOIN walks w ON w.source = p.source AND w.listing = p.found_on
WHERE p.kind = 'article' AND p.page = 1
AND p.found_by = (SELECT min(id) FROM crawls WHERE source = p.source) GROUP BY p.source
"""
