"""How far each consumer has read the changes: a name and the number of the last change it was given."""

import sqlite3
from dataclasses import dataclass

from crawler.database import now


@dataclass(frozen=True, slots=True)
class Cursor:
    """`behind`: how many changes came after `seq`; `moved`: when it was set last."""

    name: str
    seq: int
    behind: int
    moved: str


def position(connection: sqlite3.Connection, name: str) -> int:
    """The number of the last change that a consumer was given; 0 for a new one."""
    row = connection.execute("SELECT seq FROM cursors WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def move_within(connection: sqlite3.Connection, name: str, seq: int) -> None:
    """Note, inside the caller's transaction, that a consumer has all changes up to `seq`."""
    connection.execute(
        "INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, moved = excluded.moved",
        (name, seq, now()),
    )


def remove_within(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM cursors WHERE name = ?", (name,))


def cursors(connection: sqlite3.Connection) -> list[Cursor]:
    """All of them, by name."""
    rows = connection.execute(
        "SELECT name, seq, (SELECT count(*) FROM changes WHERE changes.seq > cursors.seq), moved"
        " FROM cursors ORDER BY name"
    )
    return [Cursor(*row) for row in rows]
