"""Markdown as static site generators and note-takers read it: what is known of the article in front, then the article."""

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from crawler.export import Record
from crawler.formats.text import write_pages

IN_BODY = ("text", "blocks", "images")
# Letters that mean something to Markdown anywhere, and at the beginning of a line; CommonMark takes a backslash off each
MEANING = re.compile(r"([\\`*_\[\]<>&~|])")
MEANING_FIRST = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
# What JSON leaves bare and YAML does not take, or takes for a line's end: https://yaml.org/spec/1.2.2/#51-character-set
UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
PREFIX = {"heading": "## ", "item": "- ", "quote": "> "}


def write(lines: Iterable[bytes], file: BinaryIO) -> int:
    return write_pages(page, lines, file)


def page(record: Record) -> str:
    front = [f"{name}: {yaml_value(value)}" for name, value in record.items() if name not in IN_BODY]
    parts = [f"# {one_line(record['title'])}"] if record["title"] else []
    parts += [markup(block) for block in record["blocks"]]
    return "\n".join(["---", *front, "---", ""]) + "\n" + "\n\n".join(part for part in parts if part) + "\n"


def yaml_value(value: Any) -> str:
    """A value in JSON, which YAML reads alike once its few letters too many are escaped."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def markup(block: dict[str, str]) -> str:
    kind, text = block["kind"], block.get("text", "")
    if kind == "image":
        picture = f"![{one_line(block.get('alt') or block.get('caption') or '')}](<{address(block['url'])}>)"
        below = " — ".join(one_line(block[name]) for name in ("caption", "credit") if block.get(name))
        return f"{picture}\n\n*{below}*" if below else picture
    if kind == "embed":
        return f"[{one_line(text or block['url'])}](<{address(block['url'])}>)"
    if kind == "code":
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if kind == "table":
        return table(text)
    if kind == "heading":
        return PREFIX[kind] + one_line(text)
    prefix = PREFIX.get(kind, "")
    follow = "> " if kind == "quote" else " " * len(prefix)
    return prefix + f"\\\n{follow}".join(escaped(text).splitlines())


def table(text: str) -> str:
    """A line a row and bars between the cells, as the extractor writes it; the first row becomes the head."""
    rows = [[escaped(cell) for cell in line.split(" | ")] for line in text.splitlines()]
    width = max(map(len, rows))
    head, *others = [" | ".join(row + [""] * (width - len(row))) for row in rows]
    return "\n".join(f"| {row} |" for row in (head, " | ".join(["---"] * width), *others))


def escaped(text: str) -> str:
    """Words that stay words: no sign in them means anything to Markdown."""
    return MEANING_FIRST.sub(_escape_first, MEANING.sub(r"\\\1", text))


def _escape_first(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def address(url: str) -> str:
    """An address that may stand in pointed brackets."""
    return re.sub(r"[<>\s\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
