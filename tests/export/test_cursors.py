"""A consumer gets every change once or more and never none, whatever dies, and its files are left alone until taken."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler import cursors, search
from crawler.database import connect, connect_readonly, transaction
from crawler.export import lines
from crawler.fingerprint import fingerprint
from crawler.removal import remove_within
from tests.crawl.conftest import ROOT
from tests.export.conftest import ARTICLES, Ran

INSTANTS = 3


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def wait_until(happened: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def change(database: Path, *articles: int, kind: str = "updated") -> None:
    """A correction of the title of some articles, or their removal."""
    with closing(connect(database)) as connection, transaction(connection):
        for article in articles:
            if kind == "removed":
                title, text = connection.execute(
                    "SELECT title, text FROM articles WHERE id = ?", (article,)
                ).fetchone()
                search.enter_within(connection, article, fingerprint(title, text).searched)  # as a crawl had
                remove_within(connection, article)
                continue
            connection.execute("UPDATE articles SET title = 'مصحح' WHERE id = ?", (article,))
            connection.execute("INSERT INTO changes (article, kind, at) VALUES (?, ?, '')", (article, kind))


def position(database: Path, name: str) -> int:
    with closing(connect_readonly(database)) as connection:
        return cursors.position(connection, name)


@pytest.fixture
def export(run: Callable[..., Ran], database: Path) -> Callable[..., Ran]:
    """`scrapy export jsonl --cursor c` into a path."""
    return lambda output, *options: run(
        "export", "jsonl", "-o", output, "--cursor", "c", "--db", database, *options
    )


def test_a_cursor_gives_what_changed_once_and_as_it_is_now(
    database: Path, tmp_path: Path, export: Callable[..., Ran]
) -> None:
    inbox = tmp_path / "inbox"
    assert export(f"{inbox}/{{seq}}.jsonl") == (0, "", "")
    change(database, 7, 3, 7)
    change(database, 5, kind="removed")
    assert export(f"{inbox}/{{seq}}.jsonl")[0] == 0
    first, second = sorted(inbox.iterdir())
    assert [first.name, second.name] == [
        f"{1:010}-{ARTICLES:010}.jsonl",
        f"{ARTICLES + 1:010}-{ARTICLES + 4:010}.jsonl",
    ]
    assert [record["id"] for record in read(first)] == list(range(1, ARTICLES + 1))
    came = read(second)
    assert [(record["id"], record["seq"] - ARTICLES, record["change"]) for record in came] == [
        (3, 2, "updated"),
        (7, 3, "updated"),
        (5, 4, "removed"),
    ]
    assert came[0]["title"] == "مصحح"
    assert {name for name, value in came[2].items() if value is not None} == {
        "id", "seq", "change", "source", "source_title", "url",
    }  # fmt: skip
    assert export(f"{inbox}/{{seq}}.jsonl") == (0, "", "")  # nothing changed
    assert len(list(inbox.iterdir())) == 2


def test_a_file_that_nobody_has_taken_is_left_alone(
    database: Path, tmp_path: Path, export: Callable[..., Ran]
) -> None:
    output = tmp_path / "new.jsonl"
    output.write_text("not taken")
    code, _, said = export(str(output))
    assert code == 1
    assert "nobody has taken" in said
    assert (output.read_text(), position(database, "c")) == ("not taken", 0)
    output.unlink()
    assert export(str(output), "--source", "gazette")[0] == 0
    assert {record["source"] for record in read(output)} == {"gazette"}
    assert position(database, "c") == ARTICLES  # it moved over the other source too
    output.unlink()
    change(database, 2)
    assert export(str(output), "--source", "gazette")[0] == 0
    assert (output.exists(), position(database, "c")) == (False, ARTICLES + 1)


def test_an_export_killed_anywhere_is_repeated_and_nothing_is_skipped(
    database: Path, tmp_path: Path, export: Callable[..., Ran]
) -> None:
    """Killed while it writes, at seeded shares of the file; then between the file and the cursor."""
    chance = random.Random(5)
    output = tmp_path / "new.jsonl"
    with closing(connect_readonly(database)) as connection:
        whole = sum(map(len, lines(connection)))
    for _ in range(INSTANTS):
        size = whole * chance.uniform(0.05, 0.8)
        process = start("export", "jsonl", "-o", str(output), "--cursor", "c", "--db", str(database))
        wait_until(partial(has_written, tmp_path, size, process))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not output.exists()
        assert position(database, "c") == 0
        for part in tmp_path.glob(".*.part"):
            assert part.stat().st_size < whole
            part.unlink()
    with closing(connect(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # the cursor cannot move as long as another writes
        process = start("export", "jsonl", "-o", str(output), "--cursor", "c", "--db", str(database))
        wait_until(output.exists)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        connection.execute("ROLLBACK")
    assert position(database, "c") == 0
    assert len(read(output)) == ARTICLES  # whole, though nobody knows
    output.unlink()
    assert export(str(output))[0] == 0
    assert [record["seq"] for record in read(output)] == list(range(1, ARTICLES + 1))
    assert position(database, "c") == ARTICLES


def has_written(folder: Path, size: float, process: subprocess.Popen[str]) -> bool:
    assert process.poll() is None, "it ended before it could be stopped"
    return any(part.stat().st_size > size for part in folder.glob(".new.jsonl.*.part"))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_export_leaves_no_part_of_a_file(database: Path, tmp_path: Path, name: str) -> None:
    output = tmp_path / "new.jsonl"
    output.write_text("before")
    process = start("export", "jsonl", "-o", str(output), "--db", str(database))
    wait_until(partial(has_written, tmp_path, 0, process))
    process.send_signal(signal.Signals[name])
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count("\n")) == (1, 1), err
    assert "stopped" in err
    assert sorted(path.name for path in tmp_path.iterdir() if "new" in path.name) == ["new.jsonl"]
    assert output.read_text() == "before"


def test_a_folder_of_texts_mirrors_the_articles(
    database: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    folder = tmp_path / "texts"
    with closing(connect(database)) as connection, transaction(connection):
        cursors.move_within(connection, "c", ARTICLES - 2)
    command = ("export", "text", "-o", str(folder), "--cursor", "c", "--db", str(database))
    assert run(*command)[0] == 0
    assert len(list(folder.iterdir())) == 2
    change(database, ARTICLES, kind="removed")
    change(database, ARTICLES - 1)
    assert run(*command)[0] == 0
    (left,) = folder.iterdir()
    assert left.stem.endswith(f"-{ARTICLES - 1}")
    assert left.read_text("utf-8").startswith("مصحح\n")


def test_a_stream_goes_on_with_what_changes_and_ends_cleanly(database: Path) -> None:
    process = start("export", "jsonl", "--follow", "--cursor", "c", "--db", str(database))
    assert process.stdout is not None
    first = [json.loads(process.stdout.readline())["seq"] for _ in range(ARTICLES)]
    assert first == list(range(1, ARTICLES + 1))
    wait_until(lambda: position(database, "c") == ARTICLES)
    change(database, 9)
    change(database, 4, kind="removed")
    came = [json.loads(process.stdout.readline()) for _ in range(2)]
    assert [(record["id"], record["change"]) for record in came] == [(9, "updated"), (4, "removed")]
    wait_until(lambda: position(database, "c") == ARTICLES + 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_reader_that_has_seen_enough_ends_a_stream_and_its_cursor_stays_behind(database: Path) -> None:
    process = start("export", "jsonl", "--follow", "--cursor", "c", "--db", str(database))
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == -signal.SIGPIPE
    process.stderr.close()
    assert position(database, "c") < ARTICLES


def test_cursors_are_listed_set_back_and_removed_by_command(database: Path, run: Callable[..., Ran]) -> None:
    with closing(connect(database)) as connection, transaction(connection):
        cursors.move_within(connection, "news room", 2000)
    where = ("--db", str(database))
    code, out, _ = run("cursors", *where)
    assert code == 0
    assert out.splitlines()[2].split()[:4] == ["news", "room", "2000", str(ARTICLES - 2000)]
    assert run("cursors", "news room", "--reset", "17", *where) == (0, "", "")
    assert position(database, "news room") == 17
    assert run("cursors", "news room", "--reset", *where)[0] == 0
    assert position(database, "news room") == 0
    code, _, said = run("cursors", "news room", "--reset", "99999", *where)
    assert (code, "the last is" in said) == (1, True)
    assert run("cursors", "news room", "--remove", *where)[0] == 0
    code, _, said = run("cursors", "news room", *where)
    assert (code, "no cursor" in said) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("export jsonl --follow -o x.jsonl", "stdout"),
        ("export csv --follow", "jsonl"),
        ("export jsonl --cursor c --unique", "duplicate_of"),
        ("export jsonl --bom", "csv"),
        ("export parquet", "-o PATH"),
        ("export text --cursor c", "folder"),
        ("export jsonl -o {seq}.jsonl", "--cursor"),
        ("export parquet -o x.parquet.zst", "leave out .zst"),
        ("export xml", "name one format"),
        ("cursors --reset", "name one cursor"),
        ("cursors c --reset x", "whole number"),
        ("remove", "ids"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_write(
    arguments: str, said: str, database: Path, run: Callable[..., Ran]
) -> None:
    code, out, err = run(*arguments.split(), "--db", database)
    assert code == 2
    assert said in out + err


def test_the_schema_is_printed(run: Callable[..., Ran]) -> None:
    code, out, _ = run("export", "schema")
    assert code == 0
    assert json.loads(out)["$id"] == "urn:arabic-tech-press:article:1"
