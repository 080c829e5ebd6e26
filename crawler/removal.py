"""Takes articles out of the database: what its owner may not keep, and what turns out to be another one's second address.

Of a removed article its number, key and address stay in `changes`, so that whoever copied it learns of it, and its
keys in `removals`, so that no crawl and no replay brings it back. Functions named `*_within` run inside the caller's
transaction.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from crawler import duplicates, same_image, search
from crawler.database import now
from crawler.fingerprint import fingerprint

REASON = "removed"  # of a page whose article was


def keys_of(connection: sqlite3.Connection, article: int) -> dict[str, str]:
    """The addresses of an article by their keys, its own first; none where there is no such article."""
    return dict(
        connection.execute(
            "SELECT key, url FROM articles WHERE id = ?1 UNION ALL SELECT key, url FROM aliases WHERE article = ?1",
            (article,),
        ).fetchall()
    )


def is_removed(connection: sqlite3.Connection, keys: Iterable[str]) -> bool:
    """Whether one of the keys is of an article that was removed for good."""
    found = (connection.execute("SELECT 1 FROM removals WHERE key = ?", (key,)).fetchone() for key in keys)
    return any(found)


def remove_within(connection: sqlite3.Connection, article: int) -> list[str]:
    """Remove an article for good: no page of its addresses is asked for or stored again. Returns the paths of the
    image files that nothing shows any more, for the caller to delete.
    """
    (source,) = connection.execute("SELECT source FROM articles WHERE id = ?", (article,)).fetchone()
    for key, url in keys_of(connection, article).items():
        connection.execute("INSERT INTO removals VALUES (?, ?) ON CONFLICT DO NOTHING", (key, article))
        page = connection.execute("SELECT state FROM pages WHERE key = ?", (key,)).fetchone()
        if page and page["state"] == "waiting":  # a running crawl has counted it as found
            connection.execute(
                "UPDATE crawls SET rejected = rejected + 1 WHERE source = ? AND finished IS NULL", (source,)
            )
        # one that is leased is settled by its crawl, which will not store it either
        connection.execute(
            "INSERT INTO pages (key, url, source, kind, state, reason, found_at, found_by)"
            " VALUES (?, ?, ?, 'article', 'rejected', ?, ?, 0) ON CONFLICT (key) DO UPDATE"
            " SET state = excluded.state, reason = excluded.reason, next_fetch = NULL WHERE pages.state <> 'leased'",
            (key, url, source, REASON, now()),
        )
    shown = [
        image
        for (image,) in connection.execute("SELECT image FROM article_images WHERE article = ?", (article,))
    ]
    _take_out_within(connection, article)
    return [path for image in dict.fromkeys(shown) if (path := take_out_image_within(connection, image))]


def delete_files(database: Path, paths: Iterable[str]) -> None:
    """Delete image files that nothing in a database shows any more; other databases of the folder share `images/`."""
    gone = set(paths)
    for other in database.parent.glob("*.db") if gone else ():
        if other.name != database.name:
            gone -= _shown(other, gone)
    for path in gone:
        (database.parent / path).unlink(missing_ok=True)


def _shown(database: Path, paths: set[str]) -> set[str]:
    """Which image files a database has; none where it is that of something else, or of pages."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            query = "SELECT 1 FROM images WHERE sha256 = ?"
            return {
                p
                for p in paths
                if connection.execute(query, (Path(p).parent.name + Path(p).stem,)).fetchone()
            }
    except sqlite3.DatabaseError:
        return set()


def merge_within(connection: sqlite3.Connection, key: str, into: int) -> None:
    """Where the page `key`, now known for an address of the article `into`, had been stored as an article of its own,
    take that out. Only a copy: a publisher's wrong link must not delete another story.
    """
    other = connection.execute(
        "SELECT o.id FROM articles o JOIN articles a ON a.id = ? WHERE o.key = ? AND o.id <> a.id"
        " AND (o.content_hash = a.content_hash OR o.duplicate_of = a.id OR a.duplicate_of = o.id)",
        (into, key),
    ).fetchone()
    if other is not None:
        connection.execute("UPDATE aliases SET article = ? WHERE article = ?", (into, other["id"]))
        _take_out_within(connection, other["id"])


def _take_out_within(connection: sqlite3.Connection, article: int) -> None:
    """Delete an article and all that hangs on it; its copies look for another original."""
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article,)).fetchone()
    prints = fingerprint(row["title"], row["text"])
    search.remove_within(connection, article, prints.searched)
    duplicates.remove_within(connection, article, prints.sketch)
    followers = connection.execute(
        "SELECT id, title, text FROM articles WHERE duplicate_of = ?", (article,)
    ).fetchall()
    connection.execute(
        "UPDATE articles SET duplicate_of = NULL, similarity = NULL WHERE duplicate_of = ?", (article,)
    )
    for table in ("versions", "article_images", "aliases"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    connection.execute(
        "DELETE FROM vitals WHERE source = ? AND seen = ? AND article = ?",
        (row["source"], row["first_seen"], article),
    )
    connection.execute("DELETE FROM articles WHERE id = ?", (article,))
    connection.execute(
        "INSERT INTO changes (article, kind, at, source, key, url) VALUES (?, 'removed', ?, ?, ?, ?)",
        (article, now(), row["source"], row["key"], row["url"]),
    )
    moved: dict[int, int | None] = dict.fromkeys(follower["id"] for follower in followers)
    for follower in followers:
        moved |= duplicates.find_links_within(
            connection, follower["id"], fingerprint(follower["title"], follower["text"])
        )
    duplicates.note_within(connection, moved)


def take_out_image_within(connection: sqlite3.Connection, image: int) -> str | None:
    """Delete an image, unless an article shows it or a crawl is fetching it; the path of its file where no other row
    has that.
    """
    row = connection.execute(
        "SELECT path, sha256 FROM images WHERE id = ? AND state <> 'leased'"
        " AND NOT EXISTS (SELECT 1 FROM article_images WHERE image = images.id)",
        (image,),
    ).fetchone()
    if row is None:
        return None
    same_image.unlink_within(connection, image)
    connection.execute("DELETE FROM images WHERE id = ?", (image,))
    others = connection.execute("SELECT 1 FROM images WHERE sha256 = ?", (row["sha256"],)).fetchone()
    return None if others else row["path"]
