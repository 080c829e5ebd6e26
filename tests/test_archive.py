"""A page comes out of the archive as it went in, and takes little room there."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive, Capture, path_beside
from crawler.database import DatabaseUnusable
from crawler.demo.words import BACKGROUND
from crawler.prune import prune, room

HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"'))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "pages.db")


def page(number: int, month: str = "2026-03", source: str = "paper", text: str | None = None) -> Capture:
    """A page of a template of its source's own, around a text of its own."""
    words = random.Random(number)
    story = " ".join(words.choice(BACKGROUND) for _ in range(8)) if text is None else text
    rows = random.Random(source)
    template = "".join(
        f'<div class="box-{rows.random()}"><a href="/{rows.random()}">القسم</a></div>' for _ in range(80)
    )
    url = f"https://{source}.example/{number}"
    at = f"{month}-0{1 + number % 9}T10:00:00Z"
    body = f"<html>{template}<p>{story}</p></html>".encode()
    return Capture(f"{source}:{number}", url, source, "article", url, 200, HEADERS, body, at, at)


def test_pages_come_out_as_they_went_in(archive: Archive) -> None:
    pages = [
        page(number, month, source)
        for source in "ab"
        for month in ("2026-02", "2026-03")
        for number in range(9)
    ]
    pages = [replace(one, key=f"{one.key}-{number}") for number, one in enumerate(pages)]
    for one in pages:
        archive.keep(one)
    archive.keep(empty := replace(page(99), key="empty", body=b""))
    archive.keep(binary := replace(page(98), key="binary", body=bytes(range(256)) * 20))
    assert list(archive.all()) == [*pages, empty, binary]
    assert list(archive.latest("a")) == pages[:18]


def test_pages_of_one_template_are_kept_in_a_tenth_of_their_bytes(archive: Archive) -> None:
    for number in range(20):
        archive.keep(page(number))
    (size,) = archive.sizes()
    assert (size.pages, size.captures) == (20, 20)
    assert size.kept < 0.1 * size.bytes


def test_a_page_that_did_not_change_is_kept_once_and_one_that_did_twice(archive: Archive) -> None:
    first = page(1)
    archive.keep(first)
    archive.keep(replace(first, fetched="2026-03-20T10:00:00Z", seen="2026-03-20T10:00:00Z"))
    assert list(archive.all()) == [replace(first, seen="2026-03-20T10:00:00Z")]
    corrected = replace(page(1, text="نص مصحح"), fetched="2026-03-21T10:00:00Z", seen="2026-03-21T10:00:00Z")
    archive.keep(corrected)
    assert [one.body for one in archive.all()] == [first.body, corrected.body]
    assert list(archive.latest("paper")) == [corrected]
    assert next(archive.find(first.url)) == corrected


def test_captures_may_come_in_any_order(archive: Archive) -> None:
    """As from the files of a web archive: an older one does not displace a newer, nor is one kept twice."""
    old, new = (
        replace(page(1, text=text), fetched=at, seen=at)
        for text, at in (("قديم", "2024-01-01T00:00:00Z"), ("جديد", "2026-01-01T00:00:00Z"))
    )
    assert archive.keep(new)
    assert archive.keep(old)
    for known in (old, new, old):
        assert not archive.keep(known)
    assert list(archive.latest("paper")) == [new]
    assert list(archive.find(new.url)) == [new, old]
    other = replace(page(2), fetched="2025-01-01T00:00:00Z", seen="2025-01-01T00:00:00Z")
    archive.keep(other)
    assert archive.newest_of([old.key, other.key]) == old.key


def test_an_older_capture_of_the_same_content_tells_when_that_came_first(archive: Archive) -> None:
    today = replace(
        page(1), headers=(("Etag", "new"),), fetched="2026-03-02T00:00:00Z", seen="2026-03-05T00:00:00Z"
    )
    archive.keep(today)
    archive.keep(replace(today, headers=(), fetched="2024-01-01T00:00:00Z", seen="2024-01-01T00:00:00Z"))
    assert list(archive.all()) == [replace(today, fetched="2024-01-01T00:00:00Z")]


def test_a_clock_that_was_ahead_does_not_put_an_old_page_before_a_new_one(archive: Archive) -> None:
    ahead = replace(page(1), fetched="2999-01-01T00:00:00Z", seen="2999-01-01T00:00:00Z")
    corrected = replace(page(1, text="نص مصحح"), fetched="2026-03-21T10:00:00Z", seen="2026-03-21T10:00:00Z")
    archive.keep(ahead)
    archive.keep(corrected)
    assert list(archive.latest("paper")) == [corrected]


def test_an_error_of_today_does_not_hide_the_page_of_yesterday(archive: Archive) -> None:
    archive.keep(first := page(1))
    archive.keep(replace(first, status=404, body=b"gone", seen="2026-04-01T00:00:00Z"))
    assert list(archive.latest("paper")) == [first]


def test_pruning_leaves_what_younger_pages_are_read_with(archive: Archive) -> None:
    old = [page(number) for number in range(3)]  # of the 1st, 2nd and 3rd; the first is their reference
    for one in old:
        archive.keep(one)
    assert list(prune(archive, before="2026-03-02T12:00:00Z"))[-1] == 1
    assert list(archive.all()) == [old[0], old[2]]
    assert list(prune(archive, before="2026-04-01T00:00:00Z"))[-1] == 2
    archive.keep(page(5))
    assert list(archive.all()) == [page(5)]


def test_pruning_gives_the_room_back(archive: Archive) -> None:
    for number in range(300):
        archive.keep(replace(page(number), body=random.Random(number).randbytes(20_000)))
    before = room(archive)
    steps = list(prune(archive, before="2027"))
    assert steps[0] == 200
    assert steps[-1] == 300
    assert len(steps) < 20  # a transaction gives back many of the file's 1,500 pages
    assert room(archive) < 0.1 * before
    assert list(prune(archive, before="2027")) == []


def test_a_reference_that_another_process_pruned_is_made_anew(archive: Archive, tmp_path: Path) -> None:
    archive.keep(page(1))
    archive.keep(page(2))
    other = Archive(tmp_path / "pages.db")
    list(prune(other, before="2027"))
    archive.keep(page(3))
    archive.keep(page(4))
    assert list(other.all()) == [page(3), page(4)]


def test_an_archive_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "pages.db").write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseUnusable, match=r"pages\.db: .*damaged"):
        Archive(tmp_path / "pages.db")


@pytest.mark.parametrize(("database", "pages"), [("articles.db", "pages.db"), ("demo.db", "demo-pages.db")])
def test_each_database_has_pages_of_its_own(database: str, pages: str) -> None:
    assert path_beside(f"output/{database}") == Path("output", pages)
