"""Columns for data tools: DuckDB, pandas, Polars."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from crawler.export import FIELDS

if TYPE_CHECKING:
    import pyarrow

AT_ONCE = 2000  # articles in a row group: more take memory and make the file hardly smaller
WHOLE_NUMBERS = ("id", "seq", "words", "duplicate_of", "version")
IMAGE = ("url", "caption", "alt", "credit")


def write(lines: Iterable[bytes], file: BinaryIO) -> int:
    """Needs pyarrow. Times are texts as in the other formats, for they may be no finer than a day or a month."""
    import pyarrow.parquet

    count = 0
    groups = row_groups(lines)
    first = next(groups, [])
    columns = schema(with_copies=bool(first) and "copies" in first[0])
    with pyarrow.parquet.ParquetWriter(file, columns, compression="zstd") as writer:
        while first:
            writer.write_batch(pyarrow.RecordBatch.from_pylist(first, columns), row_group_size=AT_ONCE)
            count += len(first)
            first = next(groups, [])
    return count


def row_groups(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    records = map(json.loads, lines)
    while group := list(islice(records, AT_ONCE)):
        yield group


def schema(with_copies: bool) -> "pyarrow.Schema":
    import pyarrow as pa

    text = pa.string()
    image = [(name, text) for name in IMAGE]
    types = dict.fromkeys(FIELDS, text) | dict.fromkeys(WHOLE_NUMBERS, pa.int64())
    types |= {
        "topic_score": pa.float64(),
        "authors": pa.list_(text),
        "tags": pa.list_(text),
        "images": pa.list_(pa.struct(image)),
        "blocks": pa.list_(pa.struct([("kind", text), ("text", text), *image])),
    }
    if with_copies:
        types["copies"] = pa.list_(pa.int64())
    return pa.schema(list(types.items()))
