"""`scrapy fixture`: a source's test case from a page in the archive."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from crawler.archive import Archive, Capture, path_beside
from crawler.cli import PressCommand, complain, need_whole_catalogue
from crawler.crawls import FAILED, USAGE
from crawler.fixture import Case, NoCase, make
from crawler.fixture.listed import FILES, PAGE, spelling
from crawler.listing import is_recent, name_of
from crawler.source import Listing, Source
from crawler.sources import SOURCES
from crawler.urls import identity

CASES = Path(__file__).resolve().parents[2] / "tests" / "sources"


class Command(PressCommand):
    example = "scrapy fixture https://www.hespress.com/story-1594821.html"

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Make a source's test case from an archived page: its markup around invented words"

    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. Every word of the page and of the listing that names it is replaced, the same"
            " word by the same one, but for what the extractor knows by name (months, bylines, furniture, the"
            " publisher's name). Addresses stay. Then the case is read: what differs is named, and the exit code is 1"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o", metavar="FOLDER", dest="output", help="where cases are kept (default: tests/sources)"
        )
        parser.add_argument("--force", action="store_true", help="replace the source's case if it has one")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        need_whole_catalogue()
        if len(args) != 1:
            raise UsageError("say the address of one article that was crawled")
        try:
            urlsplit(args[0])
        except ValueError as error:
            raise UsageError(f"{args[0]!r} is no address: {error}", print_help=False) from None
        try:
            self.make(args[0], Path(opts.output) if opts.output else CASES, opts.force)
        except NoCase as reason:
            self.fail(FAILED, str(reason))

    def make(self, url: str, cases: Path, force: bool) -> None:
        archive = Archive(path_beside(self.database), readonly=True)
        try:
            page = archived(archive, url)
            source = SOURCES[page.source]
            folder = cases / source.name
            if folder.exists() and any(folder.iterdir()) and not force:
                self.fail(USAGE, f"{folder} holds a case already; --force replaces it")
                return
            spelt, listing, body = naming(archive, source, page)
        finally:
            archive.close()
        case = make(source, page.body, spelt, page.fetched, listing, body)
        write(case, folder)
        for name, content in case.files.items():
            print(f"{folder / name}  {len(content)} bytes")
        print(f"(the publisher's page has {len(page.body)} bytes)")
        for fault in case.faults:
            complain(fault)
        if case.faults:
            self.fail(
                FAILED, f"{folder} is written, but reads otherwise: mend the source, or the case by hand"
            )
        else:
            print(f"Read it as you would read a stranger's work, then: pytest tests/sources -k {source.name}")


def archived(archive: Archive, url: str) -> Capture:
    """The newest good answer of an article of the catalogue. Raises NoCase."""
    known = next((source for source in SOURCES.values() if source.is_article(url)), None)
    found = list(archive.find(url))
    if known and not found:
        found = list(archive.find(identity(url, known)))
    if not found:
        example = (
            f"scrapy crawl {known.name} --limit 20"
            if known
            else f"scrapy genspider -t source NAME {urlsplit(url).hostname or 'HOST'}, then scrapy crawl NAME"
        )
        raise NoCase(f"{url} is not in {archive.path}. Crawl it first: {example}")
    good = [page for page in found if page.status == 200 and page.kind == "article"]
    for page in good:
        if page.source in SOURCES:
            return page
    if good:
        raise NoCase(
            f"{url} was crawled as a page of the site {good[0].source}, which is no source yet. Make it one, then"
            f" crawl it: scrapy genspider -t source NAME {good[0].source}"
        )
    raise NoCase(f"{url} is no article that answered: {found[0].kind}, HTTP {found[0].status}")


def naming(archive: Archive, source: Source, page: Capture) -> tuple[str, Listing, bytes]:
    """The address of a page as a listing spells it, that listing, and its newest answer that names the page; of
    the source's listings the first, if it can be of those that every crawl asks. Raises NoCase.
    """
    for listing in sorted(source.listings, key=lambda listing: not is_recent(listing)):
        for answer in archive.answers(source.name, name_of(listing)):
            if spelt := spelling(listing, source, answer.body, page.url):
                return spelt, listing, answer.body
    raise NoCase(f"no listing in the archive names {page.url}; take an article that one names")


def write(case: Case, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in {*FILES.values(), PAGE} - case.files.keys():  # a case has one listing
        (folder / name).unlink(missing_ok=True)
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
