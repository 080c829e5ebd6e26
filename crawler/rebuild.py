"""Makes the indexes of words and of copies anew from the articles."""

import sqlite3
from collections.abc import Iterator

from crawler import duplicates, search
from crawler.database import transaction
from crawler.fingerprint import fingerprint

AT_ONCE = 500  # articles read at a time


def rebuild(connection: sqlite3.Connection) -> Iterator[int]:
    """Gives the number of articles done after every AT_ONCE of them, and at last of them all.

    One transaction: a reader sees the old indexes until the new ones are whole, a crawl waits.
    """
    done = last = 0
    with transaction(connection):
        before = duplicates.clear_within(connection)
        search.clear_within(connection)
        after: dict[int, int | None] = {}
        while rows := connection.execute(
            "SELECT id, title, text FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, AT_ONCE)
        ).fetchall():
            for last, title, text in rows:
                prints = fingerprint(title, text)
                search.enter_within(connection, last, prints.searched)
                duplicates.enter_within(connection, last, prints.sketch)
                after |= duplicates.find_links_within(connection, last, prints)
            done += len(rows)
            yield done
        changed = {
            article for article in before.keys() | after.keys() if before.get(article) != after.get(article)
        }
        duplicates.note_within(connection, {article: after.get(article) for article in sorted(changed)})
