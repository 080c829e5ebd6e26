"""What each page shows: the questions to the database, and their answers as the templates take them."""

import re
import sqlite3
from calendar import monthrange
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import pairwise
from json import dumps, loads
from typing import Any

from datasette.utils import sqlite_timelimit

from crawler.choice import EVERYTHING, Choice
from crawler.differences import differences
from crawler.query import Query, parse
from crawler.search import search
from crawler.snippet import snippet

PAGE = 20  # articles in a list
LAST_PAGE = 1000  # who wants more narrows the list
ANSWER_MS, FACET_MS = 1000, 200  # as Datasette has it for a question and for a facet

LATEST = """
SELECT a.id FROM sources s CROSS JOIN articles a ON a.id IN (
    SELECT id FROM articles WHERE source = s.name ORDER BY published DESC, id DESC LIMIT 4
)
"""
LISTED = "SELECT id FROM articles WHERE {where} ORDER BY published DESC, id DESC LIMIT :limit OFFSET :offset"
CARDS = """
SELECT a.id, a.source, s.title AS source_title, a.title, a.published, a.language, a.duplicate_of,
    a.lead, iif(:whole, a.text, substr(a.text, 1, 400)) AS text, i.url AS image, i.path
FROM articles a LEFT JOIN sources s ON s.name = a.source
LEFT JOIN article_images r ON r.article = a.id
    AND r.position = (SELECT min(position) FROM article_images WHERE article = a.id)
LEFT JOIN images i ON i.id = r.image
WHERE a.id IN (SELECT value FROM json_each(:ids))
"""
FOUND = "{where} AND id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
FACETS = {
    "source": """
SELECT f.*, s.title AS label FROM (
    SELECT source AS value, count(*) AS number FROM articles WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 30
) f LEFT JOIN sources s ON s.name = f.value
""",
    "month": """
SELECT substr(published, 1, 7) AS value, count(*) AS number FROM articles
WHERE length(published) >= 7 AND {where} GROUP BY 1 ORDER BY 1 DESC LIMIT 24
""",
    # Of the newest alone: the tags of all lie too far apart in the file to be read in time
    "tag": """
SELECT value, count(*) AS number FROM (
    SELECT tags FROM articles WHERE {where} ORDER BY published DESC LIMIT 1000
), json_each(tags) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 24
""",
}
# Where an index has the articles in order: from each month's last article to the last one before it
MONTHS = """
WITH RECURSIVE months (value) AS (
    SELECT '9'
    UNION ALL SELECT (
        SELECT substr(published, 1, 7) FROM articles
        WHERE published < value AND length(published) >= 7 AND {where} ORDER BY published DESC LIMIT 1
    ) FROM months WHERE value IS NOT NULL LIMIT 25
)
SELECT value, (
    SELECT count(*) FROM articles WHERE published >= value AND published < value || '~' AND {where}
) AS number FROM months WHERE value < '9'
"""
ARTICLE = """
SELECT a.*, s.title AS source_title FROM articles a LEFT JOIN sources s ON s.name = a.source WHERE a.id = ?
"""
STORY = """
WITH RECURSIVE story (id) AS (
    SELECT :id
    UNION SELECT a.duplicate_of FROM story JOIN articles a ON a.id = story.id WHERE a.duplicate_of IS NOT NULL
    UNION SELECT a.id FROM story JOIN articles a ON a.duplicate_of = story.id
    LIMIT 100
)
SELECT id FROM story WHERE id <> :id
"""
PICTURES = """
SELECT i.url, i.path FROM article_images r JOIN images i ON i.id = r.image
WHERE r.article = ? AND i.path IS NOT NULL
"""
VERSIONS = "SELECT version, seen, title, text FROM versions WHERE article = ? ORDER BY version"

Context = dict[str, Any]


def at_one_moment(connection: sqlite3.Connection, ask: Callable[[sqlite3.Connection], Any]) -> Any:
    """The answer of `ask`, whose questions all see the database as the first does, whatever a crawl writes or a
    removal takes out meanwhile."""
    connection.execute("BEGIN")
    try:
        return ask(connection)
    finally:
        connection.rollback()


def front(connection: sqlite3.Connection) -> Context:
    """The latest articles of each source, the source with the newest first."""
    by_source: dict[str, list[Context]] = {}
    for card in cards(connection, (row["id"] for row in connection.execute(LATEST))):
        by_source.setdefault(card["source"], []).append(card)
    return {"groups": list(by_source.values()), "facets": facets(connection, EVERYTHING, parse(""))}


