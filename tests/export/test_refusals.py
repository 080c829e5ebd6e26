"""A command that cannot go on says why and what to do, in one line, and its exit code says the same."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import Archive, path_beside
from crawler.database import connect, transaction
from crawler.feed import move
from tests.crawl.conftest import ROOT
from tests.export.conftest import Ran
from tests.test_archive import page

HUGE = "99999999999999999999"


def damage(path: Path, first: int, last: int) -> None:
    """Overwrite some pages of a database."""
    with path.open("r+b") as file:
        file.seek(first * 4096)
        file.write(b"\xff" * 4096 * (last - first))


@pytest.fixture(scope="module")
def damaged(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged") / "articles.db"
    shutil.copy(filled, path)
    damage(path, 60, path.stat().st_size // 4096)
    return path


@pytest.mark.parametrize("line", ["search --rebuild", "show 2400", "export jsonl", "remove 2400"])
def test_a_damaged_database_is_said_so_by_every_command(
    run: Callable[..., Ran], damaged: Path, line: str
) -> None:
    code, _, said = run(*line.split(), "--db", damaged)
    assert code == 4
    assert said.startswith(f"scrapy: {damaged}: ")
    assert "the file is damaged" in said


@pytest.mark.parametrize("line", ["archive", "export warc", "remove 1"])
def test_damage_of_the_pages_is_not_told_of_the_articles(
    run: Callable[..., Ran], database: Path, line: str
) -> None:
    pages = Path(path_beside(database))
    with closing(Archive(pages)) as archive:
        for number in range(200):
            archive.keep(page(number))
    damage(pages, 8, pages.stat().st_size // 4096)
    code, _, said = run(*line.split(), "--db", database)
    assert code == 4
    assert f"{pages}: " in said
    assert "the file is damaged" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"show {HUGE}", "is no count"),
        (f"search x --limit {HUGE}", "is no count"),
        (f"crawl elaph --timeout {HUGE}", "is no count"),
        ("export jsonl --cursor \udcff", "no text in UTF-8"),
        ("fixture http://[broken", "is no address"),
        ("crawl elaph -o items.jsonl", "scrapy export jsonl -o"),
        ("crawl elaph -O items.csv", "scrapy export jsonl -o"),
        ('genspider -t source new-paper new"paper.example', "is no address of a site"),
        ("export jsonl --source elap", "there is no source 'elap'"),
        ("search x --source elap", "there is no source 'elap'"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_wrong(
    run: Callable[..., Ran], filled: Path, line: str, said: str
) -> None:
    where = () if line.startswith("genspider") else ("--db", filled)
    code, _, errors = run(*line.split(), *where)
    assert code == 2
    assert said in errors
    assert "Traceback" not in errors


def test_the_last_day_that_there_is_can_be_searched_for(run: Callable[..., Ran], filled: Path) -> None:
    code, _, errors = run("search", "x", "--until", "9999-12-31", "--db", filled)
    assert (code, errors) == (0, "")


@pytest.mark.parametrize("line", ["search x", "show 1", "export jsonl", "status"])
def test_a_database_of_another_program_is_left_as_it_is(
    run: Callable[..., Ran], tmp_path: Path, line: str
) -> None:
    path = tmp_path / "facts.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE facts (name TEXT)")
    before = path.read_bytes()
    code, _, said = run(*line.split(), "--db", path)
    assert code == 4
    assert "no database of this program" in said
    assert path.read_bytes() == before


def test_a_cursor_that_was_set_meanwhile_stays_so(database: Path) -> None:
    assert move(str(database), "desk", 0, 10)
    assert not move(str(database), "desk", 5, 20)
    with closing(connect(database)) as connection, transaction(connection):
        (seq,) = connection.execute("SELECT seq FROM cursors WHERE name = 'desk'").fetchone()
    assert seq == 10


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("line", ["show 1", "export jsonl"])
def test_output_that_cannot_be_written_is_said_so(filled: Path, line: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *line.split(), "--db", filled],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr == "scrapy: stdout: No space left on device\n"


@pytest.mark.parametrize("width", ["72", "80", "90", "100", "132"])
def test_help_is_whole_at_any_width(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for name in ("crawl", "export", "status", "cursors"):
        _, out, _ = run(name, "--help")
        titles = {
            line.strip()
            for line, below in zip(out.splitlines(), out.splitlines()[1:], strict=False)
            if set(below) in ({"="}, {"-"})
        }
        assert titles == {"Usage", "Options", "Global Options"}
