"""A source that keeps failing is left alone for a while by crawls of all sources, and asked when it is named."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawls import LONGEST_PAUSE, LOST_IN_A_ROW, put_off_until
from crawler.database import connect, timestamp
from crawler.sources import SOURCES
from tests.crawl.conftest import Press

FAILED = "INSERT INTO crawls (source, started, finished, outcome) VALUES (?, ?, ?, 'failed')"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def after(path: Path, *outcomes: str) -> timedelta | None:
    """How long a source is left alone after crawls that ended so, the last of them just now."""
    with closing(connect(path)) as connection:
        connection.executemany(
            "INSERT INTO crawls (source, started, finished, outcome) VALUES ('s', ?, ?, ?)",
            [
                (f"2026-03-02T0{place}:00:00Z", timestamp(NOW), outcome)
                for place, outcome in enumerate(outcomes)
            ],
        )
        until = put_off_until(connection, "s", NOW)
        return until - NOW if until else None


@pytest.mark.parametrize(
    ("outcomes", "hours"),
    [
        (["failed"] * (LOST_IN_A_ROW - 1), None),
        (["failed"] * LOST_IN_A_ROW, 1),
        (["failed"] * (LOST_IN_A_ROW + 1), 2),
        (["failed"] * (LOST_IN_A_ROW + 2), 4),
        (["failed"] * 9, LONGEST_PAUSE / timedelta(hours=1)),
        (["failed"] * 5 + ["finished"], None),
        (["timeout"] * LOST_IN_A_ROW, 1),  # without a single article: the server hangs
        (["failed", "failed", "stopped", "killed", "failed"], 1),  # what was our own doing counts neither way
    ],
)
def test_the_pause_doubles_from_the_third_failure_on_up_to_a_day(
    tmp_path: Path, outcomes: list[str], hours: float | None
) -> None:
    assert after(tmp_path / "a.db", *outcomes) == (timedelta(hours=hours) if hours else None)


def test_a_pause_ends(tmp_path: Path) -> None:
    after(tmp_path / "a.db", *["failed"] * LOST_IN_A_ROW)
    with closing(connect(tmp_path / "a.db")) as connection:
        assert put_off_until(connection, "s", NOW + timedelta(minutes=59))
        assert put_off_until(connection, "s", NOW + timedelta(minutes=61)) is None


def test_a_crawl_of_all_leaves_it_alone_and_one_that_names_it_goes_ahead(press: Press) -> None:
    at = timestamp(datetime.now(UTC))
    failed = [(name, at, at) for name in SOURCES if name != "elaph" for _ in range(LOST_IN_A_ROW - 1)]
    with closing(connect(press.database)) as connection:
        connection.executemany(FAILED, failed)
    press.site.control.fail("*hespress.com/*", 403, times=None)
    done = press.crawl("hespress")
    assert done.returncode == 1
    assert "scrapy crawl --all leaves it alone until 2" in done.stderr
    with closing(connect(press.database)) as connection:
        connection.executemany(FAILED, failed)  # all but elaph have now failed too often
    press.site.control.reset()
    every = press.crawl("--all", "--limit", "1")
    assert (every.returncode, every.stderr) == (0, "")
    assert press.asked()
    assert not [address for address in press.asked() if "elaph" not in address]
    assert press.crawl("hespress", "--limit", "1").returncode == 0
    assert press.value("SELECT outcome FROM crawls WHERE source = 'hespress' ORDER BY id DESC") == "finished"
