"""How each source has fared of late, for the page of charts."""

import sqlite3
from typing import Any

SOURCES = """
SELECT s.name, s.title, c.started, c.finished, c.outcome, c.reason
FROM sources s LEFT JOIN crawls c ON c.id = (SELECT max(id) FROM crawls WHERE source = s.name) ORDER BY s.name
"""
# The thirty days up to the source's newest article
DAYS = """
WITH RECURSIVE days (day, back) AS (
    SELECT substr(max(published), 1, 10), 0 FROM articles
    WHERE source = :source AND published < date('now', '+1 day') AND length(published) >= 10
    UNION ALL SELECT date(day, '-1 day'), back + 1 FROM days WHERE back < 29 AND day IS NOT NULL
)
SELECT day, count(a.id) AS articles, coalesce(round(avg(a.words)), 0) AS words FROM days
LEFT JOIN articles a ON a.source = :source AND a.published >= day AND a.published < date(day, '+1 day')
WHERE day IS NOT NULL GROUP BY day ORDER BY day
"""
CRAWLS = """
SELECT * FROM (
    SELECT id, started, failed + blocked AS lost FROM crawls WHERE source = ? ORDER BY id DESC LIMIT 30
) ORDER BY id
"""


def health(connection: sqlite3.Connection) -> dict[str, Any]:
    """For each source its last crawl, its articles and their words day by day, and what its crawls lost."""
    return {
        "sources": [
            {
                "source": source,
                "days": connection.execute(DAYS, {"source": source["name"]}).fetchall(),
                "crawls": connection.execute(CRAWLS, (source["name"],)).fetchall(),
            }
            for source in connection.execute(SOURCES).fetchall()
        ]
    }
