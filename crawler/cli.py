"""What the commands share: how they find the database, read their arguments, and complain."""

import argparse
import importlib
import os
import signal
import sqlite3
import subprocess
import sys
from abc import abstractmethod
from datetime import date
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter
from scrapy.exceptions import UsageError
from tabulate import tabulate

from crawler.crawls import FAILED, UNWRITABLE
from crawler.database import DatabaseUnusable, explain, is_bug
from crawler.sources import SOURCES

MOST = 1_000_000_000  # of articles, days, minutes: more is a slip of the finger


class PressCommand(ScrapyCommand):
    """A command that reads or writes the database without crawling."""

    requires_project = True
    requires_crawler_process = False
    example = ""  # one line that runs as it stands
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def long_desc(self) -> str:
        return f"{self.short_desc()}. Example: {self.example}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_database_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if sys.stdout is None:  # as Python has it after `>&-`
            raise UsageError(
                "stdout is closed; send it to /dev/null if nobody is to read it", print_help=False
            )
        for value in [*args, *vars(opts).values()]:
            if isinstance(value, str) and not is_text(value):
                raise UsageError(f"{value!r} is no text in UTF-8", print_help=False)
        use_database(self, opts)
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` has seen enough: end as other tools do

    def outlive_connections(self) -> None:
        """For a command that talks to servers: one that goes away must not end it."""
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """`act`, and a clear end where the disk, a file or the reader's patience does not let it."""
        try:
            self.act(args, opts)
            sys.stdout.flush()
        except DatabaseUnusable as error:
            self.fail(UNWRITABLE, str(error))
        except sqlite3.Error as error:
            if is_bug(error):
                raise
            self.fail(UNWRITABLE, explain(self.database, error))
        except OSError as error:
            self.fail(UNWRITABLE, f"{error.filename or 'stdout'}: {error.strerror}")
            if error.filename is None:  # what is still to be written there would fail again at the very end
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        except KeyboardInterrupt:
            self.fail(FAILED, "stopped")

    @abstractmethod
    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        """What the command does."""

    @property
    def database(self) -> str:
        assert self.settings is not None
        return str(self.settings["DATABASE"])

    def fail(self, exit_code: int, message: str) -> None:
        self.exitcode = exit_code
        complain(message)


def is_text(value: str) -> bool:
    """Whether an argument is text: Python keeps bytes that are no UTF-8 as surrogates, which nothing can write."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def complain(message: str) -> None:
    print(f"scrapy: {message}", file=sys.stderr)


class HelpFormatter(ScrapyHelpFormatter):
    """Scrapy's takes any line that ends in a colon for a heading, in the midst of an option's help too."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return [f"{line} " if line.endswith(":") else line for line in super()._split_lines(text, width)]


def add_database_option(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = HelpFormatter
    parser.add_argument(
        "--db", metavar="PATH", help="the database; without it output/articles.db of the project"
    )


def add_topic_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--topic", choices=["tech"], help="only what is about technology, by its words")


def use_database(command: ScrapyCommand, opts: argparse.Namespace) -> None:
    if opts.db:
        assert command.settings is not None
        command.settings.set("DATABASE", opts.db, priority="cmdline")


def exit_code_of(process: "subprocess.CompletedProcess[Any]") -> int:
    """The exit code of a command that another one ran: a process that was killed has failed."""
    return FAILED if process.returncode < 0 else process.returncode


def need_extra(module: str, reason: str, extra: str) -> None:
    """Raises UsageError where `module` cannot be imported; `reason` says what it is needed for."""
    try:
        importlib.import_module(module)
    except ImportError:
        raise UsageError(
            f"{reason}, which is not installed: pip install '.[{extra}]'", print_help=False
        ) from None


def unknown_source(name: str) -> UsageError:
    """What to say of a name that is no source's."""
    said = f"there is no source {name!r}; scrapy list shows them, and scrapy crawl site -a url=… crawls any other site"
    return UsageError(SOURCES.broken.get(name, said), print_help=False)


def check_source(connection: sqlite3.Connection, name: str | None) -> None:
    """Raises UsageError for a name that no source has, in the database or in the catalogue: it would find nothing."""
    if name is None or connection.execute("SELECT 1 FROM sources WHERE name = ?", (name,)).fetchone():
        return
    if name not in SOURCES:
        raise unknown_source(name)


def need_whole_catalogue() -> None:
    """Raises UsageError where a source's file is broken: its pages would be taken for those of an unknown site."""
    if SOURCES.broken:
        raise UsageError("\n".join(SOURCES.broken.values()), print_help=False)


def day(text: str) -> str:
    """A day as the user writes it, 2024-06-12. Raises UsageError."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no day; write it like 2024-06-12", print_help=False) from None


def count(text: str) -> int:
    """A number from 1 on. Raises UsageError."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise UsageError(f"{text!r} is no count; write a whole number from 1 on", print_help=False)
    return int(text)


def print_table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    print(tabulate([[row[column] for column in columns] for row in rows], headers=columns, tablefmt="simple"))
