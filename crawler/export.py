"""Rows of the database as records of an export: one JSON object an article, from which every format is made.

Nothing is parsed to be written again: much of an article is JSON in the database already, the small fields are quoted by
SQLite, and the text, a third of all, by four passes over its bytes. That makes three times as many articles a second.
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
# Lists, which are JSON in the database, and numbers
AS_STORED = ("authors", "tags", "id", "seq", "words", "topic_score", "duplicate_of", "version")
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
        f"coalesce({column}, 'null')" if name in AS_STORED else f"json_quote({column})"
        for name, column in ((name, COLUMNS.get(name, f"a.{name}")) for name in fields)
    )
    return f"CAST(printf('{names}', {values}) AS BLOB)"


BODY = FIELDS.index("text")  # and blocks and images after it
SELECT = f"SELECT {_object(FIELDS[:BODY])}, CAST(a.text AS BLOB), CAST(a.blocks AS BLOB), {_object(FIELDS[BODY + 3 :])}"
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

# All that JSON escapes but a quote and a line's end, of which articles are full
RARE = bytes(set(range(0x20)) - set(b"\n")) + b"\\"
WITHOUT_RARE = bytes.maketrans(RARE, b" " * len(RARE))

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
    """The chosen articles, each as a JSON object in UTF-8 with a line's end, oldest id first, read as they are asked for."""
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
    for before, text, blocks, after in cursor.execute(query, values):
        if text is None:
            yield b'{%b,"text":null,"blocks":null,"images":null,%b}\n' % (before, after)
        else:
            body = quoted(text), blocks, images(blocks)
            yield b'{%b,"text":%b,"blocks":%b,"images":%b,%b}\n' % (before, *body, after)


def quoted(text: bytes) -> bytes:
    """A text in UTF-8 as a string of JSON."""
    if text.translate(WITHOUT_RARE) != text:
        return json.dumps(text.decode(), ensure_ascii=False).encode()
    return b'"%b"' % text.replace(b'"', rb"\"").replace(b"\n", rb"\n")


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
