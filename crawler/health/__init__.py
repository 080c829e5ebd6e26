"""Is each source well? Judged against its own past, by values read from the database; the clock is a parameter.

`vitals` keeps and reads the numbers, `usual` says what is usual of them and what is beyond chance, `judge` puts
that into findings.
"""

import sqlite3
from datetime import datetime

from crawler.health.judge import Finding, Health, judge, usuals
from crawler.health.vitals import Day, Past, history, past, sources

__all__ = ["Day", "Finding", "Health", "Past", "history", "judge", "past", "sources", "survey", "usuals"]


def survey(connection: sqlite3.Connection, now: datetime) -> list[Health]:
    """Every source that was ever crawled, judged at `now`; by name."""
    return [judge(past(connection, source, now)) for source in sources(connection)]
