"""`scrapy search`: Arabic-aware full-text search."""

import argparse
import json
import sys
from dataclasses import asdict

from scrapy.exceptions import UsageError

from crawler.choice import Choice
from crawler.cli import PressCommand, add_topic_option, check_source, count, day
from crawler.database import connect, connect_readonly
from crawler.query import Query, parse
from crawler.rebuild import rebuild
from crawler.search import Hit, search
from crawler.snippet import snippet

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
ISOLATE, END = "\u2068", "\u2069"  # what stands between has its own direction


class Command(PressCommand):
    example = 'scrapy search "الذكاء الاصطناعي" NOT هواتف --since 2024-06-01'

    def syntax(self) -> str:
        return "[options] QUERY"

    def short_desc(self) -> str:
        return "Search the articles; أحمد finds احمد, هواتف finds الهواتف"

    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. «…» or quotes (within the shell's own) hold words as they are written, side by"
            " side; AND, OR, NOT and parentheses bind words."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="SOURCE", help="only this source")
        parser.add_argument("--since", metavar="DATE", help="only what was published on this day or later")
        parser.add_argument("--until", metavar="DATE", help="only what was published on this day or earlier")
        add_topic_option(parser)
        parser.add_argument("--newest", action="store_true", help="newest first (default: best first)")
        parser.add_argument("--limit", metavar="N", default="20", help="at most N articles (default: 20)")
        parser.add_argument("--json", action="store_true", help="for machines: one JSON object a line")
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="make the indexes of words and of copies anew from the articles; crawls wait meanwhile",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if bool(args) == opts.rebuild:
            raise UsageError("say what to search for, or --rebuild alone")
        if opts.rebuild:
            self.rebuild()
        else:
            self.search(parse(" ".join(args)), opts)

    def search(self, query: Query, opts: argparse.Namespace) -> None:
        since, until = (day(text) if text else None for text in (opts.since, opts.until))
        connection = connect_readonly(self.database)
        check_source(connection, opts.source)
        choice = Choice(opts.source, since, until, opts.topic)
        hits = search(connection, query, choice, count(opts.limit), opts.newest)
        for hit in hits:
            print(as_json(hit, query) if opts.json else as_text(hit, query, sys.stdout.isatty()))
        if not hits and not opts.json:
            print("nothing found")

    def rebuild(self) -> None:
        connect_readonly(self.database).close()  # says so where there is none, and makes none
        done = 0
        for done in rebuild(connect(self.database)):
            if sys.stderr.isatty():
                print(f"\r{done} articles", end="", file=sys.stderr)
        if sys.stdout.isatty():
            print(f"\rindexed {done} articles anew")


def as_json(hit: Hit, query: Query) -> str:
    """One line: the hit, its snippet, and where in that the words found stand."""
    shown = snippet(hit.text, query)
    return json.dumps(asdict(hit) | {"snippet": shown.text, "matches": shown.matches}, ensure_ascii=False)


def as_text(hit: Hit, query: Query, terminal: bool) -> str:
    """Two lines and the address. A terminal shows the words found in bold, and is told where Arabic ends."""
    left, right = (BOLD, PLAIN) if terminal else ("[", "]")
    opening, closing = (ISOLATE, END) if terminal else ("", "")
    title = snippet(hit.title or hit.text[:80], query).marked(left, right)
    found = snippet(hit.text, query).marked(left, right)
    return (
        f"{hit.id}  {(hit.published or '')[:10]}  {hit.source}  {opening}{title}{closing}\n"
        f"    {opening}{found}{closing}\n    {hit.url}"
    )
