"""The catalogue's commands as a user runs them: the table, the live check, a new source begun, the README's table."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from press import FOLDER, Press, serve

from crawler.commands.sources import README, with_table
from crawler.demo.printed import Page, redirect
from crawler.demo.server import Site
from crawler.sources import SOURCES

ROOT = FOLDER.parents[1]
FEED = FOLDER / "goud" / "feed.xml"


def scrapy(*arguments: str, proxy: str = "", root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=root,
        env=os.environ | {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": "", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_readme_s_table_is_true() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme) == readme, "run: scrapy sources --readme"


def test_the_catalogue_shows_cautions_and_notes() -> None:
    said = scrapy("sources").stdout
    assert "press review" in said
    assert f"maghress: {SOURCES['maghress'].note}" in said
    (row,) = json.loads(scrapy("sources", "bbc-arabic", "--json").stdout)
    assert (row["source"], row["caution"]) == ("bbc-arabic", "terms")


def test_an_unknown_source_is_wrong_usage() -> None:
    ended = scrapy("sources", "--check", "hesspress")
    assert ended.returncode == 2
    assert "hesspress" in ended.stderr + ended.stdout


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    press = Press()
    goud = "https://www.goud.ma/feed/"
    press.put("https://www.goud.ma/wp-sitemap.xml", Page(b"<html><body>no map</body></html>"))
    press.put(goud, redirect("https://www.goud.ma/moved.xml"))
    press.put("https://www.goud.ma/moved.xml", Page(FEED.read_bytes(), mime="application/rss+xml"))
    home = b'<rss version="2.0"><channel><title>x</title><item><link>https://jo24.net/</link></item></channel></rss>'
    press.put("https://jo24.net/rss.xml", Page(home, mime="application/rss+xml"))
    press.put("https://www.almasryalyoum.com/rss/rssfeeds", Page(b"Just a moment...", 403))
    press.put(
        "https://www.elkhabar.com/robots.txt", Page(b"User-agent: *\nDisallow: /feed\n", mime="text/plain")
    )
    with serve(press) as running:
        yield running


AT_ONCE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_ENABLED=False")


def test_every_listing_is_asked_and_judged(site: Site) -> None:
    names = ("goud", "jo24", "almasryalyoum", "elkhabar", "dw-ar", "elaph")
    ended = scrapy("sources", "--check", *names, "--json", *AT_ONCE, proxy=site.proxy)
    rows = json.loads(ended.stdout)
    assert sorted(row["url"] for row in rows) == sorted(
        root.url for name in names for root in SOURCES[name].listings
    )
    said = {row["url"]: row for row in rows}
    moved = said["https://www.goud.ma/feed/"]
    assert (moved["verdict"], moved["status"], moved["items"]) == ("moved", 200, 1)
    assert moved["newest"].startswith("2025-")
    assert moved["reason"] == "to https://www.goud.ma/moved.xml"
    assert said["https://www.goud.ma/wp-sitemap.xml"]["verdict"] == "not a listing"
    assert said["https://jo24.net/rss.xml"]["verdict"] == "empty"
    assert said["https://jo24.net/rss.xml"]["type"] == "application/rss+xml"
    assert said["https://www.almasryalyoum.com/rss/rssfeeds"]["verdict"] == "blocked"
    assert said["https://www.elkhabar.com/feed"]["verdict"] == "blocked"
    assert "robots.txt" in said["https://www.elkhabar.com/feed"]["reason"]
    assert said["https://rss.dw.com/xml/rss-ar-all"]["verdict"] == "fine"
    assert said["https://rss.dw.com/rdf/rss-ar-all"]["verdict"] == "dead"
    assert ended.returncode == 1
    assert "no listing works of: jo24, almasryalyoum, elkhabar" in ended.stderr


def test_a_check_is_fine_where_each_source_has_a_working_listing(site: Site) -> None:
    ended = scrapy("sources", "--check", "dw-ar", "masrawy", *AT_ONCE, proxy=site.proxy)
    assert ended.returncode == 0, ended.stderr
    assert "fine" in ended.stdout


def test_a_new_source_is_begun_and_the_tests_say_what_is_missing(tmp_path: Path) -> None:
    for part in ("crawler", "pipelines", "tests"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "pages"))
    for part in ("scrapy.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, tmp_path / part)
    made = scrapy("genspider", "-t", "source", "taqnia-jadida", "taqnia-jadida.example", root=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "CONTRIBUTING.md" in made.stdout
    assert "taqnia-jadida" in scrapy("list", root=tmp_path).stdout.split()
    again = scrapy("genspider", "-t", "source", "taqnia-jadida", "taqnia-jadida.example", root=tmp_path)
    assert again.returncode == 1
    assert scrapy("genspider", "-t", "source", "Taqnia_1", "x.example", root=tmp_path).returncode == 2
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/sources/test_source_cases.py", "-k", "taqnia"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 1
    assert "no case: scrapy fixture URL" in tested.stdout
    kept = scrapy("genspider", "other", "other.example", root=tmp_path)
    assert "crawler.spiders.other" in kept.stdout
    assert {"other", "taqnia-jadida"} <= set(scrapy("list", root=tmp_path).stdout.split())
