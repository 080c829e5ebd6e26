"""Rows of the database as records of an export: one JSON object an article, from which every format is made.

SQLite writes the object: much of it is JSON in the database already, and what Python does not read it does not have to
write again. That makes three times as many articles a second.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crawler.choice import EVERYTHING, Choice

FIELDS = (
    "id", "seq", "change", "source", "source_title", "url", "title", "lead", "text", "blocks", "images", "authors",
    "published", "published_precision", "published_raw", "modified", "section", "tags", "language", "words",
    "topic_score", "content_hash", "duplicate_of", "version", "first_seen", "last_seen",
)  # fmt: skip
IN_JSON = ("blocks", "authors", "tags")
COLUMNS = {
    "id": "coalesce(a.id, c.article)",
    "seq": "c.seq",
    "change": "c.kind",
    "source": "coalesce(a.source, c.source)",
    "source_title": "s.title",
    "url": "coalesce(a.url, c.url)",
}

Record = dict[str, Any]


def _object(fields: tuple[str, ...]) -> str:
    """The fields as the inside of a JSON object, in SQL."""
    names = ",".join(f'"{name}":%s' for name in fields)
    values = ", ".join(
        f"coalesce(a.{name}, 'null')" if name in IN_JSON else f"json_quote({COLUMNS.get(name, f'a.{name}')})"
        for name in fields
    )
    return f"CAST(printf('{names}', {values}) AS BLOB)"


PLACE_OF_IMAGES = FIELDS.index("images")
SELECT = f"SELECT {_object(FIELDS[:PLACE_OF_IMAGES])}, {_object(FIELDS[PLACE_OF_IMAGES + 1 :])}, a.id IS NULL"
ALL = f"""
{SELECT} FROM (SELECT * FROM articles WHERE {{where}}) a
LEFT JOIN sources s ON s.name = a.source
LEFT JOIN changes c ON c.seq = (SELECT max(seq) FROM changes WHERE article = a.id)
ORDER BY a.id
"""
CHANGED = f"""
{SELECT} FROM changes c
LEFT JOIN (SELECT * FROM articles WHERE {{where}}) a ON a.id = c.article
LEFT JOIN sources s ON s.name = coalesce(a.source, c.source)
WHERE c.seq > :after AND c.seq = (SELECT max(seq) FROM changes WHERE article = c.article)
AND (a.id IS NOT NULL OR (c.kind = 'removed' AND (:publisher IS NULL OR c.source = :publisher)))
ORDER BY c.seq LIMIT :limit
"""

# An image among the blocks, as they are stored. Inside a text a quote is escaped, so nothing else looks like one.
IMAGE_BEGINS = b'{"kind":"image",'
IMAGE = re.compile(rb'\{"kind":"image",(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[:,]?)*+(?=\})')


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[int]:
    """One state of the database for all that is read within; gives the number of its latest change.

    A change takes its number under the write lock, so who sees this number sees all below it.
    """
    connection.execute("BEGIN")
    try:
        yield connection.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
    finally:
        connection.rollback()


def lines(connection: sqlite3.Connection, choice: Choice = EVERYTHING) -> Iterator[bytes]:
    """The chosen articles, each as a JSON object in UTF-8, oldest id first, read as they are asked for."""
    return _read(connection, ALL.format(where=choice.where()), choice.values())


def changed(
    connection: sqlite3.Connection, after: int, choice: Choice = EVERYTHING, limit: int = -1
) -> Iterator[bytes]:
    """What changed after the change numbered `after`, each article once, as it is now, in the order of its latest
    change; no more than `limit` (-1: all). Of a removed one only the fields of COLUMNS are left, the others are null.
    What the filters of `choice` leave out today is left out, whatever it was before.
    """
    values = choice.values() | {"after": after, "publisher": choice.source, "limit": limit}
    return _read(connection, CHANGED.format(where=choice.where()), values)


def _read(connection: sqlite3.Connection, query: str, values: dict[str, Any]) -> Iterator[bytes]:
    cursor = connection.cursor()
    cursor.row_factory = None
    for before, after, is_removed in cursor.execute(query, values):
        yield b'{%b,"images":%b,%b}' % (before, b"null" if is_removed else images(before), after)


def images(blocks: bytes) -> bytes:
    """The images in JSON, cut out of the blocks in JSON."""
    found = []
    begin = blocks.find(IMAGE_BEGINS)
    while begin >= 0:
        end = blocks.index(b'"}', begin) + 1
        if blocks[end - 2] in b":\\":  # the quote may begin a text, or be part of one
            whole = IMAGE.match(blocks, begin)
            assert whole
            end = whole.end()
        found.append(blocks[begin + len(IMAGE_BEGINS) : end])
        begin = blocks.find(IMAGE_BEGINS, end)
    return b"[{%b}]" % b"},{".join(found) if found else b"[]"


def records(connection: sqlite3.Connection, choice: Choice = EVERYTHING) -> Iterator[Record]:
    """`lines` as Python has them."""
    return map(json.loads, lines(connection, choice))
