"""Rows of the database as records of an export: one shape for every format."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from crawler.choice import EVERYTHING, Choice
from crawler.items import block_from_dict

FIELDS = (
    "id", "seq", "change", "source", "source_title", "url", "title", "lead", "text", "blocks", "images", "authors",
    "published", "published_precision", "published_raw", "modified", "section", "tags", "language", "words",
    "topic_score", "content_hash", "duplicate_of", "version", "first_seen", "last_seen",
)  # fmt: skip
IN_JSON = ("blocks", "authors", "tags")

QUERY = """
SELECT a.*, s.title AS source_title, c.seq AS seq, c.kind AS change
FROM (SELECT * FROM articles WHERE {where}) a
LEFT JOIN sources s ON s.name = a.source
LEFT JOIN changes c ON c.seq = (SELECT max(seq) FROM changes WHERE article = a.id)
ORDER BY a.id
"""

Record = dict[str, Any]


def records(connection: sqlite3.Connection, choice: Choice = EVERYTHING) -> Iterator[Record]:
    """The chosen articles as export records, oldest id first, read as they are asked for."""
    for row in connection.execute(QUERY.format(where=choice.where()), choice.values()):
        yield record(row)


def record(row: sqlite3.Row) -> Record:
    """One row of QUERY with its JSON columns read and its images listed."""
    values = {name: row[name] for name in FIELDS if name != "images"}
    for name in IN_JSON:
        values[name] = json.loads(values[name])
    values["images"] = [
        {key: value for key, value in block.items() if key != "kind"}
        for block in values["blocks"]
        if block["kind"] == "image"
    ]
    return {name: values[name] for name in FIELDS}


def as_jsonl(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def as_text(record: Record) -> str:
    """The title, then the blocks, blank lines between; an image is its bare address on a line of its own."""
    blocks = [block_from_dict(block) for block in record["blocks"]]
    parts = [
        record["title"],
        *(block.url if block.kind in ("image", "embed") else block.text for block in blocks),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
