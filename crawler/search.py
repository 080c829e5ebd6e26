"""Full-text search that finds a word however its hamzas, marks and light prefixes are written."""

import sqlite3
from dataclasses import dataclass

from crawler.text import search_form, words

QUERY = """
SELECT a.id, a.source, a.title, a.published, a.url, a.text
FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :match AND (:source IS NULL OR a.source = :source)
ORDER BY bm25(articles_fts, 10.0, 1.0, 0.5) LIMIT :limit
"""  # a word in the title weighs most, one met only without its prefix least


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    source: str
    title: str | None
    published: str | None
    url: str
    text: str


def search(
    connection: sqlite3.Connection, query: str, source: str | None = None, limit: int = 20
) -> list[Hit]:
    """The articles that hold every word of `query`, best first."""
    match = expression(query)
    if not match:
        return []
    rows = connection.execute(QUERY, {"match": match, "source": source, "limit": limit})
    return [Hit(*row) for row in rows]


def expression(query: str) -> str:
    """The words as an FTS5 expression: each as it stands, or as a stem without its prefixes."""
    return " AND ".join(f'("{word}" OR stems : "{search_form(word)}")' for word in words(query))
