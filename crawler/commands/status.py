"""`scrapy status`: is every source well, judged against its own past."""

import argparse
import json
import sqlite3
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.boilerplate import learned
from crawler.cli import PressCommand, print_table
from crawler.crawls import FAILED, UNWRITABLE, USAGE, put_off_until
from crawler.database import connect, connect_readonly, timestamp
from crawler.files import replacing
from crawler.health import Health, history, past, sources, survey, usuals
from crawler.health_page import render
from crawler.notices import ExtraMissing, NotSent, lines, news, remember, send

COLUMNS = ["source", "state", "newest article", "last crawl", "week", "why"]
LAST_CRAWLS = 10


class Command(PressCommand):
    example = "scrapy status hespress"

    def syntax(self) -> str:
        return "[options] [SOURCE…]"

    def short_desc(self) -> str:
        return "Show whether each source is well, judged against its own past; exit 1 if one is not"

    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. On a terminal a table of all sources; of a source that is named, all that is"
            " known. Otherwise, as under cron, one line for each thing that is wrong, and nothing when all is well."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="for machines: one JSON array")
        parser.add_argument("--html", metavar="PATH", help="write a page with charts into this file")
        parser.add_argument(
            "--notify",
            action="store_true",
            help="for cron, after the crawls: only what changed since it was last told, recoveries too; also sent to"
            " the addresses in NOTIFY (environment: CRAWLER_NOTIFY)",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.notify and (args or opts.json):
            raise UsageError("--notify is about all sources, in words: leave out SOURCE and --json")
        now = datetime.now(UTC)
        try:
            connection = connect_readonly(self.database)
            if opts.notify:
                connection.close()
                connection = connect(self.database)
            known = sources(connection)
            for name in args:
                if name not in known:
                    raise UsageError(
                        f"{name!r} was never crawled into {self.database}; scrapy status shows what was",
                        print_help=False,
                    )
            judged = survey(connection, now, list(dict.fromkeys(args)))
            if opts.html:
                histories = {health.source: history(connection, health.source, now) for health in judged}
                with replacing(Path(opts.html)) as file:
                    file.write(render(judged, histories, now).encode())
            self.exitcode = FAILED if any(health.broken for health in judged) else 0
            if opts.notify:
                self.notify(connection, judged, now)
            elif opts.json:
                print(json.dumps([asdict(health) for health in judged], ensure_ascii=False, indent=1))
            elif args:
                print("\n\n".join(details(connection, health, now) for health in judged))
            elif sys.stdout.isatty():
                print_table([as_row(connection, health, now) for health in judged], COLUMNS)
            elif told := lines(judged):
                print("\n".join(told))
        except OSError as error:
            if not opts.html:
                raise
            self.fail(UNWRITABLE, f"{opts.html}: {error.strerror}; nothing there was changed")

    def notify(self, connection: sqlite3.Connection, judged: list[Health], now: datetime) -> None:
        told = news(connection, judged)
        addresses = self.settings["NOTIFY"] if self.settings else ""
        if told:
            print("\n".join(told))
            broken = sum(health.broken for health in judged)
            title = (
                f"Arabic Tech Press: {broken} of {len(judged)} sources broken"
                if broken
                else "All is well again"
            )
            try:
                if addresses:
                    self.outlive_connections()
                    send(addresses, title, "\n".join(told))
            except NotSent as error:
                self.fail(USAGE if isinstance(error, ExtraMissing) else FAILED, str(error))
                return
        remember(connection, judged, timestamp(now))


def as_row(connection: sqlite3.Connection, health: Health, now: datetime) -> dict[str, Any]:
    return {
        "source": health.source,
        "state": health.state,
        "newest article": minute(health.newest),
        "last crawl": minute(health.last_crawl),
        "week": health.week,
        "why": "; ".join(part for part in (health.why, put_off(connection, health, now)) if part),
    }


def put_off(connection: sqlite3.Connection, health: Health, now: datetime) -> str:
    until = put_off_until(connection, health.source, now)
    return f"scrapy crawl --all leaves it alone until {minute(timestamp(until))}" if until else ""


def minute(moment: str | None) -> str:
    return f"{moment[:10]} {moment[11:16]}" if moment else ""


def details(connection: sqlite3.Connection, health: Health, now: datetime) -> str:
    """All that is known of one source: what is wrong, what is usual, the lines learned, the last crawls."""
    parts = [
        f"{health.source}: {health.state}",
        f"newest article {minute(health.newest) or 'none'}, last crawl {minute(health.last_crawl) or 'none'} (UTC)",
        f"{health.week} articles in the last seven days",
    ]
    if pause := put_off(connection, health, now):
        parts.append(pause)
    for finding in health.findings:
        parts += [
            f"\n{finding.name}, since {finding.since}",
            f"  {finding.says}",
            f"  now {finding.found}; usual {finding.usual}; told from {finding.limit} on",
        ]
    if not health.findings and health.why:
        parts.append(health.why)
    parts.append("\nusual, and from where on it is told:")
    parts += [
        f"  {what}: {usual}; {limit}" for what, usual, limit in usuals(past(connection, health.source, now))
    ]
    if left_out := learned(connection, health.source):
        parts.append("\nlines left out of its texts, and in how many they stood when they were learned:")
        parts += [f"  {line.stories}  {line.line}" for line in left_out]
    parts.append("\nlast crawls:")
    for row in connection.execute(
        "SELECT * FROM crawls WHERE source = ? ORDER BY started DESC, id DESC LIMIT ?",
        (health.source, LAST_CRAWLS),
    ):
        counts = ", ".join(
            f"{row[name]} {name}"
            for name in ("stored", "updated", "duplicate", "rejected", "blocked", "failed")
            if row[name]
        )
        parts.append(
            f"  {minute(row['started'])}  {row['outcome'] or 'running'}  {row['seconds']:.0f} s  {counts}"
            + (f"  {row['reason']}" if row["reason"] else "")
        )
    return "\n".join(parts)
