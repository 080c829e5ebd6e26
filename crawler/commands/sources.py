"""`scrapy sources`: the catalogue, as a table, as the README's, or asked live whether it still works."""

import argparse
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler.cli import PressCommand, print_table, unknown_source
from crawler.crawls import FAILED
from crawler.source import Source
from crawler.sources import SOURCES
from crawler.spiders.check import WORKING, Checked, CheckSpider, checker

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"<!-- sources -->\n.*?<!-- /sources -->", re.DOTALL)


class Command(PressCommand):
    example = "scrapy sources --check hespress elaph"

    def syntax(self) -> str:
        return "[options] [SOURCE…]"

    def short_desc(self) -> str:
        return "Show the catalogue of sources, with what is to know of each; ask whether their listings work"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="for machines: one JSON array")
        parser.add_argument(
            "--check",
            action="store_true",
            help="ask every listing, live; exit 1 if a source has none that works",
        )
        parser.add_argument("--readme", action="store_true", help="write the table into README.md")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        for name in args:
            if name not in SOURCES:
                raise unknown_source(name)
        sources = [SOURCES[name] for name in args or SOURCES]
        if opts.readme:
            README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
        elif opts.check:
            self.check(sources, opts.json)
        elif opts.json:
            print(json.dumps([as_row(source) for source in sources], ensure_ascii=False, indent=1))
        else:
            print_table(
                [as_row(source) for source in sources],
                ["source", "title", "country", "language", "listings", "caution"],
            )
            print()
            for source in sources:
                print(f"{source.name}: {source.note}")
        if not args and SOURCES.broken:
            self.fail(FAILED, "\n".join(SOURCES.broken.values()))

    def check(self, sources: list[Source], as_json: bool) -> None:
        assert self.settings is not None
        process = AsyncCrawlerProcess(self.settings)
        crawlers = [process.create_crawler(checker(source)) for source in sources]
        for crawler in crawlers:
            process.crawl(crawler)
        process.start()
        spiders = [crawler.spider for crawler in crawlers if isinstance(crawler.spider, CheckSpider)]
        found = [asdict(checked) for spider in spiders for checked in spider.found]
        if as_json:
            print(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            print_table(
                [row | {"newest": row["newest"] or ""} for row in found],
                ["source", "listing", "verdict", "status", "type", "items", "newest", "url", "reason"],
            )
        lost = without_listing(sources, [checked for spider in spiders for checked in spider.found])
        if lost:
            self.fail(FAILED, f"no listing works of: {', '.join(lost)}")


def without_listing(sources: Iterable[Source], found: Iterable[Checked]) -> list[str]:
    """The names of the sources of which nothing can be crawled today."""
    working = {checked.source for checked in found if checked.verdict in WORKING}
    return [source.name for source in sources if source.name not in working]


def as_row(source: Source) -> dict[str, Any]:
    """One source as the table and the JSON show it."""
    return {
        "source": source.name,
        "title": source.title,
        "home": source.home,
        "country": source.country,
        "language": source.language,
        "timezone": source.timezone,
        "listings": ", ".join(dict.fromkeys(type(root).__name__ for root in source.listings)),
        "caution": ", ".join(source.caution),
        "note": source.note,
    }


def with_table(readme: str) -> str:
    """The README with the table between its marks made anew. ValueError where the marks are missing."""
    lines = ["| source | publisher | country | listed by | caution |", "|---|---|---|---|---|"]
    for source in SOURCES.values():
        row = as_row(source)
        lines.append(
            f"| `{source.name}` | [{source.title}]({source.home}) | {source.country} | {row['listings']}"
            f" | {row['caution']} |"
        )
    if not BLOCK.search(readme):
        raise ValueError("README.md has no <!-- sources --> … <!-- /sources -->")
    block = "\n".join(["<!-- sources -->", *lines, "<!-- /sources -->"])
    return BLOCK.sub(lambda _: block, readme)
