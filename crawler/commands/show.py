"""`scrapy show`: one article as a reader sees it."""

import argparse
import json
import sqlite3

from scrapy.exceptions import UsageError

from crawler.cli import PressCommand, count
from crawler.database import DatabaseUnusable, connect_readonly
from crawler.spiders.verdict import FAILED, UNWRITABLE


class Command(PressCommand):
    example = "scrapy show 1"

    def syntax(self) -> str:
        return "[options] ID"

    def short_desc(self) -> str:
        return "Show one article as a reader sees it"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("say the article's id; scrapy search finds it")
        identifier = count(args[0])
        try:
            row = (
                connect_readonly(self.database)
                .execute("SELECT * FROM articles WHERE id = ?", (identifier,))
                .fetchone()
            )
        except DatabaseUnusable as error:
            self.fail(UNWRITABLE, str(error))
            return
        if row is None:
            self.fail(FAILED, f"there is no article {identifier} in {self.database}")
            return
        print(page(row))


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
