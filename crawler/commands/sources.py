"""`scrapy sources`: the catalogue."""

import argparse
import json

from crawler.cli import PressCommand, print_table
from crawler.sources import SOURCES


class Command(PressCommand):
    example = "scrapy sources --json"

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show the catalogue of sources, with what is to know of each"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="for machines: one JSON array")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        rows = [
            {
                "source": source.name,
                "title": source.title,
                "home": source.home,
                "country": source.country,
                "listings": ", ".join(sorted({type(listing).__name__ for listing in source.listings})),
                "note": source.note,
            }
            for source in SOURCES.values()
        ]
        if opts.json:
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            print_table(rows, list(rows[0]))
