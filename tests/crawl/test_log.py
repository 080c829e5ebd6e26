"""Every run keeps a log of its own; what goes well is silent elsewhere."""

import contextlib
import json
import logging
from pathlib import Path

import pytest

from crawler.spiders.log import RunFile, superseded
from tests.crawl.conftest import Press


def logs(press: Press) -> list[Path]:
    folder = press.database.parent / "logs"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_every_run_keeps_a_log_of_its_own_beside_the_database_and_prints_nothing(press: Press) -> None:
    for form in ("LOG_JSON=0", "LOG_JSON=1"):
        done = press.crawl("hespress", f"--set={form}")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (path.read_text(encoding="utf-8") for path in logs(press))
    stored = press.value("SELECT stored FROM crawls WHERE id = 1")
    assert f"crawls hespress into {press.database}" in first
    assert f"{stored} stored" in first
    assert "hespress: finished" in first
    assert all(line[10] == "T" for line in first.splitlines()), "a line is no record of its own"
    objects = [json.loads(line) for line in second.splitlines()]
    assert all(set(said) == {"time", "level", "source", "message"} for said in objects)
    assert any(" 0 stored" in said["message"] for said in objects)


def test_a_listing_that_fails_is_logged_with_what_to_do_and_the_crawl_stays_silent(press: Press) -> None:
    press.site.control.fail("www.elaph.com/*rss*", 500, times=None)
    press.site.control.fail("elaph.com/*rss*", 500, times=None)
    done = press.crawl("elaph")
    assert (done.returncode, done.stderr) == (0, "")
    (log,) = logs(press)
    line = next(line for line in log.read_text().splitlines() if "gave no listing" in line)
    assert " INFO elaph: " in line
    assert "HTTP 500; if it stays so, ask scrapy sources --check" in line


def test_scrapys_own_log_file_takes_the_place_of_ours(press: Press, tmp_path: Path) -> None:
    own = tmp_path / "own.log"
    press.crawl("hespress", "--logfile", str(own), "--loglevel", "INFO")
    assert "Spider closed (finished)" in own.read_text(encoding="utf-8")
    assert logs(press) == []


def test_only_the_logs_of_the_last_runs_are_kept_and_no_other_file_is_touched(press: Press) -> None:
    folder = press.database.parent / "logs"
    folder.mkdir()
    old = [folder / f"2024061{day}T060000Z-hespress-77.log" for day in range(4)]
    for path in [*old, folder / "notes.txt", folder / "access.log"]:
        path.write_text("x")
    press.crawl("hespress", "--limit", "1", "--set=LOGS_KEPT=3")
    names = [path.name for path in logs(press)]
    assert [path.name in names for path in old] == [False, False, True, True]
    assert {"notes.txt", "access.log"} < set(names)
    assert len(names) == 5


def test_the_log_of_a_run_is_kept_even_where_none_should_be() -> None:
    assert superseded(["20240610T060000Z-hespress-77.log"], kept=0) == []


def test_a_log_that_cannot_be_written_is_said_in_one_line_and_stops_nothing(press: Press) -> None:
    (press.database.parent / "logs").write_text("a file where the folder should be")
    done = press.crawl("hespress", "--limit", "1")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.endswith("the crawl goes on without a log")
    assert press.value("SELECT count(*) FROM articles") == 1


@pytest.mark.filterwarnings("ignore:Exception ignored.*dev/full", "ignore:unclosed file.*dev/full")
def test_a_log_on_a_disk_that_fills_up_is_given_up_with_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    handler = RunFile("/dev/full")
    logging.root.addHandler(handler)
    for _ in range(3):
        logging.getLogger("crawler").error("a line")
    assert handler not in logging.root.handlers
    assert capfd.readouterr().err.count("goes on without a log") == 1
    with contextlib.suppress(OSError):  # what is buffered has nowhere to go
        handler.stream.close()
