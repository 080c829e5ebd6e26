"""Which article is a copy of which: an index of sketches in SQLite, and links that any order of arrival leaves alike.

Two articles are copies where their words are the same, or where their sketches share a band and are
similar. `duplicate_of` of an article is the earliest (by publication, then by key) of its copies that are
earlier than itself. So it depends on the articles alone and not on the order in which they came; and where
A is like B and B like C but A not like C, C points at B and B at A: following the links leads to the
story's first print. (Of a template printed more often than MOST_IN_BAND, only its first so many stored are
looked at, so that it costs no more than a story does.) Functions named `*_within` run inside the caller's transaction.
"""

import sqlite3
from dataclasses import dataclass

from crawler import bands
from crawler.database import now
from crawler.fingerprint import ALGORITHM, BANDS, fingerprint, similarity
from crawler.items import Fingerprint, Sketch

LEAST_WORDS = 20  # fewer words may well be the same in two different stories
MOST_IN_BAND = 100  # a band shared by more is a template's; only the first so many are looked at

# What has no date is the later one
PLACE = """
SELECT coalesce(a.published, '9'), a.key, a.duplicate_of, a.similarity, coalesce(o.published, '9'), o.key
FROM articles a LEFT JOIN articles o ON o.id = a.duplicate_of WHERE a.id = ?
"""
CANDIDATES = (
    f"SELECT article, pairs, signature FROM sketches WHERE algorithm = {ALGORITHM}"
    f" AND article IN ({bands.sharing(BANDS, MOST_IN_BAND)})"
)


def enter_within(connection: sqlite3.Connection, article: int, sketch: Sketch | None) -> None:
    """Make the article findable by its sketch."""
    if sketch is not None:
        connection.execute(
            "INSERT INTO sketches VALUES (?, ?, ?, ?)", (article, ALGORITHM, sketch.pairs, sketch.signature)
        )
        bands.enter_within(connection, article, sketch.bands)


def remove_within(connection: sqlite3.Connection, article: int, sketch: Sketch | None) -> None:
    """Undo `enter_within` of the same sketch."""
    connection.execute("DELETE FROM sketches WHERE article = ?", (article,))
    if sketch is not None:
        bands.remove_within(connection, article, sketch.bands)


def copies(connection: sqlite3.Connection, prints: Fingerprint) -> dict[int, float]:
    """The articles whose text is a copy of the one fingerprinted, itself among them if it is stored, and how
    similar each is (1: the same words)."""
    found: dict[int, float] = {}
    if prints.sketch is not None:
        for article, pairs, signature in connection.execute(CANDIDATES, prints.sketch.bands):
            similar = similarity(prints.sketch, pairs, signature)
            if similar is not None:
                found[article] = round(similar, 2)
    if prints.words >= LEAST_WORDS:
        same = connection.execute("SELECT id FROM articles WHERE content_hash = ?", (prints.content_hash,))
        found |= {article: 1.0 for (article,) in same}
    return found


def link_within(connection: sqlite3.Connection, article: int, prints: Fingerprint) -> bool:
    """Point an article just stored at its original, and its later copies at it where it is now the
    earliest of theirs, with a line in `changes` for each; whether the article is a copy."""
    moved = find_links_within(connection, article, prints)
    note_within(connection, moved)
    return moved.get(article) is not None


def relink_within(connection: sqlite3.Connection, article: int, prints: Fingerprint) -> None:
    """`link_within` for an article that was changed: those that pointed at it look for their original anew."""
    moved: dict[int, int | None] = {}
    for follower in connection.execute(
        "SELECT id, title, text FROM articles WHERE duplicate_of = ?", (article,)
    ).fetchall():
        moved |= find_links_within(connection, follower[0], fingerprint(follower[1], follower[2]))
    note_within(connection, moved | find_links_within(connection, article, prints))


def clear_within(connection: sqlite3.Connection) -> dict[int, int]:
    """Forget all sketches and links; the links as they were, article → original."""
    links = dict(
        connection.execute("SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL").fetchall()
    )
    bands.clear_within(connection)
    connection.execute("DELETE FROM sketches")
    connection.execute(
        "UPDATE articles SET duplicate_of = NULL, similarity = NULL WHERE duplicate_of IS NOT NULL"
    )
    return links


def note_within(connection: sqlite3.Connection, moved: dict[int, int | None]) -> None:
    """Enter links that changed in `changes`, so that an export tells its readers."""
    connection.executemany(
        "INSERT INTO changes (article, kind, at) VALUES (?, ?, ?)",
        [
            (article, "updated" if original is None else "duplicate", now())
            for article, original in moved.items()
        ],
    )


def find_links_within(
    connection: sqlite3.Connection, article: int, prints: Fingerprint
) -> dict[int, int | None]:
    """Set the links that an article's arrival changes, its own and its later copies': which, and where each
    points now."""
    found = copies(connection, prints)
    found.pop(article, None)
    own = _place(connection, article)
    others = {other: _place(connection, other) for other in found}
    earlier = [other for other, place in others.items() if place.order < own.order]
    original = min(earlier, key=lambda other: others[other].order, default=None)
    moved: dict[int, int | None] = {}
    if _point(connection, article, own, original, None if original is None else found[original]):
        moved[article] = original
    for other, place in others.items():
        overtaken = place.original is None or place.original > own.order
        if place.order > own.order and overtaken and _point(connection, other, place, article, found[other]):
            moved[other] = article
    return moved


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article stands among its copies: its own order, its link, and the order of its original."""

    order: tuple[str, str]
    duplicate_of: int | None
    similarity: float | None
    original: tuple[str, str] | None


def _place(connection: sqlite3.Connection, article: int) -> _Place:
    row = connection.execute(PLACE, (article,)).fetchone()
    return _Place((row[0], row[1]), row[2], row[3], None if row[2] is None else (row[4], row[5]))


def _point(
    connection: sqlite3.Connection, article: int, place: _Place, original: int | None, similar: float | None
) -> bool:
    """Set the link of an article; whether it was another one before."""
    if (place.duplicate_of, place.similarity) != (original, similar):
        connection.execute(
            "UPDATE articles SET duplicate_of = ?, similarity = ? WHERE id = ?", (original, similar, article)
        )
    return place.duplicate_of != original
