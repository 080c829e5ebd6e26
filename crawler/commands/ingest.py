"""`scrapy ingest`: articles out of web archives, for example the news collection of Common Crawl."""

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from heapq import nlargest
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from lxml import etree
from scrapy.exceptions import UsageError

from crawler import warc
from crawler.archive import Archive, Capture, path_beside
from crawler.cli import PressCommand, complain, exit_code_of, need_extra, need_whole_catalogue
from crawler.crawls import FAILED
from crawler.database import connect
from crawler.extract.labels import language_of
from crawler.extract.page import parse
from crawler.items import Rejected
from crawler.removal import REASON, is_removed
from crawler.source import Source
from crawler.sources import SOURCES
from crawler.spiders.site import source_of
from crawler.text import is_utf8
from crawler.urls import host_of, identity

HTML = ("text/html", "application/xhtml+xml")
FEW_LETTERS = 200  # a page with fewer Arabic ones holds no text worth reading
TEXTS = etree.XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)
TOGETHER = 50  # sources that one process reads; each takes about a megabyte
EVERY = 0.5  # seconds between two lines of progress


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A record that is not kept, and why; `source`: whose it would be, "" where nobody's."""

    source: str
    reason: str


@dataclass(slots=True)
class Count:
    """What became of the records of one source: `kept` and `known` before, or passed over for a reason."""

    kept: int = 0
    known: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Count") -> "Count":
        return Count(self.kept + other.kept, self.known + other.known, self.passed_over + other.passed_over)

    def __str__(self) -> str:
        passed = self.passed_over.total()
        ranked = sorted(self.passed_over.items(), key=lambda pair: (-pair[1], pair[0]))
        why = ", ".join(f"{reason} {count}" for reason, count in ranked)
        return (
            f"{self.kept + self.known + passed} records: {self.kept} kept, {self.known} known before,"
            f" {passed} passed over" + (f" ({why})" if why else "")
        )


class Command(PressCommand):
    example = "scrapy ingest CC-NEWS-20240612093000-00042.warc.gz"

    def syntax(self) -> str:
        return "[options] WARC…"

    def short_desc(self) -> str:
        return "Take articles out of web archives: the pages of known sources, or any that are Arabic"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--any-arabic",
            action="store_true",
            help="also Arabic pages of hosts that no source has; each host is then a source",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        need_whole_catalogue()
        if not args:
            raise UsageError("name the WARC files to read")
        need_extra("warcio", "ingest reads WARC files with warcio", "archive")
        counts: dict[str, Count] = {}
        try:
            connection, archive = connect(self.database), Archive(path_beside(self.database))
            try:
                for name in args:
                    for record in self.records(Path(name)):
                        choice = choose(record, opts.any_arabic)
                        if isinstance(choice, Capture) and is_removed(connection, [choice.key]):
                            choice = PassedOver(choice.source, REASON)
                        enter(choice, archive, counts.setdefault(choice.source, Count()))
            finally:
                connection.close()
                archive.close()
                report(counts)
            sources = sorted(source for source, count in counts.items() if count.kept or count.known)
            self.have_read(sources, opts.set)
        except KeyboardInterrupt:
            self.fail(FAILED, "stopped; what was kept stays. Run it again to go on: it is known then")

    def records(self, path: Path) -> Iterator[warc.Record]:
        """The records of one file, as far as it can be read."""
        try:
            with path.open("rb") as file:
                yield from watched(warc.read(file), file, path.name)
        except warc.WarcDamaged as error:
            self.fail(FAILED, f"{path}: {error}")
        except OSError as error:
            self.fail(FAILED, f"{path}: {error.strerror}")

    def have_read(self, sources: list[str], settings: list[str]) -> None:
        """Read articles off the pages of these sources: in processes of their own, for sites may come by the thousand."""
        for start in range(0, len(sources), TOGETHER):
            names = sources[start : start + TOGETHER]
            command = [sys.executable, "-m", "scrapy", "replay", *names, "--db", self.database]
            done = subprocess.run([*command, *(f"--set={setting}" for setting in settings)], check=False)
            self.exitcode = max(self.exitcode, exit_code_of(done))
            if done.returncode < 0:
                complain("the reading of the pages was killed; they are kept, and scrapy replay reads them")


def enter(choice: Capture | PassedOver, archive: Archive, count: Count) -> None:
    """Keep what is wanted, and count what became of it."""
    if isinstance(choice, PassedOver):
        count.passed_over[choice.reason] += 1
    elif archive.keep(choice):
        count.kept += 1
    else:
        count.known += 1


