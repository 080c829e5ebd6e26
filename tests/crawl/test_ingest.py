"""Articles out of web archives: our own come back whole, of others' what is wanted is taken, and the rest is counted."""

import argparse
import gzip
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import Archive, Capture, path_beside
from crawler.commands.ingest import Command, is_arabic
from crawler.demo import Newspaper
from tests.crawl.conftest import IN_PROCESS, ROOT, Press, wait_until

SENTENCES = {
    "ar": "أعلنت الشركة الناشئة عن جهاز جديد يقيس استهلاك الكهرباء في البيوت ويرسل تقريرا كل أسبوع إلى صاحبه. ",
    "fa": "این شرکت از دستگاه تازه‌ای خبر داد که مصرف برق خانه‌ها را اندازه می‌گیرد و هر هفته گزارش می‌فرستد. ",
    "ur": "کمپنی نے ایک نئے آلے کا اعلان کیا ہے جو گھروں میں بجلی کے استعمال کو ناپتا ہے اور ہر ہفتے رپورٹ بھیجتا ہے۔ ",
    "en": "The young company has announced a device that measures what a household uses and reports every week. ",
}


def page(language: str, charset: str = "utf-8") -> bytes:
    text = "".join(f"<p>{number}. {SENTENCES[language] * 2}</p>" for number in range(4))
    head = "<title>جهاز البيوت</title><script>var menu = 'What a device! What a long menu of English words!' </script>"
    return f"<html><head>{head}</head><body><article><h1>جهاز البيوت</h1>{text}</article>".encode(
        charset, "replace"
    )


def ingest(press: Press, *arguments: str | Path) -> tuple[int, dict[str, str], str]:
    """The exit code, what is said of each source, and what of errors."""
    done = press.command("ingest", *map(str, arguments), "--db", str(press.database), f"--set={IN_PROCESS}")
    lines = (line.partition(": ") for line in done.stdout.splitlines() if " passed over" in line)
    return done.returncode, {name: count for name, _, count in lines}, done.stderr


def captures(press: Press) -> list[Capture]:
    archive = Archive(path_beside(press.database), readonly=True)
    try:
        return list(archive.all())
    finally:
        archive.close()


def test_an_archive_goes_through_a_warc_file_and_gives_the_same_articles(press: Press) -> None:
    press.crawl("elaph", "--full")
    kept, before = captures(press), press.contents()
    file = press.database.with_name("pages.warc.gz")
    done = press.command("export", "warc", "-o", str(file), "--db", str(press.database))
    assert done.returncode == 0, done.stderr
    there = Press(press.site, press.database.with_name("other") / "articles.db")
    press.site.control.reset()
    code, said, errors = ingest(there, file)
    assert (code, errors) == (0, "")
    assert captures(there) == kept
    after = there.contents()
    assert {name: after[name] for name in ("articles", "aliases", "images")} == {
        name: before[name] for name in ("articles", "aliases", "images")
    }
    assert said["together"].startswith(
        f"{len(kept) + 1} records: {len(kept)} kept, 0 known before, 1 passed over"
    )
    code, said, errors = ingest(there, file)
    assert (code, errors) == (0, "")
    assert said["together"].startswith(
        f"{len(kept) + 1} records: 0 kept, {len(kept)} known before, 1 passed over"
    )
    assert captures(there) == kept
    assert there.contents() == after
    assert there.value("SELECT max(version) FROM articles") == 1
    assert press.asked() == []


def common_crawl(records: Iterable[tuple[str, bytes, list[tuple[str, str]], str]]) -> bytes:
    """A file as Common Crawl's: a request and a response for each address, gzip for each record."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record("CC-NEWS.warc.gz", {"software": "another crawler"}))
    for url, body, headers, status in records:
        date = {"WARC-Date": "2024-06-12T09:30:00Z"}
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        writer.write_record(
            writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=date)
        )
        told = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        response = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=told,
            warc_headers_dict=date,
        )
        writer.write_record(response)
    return file.getvalue()


HTML = [("Content-Type", "text/html; charset=utf-8")]
GZIP, CHUNKED = ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:99], body[99:])) + b"0\r\n\r\n"


@pytest.fixture
def foreign(newspaper: Newspaper, tmp_path: Path) -> Path:
    """A file in which little is wanted: three articles of a source, a blog's in Arabic, a fourth article cut off."""
    found = [article.url for article in newspaper.of("hespress")[:4]]
    bodies = [newspaper.answer("www.hespress.com", url.partition("hespress.com")[2]) for url in found]
    first, second, third, fourth = (
        (url, page.body) for url, page in zip(found, bodies, strict=True) if page is not None
    )
    home, blog = "https://www.hespress.com/", "https://blog.example/2024/06/12/"
    records = [
        (*first, HTML, "200 OK"),
        (second[0], gzip.compress(second[1]), [*HTML, GZIP], "200 OK"),
        (third[0], chunked(gzip.compress(third[1])), [*HTML, GZIP, CHUNKED], "200 OK"),
        (fourth[0], b"gone", HTML, "404 Not Found"),
        (fourth[0], fourth[1], [*HTML, ("Content-Encoding", "sdch")], "200 OK"),
        (home, page("ar"), HTML, "200 OK"),
        (f"{home}wp-content/1.jpg", b"\xff\xd8", [("Content-Type", "image/jpeg")], "200 OK"),
        (f"{blog}ar-1", page("ar"), HTML, "200 OK"),
        (f"{blog}ar-2", page("ar", "cp1256"), [("Content-Type", "TEXT/HTML;charset=windows-1256")], "200 OK"),
        (f"{blog}fa", page("fa"), HTML, "200 OK"),
        (f"{blog}ur", page("ur"), HTML, "200 OK"),
        (f"{blog}en", page("en"), HTML, "200 OK"),
        ("https://blog.example/tag/1", page("ar"), HTML, "200 OK"),
        ("https://blog.example/1.jpg", b"\xff\xd8", [("Content-Type", "image/jpeg")], "200 OK"),
        ("http://[broken/", page("ar"), HTML, "200 OK"),
        (*fourth, HTML, "200 OK"),
    ]
    file = tmp_path / "CC-NEWS.warc.gz"
    file.write_bytes(common_crawl(records)[:-100])
    return file


