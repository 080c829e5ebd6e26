"""`scrapy fixture` makes cases that the tests of the sources accept, from pages that a real crawl has archived."""

import json
import re
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.archive import Archive, Capture, path_beside
from crawler.commands.fixture import Command, archived, naming, write
from crawler.demo import Newspaper, serve
from crawler.extract import extract
from crawler.extract.page import utf8
from crawler.fixture import Case, NoCase, make
from crawler.fixture.words import wording
from crawler.items import Article
from crawler.sources import SOURCES
from crawler.text import comparison_form
from tests.crawl.conftest import Press
from tests.sources import test_source_cases as cases

LAYOUTS = ("hespress", "hespress-old", "elaph", "elaph-old")
NOT_ASKED = "not asked by every crawl"


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """A press whose papers were crawled whole."""
    with serve(Newspaper()) as site:
        press = Press(site, tmp_path_factory.mktemp("fixture") / "articles.db")
        assert press.crawl("hespress", "elaph", "--full").returncode == 0
        yield press


@pytest.fixture
def archive(press: Press) -> Iterator[Archive]:
    archive = Archive(path_beside(press.database), readonly=True)
    yield archive
    archive.close()


def pages(archive: Archive, layout: str) -> list[Capture]:
    """Archived articles in a layout."""
    printed = printed_in(layout)
    found = [page for page in archive.latest(layout.removesuffix("-old")) if page.answered in printed]
    return [page for page in found if isinstance(extract(page.body, page.url, SOURCES[page.source]), Article)]


@lru_cache
def printed_in(layout: str) -> set[str]:
    articles = Newspaper().of(layout.removesuffix("-old"))
    return {one.url for one in articles if one.layout == layout}


