"""Every change has its number, and who saw a number has seen all below it."""

import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from crawler.database import FIRST_SCHEMA, NEAR_DUPLICATES, connect, connect_readonly, pending, transaction
from crawler.export import snapshot
from crawler.query import parse
from crawler.removal import is_removed, remove_within
from crawler.search import search
from pipelines.store import store_within
from tests.benchmarks.corpus import Press
from tests.pipelines.conftest import Archive

PRESS = Press(seed=21)
STORY = PRESS.words(200)
TEXT = " ".join(STORY)


class Undone(Exception):
    """Rolls a transaction back."""


def write(path: Path, seed: int) -> None:
    """Forty transactions of one to five changes, a moment apart, one in four of them undone."""
    chance = random.Random(seed)
    with closing(connect(path)) as connection:
        for _ in range(40):
            try:
                with transaction(connection):
                    for _ in range(chance.randint(1, 5)):
                        connection.execute("INSERT INTO changes (article, kind, at) VALUES (1, 'new', '')")
                    if chance.random() < 0.25:
                        raise Undone
            except Undone:
                pass
            time.sleep(0.005)


def test_who_saw_a_number_has_seen_all_below_it_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    connect(path).close()
    writers = [threading.Thread(target=write, args=(path, seed)) for seed in range(4)]
    seen: list[tuple[int, set[int]]] = []
    with closing(connect_readonly(path)) as connection:
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            with snapshot(connection) as last:
                seen.append((last, {seq for (seq,) in connection.execute("SELECT seq FROM changes")}))
        for writer in writers:
            writer.join()
        final = {seq for (seq,) in connection.execute("SELECT seq FROM changes")}
    assert len({last for last, _ in seen}) > 5  # it did look in between
    for last, then in seen:
        assert then == {seq for seq in final if seq <= last}


def changes(archive: Archive) -> list[tuple[object, ...]]:
    return archive.rows("SELECT article, kind FROM changes ORDER BY seq")


def remove(archive: Archive, article: int) -> None:
    with transaction(archive.connection):
        remove_within(archive.connection, article)


def test_a_removed_article_is_gone_and_its_copies_find_another_original(archive: Archive) -> None:
    archive.store("a", TEXT, published="2024-06-01")
    archive.store("b", TEXT, published="2024-06-02")
    archive.store("c", TEXT, published="2024-06-03")
    archive.store("a", f"{TEXT} تصحيح كشفسرية", published="2024-06-01")
    archive.connection.execute("INSERT INTO aliases VALUES ('other', 'https://paper.example/other', 1)")
    before = len(changes(archive))
    remove(archive, 1)
    assert archive.originals() == {"b": None, "c": "b"}
    assert changes(archive)[before:] == [(1, "removed"), (2, "updated"), (3, "duplicate")]
    assert archive.rows("SELECT source, key, url FROM changes WHERE kind = 'removed'") == [
        ("paper", "a", "https://paper.example/a")
    ]
    for table in ("versions", "article_images", "aliases", "sketches", "bands", "young_bands", "fresh_bands"):
        assert archive.rows(f"SELECT 1 FROM {table} WHERE article = 1") == []
    assert search(archive.connection, parse("كشفسرية")) == []
    archive.connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")


def test_a_removed_article_comes_back_under_none_of_its_addresses(archive: Archive) -> None:
    archive.store("a", TEXT)
    archive.connection.execute("INSERT INTO aliases VALUES ('other', 'https://paper.example/other', 1)")
    remove(archive, 1)
    assert archive.store("a", TEXT) == "rejected"
    assert archive.store("other", TEXT) == "rejected"
    new = archive.item("new", TEXT)  # a new address of a page that calls itself the removed one
    new.key = "a"
    with transaction(archive.connection):
        assert store_within(archive.connection, new, archive.frontier.crawl) == "rejected"
    assert archive.rows("SELECT * FROM articles") == []
    assert archive.rows("SELECT key, state, reason FROM pages ORDER BY key") == [
        ("a", "rejected", "removed"),
        ("other", "rejected", "removed"),
    ]
    assert is_removed(archive.connection, ["a"])


def test_a_waiting_page_of_a_removed_article_is_settled_in_the_books(archive: Archive) -> None:
    archive.store("a", TEXT)
    archive.connection.execute(
        "INSERT INTO pages (key, url, source, kind, found_at, found_by) VALUES ('a', 'u', 'paper', 'article', '', 1)"
    )
    archive.connection.execute("UPDATE crawls SET source = 'paper', found = 1")
    remove(archive, 1)
    archive.frontier.source = type(archive.frontier.source)(**{**vars_of(archive), "name": "paper"})
    assert archive.frontier.finish("finished", None, 0, 0, 0).balanced


def vars_of(archive: Archive) -> dict[str, object]:
    source = archive.frontier.source
    return {name: getattr(source, name) for name in source.__dataclass_fields__}


def test_an_article_that_proves_another_ones_address_is_merged_into_it(archive: Archive) -> None:
    archive.store("amp", TEXT, published="2024-06-01")
    archive.connection.execute("INSERT INTO aliases VALUES ('short', 'https://paper.example/s', 1)")
    page = archive.item("amp", TEXT, published="2024-06-01")
    page.key = "own"
    with transaction(archive.connection):
        store_within(archive.connection, page, archive.frontier.crawl)
    assert archive.rows("SELECT id, key, duplicate_of FROM articles") == [(2, "own", None)]
    assert archive.rows("SELECT key, article FROM aliases ORDER BY 1") == [("amp", 2), ("short", 2)]
    assert (1, "removed") in changes(archive)
    assert archive.store("short", TEXT, published="2024-06-01") != "rejected"  # merged, not banned


def test_a_publishers_wrong_link_merges_no_other_story(archive: Archive) -> None:
    archive.store("own", TEXT)
    archive.store("other", " ".join(PRESS.words(200)))
    page = archive.item("other", " ".join(PRESS.words(200)))
    page.key = "own"
    with transaction(archive.connection):
        store_within(archive.connection, page, archive.frontier.crawl)
    assert archive.rows("SELECT key FROM articles ORDER BY key") == [("other",), ("own",)]


def test_a_database_from_before_there_were_removals_opens_with_its_changes(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{FIRST_SCHEMA};{NEAR_DUPLICATES}")
        old.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
        for name in ("first_schema", "near_duplicates"):
            old.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('crawler', ?, '2024')",
                (name,),
            )
        old.execute("INSERT INTO changes (article, kind, at) VALUES (1, 'new', '2024-06-01T00:00:00Z')")
        old.commit()
    with closing(connect_readonly(path)) as connection:
        assert not pending(connection)
        assert [tuple(row)[:4] for row in connection.execute("SELECT * FROM changes")] == [
            (1, 1, "new", "2024-06-01T00:00:00Z")
        ]
        assert not is_removed(connection, ["k"])
