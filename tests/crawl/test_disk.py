"""A disk that is full, or a file that cannot be written or read: exit 4, a clear word, nothing half-written."""

import os
import resource
import sqlite3
from pathlib import Path

import pytest

from crawler.demo import Newspaper, serve
from tests.crawl.conftest import Press


def test_a_full_disk_ends_the_crawl_with_a_clear_word_and_a_sound_database(tmp_path: Path) -> None:
    with serve(Newspaper(articles=60)) as site:
        press = Press(site, tmp_path / "articles.db")
        process = press.start(
            *press.crawling("hespress"),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
        )
        _, err = process.communicate(timeout=60)
        assert process.returncode == 4
        assert str(press.database) in err
        assert "free some space" in err
        assert "Traceback" not in err
        assert press.value("PRAGMA integrity_check") == "ok"
        assert press.value(  # an article is there exactly when its page says so
            "SELECT count(*) FROM pages p LEFT JOIN articles a ON a.key = p.key"
            " WHERE p.kind = 'article' AND (p.state = 'done') <> (a.id IS NOT NULL)"
            " AND p.key NOT IN (SELECT key FROM aliases)"
        ) == 0  # fmt: skip
        assert press.crawl("hespress").returncode == 0
        press.assert_books_balance()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where it may not")
def test_a_folder_that_may_not_be_written_is_said_so(press: Press) -> None:
    press.database.parent.chmod(0o500)
    try:
        done = press.crawl("hespress")
    finally:
        press.database.parent.chmod(0o700)
    assert done.returncode == 4
    assert "check the rights" in done.stderr


def test_a_read_only_database_is_said_so(press: Press) -> None:
    """`immutable`, the folder of a dead mount: here a folder stands where the file should."""
    press.database.mkdir()
    done = press.crawl("hespress")
    assert done.returncode == 4
    assert "check the rights" in done.stderr


def test_a_file_that_is_no_database_is_left_alone(press: Press) -> None:
    press.database.write_bytes(b"no database" * 1000)
    done = press.crawl("hespress")
    assert done.returncode == 4
    assert "damaged" in done.stderr
    assert press.database.read_bytes() == b"no database" * 1000


def test_a_database_damaged_in_the_middle_is_said_so(press: Press) -> None:
    press.stands_after("hespress")
    with sqlite3.connect(press.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(press.database.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 2000] = b"\xff" * 2000
    press.database.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        press.database.with_name(press.database.name + suffix).unlink(missing_ok=True)
    done = press.crawl("hespress")
    assert done.returncode == 4
    assert "damaged" in done.stderr


@pytest.mark.parametrize("command", [["export", "jsonl"], ["search", "هاتف"], ["show", "1"]])
def test_reading_a_database_that_is_not_there_says_what_to_do(press: Press, command: list[str]) -> None:
    done = press.command(*command, "--db", str(press.database))
    assert done.returncode == 4
    assert "Crawl first" in done.stderr