def case_of(archive: Archive, page: Capture) -> Case:
    source = SOURCES[page.source]
    url, listing, body = naming(archive, source, archived(archive, page.url))
    return make(source, page.body, url, page.fetched, listing, body)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_tests_of_the_sources_accept_the_case(
    archive: Archive, layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    found = pages(archive, layout)[:5]
    assert len(found) == 5
    for page in found:
        case = case_of(archive, page)
        write(case, tmp_path / page.source)
        cases.test_a_source_reads_its_case(page.source)
        cases.test_a_source_tells_articles_from_other_pages(page.source)
        cases.test_an_article_is_known_by_its_number_where_its_address_has_one(page.source)
        if layout == "hespress-old":  # only the sitemap of the whole site names what is that old
            assert [fault for fault in case.faults if NOT_ASKED not in fault] == []
            with pytest.raises(AssertionError, match="an incremental crawl asks another one"):
                cases.test_a_source_finds_its_article_in_its_listing_and_nothing_else(page.source)
        else:
            assert case.faults == ()
            cases.test_a_source_finds_its_article_in_its_listing_and_nothing_else(page.source)
        if layout == "elaph-old":
            assert "جميع الحقوق محفوظة".encode("windows-1256") in case.files["page.html"]


def words_of(data: bytes) -> list[str]:
    """The Arabic words of a file, but for those in addresses."""
    text = re.sub(r"https?://[^\s\"'<>]+|href=\"[^\"]*\"", " ", utf8(data).decode())
    return re.findall(r"[\u0620-\u06d3]+", comparison_form(text))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_four_words_of_the_paper_stand_in_a_row(archive: Archive, layout: str) -> None:
    for page in pages(archive, layout)[:3]:
        source = SOURCES[page.source]
        article = extract(page.body, page.url, source)
        assert isinstance(article, Article)
        invented = wording(source, article.section)
        _, _, listing = naming(archive, source, page)
        came = words_of(page.body) + words_of(listing)
        runs = {" ".join(came[at : at + 4]) for at in range(len(came) - 3)}
        told = {run for run in runs if invented(run) != run}
        assert len(told) > 100
        for name, content in case_of(archive, page).files.items():
            made = words_of(content)
            assert told.isdisjoint(" ".join(made[at : at + 4]) for at in range(len(made) - 3)), name


def test_a_listing_is_cut_down_to_the_article_whatever_its_kind(archive: Archive) -> None:
    page = pages(archive, "hespress")[3]
    source = SOURCES["hespress"]
    kinds = set()
    for listing in source.listings:
        one = replace(source, listings=(listing,))
        try:
            url, _, body = naming(archive, one, page)
        except NoCase:
            continue
        case = make(one, page.body, url, page.fetched, listing, body)
        assert case.faults == ()
        kinds.add(next(name for name in case.files if name in cases.LISTINGS))
        assert sum(map(len, case.files.values())) < len(page.body) + len(body) + 10_000
    assert kinds == {"feed.xml", "sitemap.xml", "listing.html"}


def test_the_command_writes_a_case_and_the_same_one_again(press: Press, tmp_path: Path) -> None:
    archive = Archive(path_beside(press.database), readonly=True)
    page = pages(archive, "elaph-old")[0]
    archive.close()
    options = ("--db", str(press.database), "-o", str(tmp_path), "--force")
    done = press.command("fixture", page.url, *options)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "elaph"
    made = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert made.keys() == {"page.html", "api.json", "expected.json"}
    assert "pytest tests/sources -k elaph" in done.stdout
    (folder / "feed.xml").write_text("of another case")
    (folder / "page.html").write_text("of another case")
    assert press.command("fixture", page.url, *options).returncode == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == made


def run(database: Path, url: str, folder: Path) -> int:
    """The command in this process: its exit code."""
    command = Command()
    command.settings = Settings({"DATABASE": str(database)})
    command.run([url], Namespace(output=str(folder), force=False))
    return command.exitcode


def test_a_case_is_not_overwritten_unasked(
    press: Press, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = pages(archive, "elaph")[0].url
    (tmp_path / "elaph").mkdir()
    (tmp_path / "elaph" / "page.html").write_text("by hand")
    assert run(press.database, url, tmp_path) == 2
    assert "holds a case already; --force replaces it" in capsys.readouterr().err
    assert [file.read_text() for file in (tmp_path / "elaph").iterdir()] == ["by hand"]


def test_a_page_that_was_not_crawled_is_to_be_crawled_first(
    press: Press, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(press.database, "https://www.hespress.com/never-crawled-1.html", tmp_path) == 1
    assert "Crawl it first: scrapy crawl hespress --limit 20" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoCase, match=r"scrapy genspider -t source NAME elsewhere\.example"):
        archived(archive, "https://elsewhere.example/story")
    with pytest.raises(NoCase, match="is no article that answered"):
        archived(archive, "https://www.hespress.com/feed")


def test_a_page_of_a_site_needs_a_source_first(tmp_path: Path, archive: Archive) -> None:
    page = pages(archive, "elaph")[0]
    other = Archive(tmp_path / "pages.db")
    other.keep(
        replace(page, key="blog.example/1", url="https://blog.example/1", answered="", source="blog.example")
    )
    with pytest.raises(NoCase, match=r"scrapy genspider -t source NAME blog\.example"):
        archived(other, "https://blog.example/1")
    other.close()


def test_the_newest_good_answer_is_taken_however_the_address_is_written(
    tmp_path: Path, archive: Archive
) -> None:
    page = pages(archive, "elaph")[0]
    other = Archive(tmp_path / "pages.db")
    for body, status in ((b"an older answer", 200), (page.body, 200), (b"gone", 410)):
        other.keep(replace(page, body=body, status=status))
    assert archived(other, page.url).body == page.body
    assert archived(other, f"{page.url.replace('https://', 'http://www.')}?utm_source=rss").body == page.body
    other.close()


def test_a_case_that_reads_otherwise_is_written_and_says_where(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = pages(archive, "elaph")[0]
    broken = page.body.replace(b"</h1>", "<wbr>وكلمة</h1>".encode())  # one word to the extractor
    database = tmp_path / "broken.db"
    other = Archive(path_beside(database))
    for capture in archive.all("elaph"):
        other.keep(replace(capture, body=broken) if capture.key == page.key else capture)
    other.close()
    assert run(database, page.url, tmp_path) == 1
    said = capsys.readouterr().err
    assert re.search("scrapy: title: expected '.*', read '.*'", said)
    assert f"{tmp_path / 'elaph'} is written, but reads otherwise" in said
    expected = json.loads((tmp_path / "elaph" / "expected.json").read_text("utf-8"))
    assert repr(expected["title"]) in said
