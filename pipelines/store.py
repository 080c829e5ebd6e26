"""Puts an article into the database, and settles its page, in one transaction."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scrapy.crawler import Crawler

from crawler import duplicates, removal, search
from crawler.archive import Archive
from crawler.crawls import Outcome
from crawler.database import now, timestamp, to_json, transaction
from crawler.fingerprint import fingerprint
from crawler.frontier import Frontier
from crawler.health import vitals
from crawler.items import Article, Fingerprint, Item

# How soon a page is looked at again, by the article's age: corrections come early, then never
LOOKS = (
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=10), timedelta(days=3)),
)


def store_within(connection: sqlite3.Connection, item: Item, crawl: int) -> Outcome:
    """Write the article, its images, its search words and the change itself; say what it was.

    Runs inside the caller's transaction. The same page again is `unchanged` or `updated`, the same page
    under another address or the same words elsewhere a `duplicate`, which is kept and points at the original.
    What was removed for good is `rejected`.
    """
    if removal.is_removed(connection, (item.key, item.page.key)):
        return "rejected"
    prints = item.fingerprint or fingerprint(item.article.title, item.article.text)
    item, known = place(connection, item, prints)
    if (
        known is None or known["key"] == item.page.key
    ):  # the page is an article's own, whatever it led to before
        connection.execute("DELETE FROM aliases WHERE key = ?", (item.page.key,))
    if known is None:
        return _insert(connection, item, prints, crawl)
    is_alias = known["key"] != item.page.key and _add_alias(connection, item, known["id"])
    changed = _update(connection, item, prints, known)
    if is_alias:
        removal.merge_within(connection, item.page.key, known["id"])
        return "duplicate"
    return "updated" if changed else "unchanged"


def find(connection: sqlite3.Connection, item: Item) -> sqlite3.Row | None:
    """The article stored earlier from this page, under any of its addresses."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM articles WHERE key = :key OR id IN (SELECT article FROM aliases WHERE key IN (:key, :page))"
        " ORDER BY key <> :key",
        {"key": item.key, "page": item.page.key},
    ).fetchone()
    return row


def place(connection: sqlite3.Connection, item: Item, prints: Fingerprint) -> tuple[Item, sqlite3.Row | None]:
    """The item under the address where it belongs, and the article that `find` gives for it. Where its canonical
    address or a redirect leads to another story, it belongs under the page's own.
    """
    known = find(connection, item)
    if known is not None and known["key"] != item.page.key and _is_another_story(connection, prints, known):
        item = replace(item, key=item.page.key, article=replace(item.article, url=item.page.url))
        known = connection.execute("SELECT * FROM articles WHERE key = ?", (item.key,)).fetchone()
    return item, known


def _is_another_story(connection: sqlite3.Connection, prints: Fingerprint, known: sqlite3.Row) -> bool:
    """Whether the article that a page's canonical address or its redirect names has other words: a template names the
    section, or a site in trouble sends all to one page. Texts too short to be compared are taken for the same.
    """
    comparable = connection.execute("SELECT 1 FROM sketches WHERE article = ?", (known["id"],)).fetchone()
    return bool(prints.sketch and comparable) and known["id"] not in duplicates.copies(connection, prints)


def _insert(connection: sqlite3.Connection, item: Item, prints: Fingerprint, crawl: int) -> Outcome:
    at = item.article.fetched or now()
    values = columns(item, prints) | {
        "key": item.key,
        "first_seen": at,
        "last_seen": at,
        "crawl": crawl,
    }
    names = ", ".join(values)
    inserted = connection.execute(
        f"INSERT INTO articles ({names}) VALUES ({', '.join(f':{name}' for name in values)})", values
    )
    identifier = inserted.lastrowid
    assert identifier is not None
    search.enter_within(connection, identifier, prints.searched)
    duplicates.enter_within(connection, identifier, prints.sketch)
    _store_images(connection, identifier, item.article)
    _change(connection, identifier, "new")
    is_copy = duplicates.link_within(connection, identifier, prints)
    if item.key != item.page.key:
        _add_alias(connection, item, identifier)
        removal.merge_within(connection, item.page.key, identifier)
    vitals.enter_within(connection, identifier)
    return "duplicate" if is_copy else "stored"


