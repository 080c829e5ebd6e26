"""The articles of a database for programs that would rather import than read files: read-only, beside running crawls."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from crawler.choice import EVERYTHING, Choice
from crawler.database import connect_readonly
from crawler.export import changed, records, snapshot
from crawler.items import Article, block_from_dict

ChangeKind = Literal["new", "updated", "duplicate", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """The latest change of an article, number `seq`. `id` stays the article's own; `article` is None where it was removed."""

    seq: int
    kind: ChangeKind
    id: int
    url: str
    article: Article | None


class Archive:
    """The articles in one file, to be closed or used in a `with`. Each call reads one state of the file, lazily, and
    sees nothing of what is written meanwhile. For one thread.
    """

    def __init__(self, path: str | Path):
        """Raises crawler.database.DatabaseUnusable where there is no database or it cannot be read."""
        self._connection: sqlite3.Connection = connect_readonly(path)

    def articles(
        self, since: str | None = None, source: str | None = None, topic: Literal["tech"] | None = None
    ) -> Iterator[Article]:
        """The articles, oldest id first. `since`: published on this day (2024-06-12) or later; `source`: of this one."""
        for record in records(self._connection, Choice(source, since, topic=topic)):
            yield article(record)

    def changes(self, after: int = 0) -> Iterator[Change]:
        """What changed after the change numbered `after`, each article once, as it is now, by rising `seq`. Keep the last
        `seq` you have dealt with and ask for what came after: nothing is skipped, and what you see twice is the same.
        """
        for line in changed(self._connection, after, EVERYTHING):
            record = json.loads(line)
            kind = record["change"]
            value = None if kind == "removed" else article(record)
            yield Change(record["seq"], kind, record["id"], record["url"], value)

    @property
    def seq(self) -> int:
        """The number of the latest change."""
        with snapshot(self._connection) as last:
            return last

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def article(record: dict[str, Any]) -> Article:
    """The article of an export's record."""
    return Article(
        source=record["source"],
        url=record["url"],
        title=record["title"],
        lead=record["lead"],
        blocks=tuple(map(block_from_dict, record["blocks"])),
        authors=tuple(record["authors"]),
        published=record["published"],
        published_precision=record["published_precision"],
        published_raw=record["published_raw"],
        modified=record["modified"],
        section=record["section"],
        tags=tuple(record["tags"]),
        language=record["language"],
        fetched=record["last_seen"],
    )
