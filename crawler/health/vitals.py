"""What health knows of a source: numbers of its articles and crawls, read through indexes, no text among them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median_low

from crawler.boilerplate import lines
from crawler.database import timestamp
from crawler.items import block_from_dict

PAST = timedelta(days=400)  # a year of the rhythm, with its holidays and its Ramadan
CRAWLS_PAST = timedelta(days=120)  # they are many; of a site's temper a few months say enough
NEWEST, FEWEST, RECENT = 150, 12, timedelta(days=14)  # articles judged: these, of so many days
CRAWLS = 40  # crawls judged, the newest
STALE = 90  # days; what was printed earlier says little of the pages of today
BACKLOG = 7  # days; what was printed earlier says nothing of the rhythm

FAULTS = {  # each as SQL
    "undated": "undated",
    "unsigned": "unsigned",
    "pictureless": "pictureless",
    "leadless": "leadless",
    "short": "words < :words",
    "foreign": "coalesce(arabic < :arabic, 0)",
    "future": "future",
    "copy": "copy",
}

# As in the migration that filled the table
ENTER = """
INSERT OR REPLACE INTO vitals SELECT a.source, a.first_seen, a.id, a.words, arabic_share(a.text),
    CASE WHEN length(a.published) >= 10
        THEN CAST(julianday(substr(a.first_seen, 1, 10)) - julianday(substr(a.published, 1, 10)) AS INTEGER) END,
    EXISTS (SELECT 1 FROM crawls c WHERE c.id = a.crawl AND c.settings LIKE '%"full"%'),
    a.published IS NULL AND a.published_raw IS NULL, a.authors = '[]',
    NOT EXISTS (SELECT 1 FROM article_images i WHERE i.article = a.id), coalesce(a.lead, '') = '',
    CASE WHEN a.published IS NULL THEN a.published_raw IS NOT NULL
        ELSE length(a.published) > 10 AND julianday(a.published) > julianday(a.first_seen) + 1.0 / 24 END,
    EXISTS (SELECT 1 FROM articles o WHERE o.id = a.duplicate_of AND o.source = a.source)
    FROM articles a WHERE a.id = ?
"""
# Of a crawl of the whole site and of old pages nothing is to be learned about those printed now
OF_TODAY = (
    "source = :source AND seen > :from AND seen <= :now AND NOT whole_site AND coalesce(age, 0) <= :stale"
)
# A replay asks nobody; what the operator stopped says nothing of the source
OF_CRAWLS = (
    "source = :source AND started > :from AND finished <= :now AND outcome NOT IN ('replayed', 'stopped')"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as health sees it. `faults`: 0 or 1, in the order of FAULTS."""

    article: int
    at: str
    words: int
    arabic: int | None
    faults: tuple[int, ...]

    @property
    def day(self) -> int:
        """Its ordinal."""
        return ordinal(self.at[:10])


@dataclass(frozen=True, slots=True)
class Crawl:
    """A finished crawl; `seconds` by request."""

    started: str
    finished: str
    outcome: str
    reason: str | None
    stored: int
    duplicate: int
    rejected: int
    gone: int
    blocked: int
    failed: int
    requests: int
    seconds: float

    @property
    def day(self) -> int:
        """Its ordinal."""
        return ordinal(self.started[:10])

    @property
    def lost(self) -> bool:
        """Whether it was for nothing; one whose time was up may have stored all it had time for."""
        return self.outcome in ("failed", "killed") or (self.outcome == "timeout" and not self.stored)

    @property
    def new(self) -> int:
        """The pages that were fetched for the first time, whatever came of them."""
        return self.stored + self.duplicate + self.rejected + self.gone + self.blocked + self.failed


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known of a source at a moment.

    `words`, `arabic`: their medians in the past; `newest`: articles, the newest first; `days`: of those before, (ordinal of the day,
    articles, faults in the order of FAULTS), oldest first; `hours`: those (since the year 1) that brought something
    new, and how many articles, in order; `crawls`: the newest first; `crawl_days`: (ordinal of the day, new pages,
    rejected, blocked, failed, requests, seconds), oldest first; `running`: since when a crawl runs, and its process; `refrain`: the line that most of the newest
    texts share, in how many of how many it stands.
    """

    source: str
    now: datetime
    last: str | None
    week: int
    words: int | None
    arabic: int | None
    newest: tuple[Seen, ...]
    days: tuple[tuple[int, int, tuple[int, ...]], ...]
    hours: tuple[tuple[int, int], ...]
    crawls: tuple[Crawl, ...]
    crawl_days: tuple[tuple[int, int, int, int, int, int, float], ...]
    running: tuple[str, int] | None
    refrain: tuple[str, int, int] | None


@lru_cache(1000)
def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def hour_of(moment: str) -> int:
    """The hours since the year 1 to a time in ISO 8601."""
    return 24 * ordinal(moment[:10]) + int(moment[11:13])


def enter_within(connection: sqlite3.Connection, article: int) -> None:
    """Take an article's numbers, or take them anew, once all that belongs to it stands in the database."""
    connection.execute(ENTER, (article,))


def sources(connection: sqlite3.Connection) -> list[str]:
    """The sources that were ever crawled, by name."""
    return [name for (name,) in connection.execute("SELECT name FROM sources ORDER BY name")]


