"""`scrapy remove`: articles that may not be kept."""

import argparse
from contextlib import closing
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.archive import Archive, path_beside
from crawler.cli import PressCommand, count
from crawler.crawls import FAILED
from crawler.database import connect, connect_readonly, transaction
from crawler.removal import delete_files, keys_of, remove_within


class Command(PressCommand):
    example = "scrapy remove 17 29"

    def syntax(self) -> str:
        return "[options] ID…"

    def short_desc(self) -> str:
        return (
            "Delete articles for good: their versions, search words, kept pages and images too; no crawl brings"
            " them back"
        )

    def long_desc(self) -> str:
        return f"{super().long_desc()}. Consumers of `scrapy export --cursor` are told: a record with the change `removed`."

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("say the articles' ids; scrapy search finds them")
        identifiers = [count(arg) for arg in args]
        connect_readonly(self.database).close()  # says so where there is none, and makes none
        missing = [identifier for identifier in identifiers if not self.remove(identifier)]
        if missing:
            self.fail(FAILED, f"there is no article {', '.join(map(str, missing))} in {self.database}")

    def remove(self, identifier: int) -> bool:
        """The files first: should it be stopped midway, the article is still there to be removed again."""
        with closing(connect(self.database)) as connection:
            keys = keys_of(connection, identifier)
            if not keys:
                return False
            pages = path_beside(self.database)
            if Path(pages).exists():
                with closing(Archive(pages)) as archive:
                    archive.forget(keys)
            with transaction(connection):
                delete_files(Path(self.database), remove_within(connection, identifier))
        return True
