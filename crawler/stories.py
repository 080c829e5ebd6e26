"""One article a story: which of an article and its copies stands for them all."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from crawler.choice import EVERYTHING, Choice

Keep = Literal["earliest", "longest"]

ASKED_FOR = """
SELECT coalesce(published, '9'), key, words FROM articles
WHERE id = :id AND {where}
"""


def unique(
    connection: sqlite3.Connection,
    records: Iterable[dict[str, Any]],
    keep: Keep,
    choice: Choice = EVERYTHING,
) -> Iterator[dict[str, Any]]:
    """Of the export records given, one a story, with `copies`: the ids of the story's other articles.

    It is the earliest published (then by key) or the longest, among those of `choice`, which chose the records.
    """
    asked_for = ASKED_FOR.format(where=choice.where())
    left_out: set[int] = set()
    others: dict[int, list[int]] = {}
    for story in stories(connection):
        best: tuple[tuple[object, ...], int] | None = None
        for article in story:
            row = connection.execute(asked_for, choice.values() | {"id": article}).fetchone()
            if row is not None:
                published, key, words = row
                rank = (published, key) if keep == "earliest" else (-words, published, key)
                best = min(best, (rank, article)) if best else (rank, article)
        if best:
            left_out |= {article for article in story if article != best[1]}
            others[best[1]] = sorted(article for article in story if article != best[1])
    for record in records:
        if record["id"] not in left_out:
            yield record | {"copies": others.get(record["id"], [])}


def stories(connection: sqlite3.Connection) -> list[list[int]]:
    """The articles of each story that was printed more than once: all that `duplicate_of` joins, over any
    number of steps."""
    story_of: dict[int, list[int]] = {}
    for copy, original in connection.execute(
        "SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL"
    ):
        smaller, larger = sorted((story_of.get(copy, [copy]), story_of.get(original, [original])), key=len)
        if smaller is not larger:
            larger += smaller
            story_of |= dict.fromkeys(larger if len(larger) == 2 else smaller, larger)
    return list({id(story): story for story in story_of.values()}.values())
