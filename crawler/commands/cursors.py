"""`scrapy cursors`: how far the consumers of `scrapy export --cursor` have read."""

import argparse
from contextlib import closing
from dataclasses import asdict

from scrapy.exceptions import UsageError

from crawler.cli import PressCommand, print_table
from crawler.crawls import FAILED
from crawler.cursors import cursors, move_within, remove_within
from crawler.database import connect, connect_readonly, transaction
from crawler.export import snapshot

COLUMNS = ["name", "seq", "behind", "moved"]


class Command(PressCommand):
    example = "scrapy cursors newsroom --reset"

    def syntax(self) -> str:
        return "[options] [NAME]"

    def short_desc(self) -> str:
        return "List the cursors of exports and how many changes each is behind; set one back, or remove it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--reset",
            metavar="SEQ",
            nargs="?",
            const="0",
            help="the next export gives what changed after this number (default: 0, everything)",
        )
        parser.add_argument("--remove", action="store_true", help="forget this name")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        changes = opts.remove + (opts.reset is not None)
        if len(args) > 1 or changes > 1 or (changes and not args):
            raise UsageError("name one cursor for one of --reset and --remove, or none to list them all")
        if opts.reset is not None and not opts.reset.isdecimal():
            raise UsageError(
                f"{opts.reset!r} is no change's number; write a whole number from 0 on", print_help=False
            )
        with closing(connect_readonly(self.database)) as connection:
            found = [cursor for cursor in cursors(connection) if cursor.name in (args or [cursor.name])]
            with snapshot(connection) as last:
                pass
        if args and not found:
            self.fail(FAILED, f"there is no cursor {args[0]!r} in {self.database}; scrapy cursors lists them")
        elif opts.reset is not None and int(opts.reset) > last:
            self.fail(FAILED, f"there is no change {opts.reset} yet; the last is {last}")
        elif changes:
            self.change(args[0], opts)
        else:
            print_table([asdict(cursor) for cursor in found], COLUMNS)

    def change(self, name: str, opts: argparse.Namespace) -> None:
        with closing(connect(self.database)) as connection, transaction(connection):
            if opts.remove:
                remove_within(connection, name)
            else:
                move_within(connection, name, int(opts.reset))
