"""How each source fares, for the page of charts."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from crawler.health import history, survey


def health(connection: sqlite3.Connection) -> dict[str, Any]:
    """Every source that was ever crawled as it is judged now, with its days; what is broken first."""
    now = datetime.now(UTC)
    judged = sorted(survey(connection, now), key=lambda health: (not health.broken, health.source))
    titles: dict[str, str] = dict(connection.execute("SELECT name, title FROM sources").fetchall())
    return {
        "broken": sum(health.broken for health in judged),
        "sources": [
            {
                "health": health,
                "title": titles.get(health.source) or health.source,
                "days": history(connection, health.source, now),
            }
            for health in judged
        ],
    }
