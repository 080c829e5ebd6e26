"""How much the whole press prints these days."""

import sqlite3
from datetime import datetime, timedelta
from statistics import median

from crawler.database import timestamp
from crawler.health.vitals import BACKLOG, sources

PRESS, PACE_WEEKS, PACE_ARTICLES = 5, 8, 8  # sources, weeks, articles in two days: what the pace is told from
SLOWEST_PACE, USUAL_PACE = 0.25, 0.8


def pace(connection: sqlite3.Connection, now: datetime) -> float:
    """How much the press prints now, of what it usually does, at most 1: in Ramadan and on holidays all papers
    print less, and none of them is broken. The median over the sources of their last two days by the same days of
    eight weeks before (a fifth less is nothing), those aside that print nothing and may be broken themselves; 1 where fewer than PRESS of them
    print enough to tell.
    """
    values = {"now": timestamp(now), "from": timestamp(now - timedelta(weeks=PACE_WEEKS)), "backlog": BACKLOG}
    shares: list[float] = []
    for source in sources(connection):
        last, before, days = connection.execute(
            "SELECT coalesce(sum(back < 2), 0), coalesce(sum(back >= 7 AND back % 7 < 2), 0), max(back) FROM"
            " (SELECT CAST(julianday(:now) - julianday(seen) AS INTEGER) AS back FROM vitals WHERE source = :source"
            " AND seen > :from AND seen <= :now AND coalesce(age, 0) <= :backlog AND NOT whole_site)",
            values | {"source": source},
        ).fetchone()
        weeks = (days or 0) // 7
        if last and weeks >= PACE_WEEKS / 2 and before >= PACE_ARTICLES * weeks:
            shares.append(last * weeks / before)
    if len(shares) < PRESS or (middle := median(shares)) >= USUAL_PACE:
        return 1.0
    return max(SLOWEST_PACE, middle)
