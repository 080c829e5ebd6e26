"""One line on the terminal that says how far the crawls of this process are; nothing where there is no terminal."""

import shutil
import sys
import time

from crawler.crawls import Books
from crawler.image_queue import ImageCounts

EVERY = 0.5  # seconds between two updates

_done: dict[str, str] = {}
_shown = 0.0


def is_due() -> bool:
    """Whether somebody watches, and the line is old enough to be worth a query."""
    return sys.stderr.isatty() and time.monotonic() - _shown > EVERY


def show(source: str, books: Books, waiting: int, images: ImageCounts | None = None) -> None:
    """Enter how far a crawl is, and show them all."""
    global _shown
    _shown = time.monotonic()
    stored = books.outcomes["stored"] + books.outcomes["updated"]
    _done[source] = f"{source}: {books.found - waiting} of {books.found} found, {stored} stored"
    if images:
        _done[source] += f", {images.done} images, {images.waiting} to fetch"
    width = shutil.get_terminal_size().columns - 1
    print("\r" + " · ".join(_done.values())[:width].ljust(width), end="", file=sys.stderr, flush=True)


def clear() -> None:
    """Leave an empty line to what is printed after the crawls."""
    if _shown:
        print(
            "\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r", end="", file=sys.stderr, flush=True
        )
