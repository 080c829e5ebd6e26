"""Pages as they came, kept compressed in `pages.db` beside the articles, so that better rules can read them again.

Pages made from one template are alike: each is compressed against a whole page of its kind (zstd with that page
as dictionary), its *reference*, which is itself compressed alone. A reference serves one source for one month,
or one listing, so that an old page needs no more than one other to be read.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from crawler.database import DatabaseUnusable, connect, connect_readonly, explain, to_json, transaction
from crawler.migrations import Database, Migrations
from crawler.tables import PAGES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 9  # of zstd: 19 is a tenth smaller and takes thirty times as long
LEAST_REFERENCE = 2048  # bytes; a shorter page has no template worth the name
AT_HAND = 16  # references that stay in memory

# The capture of a page that came last. Where one claims a time that is still to come, a clock was wrong: then the last kept
LAST_FIRST = (
    "iif((SELECT max(f.seen) FROM captures f WHERE f.key = c.key) > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '', seen)"
    " DESC, id DESC LIMIT 1"
)

migrations = Migrations("archive")


@migrations()
def first_schema(db: Database) -> None:
    for statement in PAGES.split(";\n"):
        db.execute(statement)


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server, its content decoded (no Content-Encoding). `url`: as it was asked for; `answered`: the
    address that answered after `redirects`, the addresses passed on the way; `listed`: the time that the page's
    listing gave; `found_on`: that listing; `fetched`: when this content came first, `seen`: when it came last.
    """

    key: str
    url: str
    source: str
    kind: str
    answered: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched: str
    seen: str
    redirects: tuple[str, ...] = ()
    listed: str | None = None
    found_on: str | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """What the pages of a source take: `bytes` as they came, `kept` as they are stored."""

    source: str
    pages: int
    captures: int
    bytes: int
    kept: int

    @property
    def share(self) -> float:
        return self.kept / self.bytes if self.bytes else 0.0


def path_beside(database: str | Path) -> Path:
    """Where the pages of an articles' database are: `pages.db` beside `articles.db`, else named after it."""
    path = Path(database)
    return path.with_name("pages.db" if path.stem == "articles" else f"{path.stem}-pages.db")


