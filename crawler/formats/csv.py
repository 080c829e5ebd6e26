"""Flat rows for a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from crawler.export import FIELDS

LEFT_OUT = "blocks"  # their words are in the text, their pictures in the images
COLUMNS = [name for name in FIELDS if name != LEFT_OUT]
SEPARATOR = " | "  # between authors, tags, addresses of images
# A cell that begins so is a formula to some spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write(lines: Iterable[bytes], file: BinaryIO, bom: bool = False) -> int:
    """`bom`: begin with the mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(file, "utf-8-sig" if bom else "utf-8", newline="")
    rows = csv.writer(text)
    columns: list[str] = []
    count = 0
    for record in map(json.loads, lines):
        if not columns:
            columns = [name for name in record if name != LEFT_OUT]
            rows.writerow(columns)
        rows.writerow([cell(record[name]) for name in columns])
        count += 1
    if not columns:
        rows.writerow(COLUMNS)
    text.flush()
    text.detach()
    return count


def cell(value: Any) -> Any:
    """A list is joined, of images their addresses; what a spreadsheet would take for a formula gets an apostrophe."""
    if isinstance(value, list):
        value = SEPARATOR.join(str(part["url"] if isinstance(part, dict) else part) for part in value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
