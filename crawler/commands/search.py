"""`scrapy search`: Arabic-aware full-text search."""

import argparse
import json
from dataclasses import asdict

from scrapy.exceptions import UsageError

from crawler.cli import PressCommand, count
from crawler.database import DatabaseUnusable, connect_readonly
from crawler.search import search
from crawler.spiders.verdict import UNWRITABLE


class Command(PressCommand):
    example = "scrapy search الذكاء الاصطناعي"

    def syntax(self) -> str:
        return "[options] QUERY"

    def short_desc(self) -> str:
        return "Search the articles; أحمد finds احمد, هواتف finds الهواتف"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="SOURCE", help="only this source")
        parser.add_argument("--limit", metavar="N", default="20", help="at most N articles (default: 20)")
        parser.add_argument("--json", action="store_true", help="for machines: one JSON object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("say what to search for")
        try:
            hits = search(connect_readonly(self.database), " ".join(args), opts.source, count(opts.limit))
        except DatabaseUnusable as error:
            self.fail(UNWRITABLE, str(error))
            return
        for hit in hits:
            if opts.json:
                print(json.dumps(asdict(hit), ensure_ascii=False))
            else:
                print(
                    f"{hit.id}  {(hit.published or '')[:10]}  {hit.source}  {hit.title or hit.text[:80]}\n    {hit.url}"
                )
        if not hits and not opts.json:
            print("nothing found")
