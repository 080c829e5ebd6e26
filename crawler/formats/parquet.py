"""Columns for data tools: DuckDB, pandas, Polars."""

import json
from collections.abc import Iterable
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from crawler.export import FIELDS

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP = 2000  # articles: more take memory and make the file hardly smaller
READ_AT_ONCE = 200
WHOLE_NUMBERS = ("id", "seq", "words", "duplicate_of", "version")
IMAGE = ("url", "caption", "alt", "credit")


def write(lines: Iterable[bytes], file: BinaryIO) -> int:
    """Needs pyarrow. Times are texts as in the other formats, for they may be no finer than a day or a month."""
    import pyarrow.json
    import pyarrow.parquet

    rest = iter(lines)
    count = 0
    first = next(rest, None)
    columns = schema(with_copies=first is not None and "copies" in json.loads(first))
    parsing = pyarrow.json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="error")
    rest = rest if first is None else chain([first], rest)
    with pyarrow.parquet.ParquetWriter(file, columns, compression="zstd") as writer:
        tables = []
        while piece := list(islice(rest, READ_AT_ONCE)):
            objects = b"".join(piece)
            reading = pyarrow.json.ReadOptions(use_threads=False, block_size=len(objects))
            tables.append(pyarrow.json.read_json(BytesIO(objects), reading, parsing))
            count += len(piece)
            if count % ROW_GROUP == 0:
                writer.write_table(pyarrow.concat_tables(tables))
                tables.clear()
        if tables:
            writer.write_table(pyarrow.concat_tables(tables))
    return count


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
