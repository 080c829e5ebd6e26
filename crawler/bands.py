"""Which articles share a band of their sketches: an index that takes an article into a million as cheaply as into few.

An article's bands are numbers at random, so in a large table each lies on a page of its own, to be read and written.
They are therefore entered into `fresh_bands`, which stays small, and go from there into `bands` in the order of the
numbers, a slice of them with every few articles, so that those of one page go together (the rolling merge of O'Neil,
Cheng, Gawlick, O'Neil: The log-structured merge-tree, 1996). Those of one band go at once: in `bands` are the earlier.
Functions run inside the caller's transaction.
"""

import sqlite3
from collections.abc import Sequence

FRESH = 50_000  # articles, in whose course every slice is moved once
EVERY = 10  # articles, with which a slice is moved
LEAST, RANGE = -(1 << 31), 1 << 32  # bands are signed numbers of 32 bits

SLICE = "FROM fresh_bands WHERE band >= ? AND band < ?"


def enter_within(connection: sqlite3.Connection, article: int, bands: Sequence[int]) -> None:
    connection.executemany(
        "INSERT INTO fresh_bands VALUES (?, ?) ON CONFLICT DO NOTHING", ((band, article) for band in bands)
    )
    if article % EVERY == 0:
        place = article % FRESH
        bounds = [LEAST + RANGE * at // FRESH for at in (place, place + EVERY)]
        connection.execute(f"INSERT INTO bands SELECT * {SLICE} ON CONFLICT DO NOTHING", bounds)
        connection.execute(f"DELETE {SLICE}", bounds)


def remove_within(connection: sqlite3.Connection, article: int, bands: Sequence[int]) -> None:
    for table in ("fresh_bands", "bands"):
        connection.executemany(
            f"DELETE FROM {table} WHERE band = ? AND article = ?", ((band, article) for band in bands)
        )


def clear_within(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM fresh_bands")
    connection.execute("DELETE FROM bands")


def sharing(bands: int, most: int) -> str:
    """A query of so many parameters for the articles that share one of these bands, of each band the first `most`."""
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT article FROM bands WHERE band = ?{place}"
        f" UNION ALL SELECT article FROM fresh_bands WHERE band = ?{place} LIMIT {most})"
        for place in range(1, bands + 1)
    )
