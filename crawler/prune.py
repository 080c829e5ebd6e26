"""Deletes pages from the archive that nobody has seen for long, while crawls go on."""

import sqlite3
from collections.abc import Iterator

from crawler.archive import Archive
from crawler.database import DatabaseUnusable, explain, transaction

BATCH = 200  # captures, or pages of the file, that one transaction deletes: a few hundredths of a second


def prune(archive: Archive, before: str) -> Iterator[int]:
    """Delete what was not seen since `before` (a time), but for references that are still needed; gives the number
    deleted so far, then gives the room back to the disk. Raises DatabaseUnusable.
    """
    try:
        yield from _prune(archive.connection, before)
    except sqlite3.Error as error:
        raise DatabaseUnusable(explain(archive.path, error)) from error


def _prune(connection: sqlite3.Connection, before: str) -> Iterator[int]:
    deleted = 0
    for served in ("template IS NULL", "template IS NOT NULL"):  # references after what is read with them
        numbers = connection.execute(
            f"SELECT id FROM captures WHERE seen < ? AND {served}", (before,)
        ).fetchall()
        for start in range(0, len(numbers), BATCH):
            with transaction(connection):
                deleted += connection.executemany(
                    "DELETE FROM captures WHERE id = ? AND seen < ?"
                    " AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.reference = captures.id)",
                    [(number, before) for (number,) in numbers[start : start + BATCH]],
                ).rowcount
            yield deleted
    last, free = 0, _pragma(connection, "freelist_count")
    while free != last:  # a file that cannot shrink stays as it is
        # `execute` would take one step of it, which is one page of the file
        connection.executescript(f"PRAGMA incremental_vacuum({BATCH})")
        last, free = free, _pragma(connection, "freelist_count")
        yield deleted


def room(archive: Archive) -> int:
    """The bytes that the file takes once it is at rest."""
    return _pragma(archive.connection, "page_count") * _pragma(archive.connection, "page_size")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
