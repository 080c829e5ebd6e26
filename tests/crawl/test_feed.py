"""What a newspaper's articles look like to the programs that come after the crawl."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import crawler
from crawler.archive import Archive as Pages
from crawler.archive import Capture, path_beside
from crawler.demo import Newspaper, serve
from tests.crawl.conftest import ROOT, Press, wait_until

DOCUMENT = (ROOT / "docs" / "consumer.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with serve(Newspaper()) as site:
        press = Press(site, tmp_path_factory.mktemp("feed") / "articles.db")
        assert press.crawl("hespress", "elaph").returncode == 0
        yield press


def test_the_consumer_of_the_document_draws_names_and_years_out_of_each_article(
    crawled: Press, tmp_path: Path
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    program, library = tmp_path / "consumer.py", tmp_path / "library.py"
    program.write_text(blocks[0], encoding="utf-8")
    assert len(blocks[0].splitlines()) <= 30
    (command,) = re.findall(r"^scrapy (export jsonl --cursor .*)$", DOCUMENT, re.MULTILINE)
    words = [word.strip("'").replace("inbox", str(tmp_path / "inbox")) for word in command.split()]
    assert crawled.command(*words, "--db", str(crawled.database)).returncode == 0
    for _ in range(2):  # the second time there is nothing to take
        subprocess.run([sys.executable, program, tmp_path / "inbox"], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "facts.db")) as connection:
        facts = {row[0]: row[1:] for row in connection.execute("SELECT id, names, years FROM facts")}
    articles = {row["id"]: row for row in crawled.rows("SELECT * FROM articles")}
    assert facts.keys() == articles.keys()
    names = 0
    for identifier, (found, years) in facts.items():
        text = f"{articles[identifier]['title']} {articles[identifier]['text']}"
        latin = set(re.findall(r"[A-Za-z]{2,}", text))
        assert latin == {word for name in json.loads(found) for word in re.findall(r"[A-Za-z]{2,}", name)}
        assert all(
            str(year) in text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
            for year in json.loads(years)
        )
        names += len(latin)
    assert names > 10
    assert any(json.loads(years) for _, years in facts.values())
    (gone, *_) = articles
    for seq, change in ((1, "removed"), (2, "updated")):  # by name the older piece is read last
        record = {
            "id": gone,
            "seq": 10**6 - seq,
            "change": change,
            "url": "u",
            "title": "Acme",
            "text": "2024",
        }
        (tmp_path / "inbox" / f"{seq}.jsonl").write_text(json.dumps(record))
    subprocess.run([sys.executable, program, tmp_path / "inbox"], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "facts.db")) as connection:
        row = connection.execute("SELECT seq, names, years FROM facts WHERE id = ?", (gone,)).fetchone()
    assert row == (10**6 - 1, None, None)
    library.write_text(blocks[1].replace("output/articles.db", str(crawled.database)), encoding="utf-8")
    done = subprocess.run([sys.executable, library], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert len(done.stdout.splitlines()) >= len(articles)


def test_the_articles_can_be_read_from_python_without_scrapy_beside_a_writer(crawled: Press) -> None:
    rows = crawled.rows("SELECT * FROM articles ORDER BY id")
    with (
        crawler.open_archive(crawled.database) as archive,
        closing(sqlite3.connect(crawled.database)) as writer,
    ):
        writer.execute("BEGIN IMMEDIATE")
        articles = list(archive.articles())
        assert [(article.url, article.text) for article in articles] == [
            (row["url"], row["text"]) for row in rows
        ]
        assert {article.source for article in archive.articles(source="elaph")} == {"elaph"}
        half = rows[len(rows) // 2]["published"][:10]
        assert all((article.published or "") >= half for article in archive.articles(since=half))
        changes = list(archive.changes())
        assert [change.seq for change in changes] == sorted(change.seq for change in changes)
        assert {change.id for change in changes} == {row["id"] for row in rows}
        assert list(archive.changes(after=archive.seq)) == []
        assert changes[-1].seq == archive.seq
    program = (
        f"import sys, crawler; assert not {{'scrapy', 'sqlite3'}} & set(sys.modules);"
        f" print(len(list(crawler.open_archive({str(crawled.database)!r}).articles())));"
        " assert not {'scrapy', 'twisted', 'numpy', 'pandas'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == len(rows)


def captures(press: Press, key: str) -> list[Capture]:
    with closing(Pages(path_beside(press.database), readonly=True)) as pages:
        return list(pages.find(key))


def test_the_page_of_an_article_removed_while_a_crawl_fetches_it_is_not_kept(press: Press) -> None:
    press.stands_after("hespress")
    press.site.control.latency = 0.7
    process = press.start(*press.crawling("hespress", "--refetch"))
    leased = "SELECT a.id, a.key FROM pages p JOIN articles a USING (key) WHERE p.state = 'leased'"
    wait_until(lambda: bool(press.rows(leased)))
    (gone, key) = press.rows(leased)[-1]
    assert press.command("remove", str(gone), "--db", str(press.database)).returncode == 0
    assert press.value("SELECT state FROM pages WHERE key = ?", key) == "leased"
    process.communicate(timeout=60)
    assert press.rows("SELECT state, reason FROM pages WHERE key = ?", key)[0]["reason"] == "removed"
    assert captures(press, key) == []
    press.assert_books_balance()


def test_no_web_archive_brings_a_removed_page_back(press: Press) -> None:
    press.stands_after("elaph")
    where = ("--db", str(press.database))
    file = str(press.database.with_name("pages.warc.gz"))
    press.command("export", "warc", "-o", file, *where)
    (gone, key) = press.rows("SELECT id, key FROM articles")[0]
    press.command("remove", str(gone), *where)
    done = press.command("ingest", file, *where, "--set=EXTRACT_WORKERS=0")
    assert done.returncode == 0
    assert "removed 1" in done.stdout
    assert "none changed" in done.stdout
    assert captures(press, key) == []


def test_a_removed_article_is_brought_back_by_no_crawl_and_no_replay(press: Press) -> None:
    press.crawl("hespress", "--full")
    (gone, url) = press.rows("SELECT id, key FROM articles ORDER BY id")[0]
    stored = press.value("SELECT count(*) FROM articles")
    where = ("--db", str(press.database))
    assert press.command("remove", str(gone), "999999", *where).returncode == 1  # the second is not there
    with closing(Pages(path_beside(press.database), readonly=True)) as pages:
        others = list(
            pages.latest("hespress")
        )  # each can still be read, though it was compressed against the removed
        assert url not in {capture.key for capture in others}
        assert all(b"<" in capture.body for capture in others)
        assert len(others) >= stored - 1
    press.site.control.reset()
    press.crawl("hespress", "--full", "--refetch")
    assert press.command("replay", "hespress", *where, "--set=EXTRACT_WORKERS=0").returncode == 0
    assert press.value("SELECT count(*) FROM articles") == stored - 1
    assert press.value("SELECT count(*) FROM articles WHERE id = ? OR key = ?", gone, url) == 0
    press.assert_books_balance()