class Archive:
    """The pages in one file. To be closed."""

    def __init__(self, path: Path | str, readonly: bool = False):
        """Open the archive at `path`, made where there is none yet. Raises DatabaseUnusable."""
        self.path = path
        self._references: dict[str, tuple[int, bytes]] = {}  # of the templates of this process' sources
        self._read: tuple[int, zstd.ZstdDict] | None = None  # the reference of the page read last
        if readonly:
            self.connection = connect_readonly(path, migrations)
        else:
            self.connection = connect(path, migrations, can_shrink=True)

    def close(self) -> None:
        self.connection.close()

    def keep(self, capture: Capture) -> bool:
        """Add a capture; of a page that came before with the same content, only when it was seen: whether it is new.
        Captures may come in any order. Raises DatabaseUnusable.
        """
        with self._naming():
            try:
                return self._keep(capture)
            except sqlite3.IntegrityError:  # another process pruned the reference that this one had at hand
                self._references.clear()
                return self._keep(capture)

    @contextmanager
    def _naming(self) -> Iterator[None]:
        """What goes wrong within is said of this file: the articles' database beside it is well."""
        try:
            yield
        except sqlite3.Error as error:
            raise DatabaseUnusable(explain(self.path, error)) from error

    def _keep(self, capture: Capture) -> bool:
        digest = blake2b(capture.body, digest_size=16).digest()
        known = self.connection.execute(
            "SELECT id FROM captures WHERE key = ? AND digest = ? AND status = ? AND answered = ?"
            " ORDER BY seen DESC LIMIT 1",
            (capture.key, digest, capture.status, capture.answered),
        ).fetchone()
        if known:
            self.connection.execute(
                "UPDATE captures SET fetched = min(fetched, ?1), seen = max(seen, ?2),"
                " headers = iif(?2 >= seen, ?3, headers) WHERE id = ?4",
                (capture.fetched, capture.seen, to_json(capture.headers), known["id"]),
            )
            return False
        template = _template(capture)
        reference = self._reference(template)
        if reference:
            # as a prefix: a dictionary would be indexed whole, which for a page of 10 KB takes thrice as long
            like = zstd.ZstdDict(reference[1], is_raw=True).as_prefix
            body = zstd.compress(capture.body, LEVEL, zstd_dict=like)
        else:
            body = zstd.compress(capture.body, LEVEL)
        serves = reference is None and capture.status == 200 and len(capture.body) >= LEAST_REFERENCE
        inserted = self.connection.execute(
            "INSERT INTO captures (key, url, source, kind, answered, status, headers, redirects, listed, found_on,"
            " fetched, seen, digest, size, template, reference, body) VALUES"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.key, capture.url, capture.source, capture.kind, capture.answered, capture.status,
                to_json(capture.headers), to_json(capture.redirects), capture.listed, capture.found_on,
                capture.fetched, capture.seen, digest, len(capture.body), template if serves else None,
                reference[0] if reference else None, body,
            ),
        )  # fmt: skip
        if serves and inserted.lastrowid:
            self._remember(template, inserted.lastrowid, capture.body)
        return True

    def _reference(self, template: str) -> tuple[int, bytes] | None:
        """The number and the content of the page that others of its template are compressed against."""
        if template not in self._references:
            row = self.connection.execute(
                "SELECT id, body FROM captures WHERE template = ? ORDER BY id LIMIT 1", (template,)
            ).fetchone()
            if row is None:
                return None
            self._remember(template, row["id"], zstd.decompress(row["body"]))
        return self._references[template]

    def _remember(self, template: str, number: int, content: bytes) -> None:
        if len(self._references) == AT_HAND:
            del self._references[next(iter(self._references))]  # the oldest: each listing has one of its own
        self._references[template] = (number, content)

    def latest(self, source: str, kind: str = "article") -> Iterator[Capture]:
        """The newest good answer of each page of a source, in the order in which they were kept."""
        yield from self._captures(
            "source = ? AND kind = ? AND status = 200"
            f" AND id = (SELECT id FROM captures c WHERE c.key = captures.key AND c.status = 200 ORDER BY {LAST_FIRST})",
            (source, kind),
        )

    def all(self, source: str | None = None, since: str | None = None) -> Iterator[Capture]:
        """Every capture, in the order in which they were kept; of one source, or last seen on a day or later."""
        yield from self._captures(
            "(?1 IS NULL OR source = ?1) AND (?2 IS NULL OR seen >= ?2)", (source, since)
        )

    def answers(self, source: str, listing: str) -> Iterator[Capture]:
        """The good answers of all pages of a source's listing, by its name, newest first."""
        yield from self._captures(
            "source = ? AND kind <> 'article' AND status = 200 AND found_on = ?", (source, listing), "id DESC"
        )

    def find(self, url: str) -> Iterator[Capture]:
        """The captures of an address, as it was asked for or as it answered, or of a page's key; newest first."""
        yield from self._captures("url = ?1 OR answered = ?1 OR key = ?1", (url,), "seen DESC, id DESC")

    def _captures(self, where: str, values: tuple[str | None, ...], order: str = "id") -> Iterator[Capture]:
        for row in self._rows(f"SELECT * FROM captures WHERE {where} ORDER BY {order}", values):
            yield Capture(
                row["key"], row["url"], row["source"], row["kind"], row["answered"], row["status"],
                tuple((name, value) for name, value in json.loads(row["headers"])), self._body(row),
                row["fetched"], row["seen"], tuple(json.loads(row["redirects"])), row["listed"], row["found_on"],
            )  # fmt: skip

    def _rows(self, query: str, values: tuple[str | int | None, ...] = ()) -> Iterator[sqlite3.Row]:
        with self._naming():
            yield from self.connection.execute(query, values)

    def _body(self, row: sqlite3.Row) -> bytes:
        try:
            return self._content(row)
        except zstd.ZstdError as error:
            raise DatabaseUnusable(
                f"{self.path}: capture {row['id']} of {row['url']} is damaged: {error}; delete its row to go on"
            ) from error

    def _content(self, row: sqlite3.Row) -> bytes:
        number = row["reference"]
        if number is None:
            return zstd.decompress(row["body"])
        if self._read is None or self._read[0] != number:
            ((content,),) = self._rows("SELECT body FROM captures WHERE id = ?", (number,))
            self._read = (number, zstd.ZstdDict(zstd.decompress(content), is_raw=True))
        return zstd.decompress(row["body"], zstd_dict=self._read[1])

    def count(self, source: str) -> int:
        """How many pages `latest` gives."""
        ((count,),) = self._rows(
            "SELECT count(DISTINCT key) FROM captures WHERE source = ? AND kind = 'article' AND status = 200",
            (source,),
        )
        return int(count)

    def newest_of(self, keys: Iterable[str]) -> str | None:
        """Which of some pages came last with a good answer."""
        came = {
            key: tuple(row)
            for key in keys
            for row in self._rows(
                f"SELECT seen, id FROM captures c WHERE key = ? AND status = 200 ORDER BY {LAST_FIRST}",
                (key,),
            )
        }
        return max(came, key=lambda key: came[key], default=None)

    def sources(self) -> list[str]:
        """The names of the sources with pages here."""
        return [name for (name,) in self._rows("SELECT DISTINCT source FROM captures ORDER BY 1")]

    def sizes(self) -> list[Size]:
        """What each source takes."""
        rows = self._rows(
            "SELECT source, count(DISTINCT key), count(*), sum(size), sum(length(body)) FROM captures GROUP BY 1 ORDER BY 1"
        )
        return [Size(*row) for row in rows]

    def forget(self, keys: Iterable[str]) -> int:
        """Delete all captures of some pages: how many. What was compressed against one of them is compressed anew."""
        deleted = 0
        with self._naming(), transaction(self.connection):
            for key in keys:
                for (number,) in self.connection.execute(
                    "SELECT id FROM captures WHERE key = ? ORDER BY id DESC", (key,)
                ).fetchall():
                    self._set_free(number)
                    self.connection.execute("DELETE FROM captures WHERE id = ?", (number,))
                    deleted += 1
        self._references.clear()
        self._read = None
        return deleted

    def _set_free(self, reference: int) -> None:
        """Compress the captures that need a reference alone instead."""
        for (number,) in self.connection.execute(
            "SELECT id FROM captures WHERE reference = ?", (reference,)
        ).fetchall():
            row = self.connection.execute(
                "SELECT id, url, reference, body FROM captures WHERE id = ?", (number,)
            ).fetchone()
            self.connection.execute(
                "UPDATE captures SET reference = NULL, body = ? WHERE id = ?",
                (zstd.compress(self._body(row), LEVEL), number),
            )


def _template(capture: Capture) -> str:
    """The name of what a page is made from: its source's articles of one month, or its own listing."""
    made_by = capture.source if capture.kind == "article" else capture.found_on or capture.key
    return f"{made_by} {capture.fetched[:7]}"
