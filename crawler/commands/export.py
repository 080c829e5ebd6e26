"""`scrapy export`: the articles as files for other programs."""

import argparse
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import get_args

from scrapy.exceptions import UsageError

from crawler import cursors, warc
from crawler.archive import Archive, path_beside
from crawler.choice import Choice
from crawler.cli import PressCommand, add_topic_option, check_source, complain, day, need_extra
from crawler.crawls import FAILED, UNWRITABLE
from crawler.database import connect_readonly, to_json
from crawler.export import changed, lines, records, snapshot
from crawler.feed import PLACE_OF_NUMBERS, move, path_of_piece, pieces, write_file, write_folder
from crawler.files import remove_abandoned, replacing
from crawler.formats import FORMATS, Format, csv
from crawler.stories import Keep, unique

SCHEMA = Path(__file__).resolve().parent.parent / "schema" / "article.schema.json"
COMPRESSED = ".zst"
SHOWN_EVERY = 0.5  # seconds


class Command(PressCommand):
    example = "scrapy export jsonl --cursor newsroom -o 'inbox/{seq}.jsonl'"

    def syntax(self) -> str:
        return "[options] FORMAT"

    def short_desc(self) -> str:
        return f"Export the articles, or what changed since last time: {', '.join(FORMATS)}"

    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. `scrapy export schema` prints the JSON Schema of a record; `scrapy export warc"
            " -o pages.warc.gz` writes the kept pages as a web archive."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o",
            metavar="PATH",
            dest="output",
            help="a file, compressed if its name ends in .zst (text, markdown: a folder, one file an article); default: stdout",
        )
        parser.add_argument(
            "--cursor",
            metavar="NAME",
            help="only what changed since the last export of this name, removed articles too; without a change no file is"
            " written, and one that is still there is not replaced. {seq} in PATH: the numbers of the file's changes",
        )
        parser.add_argument(
            "--follow", action="store_true", help="jsonl: go on with what changes from now on, until Ctrl-C"
        )
        parser.add_argument("--source", metavar="SOURCE", help="only this source")
        parser.add_argument("--since", metavar="DATE", help="only what was published on this day or later")
        add_topic_option(parser)
        parser.add_argument(
            "--unique",
            action="store_true",
            help="one article of each story; `copies` are the ids of its others",
        )
        parser.add_argument(
            "--keep",
            choices=get_args(Keep),
            default="earliest",
            help="with --unique: the article that stands for its story (default: earliest)",
        )
        parser.add_argument(
            "--bom", action="store_true", help="csv: begin with the mark by which Excel knows UTF-8"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if args == ["schema"]:
            print(SCHEMA.read_text(encoding="utf-8"), end="")
            return
        if args == ["warc"]:
            self.export_pages(opts)
            return
        if len(args) != 1 or args[0] not in FORMATS:
            raise UsageError(f"name one format: {', '.join(FORMATS)}, warc")
        check(args[0], opts)
        shape = FORMATS[args[0]]
        if shape.package and shape.extra:
            need_extra(shape.package, f"{args[0]} is written with {shape.package}", shape.extra)
        if opts.bom:
            shape = replace(shape, write=partial(csv.write, bom=True))
        choice = Choice(opts.source, day(opts.since) if opts.since else None, topic=opts.topic)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # leaves no unfinished file behind
        try:
            if opts.follow:
                self.follow(choice, opts)
            else:
                self.export(shape, choice, opts)
        except OSError as error:
            if not opts.output:
                raise
            self.fail(UNWRITABLE, f"{opts.output}: {error.strerror}; {left_there(shape)}")
        except KeyboardInterrupt:
            if not opts.follow:
                self.fail(FAILED, f"stopped; {left_there(shape) if opts.output else 'run again'}")

    def export_pages(self, opts: argparse.Namespace) -> None:
        """The archive as a WARC file, of one source, or what crawls saw since a day."""
        need_extra("warcio", "warc is written with warcio", "archive")
        if opts.cursor or opts.follow or opts.unique or opts.topic or opts.bom:
            raise UsageError(
                "warc takes the pages as they came: of -o, --source and --since", print_help=False
            )
        since = day(opts.since) if opts.since else None
        path = Path(opts.output) if opts.output else None
        assert self.settings is not None
        try:
            with (
                closing(Archive(path_beside(self.database), readonly=True)) as archive,
                replacing(path) if path else nullcontext(sys.stdout.buffer) as file,
            ):
                zipped = path is not None and path.suffix == ".gz"
                warc.write(archive.all(opts.source, since), file, zipped, self.settings["CONTACT"])
            if path:
                remove_abandoned(path.parent)
        except OSError as error:
            if not path:
                raise
            self.fail(UNWRITABLE, f"{path}: {error.strerror}; nothing there was changed")

    def export(self, shape: Format, choice: Choice, opts: argparse.Namespace) -> None:
        with closing(connect_readonly(self.database)) as connection, snapshot(connection) as last:
            check_source(connection, opts.source)
            after = cursors.position(connection, opts.cursor) if opts.cursor else 0
            path = path_of_piece(opts.output, after, last) if opts.output else None
            if opts.cursor and path and path.is_file() and PLACE_OF_NUMBERS not in opts.output:
                self.fail(
                    FAILED, f"{path} is still there: nobody has taken the last export; nothing was written"
                )
                return
            found = changed(connection, after, choice) if opts.cursor else lines(connection, choice)
            if opts.unique:
                chosen = unique(connection, records(connection, choice), opts.keep, choice)
                found = (f"{to_json(record)}\n".encode() for record in chosen)
            if sys.stderr.isatty():
                found = shown(found)
            first = list(islice(found, 1))
            if first or not opts.cursor:
                write(chain(first, found), shape, path)
        if opts.cursor and last != after:
            self.move(opts.cursor, after, last)

    def follow(self, choice: Choice, opts: argparse.Namespace) -> None:
        with closing(connect_readonly(self.database)) as connection:
            check_source(connection, opts.source)
            after = cursors.position(connection, opts.cursor) if opts.cursor else 0
            for found, last in pieces(connection, after, choice):
                FORMATS["jsonl"].write(found, sys.stdout.buffer)
                sys.stdout.flush()
                if opts.cursor:
                    self.move(opts.cursor, after, last)
                after = last

    def move(self, cursor: str, after: int, seq: int) -> None:
        if not move(self.database, cursor, after, seq):
            complain(
                f"cursor {cursor!r} was set by somebody else meanwhile, and stays so; see scrapy cursors"
            )


def left_there(shape: Format) -> str:
    """What an export that was cut short leaves where it was to go."""
    return (
        "what is there is incomplete: run again" if shape.one_each else "nothing there was changed: run again"
    )


def check(name: str, opts: argparse.Namespace) -> None:
    """What cannot go together. Raises UsageError."""
    shape, path = FORMATS[name], opts.output or ""
    wrong = {
        "--follow writes jsonl to stdout; leave out -o and --unique": opts.follow
        and (name != "jsonl" or path or opts.unique),
        "--unique needs all articles and --cursor gives some: use one of them; `duplicate_of` says what is a copy": opts.unique
        and opts.cursor,
        "--bom is for csv": opts.bom and name != "csv",
        f"{name} needs a file: -o PATH": name == "parquet" and not path,
        f"{name} needs a folder, where removed articles can be deleted: -o PATH": shape.one_each
        and opts.cursor
        and not path,
        f"{PLACE_OF_NUMBERS} in PATH is for a file and --cursor": PLACE_OF_NUMBERS in path
        and (shape.one_each or not opts.cursor),
        f"{name} is not compressed as a whole; leave out {COMPRESSED}": path.endswith(COMPRESSED)
        and (shape.one_each or name == "parquet"),
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            raise UsageError(message, print_help=False)


def write(found: Iterable[bytes], shape: Format, path: Path | None) -> None:
    if path is None:
        shape.write(found, sys.stdout.buffer)
        sys.stdout.flush()
    elif shape.one_each:
        write_folder(found, shape, path)
    else:
        write_file(found, shape, path)


def shown(found: Iterable[bytes]) -> Iterator[bytes]:
    """The same, with their number on the terminal."""
    count, due = 0, 0.0
    for count, line in enumerate(found, 1):
        if time.monotonic() > due:
            print(f"\r{count} articles", end="", file=sys.stderr, flush=True)
            due = time.monotonic() + SHOWN_EVERY
        yield line
    print(f"\r{count} articles", file=sys.stderr)