def listing(connection: sqlite3.Connection, asked: dict[str, str], page: str) -> Context:
    """A page of the articles that `asked` chooses by source, month and tag and searches by q: best first
    with q, newest first without it or with order=new. `complete`: whether the time was enough to find all.
    """
    query = parse(asked.get("q", ""))
    since, until = days(asked.get("month")) or (None, None)
    choice = Choice(asked.get("source"), since, until, tag=asked.get("tag"))
    number = min(max(int(page), 1), LAST_PAGE) if re.fullmatch(r"\d{1,9}", page) else 1
    offset = (number - 1) * PAGE
    values = choice.values() | {"limit": PAGE + 1, "offset": offset}

    def found_or_listed() -> Iterable[int]:
        if asked.get("q"):
            hits = search(connection, query, choice, PAGE + 1, asked.get("order") == "new", offset)
            return (hit.id for hit in hits)
        return (row["id"] for row in connection.execute(LISTED.format(where=choice.where()), values))

    found, complete = in_time(connection, ANSWER_MS, found_or_listed)
    shown = {card["id"]: card for card in cards(connection, found[:PAGE], query)}
    return {
        "cards": [shown[article] for article in found[:PAGE]],
        "complete": complete,
        "number": number,
        "more": len(found) > PAGE and number < LAST_PAGE,
        "facets": facets(connection, choice, query),
    }


def days(month: str | None) -> tuple[str, str] | None:
    """The beginning and the last day of a month like 2024-06; None for what is no month."""
    with suppress(ValueError):
        first = date.fromisoformat(f"{month}-01")
        return first.isoformat()[:7], first.replace(day=monthrange(first.year, first.month)[1]).isoformat()
    return None


def cards(connection: sqlite3.Connection, ids: Iterable[int], query: Query | None = None) -> list[Context]:
    """Articles in brief, newest first: the words that answer `query`, or how each begins."""
    values = {"ids": dumps(list(ids)), "whole": query is not None and bool(query.match)}
    found = []
    for row in connection.execute(CARDS, values):
        said = row["text"] if values["whole"] else row["lead"] or row["text"]
        brief = snippet(said, query or parse(""))
        title = snippet(row["title"] or brief.text[:80], query or parse(""))
        found.append(dict(row) | {"title": list(title.pieces()), "brief": list(brief.pieces())})
    return sorted(found, key=lambda card: (card["published"] or "", card["id"]), reverse=True)


def facets(
    connection: sqlite3.Connection, choice: Choice, query: Query
) -> dict[str, list[sqlite3.Row] | None]:
    """How many of the articles chosen and found fall to each source, month and tag; None where the time
    was not enough to count."""
    where = FOUND.format(where=choice.where()) if query.match else choice.where()
    values = choice.values() | {"match": query.match}
    counted: dict[str, list[sqlite3.Row] | None] = {}
    in_order = {} if query.match or choice.tag else {"month": MONTHS}
    for name, question in (FACETS | in_order).items():
        ask = partial(connection.execute, question.format(where=where), values)
        rows, complete = in_time(connection, FACET_MS, ask)
        counted[name] = rows if complete else None
    return counted


def in_time(
    connection: sqlite3.Connection, milliseconds: int, ask: Callable[[], Iterable[Any]]
) -> tuple[list[Any], bool]:
    """What `ask` finds until the time is up, and whether that is all."""
    found: list[Any] = []
    try:
        with sqlite_timelimit(connection, milliseconds):
            for one in ask():
                found.append(one)  # noqa: PERF402 - what came before an interruption stays
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        return found, False
    return found, True


def article(connection: sqlite3.Connection, identifier: int) -> Context | None:
    """An article with its blocks, the local copies of its images by address, its copies and its versions."""
    row = connection.execute(ARTICLE, (identifier,)).fetchone()
    if row is None:
        return None
    story = connection.execute(STORY, {"id": identifier}).fetchall()
    return {
        "article": row,
        "blocks": loads(row["blocks"]),
        "authors": loads(row["authors"]),
        "tags": loads(row["tags"]),
        "pictures": {url: path for url, path in connection.execute(PICTURES, (identifier,))},
        "copies": cards(connection, (copy["id"] for copy in story)),
    }


def versions(connection: sqlite3.Connection, identifier: int) -> Context | None:
    """What each version of an article changed in the one before, newest first."""
    row = connection.execute(ARTICLE, (identifier,)).fetchone()
    if row is None:
        return None
    earlier = connection.execute(VERSIONS, (identifier,)).fetchall()
    steps = [
        {"old": old, "new": new, "passages": passages(old, new)} for old, new in pairwise([*earlier, row])
    ]
    return {"article": row, "steps": steps[::-1]}


def comparison(connection: sqlite3.Connection, left: int, right: int) -> Context | None:
    """Two articles side by side."""
    rows = [connection.execute(ARTICLE, (identifier,)).fetchone() for identifier in (left, right)]
    if None in rows:
        return None
    return {"old": rows[0], "new": rows[1], "passages": passages(*rows)}


def passages(old: sqlite3.Row, new: sqlite3.Row) -> list[Any]:
    """The passages in which two texts differ, their titles first."""
    titles = differences(old["title"] or "", new["title"] or "")
    return [*titles, *differences(old["text"], new["text"])]
