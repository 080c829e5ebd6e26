"""The index of bands finds whoever shares one, whichever of its tables they are in."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from crawler import bands
from crawler.database import connect, migrations
from crawler.fingerprint import BANDS
from crawler.migrations import Database
from crawler.text import arabic_share

COURSES, MOST = (50, 200), 7


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    monkeypatch.setattr(bands, "COURSES", COURSES)
    with closing(connect(tmp_path / "articles.db")) as opened:
        yield opened


def drawn(dice: Random) -> list[int]:
    """Bands from all over their range, few enough that articles share some."""
    return [
        dice.choice((bands.LEAST, -bands.LEAST - 1, dice.randrange(-500, 500) * 4_294_967))
        for _ in range(BANDS)
    ]


def sharing(connection: sqlite3.Connection, wanted: list[int], most: int = MOST) -> set[int]:
    return {article for (article,) in connection.execute(bands.sharing(BANDS, most), wanted)}


def entries(connection: sqlite3.Connection, table: str) -> list[tuple[int, int]]:
    return [tuple(row) for row in connection.execute(f"SELECT band, article FROM {table}")]


def test_of_each_band_the_first_articles_are_found_and_no_others(connection: sqlite3.Connection) -> None:
    dice = Random(1)
    first: dict[int, list[int]] = defaultdict(list)
    for article in range(1, 3 * COURSES[1]):
        made = drawn(dice)
        bands.enter_within(connection, article, made)
        for band in set(made):
            first[band].append(article)
        if article % 20 == 0:
            wanted = drawn(dice)
            expected = {found for band in wanted for found in first[band][:MOST]}
            assert sharing(connection, wanted) == expected
    assert all(entries(connection, table) for table in bands.TABLES)


def test_what_is_fresh_is_moved_within_one_course_and_none_is_lost(connection: sqlite3.Connection) -> None:
    dice = Random(2)
    made = {article: set(drawn(dice)) for article in range(1, 3 * COURSES[1] + 1)}
    for article, own in made.items():
        bands.enter_within(connection, article, [*own, *[min(own)] * (BANDS - len(own))])
    fresh, young, settled = (entries(connection, table) for table in bands.TABLES)
    assert sorted(fresh + young + settled) == sorted(
        (band, article) for article, own in made.items() for band in own
    )
    assert min(article for _, article in fresh) > 3 * COURSES[1] - COURSES[0]
    assert min(article for _, article in young) > 2 * COURSES[1] - COURSES[0]


def test_a_removed_article_is_found_no_more(connection: sqlite3.Connection) -> None:
    dice = Random(3)
    made = {article: drawn(dice) for article in range(1, 2 * COURSES[1])}
    for article, own in made.items():
        bands.enter_within(connection, article, own)
    for article, own in made.items():
        bands.remove_within(connection, article, own)
    assert not any(entries(connection, table) for table in bands.TABLES)


def test_a_database_from_before_there_were_fresh_bands_keeps_what_it_found(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    own = drawn(Random(4))
    with closing(sqlite3.connect(path)) as old:
        old.create_function("arabic_share", 1, arabic_share)
        migrations.apply(Database(old, execute_plugins=False), stop_before="fresh_bands")
        old.executemany("INSERT OR IGNORE INTO bands VALUES (?, 1)", [(band,) for band in own])
        old.commit()
    with closing(connect(path)) as connection:
        bands.enter_within(connection, 2, own)
        assert sharing(connection, own) == {1, 2}
