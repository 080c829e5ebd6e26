"""`scrapy crawl`: crawl one, several or all sources in one process."""

import argparse
import logging
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.cli import (
    add_database_option,
    add_topic_option,
    complain,
    count,
    day,
    need_extra,
    print_table,
    unknown_source,
    use_database,
)
from crawler.crawls import FAILED, OUTCOMES, put_off_until
from crawler.database import DatabaseUnusable, connect_readonly, timestamp
from crawler.sources import SOURCES, originals
from crawler.spiders import progress
from crawler.spiders.log import log_to_file
from crawler.spiders.press import PressSpider
from crawler.spiders.process import Process, verdict_of
from crawler.spiders.site import source_of
from crawler.spiders.verdict import Verdict, worst

FEEDS = ("-o", "--output", "-O", "--overwrite-output")  # of Scrapy's own exports, which know no articles

_log = logging.getLogger(__name__)


class Command(BaseRunSpiderCommand):
    requires_project = True
    requires_crawler_process = False  # ours ends crawls in its own way

    def syntax(self) -> str:
        return "[options] SOURCE…"

    def short_desc(self) -> str:
        return "Crawl sources: what is new since last time, or the whole site"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Example: scrapy crawl hespress elaph --limit 20. "
            "Any other site: scrapy crawl site -a url=https://example.com/. "
            "Every run keeps a log in the folder logs/ beside the database."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(*FEEDS, dest="output", help=argparse.SUPPRESS)
        parser.set_defaults(overwrite_output=None)
        add_database_option(parser)
        parser.add_argument(
            "--all",
            action="store_true",
            help="every source of the catalogue, without the mirrors of others (scrapy sources names them); one that"
            " keeps failing is left alone for up to a day. What is named besides is crawled in any case",
        )
        parser.add_argument(
            "--full", action="store_true", help="the whole site; run again, it goes on where it was"
        )
        parser.add_argument("--since", metavar="DATE", help="only what was published on this day or later")
        parser.add_argument(
            "--limit", metavar="N", help="store the N newest, leave the rest for the next crawl"
        )
        add_topic_option(parser)
        parser.add_argument(
            "--refetch", action="store_true", help="fetch known articles again, for corrections"
        )
        parser.add_argument(
            "--timeout",
            metavar="MINUTES",
            help="stop after so long, exit 1; the next crawl goes on from there",
        )
        parser.add_argument(
            "--images",
            action="store_true",
            help="fetch the images of the source's articles too, those of earlier crawls included",
        )
        parser.add_argument(
            "--no-archive",
            action="store_true",
            help="do not keep the pages: scrapy replay cannot read them again",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.output:
            raise UsageError(
                f"crawl stores articles in the database; scrapy export jsonl -o {opts.output} writes them to a file",
                print_help=False,
            )
        super().process_options(args, opts)
        use_database(self, opts)
        if opts.no_archive:
            assert self.settings is not None
            self.settings.set("ARCHIVE_PAGES", False, priority="cmdline")
        if opts.timeout:
            assert self.settings is not None
            self.settings.set("CRAWL_SECONDS", 60 * count(opts.timeout), priority="cmdline")
        if opts.since:
            opts.spargs["since"] = opts.since
        if opts.limit:
            opts.spargs["limit"] = opts.limit
        if opts.topic:
            opts.spargs["topic"] = opts.topic
        for flag in ("full", "refetch", "images"):
            if getattr(opts, flag):
                opts.spargs[flag] = "1"
        if "since" in opts.spargs:
            opts.spargs["since"] = day(opts.spargs["since"])
        if "limit" in opts.spargs:
            opts.spargs["limit"] = str(count(opts.spargs["limit"]))
        if "images" in opts.spargs:
            need_extra("PIL", "--images checks what it fetches with Pillow", "images")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        names = self.names(args, opts.all)
        if "site" in names:
            check_site(opts.spargs.get("url", ""))
        if opts.all:
            names = self.without_put_off(names, args)
        process = Process(self.settings)
        log_to_file(self.settings, names)
        crawlers = [process.create_crawler(name) for name in names]
        for crawler in crawlers:
            process.crawl(crawler, **opts.spargs)
        process.start()
        progress.clear()
        verdicts = [verdict_of(crawler) for crawler in crawlers]
        self.exitcode = worst(verdicts)
        self.report(crawlers, verdicts)
        if opts.all and SOURCES.broken:
            self.exitcode = self.exitcode or FAILED
            for fault in SOURCES.broken.values():
                complain(fault)

    def names(self, args: list[str], every: bool) -> list[str]:
        assert self.settings is not None
        known = get_spider_loader(self.settings).list()
        if not args and not every:
            raise UsageError("name a source (scrapy list shows them), or say --all")
        for name in args:
            if name not in known:
                raise unknown_source(name)
        return list(dict.fromkeys([*originals(), *args] if every else args))

    def without_put_off(self, names: list[str], named: list[str]) -> list[str]:
        """The names less the sources that keep failing and are left alone for a while, unless the user `named` them;
        a terminal is told which.
        """
        left_alone = self.put_off([name for name in names if name not in named])
        for name, until in left_alone.items():
            if sys.stderr.isatty():
                complain(f"{name}: {until}; scrapy crawl {name} asks it now")
        return [name for name in names if name not in left_alone]

    def put_off(self, names: list[str]) -> dict[str, str]:
        """Of the names those that a crawl of all sources leaves alone, and until when."""
        assert self.settings is not None
        path = self.settings["DATABASE"]
        if not Path(path).exists():
            return {}
        try:
            with closing(connect_readonly(path)) as connection:
                until = {name: put_off_until(connection, name, datetime.now(UTC)) for name in names}
        except DatabaseUnusable:
            return {}  # the crawl says so
        return {
            name: f"scrapy crawl --all leaves it alone until {timestamp(moment)}"
            for name, moment in until.items()
            if moment
        }

    def report(self, crawlers: list[Crawler], verdicts: list[Verdict]) -> None:
        """On a terminal the books of every crawl; otherwise only of those that did not end well."""
        rows: list[dict[str, Any]] = []
        for crawler, verdict in zip(crawlers, verdicts, strict=True):
            source = getattr(crawler.spider, "source", None)  # of a site, told by its address
            name = source.name if source else crawler.spidercls.name
            _log.info("%s: %s", name, ": ".join(filter(None, (verdict.outcome, verdict.reason))))
            if verdict.reason:
                put_off = self.put_off([name]).get(name)
                complain(f"{name}: {verdict.outcome}: {verdict.reason}" + (f"; {put_off}" if put_off else ""))
            books = getattr(crawler.spider, "books", None)
            if books and (sys.stdout.isatty() or verdict.outcome != "finished"):
                rows.append(
                    {"source": name, "found": books.found} | books.outcomes | {"waiting": books.waiting}
                )
        if rows:
            print_table(rows, ["source", "found", *OUTCOMES, "waiting"])
        self.report_images(crawlers)

    def report_images(self, crawlers: list[Crawler]) -> None:
        """On a terminal what every crawl made of its images; anywhere that the budget kept it from some."""
        rows: list[dict[str, Any]] = []
        for crawler in crawlers:
            spider = crawler.spider
            if not isinstance(spider, PressSpider) or spider.image_fetcher is None:
                continue
            queue = spider.image_fetcher.queue
            counts = queue.counts()
            if queue.is_spent and counts.waiting:
                complain(
                    f"{spider.source.name}: {counts.waiting} images wait: IMAGES_BUDGET is used up. Raise it"
                    f" (-s IMAGES_BUDGET={2 * queue.budget / 1_000_000:g}), and the next crawl fetches them"
                )
            if sys.stdout.isatty():
                for reason in queue.left.values():
                    complain(f"{spider.source.name}: images: {reason}; the next crawl asks again")
                rows.append(
                    {"images of": spider.source.name}
                    | {name: getattr(counts, name) for name in ("done", "rejected", "failed", "waiting")}
                    | {"MB": round(counts.bytes / 1_000_000, 1)}
                )
        if rows:
            print_table(rows, list(rows[0]))


def check_site(url: str) -> None:
    try:
        source_of(url)
    except ValueError as error:
        raise UsageError(str(error), print_help=False) from None
