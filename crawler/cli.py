"""What the commands share: how they find the database, read their arguments, and complain."""

import argparse
import importlib
import signal
import subprocess
import sys
from datetime import date
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tabulate import tabulate

from crawler.sources import SOURCES


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
        use_database(self, opts)
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` has seen enough: end as other tools do

    @property
    def database(self) -> str:
        assert self.settings is not None
        return str(self.settings["DATABASE"])

    def fail(self, exit_code: int, message: str) -> None:
        self.exitcode = exit_code
        complain(message)


def complain(message: str) -> None:
    print(f"scrapy: {message}", file=sys.stderr)


def add_database_option(parser: argparse.ArgumentParser) -> None:
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
    return 1 if process.returncode < 0 else process.returncode


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
    if not text.isdecimal() or int(text) < 1:
        raise UsageError(f"{text!r} is no count; write a whole number from 1 on", print_help=False)
    return int(text)


def print_table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    print(tabulate([[row[column] for column in columns] for row in rows], headers=columns, tablefmt="simple"))
