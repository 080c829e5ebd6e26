"""How far the crawls of this process are: a table on the terminal, else a line in the log now and then."""

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.crawls import Books
from crawler.image_queue import ImageCounts

ON_TERMINAL, IN_LOG = 1.0, 60.0  # seconds between two looks at one crawl
REDRAW = 0.2  # seconds between two drawings, of however many crawls

HEADER = (
    "source",
    "found",
    "waiting",
    "stored",
    "duplicate",
    "rejected",
    "failed",
    "images",
    "req/s",
    "left",
)
CLEAR_BELOW = "\r\x1b[J"

_log = logging.getLogger(__name__)
_rows: dict[str, tuple[str, ...]] = {}
_looked: dict[str, float] = {}
_drawn = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one crawl is. `waiting` articles are still to fetch, as far as is known; `is_whole`: the listings are
    read, so there will be no more. `ended`: its outcome.
    """

    books: Books
    waiting: int
    requests: int
    seconds: float
    is_whole: bool
    ended: str = ""
    images: ImageCounts | None = None

    @property
    def left(self) -> float | None:
        """Seconds to the end at the pace so far; None where that cannot be known."""
        settled = sum(self.books.outcomes.values())
        return self.waiting * self.seconds / settled if self.is_whole and settled else None


def has_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def is_due(source: str) -> bool:
    """Whether what is known of a crawl is old enough to be worth a query."""
    return time.monotonic() - _looked.get(source, 0.0) > (ON_TERMINAL if has_terminal() else IN_LOG)


def show(source: str, progress: Progress) -> None:
    """Enter how far a crawl is, and show them all."""
    global _drawn
    _looked[source] = time.monotonic()
    if progress.ended or not has_terminal():
        _log.info("%s: %s", source, as_line(progress))
    if not has_terminal():
        return
    _rows[source] = as_row(source, progress)
    if progress.ended or time.monotonic() - _drawn > REDRAW:
        _drawn = time.monotonic()
        size = shutil.get_terminal_size()
        print(drawing(_rows.values(), size.columns, size.lines), end="", file=sys.stderr, flush=True)


def clear() -> None:
    """Leave an empty screen to what is printed after the crawls."""
    if _rows:
        print(CLEAR_BELOW, end="", file=sys.stderr, flush=True)


def as_row(source: str, progress: Progress) -> tuple[str, ...]:
    outcomes = progress.books.outcomes
    counts = (
        progress.books.found,
        progress.waiting,
        outcomes["stored"] + outcomes["updated"],
        outcomes["duplicate"],
        outcomes["rejected"],
        outcomes["failed"] + outcomes["blocked"],
    )
    pace = progress.requests / progress.seconds if progress.seconds else 0.0
    images = str(progress.images.done) if progress.images else ""
    return source, *map(str, counts), images, f"{pace:.1f}", progress.ended or as_time(progress.left)


def as_line(progress: Progress) -> str:
    """The row in words: `12 found, 3 waiting, …`."""
    _, *counts, pace, left = as_row("", progress)
    said = ", ".join(f"{count} {name}" for name, count in zip(HEADER[1:], counts, strict=False) if count)
    return f"{said}, {pace} requests a second" + (f", {left} left" if left and not progress.ended else "")


def as_time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    hours, minutes = divmod(round(seconds) // 60, 60)
    return (
        f"{hours}:{minutes:02}:{round(seconds) % 60:02}" if hours else f"{minutes}:{round(seconds) % 60:02}"
    )


def drawing(rows: Iterable[tuple[str, ...]], columns: int, lines: int) -> str:
    """The table with an empty line above, on which the cursor comes to rest: what a log writes meanwhile
    stands there, and the next drawing goes below it. A column of which no crawl has anything to say is left out,
    and what does not fit on the screen is only counted.
    """
    listed = list(rows)
    room = max(1, lines - 4)
    table = zip(HEADER, *listed[-room:], strict=True)
    told = [column for column in table if any(column[1:])]
    widths = [max(map(len, column)) for column in told]
    shown = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in zip(*told, strict=True)
    ]
    if len(listed) > room:
        shown.append(f"… and {len(listed) - room} more")
    block = "".join(f"\n{line[: columns - 1]}" for line in shown)
    return f"{CLEAR_BELOW}{block}\r\x1b[{len(shown)}A"
