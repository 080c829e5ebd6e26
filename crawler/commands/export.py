"""`scrapy export`: the articles as files for other programs."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, get_args

from scrapy.exceptions import UsageError

from crawler.choice import Choice
from crawler.cli import PressCommand, add_topic_option, day
from crawler.database import DatabaseUnusable, connect_readonly
from crawler.export import Record, as_jsonl, as_text, records
from crawler.spiders.verdict import UNWRITABLE
from crawler.stories import Keep, unique

FORMATS = ("jsonl", "text")


class Command(PressCommand):
    example = "scrapy export jsonl -o articles.jsonl --source hespress --since 2024-06-01"

    def syntax(self) -> str:
        return "[options] FORMAT"

    def short_desc(self) -> str:
        return f"Export the articles: {', '.join(FORMATS)}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o",
            metavar="PATH",
            dest="output",
            help="a file (text: a folder, one file an article); default: stdout",
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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0] not in FORMATS:
            raise UsageError(f"name one format: {', '.join(FORMATS)}")
        choice = Choice(opts.source, day(opts.since) if opts.since else None, topic=opts.topic)
        try:
            connection = connect_readonly(self.database)
            rows = records(connection, choice)
            if opts.unique:
                rows = unique(connection, rows, opts.keep, choice)
            if args[0] == "jsonl":
                write_lines(map(as_jsonl, rows), opts.output)
            elif opts.output:
                write_folder(rows, Path(opts.output))
            else:
                write_lines((as_text(row) + "\n" for row in rows), None)
        except DatabaseUnusable as error:
            self.fail(UNWRITABLE, str(error))
        except OSError as error:
            self.fail(UNWRITABLE, f"{opts.output or 'stdout'}: {error.strerror}; nothing there was changed")


def write_lines(lines: Iterable[str], path: str | None) -> None:
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.writelines(lines)
        sys.stdout.flush()
        return
    with replacing(Path(path)) as file:
        file.writelines(lines)


def write_folder(rows: Iterable[Record], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        with replacing(folder / f"{row['source']}-{row['id']}.txt") as file:
            file.write(as_text(row))


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A file that takes its name only when it is whole and on the disk: a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{re.sub(r'^[.]+', '', path.name)}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
