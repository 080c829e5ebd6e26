"""The archive read again: no network, the same articles from the same rules, better ones from better rules."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from crawler.archive import Archive, path_beside, zstd
from crawler.boilerplate import LEAST_STORIES
from crawler.database import connect_readonly
from crawler.replay import Playback
from crawler.sources import SOURCES as SOURCES_BY_NAME
from crawler.text import comparison_form
from tests.crawl.conftest import IN_PROCESS, Press, kill, wait_until

SOURCES = ("hespress", "elaph")


def replay(press: Press, *arguments: str) -> Any:
    press.site.control.reset()
    done = press.command("replay", *arguments, "--db", str(press.database), f"--set={IN_PROCESS}")
    assert press.asked() == []
    return done


def change(press: Press, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(press.database)) as connection, connection:
        connection.execute(statement, values)


def test_replay_of_an_unchanged_archive_changes_nothing(press: Press) -> None:
    press.stands_after(*SOURCES, "--full")
    before, seq = press.contents(), press.value("SELECT max(seq) FROM changes")
    done = replay(press)
    assert done.returncode == 0, done.stderr
    assert [line.partition(": ")[2].endswith("none changed") for line in done.stdout.splitlines()] == [
        True,
        True,
    ]
    assert press.contents() == before
    assert press.value("SELECT max(seq) FROM changes") == seq
    assert press.value("SELECT count(*) FROM versions") == 0
    press.assert_books_balance()
    press.site.control.reset()
    press.crawl(*SOURCES)
    assert not [address for address in press.asked() if ".htm" in address]  # nothing is asked for anew


def test_replay_brings_back_a_lost_database(press: Press) -> None:
    press.stands_after(*SOURCES, "--full")
    before = press.contents()
    stored = press.value("SELECT count(*) FROM articles")
    for part in ("", "-wal", "-shm"):
        press.database.with_name(press.database.name + part).unlink(missing_ok=True)
    done = replay(press)
    assert done.returncode == 0, done.stderr
    assert press.value("SELECT count(*) FROM articles") == stored
    after = press.contents()
    assert {name: after[name] for name in ("articles", "aliases", "images")} == {
        name: before[name] for name in ("articles", "aliases", "images")
    }


def test_better_rules_mend_what_was_stored_and_say_what_they_changed(press: Press) -> None:
    press.stands_after("hespress")
    before = press.contents()
    keys = [row["key"] for row in press.rows("SELECT key FROM articles ORDER BY key")]
    # what worse rules would have stored
    change(press, "UPDATE articles SET authors = '[]' WHERE key = ?", keys[0])
    change(press, "UPDATE articles SET section = 'قسم آخر' WHERE key = ?", keys[1])
    cut = [{"kind": "paragraph", "text": "لم يبق من النص سوى هذه الجملة القصيرة."}]
    change(
        press,
        "UPDATE articles SET blocks = ?, text = ? WHERE key = ?",
        json.dumps(cut, ensure_ascii=False), cut[0]["text"], keys[2],
    )  # fmt: skip
    change(press, "UPDATE pages SET state = 'rejected', reason = 'thin' WHERE key = ?", keys[3])
    for table in ("sketches", "article_images", "changes"):
        change(press, f"DELETE FROM {table} WHERE article = (SELECT id FROM articles WHERE key = ?)", keys[3])
    change(press, "DELETE FROM articles WHERE key = ?", keys[3])
    worse = press.contents()
    dry = replay(press, "hespress", "--dry-run", "--json")
    assert press.contents() == worse
    assert dry.returncode == 0, dry.stderr
    told = json.loads(dry.stdout)
    assert told["counts"] == {
        "article gained": 1, "authors gained": 1, "images gained": told["counts"]["images gained"],
        "section changed": 1, "text longer": 1,
    }  # fmt: skip
    assert told["changed"] == 4
    assert "قسم آخر → " in told["samples"]["section changed"][0]
    done = replay(press, "hespress")
    assert "text longer: 1" in done.stdout
    after = press.contents()
    ended = [(*row[:-1], 1) for row in after["articles"]]  # the mended text is a version of its own
    assert ended == before["articles"]
    assert after["pages"] == before["pages"]
    assert press.value("SELECT title || ' ' || text FROM versions WHERE version = 1").endswith(cut[0]["text"])
    kinds = press.rows("SELECT kind FROM changes ORDER BY seq DESC LIMIT 4")
    assert sorted(row["kind"] for row in kinds) == ["new", "updated", "updated", "updated"]


def test_a_dry_replay_that_takes_long_gives_no_sign_of_life_and_does_not_end_for_it(press: Press) -> None:
    press.stands_after("elaph")
    archive = Archive(path_beside(press.database), readonly=True)
    with closing(connect_readonly(press.database)) as connection, closing(archive):
        Playback(connection, archive, SOURCES_BY_NAME["elaph"], dry_run=True).beat()
    assert press.value("SELECT count(*) FROM crawls") == 1


def test_a_damaged_page_ends_the_replay_with_a_clear_word(press: Press) -> None:
    press.stands_after("elaph")
    with closing(Archive(path_beside(press.database))) as archive:
        archive.connection.execute("UPDATE captures SET body = x'00' WHERE kind = 'article'")
    done = replay(press, "elaph")
    assert done.returncode == 4
    assert "is damaged" in done.stderr
    press.assert_books_balance()


def test_damage_of_the_archive_is_not_told_of_the_articles(press: Press) -> None:
    press.stands_after("elaph")
    pages = path_beside(press.database)
    with pages.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xff" * (pages.stat().st_size - 8 * 4096))
    done = replay(press, "--dry-run")
    assert done.returncode == 4
    assert f"{pages}: " in done.stderr
    assert str(press.database) not in done.stderr


def test_an_article_that_rules_now_turn_away_is_told_and_kept(press: Press) -> None:
    press.stands_after("elaph")
    archive = Archive(path_beside(press.database))
    *_, lost = archive.latest("elaph")
    before = press.contents()
    # as if the rules of then had read an article where those of today see none
    archive.connection.execute("UPDATE captures SET body = ?, reference = NULL, template = NULL WHERE key = ?",
                               (zstd.compress(b"<html><body><p>404</p></body></html>"), lost.key))  # fmt: skip
    archive.close()
    done = replay(press, "elaph")
    assert "article lost: 1" in done.stdout
    assert press.contents() == before
    press.assert_books_balance()


def test_learned_lines_leave_the_articles_stored_before(press: Press) -> None:
    press.stands_after("hespress")
    line = press.value("SELECT text FROM articles ORDER BY key LIMIT 1").split("\n\n")[0]
    change(
        press, "INSERT INTO learned_lines VALUES ('hespress', ?, ?, 1)",
        comparison_form(line), LEAST_STORIES,
    )  # fmt: skip
    press.crawl("hespress", "--refetch")
    assert press.value("SELECT count(*) FROM articles WHERE instr(text, ?)", line) == 1
    replay(press, "hespress")
    assert press.value("SELECT count(*) FROM articles WHERE instr(text, ?)", line) == 0
    press.crawl("hespress", "--refetch")
    assert press.value("SELECT count(*) FROM articles WHERE instr(text, ?)", line) == 0


def test_a_killed_replay_leaves_its_source_to_the_next(press: Press) -> None:
    press.stands_after(*SOURCES, "--full")
    before = press.contents()
    process = press.start("replay", "hespress", "--db", str(press.database), f"--set={IN_PROCESS}")
    wait_until(lambda: press.value("SELECT count(*) FROM crawls WHERE finished IS NULL") == 1)
    kill(process, after=0.05)
    assert replay(press).returncode == 0
    assert press.contents() == before
    press.assert_books_balance()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [((), 4, "Crawl first"), (("--dry-run",), 4, "Crawl first")],
)
def test_without_an_archive_replay_says_what_to_do(
    press: Press, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = replay(press, *arguments)
    assert done.returncode == code
    assert said in done.stderr


def test_a_source_without_pages_is_wrong_usage(press: Press) -> None:
    press.stands_after("elaph")
    done = replay(press, "hespress")
    assert done.returncode == 2
    assert "no pages of 'hespress'; it has those of elaph" in done.stdout + done.stderr
