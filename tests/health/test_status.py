"""`scrapy status`: quiet when all is well, one line for each thing that is wrong, everything for who asks."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from crawler.database import transaction
from crawler.health import Finding, Health
from crawler.health_page import render
from crawler.removal import remove_within
from tests.health.conftest import ROOT, Years
from tests.pipelines.conftest import Archive


def test_without_a_terminal_it_is_quiet_when_all_is_well(years: Years) -> None:
    years.keep("paper")
    done = years.process()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_wrong_is_one_line_that_says_since_when_and_what_to_do(years: Years) -> None:
    years.keep("paper", "short")
    done = years.status()
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    said = re.fullmatch(
        r"short: thinner: bodies of (\d\d) words since (\S+), were (\d{3}): .* scrapy show \d+", line
    )
    assert said, line
    assert said[2] in (years.day(2), years.day(3))  # the last sound day may have ended with a short one
    assert 250 < int(said[3]) < 370


@pytest.mark.parametrize(("stored", "exit_code"), [("0", 1), ("3", 0)])
def test_crawls_that_a_hung_server_held_to_their_limit_are_failures_unless_they_stored_something(
    years: Years, stored: str, exit_code: int
) -> None:
    years.keep("paper")
    held = "UPDATE crawls SET outcome = 'timeout', reason = 'not done within its limit', stored = ?"
    years.change(f"{held} WHERE source = 'paper' AND started >= ?", stored, years.day(2))
    done = years.status()
    assert done.returncode == exit_code
    assert ("not done within its limit" in done.stdout) == bool(exit_code)


def test_a_terminal_shows_the_whole_table(years: Years) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "status", "--db", str(years.path)],
        cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, timeout=120, check=False,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 1, done.stderr
    rows = {line.split()[0]: line for line in shown.splitlines()[2:]}
    assert {name: row.split()[1] for name, row in rows.items()} == {
        "paper": "well",
        "refused": "blocked",
        "short": "thinner",
        "thin": "thinner",
    }
    assert "HTTP 403" in rows["refused"]
    assert "scrapy crawl --all leaves it alone until" in rows["refused"]


def test_json_has_every_source_with_its_numbers_and_thresholds(years: Years) -> None:
    years.keep("paper", "thin")
    well, thin = json.loads(years.status("--json").stdout)
    assert (well["source"], well["state"], well["findings"]) == ("paper", "well", [])
    (finding,) = thin["findings"]
    assert finding["name"] == "thinner: without an author"
    bad, count = map(int, finding["found"].split(" of "))
    assert bad == count
    assert int(finding["usual"].rstrip("%")) < 10
    assert int(finding["limit"].rstrip("%")) > 30


def test_a_source_in_detail_shows_what_is_usual_the_learned_lines_and_its_crawls(years: Years) -> None:
    years.change("INSERT INTO learned_lines VALUES ('thin', 'اشترك في النشره البريديه', 12, 1)")
    shown = years.status("thin").stdout
    assert "thinner: without an author, since" in shown
    assert "articles without an image: " in shown
    assert "12  اشترك في النشره البريديه" in shown
    assert shown.count("  finished  ") == 10


def test_a_source_with_little_history_is_new_rather_than_judged(years: Years) -> None:
    years.keep("thin")
    years.change("DELETE FROM vitals WHERE seen < ?", years.day(9))
    done = years.status("--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["state"] == "new"


def test_a_source_that_was_never_crawled_is_wrong_usage(years: Years) -> None:
    assert years.status("nosuch").returncode == 2


def test_a_missing_database_says_so(tmp_path: Path) -> None:
    done = Years(tmp_path / "none.db").status()
    assert done.returncode == 4
    assert "Crawl first" in done.stderr


def test_the_page_is_one_file_without_scripts_and_escapes_what_sources_say(years: Years) -> None:
    years.keep("paper", "refused")
    years.change("UPDATE crawls SET reason = '<script>alert(1)</script> HTTP 403' WHERE reason IS NOT NULL")
    page = years.path.with_name("health.html")
    assert years.status("--html", str(page)).returncode == 1
    written = page.read_text(encoding="utf-8")
    tree = html.fromstring(written)
    assert not tree.xpath("//script | //link | //img | //iframe | //@src | //@onload")
    assert "&lt;script&gt;" in written
    assert [row.get("class") for row in tree.xpath("//tbody/tr")] == ["broken", "sound"]
    assert len(tree.xpath("//tbody//*[local-name()='svg']")) == 2
    assert len(tree.xpath("//tbody/tr[2]//*[local-name()='rect']")) >= 44


def test_a_line_of_arabic_on_the_page_keeps_its_own_direction_within_the_sentence() -> None:
    line = "«اشترك الآن & ليصلك كل جديد» stands in 9 of the newest 12 texts"
    finding = Finding("drifting", "drifting: a shared line", "2026-03-02", "9 of 12", "0", "50%", line)
    page = render(
        [Health("s", "drifting", line, None, None, 0, (finding,))], {}, datetime(2026, 3, 3, tzinfo=UTC)
    )
    (quoted,) = html.fromstring(page).xpath("//li/bdi")
    assert quoted.text == "«اشترك الآن & ليصلك كل جديد»"


def test_a_page_that_cannot_be_written_is_one_line(years: Years) -> None:
    (years.path.parent / "file").write_text("")
    done = years.status("--html", str(years.path.parent / "file" / "page.html"))
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1


def test_a_database_of_yesterday_keeps_its_past(years: Years) -> None:
    """Its articles were stored before health kept numbers of them."""
    years.keep("paper", "short")
    for statement in (
        "DROP TABLE vitals",
        "DROP TABLE told",
        "DROP INDEX crawls_source",
        "DELETE FROM _sqlite_migrations WHERE name = 'health'",
    ):
        with closing(sqlite3.connect(years.path)) as opened, opened:
            opened.execute(statement)
    done = years.status()
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["short"]
    with closing(sqlite3.connect(years.path)) as opened:
        assert (
            opened.execute("SELECT count(*) FROM vitals").fetchone()
            == opened.execute("SELECT count(*) FROM articles").fetchone()
        )


def test_an_article_s_numbers_stand_beside_it_and_follow_its_corrections(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.db")
    arabic = " ".join(f"كلمة{number}" for number in range(40))
    archive.store("one", arabic, published="2024-06-01T10:00Z", fetched="2024-06-03T10:00:00Z", lead="مقدمة")
    archive.store("two", arabic, fetched="2024-06-03T10:00:00Z", published_raw="غدا")
    columns = "words, arabic > 60, age, whole_site, undated, unsigned, pictureless, leadless, future, copy"
    numbers = f"SELECT {columns} FROM vitals WHERE article = ?"
    assert archive.rows(numbers, 1) == [(40, 1, 2, 0, 0, 1, 1, 0, 0, 0)]
    assert archive.rows(numbers, 2) == [(40, 1, None, 0, 0, 1, 1, 1, 1, 1)]
    archive.store("one", "some quite different words in Latin letters", published="2024-06-01T10:00Z")
    assert archive.rows(numbers, 1) == [(7, 0, 2, 0, 0, 1, 1, 1, 0, 0)]
    with transaction(archive.connection):
        remove_within(archive.connection, 1)
    assert archive.rows("SELECT article FROM vitals") == [(2,)]
    archive.connection.close()
