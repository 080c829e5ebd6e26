"""A source's file that somebody is just writing stops no crawl but its own."""

import shutil
from pathlib import Path

import pytest

from tests.crawl.conftest import ROOT, Press

FAULT = "crawler/sources/new_paper.py: line 1: '(' was never closed"


@pytest.fixture
def unfinished(press: Press, tmp_path: Path) -> Press:
    press.root = tmp_path / "project"
    for part in ("crawler", "pipelines"):
        shutil.copytree(ROOT / part, press.root / part)
    shutil.copy(ROOT / "scrapy.cfg", press.root)
    (press.root / "crawler" / "sources" / "new_paper.py").write_text("SOURCE = wordpress(\n")
    return press


def test_the_others_are_crawled(unfinished: Press) -> None:
    done = unfinished.crawl("elaph", "--limit", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert unfinished.value("SELECT count(*) FROM articles") == 2
    named = unfinished.crawl("new-paper")
    assert named.returncode == 2
    assert FAULT in named.stderr
    assert "Traceback" not in named.stderr


def test_whoever_asks_for_all_is_told(unfinished: Press) -> None:
    assert "elaph" in unfinished.command("list").stdout.split()
    shown = unfinished.command("sources")
    assert (shown.returncode, "elaph" in shown.stdout) == (1, True)
    assert FAULT in shown.stderr
    every = unfinished.crawl("--all", "--limit", "1")
    assert every.returncode == 1
    assert FAULT in every.stderr
    assert unfinished.value("SELECT count(*) FROM articles") >= 2


def test_its_file_is_not_begun_anew_but_by_force(unfinished: Press) -> None:
    begin = ("genspider", "-t", "source", "new-paper", "new.example")
    refused = unfinished.command(*begin)
    assert refused.returncode == 2
    assert FAULT in refused.stderr
    assert unfinished.command(*begin, "--force").returncode == 0
    assert "new-paper" in unfinished.command("list").stdout.split()


@pytest.mark.parametrize("command", [("replay",), ("ingest", "x.warc"), ("schedule",), ("fixture", "x")])
def test_what_would_take_its_pages_for_a_stranger_s_waits(
    unfinished: Press, command: tuple[str, ...]
) -> None:
    refused = unfinished.command(*command, "--db", str(unfinished.database))
    assert refused.returncode == 2
    assert FAULT in refused.stderr
