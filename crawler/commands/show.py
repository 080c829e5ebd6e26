"""`scrapy show`: one article as a reader sees it."""

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator
from itertools import pairwise

from scrapy.exceptions import UsageError

from crawler.cli import PressCommand, count
from crawler.crawls import FAILED
from crawler.database import connect_readonly
from crawler.differences import Piece, differences

MARKS = {"gone": ("[-", "-]"), "new": ("{+", "+}")}
COLOURS = {"gone": ("\x1b[31m[-", "-]\x1b[0m"), "new": ("\x1b[32m{+", "+}\x1b[0m")}  # red, green


class Command(PressCommand):
    example = "scrapy show 1 --diff"

    def syntax(self) -> str:
        return "[options] ID"

    def short_desc(self) -> str:
        return "Show one article as a reader sees it, or what its publisher changed in it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--diff",
            action="store_true",
            help="what changed from version to version: [-gone-] and {+new+} words",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("say the article's id; scrapy search finds it")
        identifier = count(args[0])
        connection = connect_readonly(self.database)
        row = connection.execute("SELECT * FROM articles WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            self.fail(FAILED, f"there is no article {identifier} in {self.database}")
            return
        if opts.diff:
            print("\n\n".join(changes(connection, row, COLOURS if sys.stdout.isatty() else MARKS)))
        else:
            print(page(row))


def changes(
    connection: sqlite3.Connection, row: sqlite3.Row, marks: dict[str, tuple[str, str]]
) -> Iterator[str]:
    """What each version changed in the one before, oldest first, a paragraph for each changed passage."""
    versions = connection.execute(
        "SELECT version, seen, title, text FROM versions WHERE article = ? ORDER BY version", (row["id"],)
    ).fetchall()
    if not versions:
        yield f"article {row['id']} has never changed"
    for old, new in pairwise([*versions, row]):
        yield f"version {old['version']}, seen until {old['seen']} → version {new['version']}"
        for pieces in (
            *differences(old["title"] or "", new["title"] or ""),
            *differences(old["text"], new["text"]),
        ):
            yield " ".join(marked(piece, marks) for piece in pieces)


def marked(piece: Piece, marks: dict[str, tuple[str, str]]) -> str:
    before, after = marks.get(piece.kind, ("", ""))
    return f"{before}{piece.text}{after}"


def page(row: sqlite3.Row) -> str:
    """The article with its heading lines, images as their address and caption at their place."""
    facts = [row["source"], row["published"], "، ".join(json.loads(row["authors"])), row["section"]]
    parts = [row["title"], " · ".join(fact for fact in facts if fact), row["url"]]
    for block in json.loads(row["blocks"]):
        if block["kind"] in ("image", "embed"):
            caption = block.get("caption") or block.get("alt")
            parts.append(f"[{block['url']}]" + (f" {caption}" if caption else ""))
        else:
            prefix = {"heading": "## ", "item": "• ", "quote": "» "}.get(block["kind"], "")
            parts.append(prefix + block["text"])
    if tags := json.loads(row["tags"]):
        parts.append("# " + "، ".join(tags))
    return "\n\n".join(part for part in parts if part)
