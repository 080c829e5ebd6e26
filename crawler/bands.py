"""Which articles share a band of their sketches: an index whose cost hardly grows with the archive.

An article's bands are numbers at random, so in a large table each lies on a page of its own, to be read and written.
They are therefore entered into `fresh_bands`, which stays small, and go from there by `young_bands` into `bands` in the
order of the numbers, a slice of each table with every few articles, so that those of one page go together (the rolling
merge of O'Neil, Cheng, Gawlick, O'Neil: The log-structured merge-tree, 1996). Those of one band go at once, so that the
earlier articles of a band are in the later table. Functions run inside the caller's transaction.
"""

import sqlite3
from collections.abc import Sequence
from itertools import pairwise

TABLES = ("fresh_bands", "young_bands", "bands")
# articles, in whose course every slice of the first table is moved once, and of the second
COURSES = (2_000, 40_000)
EVERY = 10  # articles, with which a slice is moved
LEAST, RANGE = -(1 << 31), 1 << 32  # bands are signed numbers of 32 bits


def enter_within(connection: sqlite3.Connection, article: int, bands: Sequence[int]) -> None:
    connection.executemany(
        "INSERT INTO fresh_bands VALUES (?, ?) ON CONFLICT DO NOTHING", ((band, article) for band in bands)
    )
    if article % EVERY == 0:
        for (table, to), course in zip(pairwise(TABLES), COURSES, strict=True):
            place = article % course
            bounds = [LEAST + RANGE * at // course for at in (place, place + EVERY)]
            moved = f"FROM {table} WHERE band >= ? AND band < ?"
            connection.execute(f"INSERT INTO {to} SELECT * {moved} ON CONFLICT DO NOTHING", bounds)
            connection.execute(f"DELETE {moved}", bounds)


def remove_within(connection: sqlite3.Connection, article: int, bands: Sequence[int]) -> None:
    for table in TABLES:
        connection.executemany(
            f"DELETE FROM {table} WHERE band = ? AND article = ?", ((band, article) for band in bands)
        )


def clear_within(connection: sqlite3.Connection) -> None:
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")


def sharing(bands: int, most: int) -> str:
    """A query of so many parameters for the articles that share one of these bands, of each band the first `most`."""
    entries = [
        " UNION ALL ".join(f"SELECT article FROM {table} WHERE band = ?{place}" for table in reversed(TABLES))
        for place in range(1, bands + 1)
    ]
    return " UNION ALL ".join(f"SELECT * FROM ({entry} LIMIT {most})" for entry in entries)
