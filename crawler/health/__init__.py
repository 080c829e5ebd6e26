"""Is each source well? Judged against its own past, by values read from the database; the clock is a parameter.

`vitals` keeps and reads the numbers, `usual` says what is usual of them and what is beyond chance, `judge` puts
that into findings, `crawling` those of the crawls; `pace` is that of the whole press, `history` is for charts.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from crawler.health.finding import Finding
from crawler.health.history import Day, history
from crawler.health.judge import Health, judge, usuals
from crawler.health.pace import pace
from crawler.health.vitals import Past, past, sources

__all__ = [
    "Day",
    "Finding",
    "Health",
    "Past",
    "history",
    "judge",
    "pace",
    "past",
    "sources",
    "survey",
    "usuals",
]


def survey(connection: sqlite3.Connection, now: datetime, names: Sequence[str] = ()) -> list[Health]:
    """The sources, all that were ever crawled where none is named, judged at `now`."""
    at_pace = pace(connection, now)
    return [judge(past(connection, source, now), at_pace) for source in names or sources(connection)]
