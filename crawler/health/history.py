"""A source day by day, for a chart."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from crawler.database import timestamp
from crawler.health.vitals import OF_CRAWLS


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a source, for a chart. `words`: the median, None where nothing was printed; `lost`: failed crawls."""

    day: str
    articles: int
    words: int | None
    crawls: int
    lost: int


def history(connection: sqlite3.Connection, source: str, now: datetime, days: int = 90) -> list[Day]:
    """The last `days` days of a source, oldest first, those without anything among them."""
    values = {"source": source, "from": timestamp(now - timedelta(days=days)), "now": timestamp(now)}
    words: dict[str, list[int]] = {}
    for day, number in connection.execute(
        "SELECT substr(seen, 1, 10), words FROM vitals WHERE source = :source AND seen > :from AND seen <= :now",
        values,
    ):
        words.setdefault(day, []).append(number)
    crawls = {
        day: (count, lost)
        for day, count, lost in connection.execute(
            "SELECT substr(started, 1, 10), count(*),"
            " sum(outcome IN ('failed', 'killed') OR (outcome = 'timeout' AND stored = 0)) FROM crawls"
            f" WHERE {OF_CRAWLS} GROUP BY 1",
            values,
        )
    }
    listed = [(now - timedelta(days=back)).date().isoformat() for back in range(days - 1, -1, -1)]
    return [
        Day(
            day,
            len(words.get(day, ())),
            round(median(words[day])) if day in words else None,
            *crawls.get(day, (0, 0)),
        )
        for day in listed
    ]
