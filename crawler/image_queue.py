"""What images are still to fetch, in SQLite: an image is known, is leased by one crawl, and is settled with what came of it.

The states of an image: `known` → `leased` → `done`, `rejected` (it will never be one of ours) or `failed` (another
crawl tries again); `waiting` is what the disk budget left. The file is in its place before its row says `done`; so
a process killed at any instant leaves a lease, which the next crawl takes up, and never a row without its file.
"""

import sqlite3
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler import same_image
from crawler.database import now, timestamp, transaction
from crawler.frontier import MAX_ATTEMPTS, RETRY_AFTER
from crawler.items import Article, ImageAddress, Picture
from crawler.removal import take_out_image_within

MOST_FAILURES = 5  # in a row, until a host is left alone: papers move, and the hosts of their old images die


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """What one crawl made of its images; `bytes` are those of the files it added, `waiting` what is left for another."""

    done: int
    rejected: int
    failed: int
    waiting: int
    bytes: int


class ImageQueue:
    """One crawl's hold on the images of one source's articles, those of earlier crawls included.

    `since` (a day) leaves alone the images of articles published before it; `budget` (bytes, 0: none) is what the
    files of all sources may take on the disk.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        source: str,
        crawl: int,
        since: str | None = None,
        budget: int = 0,
    ):
        self.connection = connection
        self.crawl = crawl
        self.budget = budget
        self.is_spent = False
        self.left: dict[str, str] = {}  # host → why it is left alone in this crawl
        # host → its images, those of the newest article first
        self._waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        self._under_way: Counter[str] = Counter()  # by host
        self._failures: Counter[str] = Counter()  # by host, in a row
        self._counts: Counter[str] = Counter()
        with transaction(connection):
            self._take_up_within()
            rows = connection.execute(
                "SELECT i.id, i.url FROM images i JOIN article_images r ON r.image = i.id"
                " JOIN articles a ON a.id = r.article WHERE i.state = 'known' AND a.source = :source"
                " AND (:since IS NULL OR a.published >= :since) GROUP BY i.id ORDER BY max(a.published) DESC, i.id",
                {"source": source, "since": since},
            ).fetchall()
            self._enter_within(rows)

    def _take_up_within(self) -> None:
        """Put back what a dead crawl had leased, what failed and is due, and what a smaller budget left."""
        self.connection.execute(
            "UPDATE images SET state = 'known', attempts = attempts - 1 WHERE state = 'leased'"
            " AND crawl NOT IN (SELECT id FROM crawls WHERE finished IS NULL)"
        )
        self.connection.execute(
            "UPDATE images SET state = 'known', reason = NULL WHERE state = 'waiting'"
            " OR (state = 'failed' AND attempts < ? AND next_fetch <= ?)",
            (MAX_ATTEMPTS, now()),
        )

    # Addresses in

    def add(self, article: Article) -> None:
        """Queue the images of an article just stored, before those of older ones."""
        with transaction(self.connection):
            rows = [
                row
                for image in reversed(article.images)
                for row in self.connection.execute(
                    "SELECT id, url FROM images WHERE url = ? AND state = 'known'", (image.url,)
                )
            ]
            self._enter_within(rows, in_front=True)

    def _enter_within(self, rows: Iterable[sqlite3.Row], in_front: bool = False) -> None:
        for row in rows:
            host, refused = _host(row["url"])
            if refused:
                self._settle(row["id"], "rejected", refused)
            elif in_front:
                self._waiting[host].appendleft(row["id"])
            else:
                self._waiting[host].append(row["id"])

    # Leases

    def lease(self, room: int, per_host: int, busy: set[str]) -> list[ImageAddress]:
        """At most `room` images, now leased by this crawl, so that at most `per_host` of a host are under way;
        none of the `busy` hosts, none where the budget is used up.
        """
        leased: list[ImageAddress] = []
        for host, waiting in self._waiting.items():
            while (
                waiting
                and len(leased) < room
                and self._under_way[host] < per_host
                and host not in busy
                and host not in self.left
                and not self._is_over_budget()
            ):
                if image := self._take(waiting.popleft()):
                    leased.append(image)
                    self._under_way[host] += 1
        return leased

    def _is_over_budget(self) -> bool:
        """Whether the files of all crawls fill the budget; asked of the database, as others add to them too."""
        if self.budget and not self.is_spent:
            self.is_spent = used(self.connection) >= self.budget
        return self.is_spent

    def _take(self, image: int) -> ImageAddress | None:
        """The image, leased, unless another crawl has it or an article named it twice."""
        row = self.connection.execute(
            "UPDATE images SET state = 'leased', crawl = ?, attempts = attempts + 1"
            " WHERE id = ? AND state = 'known' RETURNING id, url, attempts",
            (self.crawl, image),
        ).fetchone()
        return ImageAddress(row["id"], row["url"], row["attempts"]) if row else None

    @property
    def under_way(self) -> int:
        return self._under_way.total()

    def leave(self, host: str, reason: str) -> None:
        """Ask this host for nothing more in this crawl; what waits stays for the next one."""
        self.left.setdefault(host, reason)

    def let_go(self, image: ImageAddress) -> None:
        """The image is off our hands, whatever became of it."""
        self._under_way[_host(image.url)[0]] -= 1

    # Settling

    def store(self, image: ImageAddress, picture: Picture) -> str | None:
        """Close a lease: the file is in its place. Finds the image's copies, and says which one is the largest.

        The path of the file, for the caller to delete, where the article was removed meanwhile and nothing else has it.
        """
        with transaction(self.connection):
            is_known = self.connection.execute(
                "SELECT 1 FROM images WHERE sha256 = ? LIMIT 1", (picture.sha256,)
            ).fetchone()
            self.connection.execute(
                "UPDATE images SET sha256 = ?, path = ?, width = ?, height = ?, mime = ?, bytes = ?, phash = ?,"
                " grey = ? WHERE id = ?",
                (
                    picture.sha256, picture.path, picture.width, picture.height, picture.mime, picture.size,
                    picture.phash, picture.grey, image.id,
                ),
            )  # fmt: skip
            self._settle(image.id, "done", picture.note)
            same_image.link_within(self.connection, image.id)
            gone = take_out_image_within(self.connection, image.id)
        self._counts["bytes"] += 0 if is_known or gone else picture.size
        self._failures[_host(image.url)[0]] = 0
        return gone

    def reject(self, image: ImageAddress, reason: str) -> None:
        """Close a lease: what is there is no image for us, now and later."""
        self._settle(image.id, "rejected", reason)
        self._failures[_host(image.url)[0]] = 0

    def fail(self, image: ImageAddress, reason: str) -> None:
        """Close a lease: another crawl tries again, the next one after a first failure, a later one after more."""
        wait = RETRY_AFTER * 4 ** (image.attempts - 2) if image.attempts > 1 else None
        self._settle(image.id, "failed", reason, timestamp(datetime.now(UTC) + wait) if wait else now())
        host = _host(image.url)[0]
        self._failures[host] += 1
        if self._failures[host] >= MOST_FAILURES:
            self.leave(host, f"{host} failed {MOST_FAILURES} times in a row: {reason}")

    def _settle(self, image: int, state: str, reason: str | None, next_fetch: str | None = None) -> None:
        self.connection.execute(
            "UPDATE images SET state = ?, reason = ?, next_fetch = ? WHERE id = ?",
            (state, reason, next_fetch, image),
        )
        self._counts[state] += 1

    # The end

    def waiting(self) -> int:
        """How many images are still to be asked for."""
        return sum(map(len, self._waiting.values()))

    def counts(self) -> ImageCounts:
        counts = self._counts
        return ImageCounts(
            counts["done"],
            counts["rejected"],
            counts["failed"],
            self.waiting() + self.under_way,
            counts["bytes"],
        )

    def close(self) -> None:
        """Release what is still leased, forget what came by another way, and mark what the budget left."""
        with transaction(self.connection):
            self.connection.execute(
                "DELETE FROM images WHERE state = 'leased' AND crawl = ?"
                " AND NOT EXISTS (SELECT 1 FROM article_images WHERE image = images.id)",
                (self.crawl,),
            )
            self.connection.execute(
                "UPDATE images SET state = 'known', attempts = attempts - 1 WHERE state = 'leased' AND crawl = ?",
                (self.crawl,),
            )
            for host, images in self._waiting.items():
                self._waiting[host] = deque(image for image in dict.fromkeys(images) if self._is_known(image))
            if self.is_spent:
                self.connection.executemany(
                    "UPDATE images SET state = 'waiting', reason = 'budget' WHERE id = ?",
                    ((image,) for images in self._waiting.values() for image in images),
                )

    def _is_known(self, image: int) -> bool:
        row = self.connection.execute("SELECT state FROM images WHERE id = ?", (image,)).fetchone()
        return row is not None and row["state"] == "known"  # its article may have been removed


def used(connection: sqlite3.Connection) -> int:
    """The bytes of all files; one that many articles show counts once."""
    row = connection.execute(
        "SELECT coalesce(sum(bytes), 0) FROM (SELECT DISTINCT sha256, bytes FROM images WHERE sha256 IS NOT NULL)"
    ).fetchone()
    return int(row[0])


def _host(url: str) -> tuple[str, str | None]:
    """The host of an address, and why it is not to be asked, where it is not."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "", "no address"
    if parts.scheme == "data":
        return "", "data address"
    if parts.scheme not in ("http", "https") or not host:
        return "", "no address"
    # it can hold scripts, and is a drawing, no photo
    return host, "SVG" if parts.path.lower().endswith((".svg", ".svgz")) else None