def _update(connection: sqlite3.Connection, item: Item, prints: Fingerprint, known: sqlite3.Row) -> bool:
    """Overwrite what changed. Only other words make a new version, and the old ones are kept."""
    values = columns(item, prints)
    identifier = known["id"]
    changed = {name for name, value in values.items() if known[name] != value} - {"published_raw"}
    connection.execute(
        "UPDATE articles SET last_seen = ? WHERE id = ?", (item.article.fetched or now(), identifier)
    )
    if not changed:
        return False
    before = fingerprint(known["title"], known["text"])
    if before.searched != prints.searched:
        connection.execute(
            "INSERT INTO versions (article, version, seen, title, text, blocks)"
            " SELECT id, version, ?, title, text, blocks FROM articles WHERE id = ?",
            (known["last_seen"], identifier),
        )
        values["version"] = known["version"] + 1
        search.remove_within(connection, identifier, before.searched)
        search.enter_within(connection, identifier, prints.searched)
        duplicates.remove_within(connection, identifier, before.sketch)
        duplicates.enter_within(connection, identifier, prints.sketch)
    connection.execute(
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in values)} WHERE id = :id",
        values | {"id": identifier},
    )
    _store_images(connection, identifier, item.article)
    _change(connection, identifier, "updated")
    if changed & {"content_hash", "published"}:
        duplicates.relink_within(connection, identifier, prints)
    vitals.enter_within(connection, identifier)
    return True


def columns(item: Item, prints: Fingerprint) -> dict[str, str | int | float | None]:
    """The article as columns of `articles`, without what the database alone knows."""
    article = item.article
    return {
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "blocks": to_json([block.as_dict() for block in article.blocks]),
        "authors": to_json(article.authors),
        "tags": to_json(article.tags),
        "section": article.section,
        "published": article.published,
        "published_precision": article.published_precision,
        "published_raw": article.published_raw,
        "modified": article.modified,
        "language": article.language,
        "words": len(article.text.split()),
        "topic_score": item.topic_score,
        "content_hash": prints.content_hash,
    }


def _add_alias(connection: sqlite3.Connection, item: Item, identifier: int) -> bool:
    """Keep the page's own address as another one of the article; whether that was news."""
    added = connection.execute(
        "INSERT INTO aliases (key, url, article) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (item.page.key, item.page.url, identifier),
    )
    return added.rowcount > 0


def _change(connection: sqlite3.Connection, identifier: int, kind: str) -> None:
    connection.execute("INSERT INTO changes (article, kind, at) VALUES (?, ?, ?)", (identifier, kind, now()))


def _store_images(connection: sqlite3.Connection, identifier: int, article: Article) -> None:
    connection.execute("DELETE FROM article_images WHERE article = ?", (identifier,))
    for position, block in enumerate(article.blocks):
        if block.kind == "image":
            connection.execute("INSERT INTO images (url) VALUES (?) ON CONFLICT DO NOTHING", (block.url,))
            connection.execute(
                "INSERT INTO article_images (article, image, position, role, caption, alt, credit)"
                " SELECT ?, id, ?, ?, ?, ?, ? FROM images WHERE url = ?",
                (
                    identifier,
                    position,
                    "lead" if position == 0 else "body",
                    block.caption,
                    block.alt,
                    block.credit,
                    block.url,
                ),
            )


def next_look(article: Article, at: datetime) -> str | None:
    """When to fetch the page again, from the article's age at `at`; None for what is old or undated."""
    if not article.published or len(article.published) < 10:
        return None
    age = at - datetime.fromisoformat(article.published[:10]).replace(tzinfo=UTC)
    for limit, wait in LOOKS:
        if age < limit:
            return timestamp(at + wait)
    return None


class Store:
    """The pipeline: article and page in one transaction, so that a kill leaves both or neither."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Store":
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        frontier: Frontier = self.crawler.spider.frontier  # type: ignore[union-attr]
        since: str | None = self.crawler.spider.since  # type: ignore[union-attr]
        with transaction(frontier.connection):
            published = item.article.published
            if since and published and published < since:
                frontier.put_back_within(item.page, published)
                return item
            outcome = store_within(frontier.connection, item, frontier.crawl)
            look = next_look(item.article, datetime.now(UTC))
            reason = None
            if outcome == "rejected":
                reason, look = removal.REASON, None
                self.forget(item)
            frontier.settle_within(item.page, outcome, reason, item.answer, look)
        return item

    def forget(self, item: Item) -> None:
        """Take the page of a removed article out of the archive: it was under way when the article was removed."""
        archive: Archive | None = self.crawler.spider.archive  # type: ignore[union-attr]
        if archive is not None:
            archive.forget((item.key, item.page.key))
