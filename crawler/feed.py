"""What changed since a consumer last asked, handed over so that a crash repeats and never skips.

A cursor moves only when all up to its number is in place: whole on the disk under its name, or written to the stream.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from crawler import cursors
from crawler.choice import Choice
from crawler.database import connect, transaction
from crawler.export import changed, snapshot
from crawler.files import remove_abandoned, replacing, sync_folder
from crawler.formats import Format

# Articles that a stream reads in one transaction; a longer one would hold up the database's upkeep
AT_ONCE = 1000
LOOK_EVERY = 0.5  # seconds between two looks for changes by others
PLACE_OF_NUMBERS = "{seq}"


def write_file(lines: Iterable[bytes], shape: Format, path: Path) -> int:
    """Put records into a file of their own, in the place of what was there: how many."""
    with replacing(path) as file:
        count = shape.write(lines, file)
    remove_abandoned(path.parent)
    sync_folder(path.parent)
    return count


def write_folder(lines: Iterable[bytes], shape: Format, folder: Path) -> int:
    """Put each article into its own file, and delete that of a removed one: how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for line in lines:
        record = json.loads(line)
        path = folder / f"{record['source']}-{record['id']}{shape.one_each}"
        if record["change"] == "removed":
            path.unlink(missing_ok=True)
        else:
            with replacing(path) as file:
                shape.write([line], file)
        count += 1
    remove_abandoned(folder)
    sync_folder(folder)
    return count


def path_of_piece(path: str, after: int, last: int) -> Path:
    """Where the changes from `after` + 1 to `last` go: `{seq}` becomes these two numbers, so that pieces sort as they
    came, and a piece of the same name holds the same changes.
    """
    return Path(path.replace(PLACE_OF_NUMBERS, f"{after + 1:010}-{last:010}"))


def move(database: str, name: str, after: int, seq: int) -> bool:
    """Move a cursor from `after` to `seq`; not if somebody has set it meanwhile, which can only repeat changes."""
    with closing(connect(database)) as connection, transaction(connection):
        if cursors.position(connection, name) != after:
            return False
        cursors.move_within(connection, name, seq)
        return True


def pieces(connection: sqlite3.Connection, after: int, choice: Choice) -> Iterator[tuple[list[bytes], int]]:
    """What changed after a number, at most AT_ONCE articles at a time, and the number up to which that is all; then
    what changes while others write. Never ends.
    """
    while True:
        seen = connection.execute("PRAGMA data_version").fetchone()[0]
        with snapshot(connection) as last:
            lines = list(changed(connection, after, choice, AT_ONCE))
        is_all = len(lines) < AT_ONCE
        last = last if is_all else json.loads(lines[-1])["seq"]
        if last > after:
            yield lines, last
            after = last
        while is_all and connection.execute("PRAGMA data_version").fetchone()[0] == seen:
            time.sleep(LOOK_EVERY)
