"""`scrapy demo`: crawl the bundled newspaper over real HTTP and show what came out."""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.archive import path_beside
from crawler.cli import PressCommand, exit_code_of, print_table
from crawler.commands.show import page
from crawler.crawls import FAILED, OUTCOMES
from crawler.database import connect_readonly

BLOG = "https://taqnia-demo.example/"
AT_ONCE = [
    "-s",
    "DOWNLOAD_DELAY=0",
    "-s",
    "AUTOTHROTTLE_ENABLED=False",
    "-s",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
]


class Command(PressCommand):
    example = "scrapy demo"

    def short_desc(self) -> str:
        return "Crawl the bundled newspaper on this machine, no internet needed, and show what came out"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--db", metavar="PATH", help="a new database; without it output/demo.db, made anew"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        database = Path(opts.db or Path(self.database).with_name("demo.db"))
        files = (database, path_beside(database))
        if opts.db and any(file.exists() for file in files):
            raise UsageError(
                f"{opts.db} is there, or its pages are, and the demo needs a new database: name another, or delete it",
                print_help=False,
            )
        for file in files:
            for part in ("", "-wal", "-shm"):
                Path(f"{file}{part}").unlink(missing_ok=True)
        with newspaper() as proxy:
            print(
                f"The newspaper is printed at {proxy}; two sources and one unknown blog are crawled from it.",
                flush=True,
            )
            for crawl in (["hespress", "elaph", "--full"], ["site", "-a", f"url={BLOG}"]):
                print(f"$ scrapy crawl {' '.join(crawl)}", flush=True)
                self.exitcode = max(self.exitcode, run_crawl(crawl, database, proxy))
        show(connect_readonly(database), database)
        if self.exitcode:
            self.fail(FAILED, "a crawl of the demo failed; its message stands above")


@contextmanager
def newspaper(*options: str) -> Iterator[str]:
    """The bundled newspaper in a process of its own; gives the address of its proxy."""
    server = subprocess.Popen(
        [sys.executable, "-m", "crawler.demo", *options], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


def run_crawl(arguments: list[str], database: Path, proxy: str) -> int:
    environment = os.environ | {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": ""}
    command = [sys.executable, "-m", "scrapy", "crawl", *arguments, "--db", str(database), *AT_ONCE]
    return exit_code_of(subprocess.run(command, env=environment, check=False))


def show(connection: sqlite3.Connection, database: Path) -> None:
    """The books of each crawl, one article with a picture, and what to type next."""
    print("\nWhat came of every address that the listings gave:\n")
    columns = ["source", "found", *OUTCOMES, "waiting"]
    print_table(
        [dict(row) for row in connection.execute(f"SELECT {', '.join(columns)} FROM crawls ORDER BY id")],
        columns,
    )
    print("\nWhy pages were turned away:\n")
    reasons = connection.execute(
        "SELECT source, state, reason, count(*) AS pages FROM pages WHERE kind = 'article' AND reason IS NOT NULL"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    print_table([dict(row) for row in reasons], ["source", "state", "reason", "pages"])
    for row in connection.execute(
        "SELECT * FROM articles WHERE blocks LIKE '%\"image\"%' ORDER BY source DESC, id"
    ):
        if len(json.loads(row["blocks"])) > 3:
            print(f"\nOne article as a reader sees it:\n\n{page(row)}")
            break
    print(
        f"\nIt is all in {database}. Next:\n  scrapy search الذكاء --db {database}\n  scrapy export jsonl --db {database}"
    )
