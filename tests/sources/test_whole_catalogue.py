"""One process crawls the whole catalogue over loopback: every source stores its article with all its fields."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from press import Press, serve

from crawler.sources import SOURCES

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_ENABLED=False"]


MIRRORS = [source.name for source in SOURCES.values() if "mirror" in source.caution]  # --all leaves them out


def test_every_source_stores_its_article_with_all_fields(tmp_path: Path) -> None:
    press = Press()
    database = tmp_path / "articles.db"
    with serve(press) as site:
        ended = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "--all", *MIRRORS, "--db", str(database), *AT_ONCE],
            cwd=ROOT,
            env=os.environ | {"http_proxy": site.proxy, "https_proxy": site.proxy, "no_proxy": ""},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr + ended.stdout
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    stored = {row["source"]: row for row in connection.execute("SELECT * FROM articles")}
    connection.close()
    assert set(stored) == set(press.expected)
    for name, expected in press.expected.items():
        row = stored[name]
        blocks = json.loads(row["blocks"])
        assert [row["url"], row["title"], row["published"], row["section"]] == [
            expected["url"], expected["title"], expected["published"], expected["section"],
        ], name  # fmt: skip
        assert json.loads(row["authors"]) == expected["authors"], name
        assert json.loads(row["tags"]) == expected["tags"], name
        assert blocks == [without_echo(block, expected["title"]) for block in expected["blocks"]], name
        assert [block["url"] for block in blocks if block["kind"] == "image"] == expected["images"], name
        assert row["duplicate_of"] is None, name


def without_echo(block: dict[str, str], title: str) -> dict[str, str]:
    """The pipelines drop an `alt` that only repeats the headline."""
    return {key: value for key, value in block.items() if (key, value) != ("alt", title)}
