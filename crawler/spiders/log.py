"""The log: a file for every run, and nothing in it that the books of the crawl say already."""

import json
import logging
import os
import re
import sqlite3
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

FILE_NAME = re.compile(r"\d{8}T\d{6}Z-.+-\d+\.log")  # time, source or number of sources, process


def log_to_file(settings: BaseSettings, sources: list[str]) -> None:
    """Have this run keep a log of its own in `logs/` beside the database, and drop the oldest ones.

    To be called when Scrapy has configured logging. Nothing where the user said where the log goes, or wants none.
    """
    if settings["LOG_FILE"] or not settings.getbool("LOG_ENABLED"):
        return
    folder = Path(settings["DATABASE"]).absolute().parent / "logs"
    what = sources[0] if len(sources) == 1 else f"{len(sources)}-sources"
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{what}-{os.getpid()}.log"
    level = min(logging.INFO, logging.getLevelName(settings["LOG_LEVEL"]))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RunFile(path, encoding="utf-8")
    except OSError as error:
        without_log(path, error)
        return
    handler.setLevel(level)
    handler.setFormatter(JsonLine() if settings.getbool("LOG_JSON") else PlainLine())
    if level == logging.INFO:
        handler.addFilter(is_of_the_crawl)
    logging.root.addHandler(handler)
    for name in superseded((file.name for file in folder.iterdir()), settings.getint("LOGS_KEPT")):
        (folder / name).unlink(missing_ok=True)  # another run may have been quicker
    database = settings["DATABASE"]
    logging.getLogger(__name__).info(
        "process %d crawls %s into %s", os.getpid(), ", ".join(sources), database
    )


def superseded(names: Iterable[str], kept: int) -> list[str]:
    """The logs of all but the last `kept` runs; no file that a run did not write."""
    logs = sorted(name for name in names if FILE_NAME.fullmatch(name))
    return logs[: max(0, len(logs) - max(1, kept))]


def is_of_the_crawl(record: logging.LogRecord) -> bool:
    """Leaves out what Scrapy says of itself at every start, unless something is wrong."""
    of_scrapy = record.name.startswith("scrapy.") and ".downloadermiddlewares." not in record.name
    return record.levelno >= logging.WARNING or not of_scrapy


def without_log(path: Path, error: BaseException | None) -> None:
    reason = getattr(error, "strerror", None) or error
    print(f"scrapy: {path}: {reason}; the crawl goes on without a log", file=sys.stderr)


class RunFile(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Say once that the log cannot be written; logging would print a traceback for every line."""
        logging.root.removeHandler(self)
        without_log(Path(self.baseFilename), sys.exception())


class PlainLine(logging.Formatter):
    """`2024-06-12T09:30:00Z INFO hespress: …`"""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{moment_of(record)} {record.levelname} {speaker(record)}: {record.getMessage()}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class JsonLine(logging.Formatter):
    """One object a line: time, level, source (or which part of the program speaks), message, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": moment_of(record),
            "level": record.levelname,
            "source": speaker(record),
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def moment_of(record: logging.LogRecord) -> str:
    return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"


def speaker(record: logging.LogRecord) -> str:
    """The source of which the record speaks, else the logger."""
    spider = getattr(record, "spider", None)
    return str(getattr(getattr(spider, "source", spider), "name", record.name))


class Quiet(LogFormatter):
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # The one logs a traceback for every host that is down, the other a line for every file that is too large;
        # and only here, since Scrapy resets the levels at its start
        for name in ("scrapy.downloadermiddlewares.robotstxt", "scrapy.core.downloader.handlers.http11"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return super().from_crawler(crawler)

    def dropped(  # type: ignore[override]  # Scrapy takes None, as it does of `scraped`
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        return None

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        result = super().item_error(item, exception, response, spider)
        if isinstance(exception, sqlite3.Error):
            result["level"] = (
                logging.DEBUG
            )  # the crawl ends, and says in one line what is wrong with the file
        return result
