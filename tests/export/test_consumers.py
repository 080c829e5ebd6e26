"""Three consumers of different habits end with every change and the latest state of what three crawls brought."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.database import connect, transaction
from crawler.demo import Newspaper, serve
from crawler.removal import remove_within
from tests.crawl.conftest import ROOT, Press, kill, wait_until
from tests.export.conftest import Ran


class Consumer:
    """Keeps the latest state of each article that it was given, as docs/consumer.md says, and all the numbers."""

    def __init__(self) -> None:
        self.articles: dict[int, dict[str, Any]] = {}
        self.seen: set[int] = set()

    def take(self, record: dict[str, Any]) -> None:
        self.seen.add(record["seq"])
        if record["seq"] >= self.articles.get(record["id"], {"seq": 0})["seq"]:
            self.articles[record["id"]] = record

    def take_files(self, inbox: Path) -> None:
        for piece in sorted(inbox.glob("*.jsonl")):
            for line in piece.read_bytes().splitlines():
                self.take(json.loads(line))
            piece.unlink()

    def assert_has_all_of(self, press: Press) -> None:
        latest = {row["article"]: row for row in press.rows("SELECT * FROM changes ORDER BY seq")}
        assert self.seen >= {row["seq"] for row in latest.values()}
        assert self.articles.keys() == latest.keys()
        kept = {row["id"]: row for row in press.rows("SELECT * FROM articles")}
        for identifier, record in self.articles.items():
            change = latest[identifier]
            assert (record["seq"], record["change"]) == (change["seq"], change["kind"])
            row = kept.get(identifier, dict.fromkeys(("title", "text", "duplicate_of", "version")))
            for name in ("title", "text", "duplicate_of", "version"):
                assert record[name] == row[name]


def correct(newspaper: Newspaper, press: Press, turn: int) -> None:
    """An article is corrected, which the next crawl looks for, one is published, and one removed from the database."""
    edited, removed = newspaper.of("hespress")[turn], newspaper.of("hespress")[turn + 5]
    newspaper.edit(edited.url, title=f"عنوان مصحح {turn}")
    newspaper.publish("elaph")
    with closing(connect(press.database)) as connection, transaction(connection):
        connection.execute(
            "UPDATE pages SET next_fetch = '2020-01-01T00:00:00Z' WHERE next_fetch IS NOT NULL"
        )
        (article,) = connection.execute("SELECT id FROM articles WHERE url = ?", (removed.url,)).fetchone()
        remove_within(connection, article)


def test_three_consumers_of_three_crawls_have_every_change_and_the_latest_state(
    tmp_path: Path, run: Callable[..., Ran]
) -> None:
    """One takes files after each crawl, one reads a stream, one is killed at seeded instants and comes seldom."""
    newspaper = Newspaper(newest=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    tidy, streaming, careless = Consumer(), Consumer(), Consumer()
    inbox, other, stream = tmp_path / "inbox", tmp_path / "other", tmp_path / "stream"
    chance = random.Random(3)
    with serve(newspaper) as site:
        press = Press(site, tmp_path / "articles.db")
        connect(press.database).close()
        export = ("export", "jsonl", "--db", str(press.database), "--cursor")
        with stream.open("w") as out:
            follower = subprocess.Popen(
                [sys.executable, "-m", "scrapy", *export, "streaming", "--follow"], cwd=ROOT, stdout=out
            )
        for turn in range(3):
            assert press.crawl("hespress", "elaph").returncode == 0
            assert run(*export, "tidy", "-o", f"{inbox}/{{seq}}.jsonl") == (0, "", "")
            tidy.take_files(inbox)
            dying = press.start(*export, "careless", "-o", f"{other}/{{seq}}.jsonl")
            kill(dying, after=chance.uniform(0.3, 2.0))
            correct(newspaper, press, turn)
        for name, folder in (("tidy", inbox), ("careless", other)):
            assert run(*export, name, "-o", f"{folder}/{{seq}}.jsonl") == (0, "", "")
        tidy.take_files(inbox)
        careless.take_files(other)
        last = press.value("SELECT max(seq) FROM changes")
        wait_until(lambda: press.value("SELECT max(seq) FROM cursors WHERE name = 'streaming'") == last)
        follower.terminate()
        assert follower.wait(timeout=30) == 0
        for line in stream.read_bytes().splitlines():
            streaming.take(json.loads(line))
        assert {row[0] for row in press.rows("SELECT kind FROM changes")} == {
            "new", "updated", "duplicate", "removed",
        }  # fmt: skip
        for consumer in (tidy, streaming, careless):
            consumer.assert_has_all_of(press)
        press.assert_books_balance()