def past(connection: sqlite3.Connection, source: str, now: datetime) -> Past:
    """What the database knew of a source at `now`."""
    values: dict[str, object] = {
        "source": source,
        "now": timestamp(now),
        "from": timestamp(now - PAST),
        "recent": timestamp(now - RECENT),
        "stale": STALE,
        "backlog": BACKLOG,
    }
    values |= _typical(connection, values)
    newest = tuple(
        Seen(article, at, words, arabic, tuple(faults))
        for place, (article, at, words, arabic, *faults) in enumerate(
            connection.execute(
                f"SELECT article, seen, words, arabic, {', '.join(FAULTS.values())} FROM vitals WHERE {OF_TODAY}"
                f" ORDER BY seen DESC, article DESC LIMIT {NEWEST}",
                values,
            )
        )
        if place < FEWEST or at > str(values["recent"])
    )
    values["before"] = newest[-1].at[:10] if newest else values["now"]
    crawls = tuple(
        Crawl(*row)
        for row in connection.execute(
            "SELECT started, finished, outcome, reason, stored, duplicate, rejected, gone, blocked, failed, requests,"
            f" seconds FROM crawls WHERE {OF_CRAWLS} ORDER BY started DESC, id DESC LIMIT {CRAWLS}",
            values,
        )
    )
    running = connection.execute(
        "SELECT started, pid FROM crawls WHERE source = :source AND finished IS NULL AND started <= :now",
        values,
    ).fetchone()
    last, week = connection.execute(
        "SELECT (SELECT max(seen) FROM vitals WHERE source = :source AND seen <= :now),"
        " (SELECT count(*) FROM vitals WHERE source = :source AND seen > :week AND seen <= :now)",
        values | {"week": timestamp(now - timedelta(days=7))},
    ).fetchone()
    return Past(
        source,
        now,
        last,
        week,
        values["usual_words"],  # type: ignore[arg-type]
        values["usual_arabic"],  # type: ignore[arg-type]
        newest,
        _days(connection, values),
        _hours(connection, values),
        crawls,
        _crawl_days(
            connection,
            values
            | {
                "from": timestamp(now - CRAWLS_PAST),
                "before": crawls[-1].started[:10] if crawls else values["now"],
            },
        ),
        tuple(running) if running else None,
        _refrain(connection, newest),
    )


def _typical(connection: sqlite3.Connection, values: dict[str, object]) -> dict[str, int | None]:
    """The medians of the past, and the limits that follow from them."""
    rows = connection.execute(f"SELECT words, arabic FROM vitals WHERE {OF_TODAY}", values).fetchall()
    words, shares = [row[0] for row in rows], [row[1] for row in rows if row[1] is not None]
    usual_words = median_low(words) if words else None
    usual_arabic = median_low(shares) if shares else None
    return {
        "usual_words": usual_words,
        "usual_arabic": usual_arabic,
        "words": _limit(usual_words, "words"),
        "arabic": _limit(usual_arabic, "arabic"),
    }


def _limit(typical: int | None, column: str) -> int:
    """Below it a text is short, or too little of it Arabic. Names and numbers in Latin letters are no fault, and
    where Arabic is not what is usual, there is none to lose."""
    if typical is None or (column == "arabic" and typical < 50):
        return 0
    return typical // 2 if column == "words" else typical - 15


def _days(
    connection: sqlite3.Connection, values: dict[str, object]
) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    sums = ", ".join(f"sum({fault})" for fault in FAULTS.values())
    rows = connection.execute(
        f"SELECT substr(seen, 1, 10), count(*), {sums} FROM vitals WHERE {OF_TODAY} AND seen < :before GROUP BY 1",
        values,
    )
    return tuple((ordinal(day), count, tuple(faults)) for day, count, *faults in rows)


def _hours(connection: sqlite3.Connection, values: dict[str, object]) -> tuple[tuple[int, int], ...]:
    rows = connection.execute(
        "SELECT substr(seen, 1, 13), count(*) FROM vitals WHERE source = :source AND seen > :from AND seen <= :now"
        " AND coalesce(age, 0) <= :backlog AND NOT whole_site GROUP BY 1 ORDER BY 1",
        values,
    )
    return tuple((hour_of(hour), count) for hour, count in rows)


def _crawl_days(
    connection: sqlite3.Connection, values: dict[str, object]
) -> tuple[tuple[int, int, int, int, int, int, float], ...]:
    rows = connection.execute(
        "SELECT substr(started, 1, 10), sum(stored + duplicate + rejected + gone + blocked + failed), sum(rejected),"
        f" sum(blocked), sum(failed), sum(requests), sum(seconds) FROM crawls WHERE {OF_CRAWLS} AND started < :before"
        " GROUP BY 1",
        values,
    )
    return tuple((ordinal(day), *numbers) for day, *numbers in rows)


def _refrain(connection: sqlite3.Connection, newest: Sequence[Seen]) -> tuple[str, int, int] | None:
    originals = [seen.article for seen in newest if not seen.faults[list(FAULTS).index("copy")]][:FEWEST]
    found: Counter[str] = Counter()
    for article in originals:
        for (blocks,) in connection.execute("SELECT blocks FROM articles WHERE id = ?", (article,)):
            found.update({line for _, line in lines(map(block_from_dict, json.loads(blocks)))})
    return (*max(found.items(), key=lambda item: (item[1], item[0])), len(originals)) if found else None
