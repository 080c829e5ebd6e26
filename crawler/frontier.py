"""What is still to fetch, in SQLite: an address waits, is leased by one crawl, and is settled with what came of it.

The states of a page: `waiting` → `leased` → `done`, `rejected`, `gone`, `blocked` or `failed`. Whatever a
crawl knows stands in the table before it acts on it, and a page is settled in the transaction that stores
what came of it; so a process killed at any instant leaves leases, and the next crawl takes them up.
The books of a crawl count articles' addresses: found = the sum of the outcomes + waiting.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler import crawls
from crawler.crawls import LEASE, Books, Outcome
from crawler.database import now, timestamp, transaction
from crawler.items import Answer, Page
from crawler.listing import Link
from crawler.source import Source
from crawler.urls import identity

MAX_ATTEMPTS = 5  # crawls in which a failing address is tried before it is left alone
# For a failed or blocked address; four times as long after each further failure
RETRY_AFTER = timedelta(minutes=15)

# For what was turned away or gone: the site may have had a bad hour. Twice, the second time four times as late
LOOK_AGAIN = timedelta(hours=6)
LOOKS = 2
FINAL = ("removed", "off topic", "video")

STATE_OF = {
    "rejected": "rejected",
    "gone": "gone",
    "blocked": "blocked",
    "failed": "failed",
}  # the others are done


class Frontier:
    """One crawl's hold on the pages of one source. Methods named `*_within` run inside the caller's transaction."""

    is_replay = False  # pages come from the archive
    dry_run = False  # of a replay: nothing is written

    def __init__(
        self,
        connection: sqlite3.Connection,
        source: Source,
        settings: dict[str, Any] | None = None,
        refetch: bool = False,
    ):
        """Take the source's lock, and take up what an earlier crawl left. `settings` are kept with the
        crawl. `refetch` looks again at every article known. Raises AlreadyRunning.
        """
        self.connection = connection
        self.source = source
        with transaction(connection):
            dead = crawls.dead_crawl(connection, source.name)
            if dead is not None:
                self._close_within(dead, "killed", None)
            self.crawl = crawls.open_within(connection, source, settings or {})
            self._take_up(refetch)

    def _take_up(self, refetch: bool) -> None:
        """Put back what is due for another try or another look; all that waits now counts as found."""
        name = self.source.name
        self.connection.execute(
            "UPDATE pages SET state = 'waiting' WHERE source = ? AND kind = 'article' AND (? OR next_fetch <= ?)"
            " AND (state = 'done' OR (attempts < ? AND (state IN ('failed', 'blocked')"
            f" OR (state IN ('rejected', 'gone') AND reason NOT IN {FINAL}))))",
            (name, refetch, now(), MAX_ATTEMPTS),
        )
        self.connection.execute(
            "UPDATE crawls SET found = (SELECT count(*) FROM pages WHERE source = ? AND kind = 'article'"
            " AND state = 'waiting') WHERE id = ?",
            (name, self.crawl),
        )

    # Addresses in

    def add_articles_within(
        self,
        links: Iterable[Link],
        found_on: str,
        newest: float,
        number: int = 1,
        met: set[str] | None = None,
    ) -> tuple[int, float]:
        """Add the articles' addresses of one listing, newest first: how many are new to this source's
        last finished walk, and the priority (a Unix time) of the oldest. An address without a time of
        its own is taken for a little older than the one above it. `met`: the keys that this crawl met as
        new on earlier pages of the listing; what stands on every page is new on the first.
        """
        fresh, priority = 0, newest
        met = set() if met is None else met
        walked = self._walked(found_on)
        for link in links:
            key = identity(link.url, self.source)
            listed = _unix(link.listed)
            known = self.connection.execute(
                "SELECT found_by, priority, state FROM pages WHERE key = ?"
                " UNION ALL SELECT 0, 0, '' FROM aliases WHERE key = ? LIMIT 1",
                (key, key),
            ).fetchone()
            priority = listed or (known["priority"] if known and known["priority"] else priority - 1)
            row = {"key": key, "url": link.url, "priority": priority, "listed": link.listed}
            if known is None:
                self.connection.execute(
                    "INSERT INTO pages (key, url, source, kind, priority, found_on, found_at, found_by, listed, page)"
                    " VALUES (:key, :url, :source, 'article', :priority, :root, :at, :crawl, :listed, :number)",
                    row
                    | {
                        "source": self.source.name,
                        "root": found_on,
                        "at": now(),
                        "crawl": self.crawl,
                        "number": number,
                    },
                )
                crawls.count_within(self.connection, self.crawl, "found")
            elif known["state"] == "waiting":
                # of two addresses of one article the shorter is no AMP copy and carries no tracker
                self.connection.execute(
                    "UPDATE pages SET url = CASE WHEN length(:url) < length(url) THEN :url ELSE url END,"
                    " priority = CASE WHEN listed IS NULL THEN :priority ELSE priority END,"
                    " listed = coalesce(listed, :listed) WHERE key = :key",
                    row,
                )
            if (known is None or walked is None or known["found_by"] > walked) and key not in met:
                fresh += 1
                met.add(key)
        return fresh, priority

    def ask_within(
        self,
        kind: str,
        url: str,
        root: str,
        number: int = 1,
        priority: float | None = None,
        changed: str | None = None,
        reason: str | None = None,
        again: bool = True,
    ) -> None:
        """Put a listing's address in the queue. One that an earlier crawl asked is asked anew only where it has
        `changed` since (a time), or where no such time is known and `again` is set; by one crawl it is asked once.
        """
        self.connection.execute(
            "INSERT INTO pages (key, url, source, kind, priority, found_on, found_at, found_by, page, listed, reason)"
            " VALUES (:key, :url, :source, :kind, :priority, :root, :at, :crawl, :number, :changed, :reason)"
            " ON CONFLICT (key) DO UPDATE SET state = 'waiting', priority = excluded.priority, attempts = 0,"
            " listed = excluded.listed, reason = excluded.reason WHERE pages.crawl IS NOT :crawl"
            " AND (pages.fetched_at IS NULL"
            " OR CASE WHEN :changed IS NULL THEN :again ELSE pages.listed IS NOT :changed END)",
            {
                "key": self._listing_key(kind, url),
                "url": url,
                "source": self.source.name,
                "kind": kind,
                "priority": _unix(changed) or priority or 0,
                "root": root,
                "at": now(),
                "crawl": self.crawl,
                "number": number,
                "changed": changed,
                "reason": reason,
                "again": again,
            },
        )

    def rewalk_within(self) -> None:
        """Where a whole-site crawl came to its end, begin another; where not, go on, past failures too."""
        self.connection.execute(
            "UPDATE pages SET state = 'waiting' WHERE source = ? AND kind = 'walk' AND state = 'failed'",
            (self.source.name,),
        )
        if not self.waiting("walk", at_most=1) and not self.waiting("article", at_most=1):
            self.connection.execute(
                "UPDATE pages SET state = 'waiting', attempts = 0 WHERE source = ? AND kind = 'walk'",
                (self.source.name,),
            )

    def _listing_key(self, kind: str, url: str) -> str:
        return f"{self.source.name} {kind} {url}"

    def _walked(self, root: str) -> int | None:
        row = self.connection.execute(
            "SELECT crawl FROM walks WHERE source = ? AND listing = ?", (self.source.name, root)
        ).fetchone()
        return row["crawl"] if row else None

    def has_walked(self, root: str) -> bool:
        """Whether an earlier crawl followed this listing back to what was known."""
        return self._walked(root) is not None

    def walked_within(self, root: str) -> None:
        """The listing was followed to its known part: from now on what this crawl found is known."""
        self.connection.execute(
            "INSERT INTO walks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET crawl = excluded.crawl",
            (root, self.source.name, self.crawl),
        )

    def restart_walk_within(self, root: str, first: str) -> None:
        """Forget a walk that a kill cut short: its pages have moved since. Its `first` page is asked without
        validators, or a 304 would hide what stands on the pages after it.
        """
        cut = self.connection.execute(
            "DELETE FROM pages WHERE source = ? AND kind = 'listing' AND found_on = ? AND url <> ?"
            " AND state IN ('waiting', 'leased', 'failed')",
            (self.source.name, root, first),
        )
        if cut.rowcount:
            self.connection.execute(
                "UPDATE pages SET etag = NULL, last_modified = NULL WHERE key = ?",
                (self._listing_key("listing", first),),
            )

    # Leases

    def lease(self, kind: str, room: int, since: str | None = None) -> list[Page]:
        """At most `room` waiting pages of a kind, newest first, now leased by this crawl.

        `since` (a day) leaves alone what its listing dates before it.
        """
        if room <= 0:
            return []
        with transaction(self.connection):
            rows = self.connection.execute(
                "UPDATE pages SET state = 'leased', crawl = :crawl, lease_until = :until, attempts = attempts + 1"
                " WHERE key IN (SELECT key FROM pages WHERE source = :source AND state = 'waiting' AND kind = :kind"
                " AND (:since IS NULL OR listed IS NULL OR listed >= :since)"
                " ORDER BY priority DESC, key LIMIT :room) RETURNING *",
                {
                    "crawl": self.crawl,
                    "until": timestamp(datetime.now(UTC) + LEASE),
                    "source": self.source.name,
                    "kind": kind,
                    "since": since,
                    "room": room,
                },
            ).fetchall()
        return [_page(row) for row in sorted(rows, key=lambda row: (-row["priority"], row["key"]))]

    def beat(self) -> None:
        """A sign of life: the lock and the leases hold on."""
        until = timestamp(datetime.now(UTC) + LEASE)
        with transaction(self.connection):
            self.connection.execute("UPDATE crawls SET beat = ? WHERE id = ?", (now(), self.crawl))
            self.connection.execute(
                "UPDATE pages SET lease_until = ? WHERE source = ? AND state = 'leased'",
                (until, self.source.name),
            )

    def waiting(self, kind: str, at_most: int = -1) -> int:
        """How many pages of a kind wait, counted no further than `at_most`."""
        row = self.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM pages WHERE source = ? AND state = 'waiting' AND kind = ? LIMIT ?)",
            (self.source.name, kind, at_most),
        ).fetchone()
        return int(row[0])

    def known_under(self, start: str, at_most: int) -> int:
        """How many addresses of this source begin with `start`, counted no further than `at_most`."""
        row = self.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM pages WHERE source = ? AND substr(url, 1, ?) = ? LIMIT ?)",
            (self.source.name, len(start), start, at_most),
        ).fetchone()
        return int(row[0])

    # Settling

    def settle_within(
        self,
        page: Page,
        outcome: Outcome,
        reason: str | None = None,
        answer: Answer | None = None,
        next_fetch: str | None = None,
    ) -> None:
        """Close the lease of an article's page, and enter the outcome in the books."""
        if outcome in ("failed", "blocked"):
            next_fetch = timestamp(datetime.now(UTC) + RETRY_AFTER * 4 ** (page.attempts - 1))
        elif outcome in ("rejected", "gone") and page.attempts <= LOOKS and reason not in FINAL:
            next_fetch = timestamp(datetime.now(UTC) + LOOK_AGAIN * 4 ** (page.attempts - 1))
        self._settle_row(page, STATE_OF.get(outcome, "done"), reason, answer, next_fetch)
        crawls.count_within(self.connection, self.crawl, outcome)

    def settle_listing_within(
        self, page: Page, state: str, reason: str | None, answer: Answer | None
    ) -> None:
        """Close the lease of a listing. Its validators are kept only here, with all it gave."""
        self._settle_row(page, state, reason, answer, None)

    def put_back_within(self, page: Page, listed: str | None) -> None:
        """Return a page unsettled: not wanted this time, and known to be of `listed`."""
        self.connection.execute(
            "UPDATE pages SET state = 'waiting', lease_until = NULL, attempts = attempts - 1,"
            " listed = coalesce(?, listed), priority = coalesce(?, priority) WHERE key = ?",
            (listed, _unix(listed), page.key),
        )

    def _settle_row(
        self, page: Page, state: str, reason: str | None, answer: Answer | None, next_fetch: str | None
    ) -> None:
        kept = state == "done" and answer is not None and answer.status != 304
        self.connection.execute(
            "UPDATE pages SET state = :state, reason = :reason, lease_until = NULL, next_fetch = :next_fetch,"
            " status = :status, fetched_at = :at, attempts = CASE :state WHEN 'done' THEN 0 ELSE attempts END,"
            " etag = CASE WHEN :kept THEN :etag ELSE etag END,"
            " last_modified = CASE WHEN :kept THEN :last_modified ELSE last_modified END WHERE key = :key",
            {
                "state": state,
                "reason": reason,
                "next_fetch": next_fetch,
                "status": answer.status if answer else None,
                "at": now(),
                "kept": kept,
                "etag": answer.etag if answer else None,
                "last_modified": answer.last_modified if answer else None,
                "key": page.key,
            },
        )

    # The end

    def books(self) -> Books:
        return crawls.books(self.connection, self.crawl)

    def finish(self, outcome: str, reason: str | None, requests: int, received: int, seconds: float) -> Books:
        """Release what is still leased and close the books. `received`: bytes."""
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE crawls SET requests = ?, bytes = ?, seconds = ? WHERE id = ?",
                (requests, received, round(seconds, 3), self.crawl),
            )
            self._close_within(self.crawl, outcome, reason)
        return self.books()

    def _close_within(self, crawl: int, outcome: str, reason: str | None) -> None:
        self.connection.execute(
            "UPDATE pages SET state = 'waiting', lease_until = NULL, attempts = max(attempts - 1, 0)"
            " WHERE source = ? AND state = 'leased'",
            (self.source.name,),
        )
        crawls.close_within(self.connection, crawl, outcome, reason, self.waiting("article"))


def _page(row: sqlite3.Row) -> Page:
    return Page(
        key=row["key"],
        url=row["url"],
        kind=row["kind"],
        found_on=row["found_on"],
        attempts=row["attempts"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        listed=row["listed"],
        number=row["page"],
        priority=row["priority"],
        reason=row["reason"],
    )


def _unix(moment: str | None) -> float | None:
    """Seconds; a day counts as its end, so that it does not fall behind what is dated to the minute."""
    if not moment:
        return None
    day = moment + {4: "-12-28", 7: "-28"}.get(len(moment), "")
    end = day + "T23:59:59Z" if len(day) == 10 else day
    return datetime.fromisoformat(end).timestamp()
