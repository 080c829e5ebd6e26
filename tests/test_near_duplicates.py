"""A database from before there were sketches opens with its rows intact, and learns them on demand."""

import sqlite3
from pathlib import Path

from crawler.database import connect, connect_readonly, pending
from crawler.rebuild import rebuild
from crawler.tables import FIRST_SCHEMA
from tests.benchmarks.corpus import Press

PRESS = Press(seed=8)
STORY = PRESS.words(120)


def old_database(path: Path) -> None:
    """As the first schema left it: two copies, not linked, and a third that is."""
    connection = sqlite3.connect(path)
    connection.executescript(FIRST_SCHEMA)
    connection.execute(
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
    )
    connection.execute("INSERT INTO _sqlite_migrations VALUES (1, 'crawler', 'first_schema', '2024-01-01')")
    for number, words in enumerate((STORY, PRESS.edited(0.05)(STORY), STORY), 1):
        connection.execute(
            "INSERT INTO articles (source, key, url, text, blocks, authors, tags, words, content_hash, published,"
            " duplicate_of, first_seen, last_seen) VALUES ('s', ?, 'u', ?, '[]', '[]', '[]', 120, ?, ?, ?, 't', 't')",
            (f"k{number}", " ".join(words), "h" if words is STORY else "g", f"2024-06-0{number}", 1 if number == 3 else None),
        )  # fmt: skip
    connection.commit()
    connection.close()


def test_the_rows_of_an_older_database_are_intact(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    old_database(path)
    with sqlite3.connect(path) as before:
        rows = before.execute("SELECT * FROM articles").fetchall()
    before.close()
    connection = connect_readonly(path)
    assert not pending(connection)
    assert [tuple(row)[: len(rows[0])] for row in connection.execute("SELECT * FROM articles")] == rows
    assert [row["similarity"] for row in connection.execute("SELECT similarity FROM articles")] == [None] * 3
    connection.close()


def test_a_rebuild_finds_the_copies_stored_before_and_tells_of_them(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    old_database(path)
    connection = connect(path)
    assert list(rebuild(connection)) == [3]
    assert [
        row["duplicate_of"] for row in connection.execute("SELECT duplicate_of FROM articles ORDER BY id")
    ] == [
        None,
        1,
        1,
    ]
    assert [tuple(row) for row in connection.execute("SELECT article, kind FROM changes")] == [
        (2, "duplicate")
    ]
    assert (
        connection.execute(
            "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", (STORY[5],)
        ).fetchone()[0]
        >= 2
    )
    connection.close()
