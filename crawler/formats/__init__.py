"""What an export can be written as: a module for each format, all of one shape."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from crawler.formats import csv, jsonl, markdown, parquet, text


@dataclass(frozen=True, slots=True)
class Format:
    """`write` puts records, each a line as `crawler.export.lines` gives them, into a file, and says how many.

    `one_each`: the ending of a file where every article has its own. `package`: what must be installed, as the
    `extra` of that name does.
    """

    write: Callable[[Iterable[bytes], BinaryIO], int]
    one_each: str | None = None
    package: str | None = None
    extra: str | None = None


# Another format is another module and another line
FORMATS = {
    "jsonl": Format(jsonl.write),
    "parquet": Format(parquet.write, package="pyarrow", extra="parquet"),
    "csv": Format(csv.write),
    "text": Format(text.write, one_each=".txt"),
    "markdown": Format(markdown.write, one_each=".md"),
}