def choose(record: warc.Record, any_arabic: bool) -> Capture | PassedOver:
    """The page in a record as the archive keeps it, or why it is not wanted."""
    if record.type != "response":
        return PassedOver("", f"{record.type} record")
    try:
        own = record.capture()
    except warc.Unreadable as error:
        return PassedOver("", str(error))
    if own:
        return own if is_source(own.source) else PassedOver("", "unknown source")
    return choose_foreign(record, any_arabic)


def choose_foreign(record: warc.Record, any_arabic: bool) -> Capture | PassedOver:
    """The same for a page that somebody else has archived."""
    owners = sources_of(host_of(record.url))
    source = next((owner for owner in owners if owner.is_article(record.url)), None)
    name = source.name if source else owners[0].name if owners else ""
    if not owners and not any_arabic:
        return PassedOver("", "unknown source")
    if record.status != 200:
        return PassedOver(name, f"HTTP {record.status}" if record.status else "no HTTP answer")
    if record.header("content-type").partition(";")[0].strip().lower() not in HTML:
        return PassedOver(name, "not HTML")
    if not owners:
        source = site_of(record.url)
    if source is None or not source.is_article(record.url):
        return PassedOver(name, "not an article's address")
    if record.fetched is None:
        return PassedOver(name, "no time")
    try:
        body = record.body()
    except warc.Unreadable as error:
        return PassedOver(name, str(error))
    if not owners and not is_arabic(body):
        return PassedOver(name, "not Arabic")
    return Capture(
        key=identity(record.url, source),
        url=record.url,
        source=source.name,
        kind="article",
        answered=record.url,
        status=record.status,
        headers=tuple(pair for pair in record.headers if pair[0].lower() not in warc.TRAVELLED),
        body=body,
        fetched=record.fetched,
        seen=record.fetched,
    )


def is_source(name: str) -> bool:
    """Whether pages of a source of this name can be read here: of the catalogue, or of a site."""
    site = site_of(name)
    return name in SOURCES or (site is not None and site.name == name)


def sources_of(host: str) -> list[Source]:
    """The sources of the catalogue on whose domains a host lies, those of the longest domain first."""
    parts = host.split(".")
    return [source for start in range(len(parts)) for source in by_domain().get(".".join(parts[start:]), ())]


@cache
def by_domain() -> dict[str, list[Source]]:
    domains: dict[str, list[Source]] = {}
    for source in SOURCES.values():
        for domain in source.domains:
            domains.setdefault(host_of(f"//{domain}").removeprefix("www."), []).append(source)
    return domains


def site_of(url: str) -> Source | None:
    """The source for a site that the catalogue does not have; None where the address is none."""
    try:
        parts = urlsplit(url)
        return _site(f"{parts.scheme}://{parts.netloc}" if parts.netloc else url)
    except ValueError:
        return None


_site = lru_cache(maxsize=1000)(source_of)


def is_arabic(page: bytes) -> bool:
    """Whether a page's text is Arabic, not Persian or Urdu, by the letters of its longest passages."""
    if page.count(b"\xd8") + page.count(b"\xd9") < FEW_LETTERS and is_utf8(page):
        return False  # those begin every Arabic letter in UTF-8: most pages of the world are told so, cheaply
    tree = parse(page)
    if isinstance(tree, Rejected):
        return False
    passages = nlargest(20, TEXTS(tree), key=len)
    return language_of(" ".join(" ".join(passages).split())) == "ar"


def watched(records: Iterable[warc.Record], file: BinaryIO, name: str) -> Iterator[warc.Record]:
    """The records, and on a terminal a line that says how far they are read."""
    size = os.fstat(file.fileno()).st_size  # 0 of a pipe
    shown = time.monotonic()
    try:
        for number, record in enumerate(records, 1):
            if sys.stderr.isatty() and time.monotonic() - shown > EVERY:
                shown = time.monotonic()
                share = f"{100 * file.tell() // size} % of " if size else ""
                print(f"\r{share}{name}, {number} records", end="", file=sys.stderr, flush=True)
            yield record
    finally:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def report(counts: dict[str, Count]) -> None:
    """A line for each source, then of the records that are nobody's, then of all."""
    for name in sorted(counts, key=lambda name: (not name, name)):
        print(f"{name or 'of no source'}: {counts[name]}")
    print(f"together: {sum(counts.values(), Count())}", flush=True)
