"""What today's rules make of pages read before: which articles came and went, and what changed in them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler import crawls
from crawler.archive import Archive, Capture
from crawler.crawls import Books, Outcome
from crawler.database import now, transaction
from crawler.frontier import STATE_OF, Frontier
from crawler.items import Answer, Article, Page
from crawler.source import Source

SAMPLES = 3  # of each kind of change
FIELDS = ("title", "lead", "authors", "published", "modified", "section", "tags", "language", "images")


@dataclass(slots=True)
class Report:
    """What a replay changed in one source. `counts`: by kind of change, such as «authors gained»; `samples`: some
    addresses of each, with what stood there before and what does now.
    """

    source: str
    changed: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def enter(self, changes: Mapping[str, str], url: str) -> None:
        """Count the changes of one article: kind → what to show of it."""
        self.changed += bool(changes)
        for kind, shown in changes.items():
            self.counts[kind] = self.counts.get(kind, 0) + 1
            samples = self.samples.setdefault(kind, [])
            if len(samples) < SAMPLES:
                samples.append(f"{url}  {shown}".rstrip())


def compare(before: sqlite3.Row | None, article: Article) -> dict[str, str]:
    """What changed from a row of `articles` (None: there was none) to the article read today, by kind."""
    if before is None:
        return {"article gained": article.title or ""}
    changes: dict[str, str] = {}
    for name in FIELDS:
        old, new = _told(before, name), _said(article, name)
        if old != new:
            kind = "changed" if old and new else "gained" if new else "lost"
            changes[f"{name} {kind}"] = " → ".join(part for part in (old, new) if part)
    old_text, new_text = before["text"], article.text
    if old_text != new_text:
        longer = len(new_text.split()) - len(old_text.split())
        kind = "longer" if longer > 0 else "shorter" if longer < 0 else "respelled"
        changes[f"text {kind}"] = f"{longer:+} words" if longer else ""
    elif not changes and json.loads(before["blocks"]) != [block.as_dict() for block in article.blocks]:
        changes["blocks changed"] = ""
    return changes


def _told(row: sqlite3.Row, name: str) -> str:
    if name == "images":
        return " ".join(block["url"] for block in json.loads(row["blocks"]) if block["kind"] == "image")
    return ", ".join(json.loads(row[name])) if name in ("authors", "tags") else row[name] or ""


def _said(article: Article, name: str) -> str:
    if name == "images":
        return " ".join(block.url or "" for block in article.images)
    value = getattr(article, name)
    return ", ".join(value) if name in ("authors", "tags") else value or ""


def outdated(connection: sqlite3.Connection, archive: Archive, source: str) -> frozenset[str]:
    """The keys of pages that say less than another of the same article: that article was read from a later one."""
    addresses: dict[str, list[str]] = {}
    for key, alias in connection.execute(
        "SELECT a.key, l.key FROM aliases l JOIN articles a ON a.id = l.article WHERE a.source = ?", (source,)
    ):
        addresses.setdefault(key, [key]).append(alias)
    newest = (archive.newest_of(keys) for keys in addresses.values())
    return frozenset(
        key for keys, last in zip(addresses.values(), newest, strict=True) for key in keys if key != last
    )


class Playback(Frontier):
    """A source's pages in the archive, for a crawl that reads them again: nothing waits, nothing is leased.

    It holds the source's lock, and its books count what it read. With `dry_run` it writes nothing.
    """

    is_replay = True

    def __init__(self, connection: sqlite3.Connection, archive: Archive, source: Source, dry_run: bool):
        self.dry_run = dry_run
        if dry_run:
            self.connection, self.source, self.crawl = connection, source, 0
        else:
            super().__init__(connection, source, {"replay": True})
        self.passed_over = outdated(connection, archive, source.name)
        self.coming = archive.latest(source.name)
        self.pages = archive.count(source.name)
        self.under_way: dict[str, Capture] = {}
        self.counted: Counter[str] = Counter()

    def _take_up(self, refetch: bool) -> None:
        """What waits, waits for a crawl."""

    def beat(self) -> None:
        if not self.dry_run:
            super().beat()

    def next_page(self) -> Page | None:
        """The next page to read; None at the end. Passed over: a page of which its article was since read anew."""
        for capture in self.coming:
            if capture.key in self.passed_over or self._is_read_since(capture):
                self.pages -= 1
                continue
            self.under_way[capture.key] = capture
            return Page(capture.key, capture.url, "article", capture.found_on, listed=capture.listed)
        return None

    def _is_read_since(self, capture: Capture) -> bool:
        row = known(self.connection, capture.key)
        return row is not None and capture.seen < row["last_seen"] <= now()

    def settle_within(
        self,
        page: Page,
        outcome: Outcome,
        reason: str | None = None,
        answer: Answer | None = None,
        next_fetch: str | None = None,
    ) -> None:
        """Enter what was made of a page. What was turned away and is an article now says so; what no longer is one
        stays as it was stored.
        """
        capture = self.under_way.pop(page.key)
        self.counted[outcome] += 1
        if self.dry_run:
            return
        crawls.count_within(self.connection, self.crawl, "found")
        crawls.count_within(self.connection, self.crawl, outcome)
        self.connection.execute(
            "INSERT INTO pages (key, url, source, kind, state, reason, found_on, found_at, found_by, listed, status,"
            " etag, last_modified, fetched_at) VALUES (:key, :url, :source, 'article', :state, :reason, :found_on, :at,"
            " :crawl, :listed, :status, :etag, :last_modified, :at) ON CONFLICT (key) DO UPDATE SET"
            " state = 'done', reason = NULL WHERE :state = 'done' AND pages.state = 'rejected'",
            {
                "key": page.key,
                "url": page.url,
                "source": self.source.name,
                "state": STATE_OF.get(outcome, "done"),
                "reason": reason,
                "found_on": page.found_on,
                "at": capture.seen,
                "crawl": self.crawl,
                "listed": page.listed,
                "status": capture.status,
                "etag": answer.etag if answer else None,
                "last_modified": answer.last_modified if answer else None,
            },
        )

    def books(self) -> Books:
        outcomes = {outcome: self.counted[outcome] for outcome in crawls.OUTCOMES}
        return Books(self.pages, outcomes, self.pages - self.counted.total())

    def finish(self, outcome: str, reason: str | None, requests: int, received: int, seconds: float) -> Books:
        if not self.dry_run:
            with transaction(self.connection):
                crawls.close_within(self.connection, self.crawl, outcome, reason, waiting=0)
        return self.books()


def known(connection: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    """The row of the article that was read from a page, if any."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM articles WHERE key = ?1 OR id IN (SELECT article FROM aliases WHERE key = ?1)", (key,)
    ).fetchone()
    return row
