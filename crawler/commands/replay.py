"""`scrapy replay`: read the pages in the archive again with today's rules, and say what that changed."""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.archive import Archive, path_beside
from crawler.cli import PressCommand, complain, need_whole_catalogue
from crawler.database import DatabaseUnusable, connect
from crawler.replay import Report
from crawler.source import Source
from crawler.sources import SOURCES
from crawler.spiders import progress
from crawler.spiders.process import Process, verdict_of
from crawler.spiders.replay import SETTINGS, ReplaySpider, replayer
from crawler.spiders.site import source_of
from crawler.spiders.verdict import worst


class Command(PressCommand):
    example = "scrapy replay hespress --dry-run"

    def syntax(self) -> str:
        return "[options] [SOURCE…]"

    def short_desc(self) -> str:
        return "Read the archived pages again with today's rules, no network, and say what that changes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--json", action="store_true", help="for machines: one JSON object a source")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        need_whole_catalogue()
        sources = self.archived(args)
        if not opts.dry_run:
            connect(self.database).close()  # one process makes and migrates it, before the sources share it
        crawlers = self.replay(sources, opts.dry_run)
        verdicts = [verdict_of(crawler) for crawler in crawlers]
        self.exitcode = worst(verdicts)
        for source, crawler, verdict in zip(sources, crawlers, verdicts, strict=True):
            if verdict.reason:
                complain(f"{source.name}: {verdict.outcome}: {verdict.reason}")
            if isinstance(crawler.spider, ReplaySpider) and crawler.spider.books:
                read = crawler.spider.books.found - crawler.spider.books.waiting
                report = crawler.spider.report
                if opts.json:
                    print(json.dumps({"pages": read, **asdict(report)}, ensure_ascii=False))
                else:
                    print("\n".join(as_text(report, read)))

    def archived(self, names: list[str]) -> list[Source]:
        """The sources to read: those named, or all that the archive holds. Raises UsageError."""
        path = path_beside(self.database)
        if not Path(path).exists():
            raise DatabaseUnusable(f"{path}: no pages are kept there. Crawl first (scrapy crawl SOURCE)")
        archive = Archive(path, readonly=True)
        known = archive.sources()
        archive.close()
        for name in names:
            if name not in known:
                raise UsageError(
                    f"the archive has no pages of {name!r}; it has those of {', '.join(known)}",
                    print_help=False,
                )
        return [SOURCES.get(name) or source_of(name) for name in dict.fromkeys(names or known)]

    def replay(self, sources: list[Source], dry_run: bool) -> list[Crawler]:
        assert self.settings is not None
        self.settings.setdict(SETTINGS, priority="cmdline")
        self.settings.set("EXTRACT_WORKERS", os.cpu_count(), priority="command")
        steps = self.settings["ITEM_PIPELINES"].copy_to_dict() | {"pipelines.compare.Compare": 350}
        if dry_run:
            del steps["pipelines.store.Store"]
        self.settings.set("ITEM_PIPELINES", steps, priority="cmdline")
        process = Process(self.settings)
        crawlers = [process.create_crawler(replayer(source, dry_run)) for source in sources]
        for crawler in crawlers:
            process.crawl(crawler)
        process.start()
        progress.clear()
        return crawlers


def as_text(report: Report, pages: int) -> list[str]:
    """The report of one source: how much changed, then each kind of change with samples."""
    lines = [f"{report.source}: {pages} pages read again, {report.changed or 'none'} changed"]
    for kind, count in sorted(report.counts.items()):
        lines.append(f"  {kind}: {count}")
        lines += [f"      {sample}" for sample in report.samples[kind]]
    return lines
