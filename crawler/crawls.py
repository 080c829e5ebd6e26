"""The row of a crawl: the lock on its source, the books of what came of every address, and how it ended."""

import os
import socket
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, Literal

from crawler.database import now, timestamp, to_json
from crawler.source import Source

# How a command ends: its exit code
FINE, FAILED, USAGE, LOCKED, UNWRITABLE = range(5)

LEASE = timedelta(minutes=5)  # without a sign of life for so long, a crawl is taken for dead

# A source whose last crawls all failed is left alone by the next ones of all sources, each time twice as long
LOST_IN_A_ROW = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(hours=1), timedelta(days=1)

OUTCOMES = ("stored", "updated", "unchanged", "duplicate", "rejected", "gone", "blocked", "failed")
Outcome = Literal["stored", "updated", "unchanged", "duplicate", "rejected", "gone", "blocked", "failed"]


class AlreadyRunning(Exception):
    """Another crawl of the same source lives; the message says since when and by whom."""


@dataclass(frozen=True, slots=True)
class Books:
    """A crawl's counts of articles' addresses, as they stand in the database."""

    found: int
    outcomes: dict[str, int]
    waiting: int

    @property
    def balanced(self) -> bool:
        return self.found == sum(self.outcomes.values()) + self.waiting


def dead_crawl(connection: sqlite3.Connection, source: str) -> int | None:
    """The number of a crawl of this source that never finished, if any. Raises AlreadyRunning where it lives."""
    row = connection.execute(
        "SELECT id, started, pid, host, beat FROM crawls WHERE source = ? AND finished IS NULL", (source,)
    ).fetchone()
    if row is None:
        return None
    if is_alive(row["pid"], row["host"], row["beat"]):
        raise AlreadyRunning(
            f"{source} is being crawled since {row['started']} by process {row['pid']} on {row['host']}"
        )
    return int(row["id"])


def is_alive(pid: int, host: str, beat: str) -> bool:
    """Whether the crawl of another process still runs: a process gone from this machine is dead at
    once; one that cannot be looked at, or whose number was given to another, is dead after LEASE.
    """
    if host == socket.gethostname():
        if pid == os.getpid():
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass  # it is there, and another user's
    # a beat of the future is of a clock that was wrong, and would hold the source until then
    return abs(datetime.now(UTC) - datetime.fromisoformat(beat)) < LEASE


def open_within(connection: sqlite3.Connection, source: Source, settings: dict[str, Any]) -> int:
    """Begin a crawl: its number. `settings` are kept with it. An index allows one running crawl a source."""
    connection.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET title = excluded.title,"
        " home = excluded.home, country = excluded.country, timezone = excluded.timezone,"
        " language = excluded.language, note = excluded.note",
        (
            source.name,
            source.title,
            source.home,
            source.country,
            source.timezone,
            source.language,
            source.note,
        ),
    )
    inserted = connection.execute(
        "INSERT INTO crawls (source, started, settings, pid, host, beat) VALUES (?, ?, ?, ?, ?, ?)",
        (source.name, now(), to_json(settings), os.getpid(), socket.gethostname(), now()),
    )
    assert inserted.lastrowid is not None
    return inserted.lastrowid


def count_within(connection: sqlite3.Connection, crawl: int, column: str) -> None:
    connection.execute(f"UPDATE crawls SET {column} = {column} + 1 WHERE id = ?", (crawl,))


def close_within(
    connection: sqlite3.Connection, crawl: int, outcome: str, reason: str | None, waiting: int
) -> None:
    """End a crawl. A replay found what it read, and nothing waits for it."""
    connection.execute(
        "UPDATE crawls SET finished = ?, outcome = ?, reason = ?,"
        " waiting = CASE WHEN json_extract(settings, '$.replay') THEN 0 ELSE ? END WHERE id = ?",
        (now(), outcome, reason, waiting, crawl),
    )


def books(connection: sqlite3.Connection, crawl: int) -> Books:
    row = connection.execute("SELECT * FROM crawls WHERE id = ?", (crawl,)).fetchone()
    return Books(row["found"], {outcome: row[outcome] for outcome in OUTCOMES}, row["waiting"])


def put_off_until(connection: sqlite3.Connection, source: str, at: datetime) -> datetime | None:
    """Until when a crawl of all sources leaves this one alone, as its last crawls failed; None where it need not."""
    rows = connection.execute(
        "SELECT finished, outcome = 'failed' OR (outcome = 'timeout' AND stored = 0) AS lost FROM crawls"
        " WHERE source = ? AND outcome IN ('finished', 'failed', 'timeout') AND finished <= ?"
        " ORDER BY started DESC, id DESC LIMIT 20",
        (source, timestamp(at)),
    ).fetchall()
    lost = list(takewhile(lambda row: row["lost"], rows))
    if len(lost) < LOST_IN_A_ROW:
        return None
    pause = min(FIRST_PAUSE * 2 ** (len(lost) - LOST_IN_A_ROW), LONGEST_PAUSE)
    until = datetime.fromisoformat(lost[0]["finished"]) + pause
    return until if until > at else None
