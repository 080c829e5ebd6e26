"""Plain text, for reading and for programs that want words alone."""

import json
from collections.abc import Callable, Iterable
from typing import BinaryIO

from crawler.export import Record


def write(lines: Iterable[bytes], file: BinaryIO) -> int:
    return write_pages(page, lines, file)


def write_pages(page: Callable[[Record], str], lines: Iterable[bytes], file: BinaryIO) -> int:
    """Articles as `page` shows them, with an empty line between them: how many."""
    count = 0
    for record in map(json.loads, lines):
        file.write(("\n" * (count > 0) + page(record)).encode())
        count += 1
    return count


def page(record: Record) -> str:
    """The title, then the blocks, blank lines between; an image is its bare address on a line of its own."""
    parts = [record["title"]]
    for block in record["blocks"]:
        parts.append(block["url"] if block["kind"] in ("image", "embed") else block.get("text"))
    return "\n\n".join(part for part in parts if part) + "\n"
