"""A database, and articles put into it as a crawl does."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.crawls import Outcome
from crawler.database import connect, transaction
from crawler.frontier import Frontier
from crawler.items import Answer, Article, Block, Item, Page
from crawler.sources import SOURCES
from pipelines.dedupe import Dedupe
from pipelines.store import store_within


class Archive:
    """A fresh database and the one crawl that fills it."""

    def __init__(self, path: Path):
        self.connection = connect(path)
        self.frontier = Frontier(self.connection, SOURCES["elaph"])

    def item(self, key: str, text: str, **fields: str | None) -> Item:
        url = f"https://paper.example/{key}"
        blocks = tuple(Block("paragraph", part) for part in text.split("\n\n"))
        article = replace(Article(source="paper", url=url, blocks=blocks, title=f"عنوان {key}"), **fields)  # type: ignore[arg-type]
        return Dedupe().process_item(Item(article, Page(key, url, "article"), Answer(url, 200), key))

    def store(self, key: str, text: str, **fields: str | None) -> Outcome:
        with transaction(self.connection):
            return store_within(self.connection, self.item(key, text, **fields), self.frontier.crawl)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.connection.execute(query, values)]

    def originals(self) -> dict[str, str | None]:
        """Each article's key, and that of the article it is a copy of."""
        return dict(
            self.rows("SELECT a.key, o.key FROM articles a LEFT JOIN articles o ON o.id = a.duplicate_of")  # type: ignore[arg-type]
        )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path / "articles.db")
    yield made
    made.connection.close()


@pytest.fixture
def connection(archive: Archive) -> sqlite3.Connection:
    return archive.connection
