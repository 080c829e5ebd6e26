"""The schema of `articles.db`, its migrations, and how to open it."""

import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.migrations import Database, Migrations
from crawler.tables import FIRST_SCHEMA, FRESH_BANDS, HEALTH, IMAGE_FILES, NEAR_DUPLICATES, REMOVALS
from crawler.text import arabic_share

LARGE = 500_000_000  # bytes; a million articles take five minutes
BUSY_SECONDS = 60  # how long a writer waits for another crawl's transaction before it gives up

migrations = Migrations("crawler")


class DatabaseUnusable(Exception):
    """The file cannot be opened or written; the message says why and what to do."""


@migrations()
def first_schema(db: Database) -> None:
    for statement in FIRST_SCHEMA.split(";\n"):
        db.execute(statement)


@migrations()
def near_duplicates(db: Database) -> None:
    for statement in NEAR_DUPLICATES.split(";\n"):
        db.execute(statement)


@migrations()
def image_files(db: Database) -> None:
    for statement in IMAGE_FILES.split(";\n"):
        db.execute(statement)


@migrations()
def health(db: Database) -> None:
    for statement in HEALTH.split(";\n"):
        db.execute(statement)


@migrations()
def removals(db: Database) -> None:
    for statement in REMOVALS.split(";\n"):
        db.execute(statement)


@migrations()
def fresh_bands(db: Database) -> None:
    for statement in FRESH_BANDS.split(";\n"):
        db.execute(statement)


def connect(
    path: Path | str, schema: Migrations = migrations, can_shrink: bool = False
) -> sqlite3.Connection:
    """Open `path` for writing, made and migrated to `schema` where needed; `can_shrink`: a file made so gives room back
    to the disk. Raises DatabaseUnusable."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.create_function("arabic_share", 1, arabic_share, deterministic=True)
        if can_shrink:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # of no effect but on an empty file
        _write_ahead(connection)
        # safe against kill; a power cut may undo the last seconds
        connection.execute("PRAGMA synchronous = NORMAL")
        # the index of copies touches dozens of pages an article, all over the file: room for them, and for those of a
        # batch in the log before they are written back, make an insert a quarter cheaper
        connection.execute("PRAGMA cache_size = -16000")  # KB
        connection.execute("PRAGMA wal_autocheckpoint = 4000")  # pages
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, schema, path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise DatabaseUnusable(explain(path, error)) from error
    return connection


def connect_readonly(path: Path | str, schema: Migrations = migrations) -> sqlite3.Connection:
    """Open an existing `path` for reading, safe beside a running crawl. Raises DatabaseUnusable."""
    path = Path(path)
    if not path.exists():
        raise DatabaseUnusable(
            f"{path}: no such database. Crawl first (scrapy crawl SOURCE), or name one with --db"
        )
    try:
        how = "immutable=1" if at_rest(path) else "mode=ro"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS)
        connection.row_factory = sqlite3.Row
        if pending(connection, schema):
            if not schema.applied(Database(connection, execute_plugins=False)):
                raise DatabaseUnusable(f"{path}: no database of this program; name another with --db")
            connection.close()
            connect(path, schema).close()
            return connect_readonly(path, schema)
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusable(explain(path, error)) from error
    return connection


def at_rest(path: Path) -> bool:
    """Whether nobody can write beside `path` and nothing is left to merge: SQLite then needs no files of its own there."""
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def explain(path: Path | str, error: Exception) -> str:
    """What went wrong with the file at `path`, and what its owner can do about it."""
    said = str(error)
    if "full" in said or "No space" in said or "disk I/O" in said or "too large" in said.lower():
        todo = "the disk is full or failing: free some space and run again; nothing stored so far is lost"
    elif "readonly" in said or "unable to open" in said or isinstance(error, PermissionError):
        todo = "it cannot be written: check the rights of the file and of its folder"
    elif "malformed" in said or "not a database" in said:
        todo = "the file is damaged: move it away, or save what is readable with `sqlite3 FILE .recover`"
    elif "locked" in said:
        todo = f"another program held it for over {BUSY_SECONDS} s: close that program and run again"
    else:
        todo = "run again; if it stays, check the disk"
    return f"{path}: {said}; {todo}"


def is_bug(error: sqlite3.Error) -> bool:
    """Whether an error says that a statement is wrong, not that the file or the disk is."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code in (
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_MISMATCH,
    )


def pending(connection: sqlite3.Connection, schema: Migrations = migrations) -> bool:
    """Whether the file is of an older schema than this program."""
    return bool(schema.pending(Database(connection, execute_plugins=False)))


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal's mode. Of two who do so to a fresh file at once, SQLite turns one away without a wait."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(random.uniform(0, 0.05))


def _migrate(connection: sqlite3.Connection, schema: Migrations, path: Path) -> None:
    if not pending(connection, schema):
        return
    if sys.stderr.isatty() and path.stat().st_size > LARGE:
        print(
            f"{path}: made by an older version; bringing it up to date takes minutes, once", file=sys.stderr
        )
    with transaction(connection):  # two crawls may open a fresh file at once: the second finds nothing to do
        schema.apply(Database(connection, execute_plugins=False))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the write lock at once, so a reader never has to become a writer halfway."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def now() -> str:
    """The time, ISO 8601 in UTC with Z, to the second."""
    return timestamp(datetime.now(UTC))


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
