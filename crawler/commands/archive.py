"""`scrapy archive`: what the pages that are kept take on the disk; old ones deleted."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.archive import Archive, Size, path_beside
from crawler.cli import PressCommand, count, print_table
from crawler.crawls import FAILED
from crawler.database import timestamp
from crawler.prune import prune, room

MB = 1_000_000
LONG_AGO = 100_000  # days; before any page


class Command(PressCommand):
    example = "scrapy archive --prune 365"

    def short_desc(self) -> str:
        return "Show what room the pages take that crawls keep; delete old ones"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="for machines: one JSON object a source")
        parser.add_argument(
            "--prune", metavar="DAYS", help="delete the pages that no crawl has seen for so many days"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        days = count(opts.prune) if opts.prune else None
        path = path_beside(self.database)
        try:
            archive = Archive(path, readonly=True)  # says so where there is none, and makes none
            if days:
                archive.close()
                archive = Archive(path)
                delete(archive, days)
            show(archive.sizes(), opts.json)
            archive.close()
        except KeyboardInterrupt:
            self.fail(FAILED, "stopped; what is deleted stays so. Run it again for the rest")


def delete(archive: Archive, days: int) -> None:
    """Delete what was not seen for `days`, and say on stderr how much that was."""
    before = room(archive)
    last = timestamp(datetime.now(UTC) - timedelta(days=min(days, LONG_AGO)))
    deleted = 0
    for deleted in prune(archive, last):
        if sys.stderr.isatty():
            print(f"\r{deleted} deleted", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    freed = (before - room(archive)) / MB
    print(f"deleted {deleted} captures not seen since {last[:10]}; {freed:.1f} MB came back", file=sys.stderr)


def show(sizes: list[Size], as_json: bool) -> None:
    if as_json:
        for size in sizes:
            print(json.dumps(asdict(size) | {"share": size.share}))
        return
    rows = [as_row(size) for size in [*sizes, total(sizes)]]
    print_table(rows, list(rows[0]))


def total(sizes: list[Size]) -> Size:
    columns = ([getattr(size, name) for size in sizes] for name in ("pages", "captures", "bytes", "kept"))
    return Size("together", *map(sum, columns))


def as_row(size: Size) -> dict[str, Any]:
    """One source as the table shows it."""
    return {
        "source": size.source,
        "pages": size.pages,
        "captures": size.captures,
        "MB": f"{size.bytes / MB:.1f}",
        "kept MB": f"{size.kept / MB:.1f}",
        "share": f"{100 * size.share:.0f} %",
        "KB a page": f"{size.kept / 1000 / max(size.pages, 1):.1f}",
    }