def test_of_anothers_archive_the_articles_of_sources_are_taken(press: Press, foreign: Path) -> None:
    code, said, errors = ingest(press, foreign)
    assert said == {
        "hespress": "8 records: 3 kept, 0 known before, 5 passed over (HTTP 404 1, cut short 1, not HTML 1,"
        " not an article's address 1, unknown encoding 1)",
        "of no source": "25 records: 0 kept, 0 known before, 25 passed over (request record 16, unknown source 8,"
        " warcinfo record 1)",
        "together": "33 records: 3 kept, 0 known before, 30 passed over (request record 16, unknown source 8,"
        " HTTP 404 1, cut short 1, not HTML 1, not an article's address 1, unknown encoding 1, warcinfo record 1)",
    }
    assert code == 1
    at = int(re.search(r"cut off or damaged at byte (\d+); the records before it were read", errors)[1])  # type: ignore[index]
    assert foreign.read_bytes()[at : at + 2] == b"\x1f\x8b"
    stored = press.rows("SELECT url, first_seen FROM articles ORDER BY id")
    kept = captures(press)
    assert {row["url"] for row in stored} == {one.url for one in kept}
    assert {row["first_seen"] for row in stored} == {one.fetched for one in kept} == {"2024-06-12T09:30:00Z"}
    assert all(one.headers == tuple(HTML) and b"</html>" in one.body for one in kept)
    press.assert_books_balance()


def test_any_arabic_page_can_be_taken(press: Press, foreign: Path) -> None:
    code, said, errors = ingest(press, foreign, "--any-arabic")
    assert code == 1
    assert "Traceback" not in errors
    assert said["blog.example"] == "2 records: 2 kept, 0 known before, 0 passed over"
    assert said["of no source"].endswith(
        "(request record 16, not Arabic 3, not an article's address 2, not HTML 1, warcinfo record 1)"
    )
    rows = press.rows("SELECT url, text FROM articles WHERE source = 'blog.example' ORDER BY url")
    assert [row["url"][-4:] for row in rows] == ["ar-1", "ar-2"]
    assert all(SENTENCES["ar"].strip() in row["text"] for row in rows)


@pytest.mark.parametrize(("language", "charset", "taken"), [
    ("ar", "utf-8", True), ("ar", "cp1256", True), ("ar", "iso-8859-6", True), ("ar", "utf-16", True),
    ("fa", "utf-8", False), ("ur", "utf-8", False), ("en", "utf-8", False),
])  # fmt: skip
def test_a_page_is_arabic_by_its_letters(language: str, charset: str, taken: bool) -> None:
    assert is_arabic(page(language, charset)) is taken


def test_what_cannot_be_read_is_said_and_the_other_files_are_read(press: Press, foreign: Path) -> None:
    text = foreign.with_name("page.html")
    text.write_bytes(page("ar"))
    code, said, errors = ingest(press, foreign.with_name("missing"), text, foreign)
    assert code == 1
    assert f"{foreign.with_name('missing')}: No such file" in errors
    assert f"{text}: is no WARC file" in errors
    assert said["hespress"].startswith("8 records: 3 kept")
    path_beside(press.database).write_bytes(b"no database" * 1000)
    code, said, errors = ingest(press, foreign)
    assert (code, said) == (4, {})
    assert "pages.db: " in errors
    assert "damaged" in errors


def test_a_reading_that_is_killed_fails_and_says_how_to_go_on(press: Press) -> None:
    press.stands_after("hespress", "elaph", "--full")
    file = press.database.with_name("pages.warc.gz")
    press.command("export", "warc", "-o", str(file), "--db", str(press.database))
    there = Press(press.site, press.database.with_name("other") / "articles.db")
    process = there.start("ingest", str(file), "--db", str(there.database), f"--set={IN_PROCESS}")
    wait_until(lambda: there.database.exists() and bool(reading(there)))
    os.kill(reading(there)[0]["pid"], signal.SIGKILL)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was killed" in errors
    assert there.command("replay", "--db", str(there.database), f"--set={IN_PROCESS}").returncode == 0
    assert there.value("SELECT count(*) FROM articles") == press.value("SELECT count(*) FROM articles")


def reading(press: Press) -> list[sqlite3.Row]:
    try:
        return press.rows("SELECT pid FROM crawls WHERE finished IS NULL")
    except sqlite3.OperationalError:
        return []  # the tables are just being made


def test_without_files_or_warcio_it_says_what_to_install(press: Press, tmp_path: Path) -> None:
    (tmp_path / "warcio.py").write_text("raise ImportError")
    command = [sys.executable, "-m", "scrapy", "ingest", "x.warc"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    with pytest.raises(UsageError, match="name the WARC files"):
        Command().run([], argparse.Namespace())
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install '.[archive]'" in done.stderr
