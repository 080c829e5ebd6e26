"""Full-text search that finds a word however its hamzas, marks and light prefixes are written."""

import sqlite3
from dataclasses import dataclass

from crawler.choice import EVERYTHING, Choice
from crawler.query import Query

MOST_RANKED = 20_000  # a query that more articles answer says little of any; the last stored are ranked then
FEW = 500  # articles that are put in order one by one rather than picked from all by date

# A word in the title weighs most, one met only without its prefix least
BEST = f"""
SELECT rowid FROM (
    SELECT rowid, bm25(articles_fts, 10.0, 1.0, 0.5) AS score FROM articles_fts
    WHERE articles_fts MATCH :match {{among}} ORDER BY rowid DESC LIMIT {MOST_RANKED}
) ORDER BY score, rowid DESC LIMIT :limit OFFSET :offset
"""
COUNT = f"""
SELECT count(*) FROM (
    SELECT 1 FROM articles_fts WHERE articles_fts MATCH :match {{among}} LIMIT {FEW + 1}
)
"""
NEWEST_OF_FEW = """
SELECT id FROM articles_fts CROSS JOIN articles ON id = articles_fts.rowid
WHERE articles_fts MATCH :match {among} ORDER BY published DESC, id DESC LIMIT :limit OFFSET :offset
"""
NEWEST_OF_MANY = """
SELECT id FROM articles INDEXED BY articles_published
WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match {among})
ORDER BY published DESC, id DESC LIMIT :limit OFFSET :offset
"""
# The plus keeps SQLite from asking the index of words once for each of the articles
AMONG = "AND +articles_fts.rowid IN (SELECT id FROM articles WHERE {})"
ARTICLE = "SELECT id, source, title, published, url, text FROM articles WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    source: str
    title: str | None
    published: str | None
    url: str
    text: str


def search(
    connection: sqlite3.Connection,
    query: Query,
    choice: Choice = EVERYTHING,
    limit: int = 20,
    newest: bool = False,
    offset: int = 0,
) -> list[Hit]:
    """The chosen articles that answer `query`, best first or newest first, without the first `offset`."""
    if not query.match:
        return []
    filters = choice.values()
    among = AMONG.format(choice.where()) if filters else ""
    values = filters | {"match": query.match, "limit": limit, "offset": offset}
    asked = BEST
    if newest:
        (number,) = connection.execute(COUNT.format(among=among), values).fetchone()
        asked = NEWEST_OF_FEW if number <= FEW else NEWEST_OF_MANY
    found = connection.execute(asked.format(among=among), values).fetchall()
    return [Hit(*connection.execute(ARTICLE, (article,)).fetchone()) for (article,) in found]


def enter_within(connection: sqlite3.Connection, article: int, searched: tuple[str, str, str]) -> None:
    """Index an article's words, `Fingerprint.searched`."""
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, body, stems) VALUES (?, ?, ?, ?)", (article, *searched)
    )


def remove_within(connection: sqlite3.Connection, article: int, searched: tuple[str, str, str]) -> None:
    """Undo `enter_within`: a contentless index forgets a row only when told the words it was given."""
    connection.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, title, body, stems) VALUES ('delete', ?, ?, ?, ?)",
        (article, *searched),
    )


def clear_within(connection: sqlite3.Connection) -> None:
    """Forget all words."""
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
