"""Every format says the same, opens where it should, and keeps to the published schema."""

import csv
import io
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pandas
import polars
import pyarrow.parquet
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crawler.choice import Choice
from crawler.commands.export import SCHEMA
from crawler.database import connect_readonly, to_json
from crawler.export import FIELDS, images, lines, quoted
from crawler.feed import write_file, write_folder
from crawler.files import zstd
from crawler.formats import FORMATS
from crawler.formats.csv import FORMULA, SEPARATOR
from crawler.formats.csv import write as write_csv
from crawler.formats.markdown import escaped, markup, page, yaml_value
from crawler.items import Block
from crawler.stories import unique
from tests.export.conftest import ARTICLES, Ran

Records = list[dict[str, Any]]
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
QUOTED = WORDS | st.text('"\\}{:,', max_size=8)  # what ends an object in JSON, or seems to


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record out of columns, its structs without the fields that are empty."""
    return {
        name: [{k: v for k, v in part.items() if v is not None} for part in value] if name in ("blocks", "images") and value is not None else value
        for name, value in record.items()
    }  # fmt: skip


@pytest.fixture(scope="module")
def exports(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the database in every format of a single file."""
    folder = tmp_path_factory.mktemp("exports")
    with closing(connect_readonly(filled)) as connection:
        for name in ("articles.jsonl", "articles.jsonl.zst", "articles.parquet", "articles.csv"):
            count = write_file(lines(connection), FORMATS[name.split(".")[1]], folder / name)
            assert count == ARTICLES
    return folder


@pytest.fixture(scope="module")
def records(exports: Path) -> Records:
    with (exports / "articles.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_a_line_says_what_the_database_says(filled: Path, records: Records) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT a.*, 'new' AS change FROM articles a ORDER BY id").fetchall()
    for record, row in zip(records, rows, strict=True):
        assert tuple(record) == FIELDS
        for name in set(FIELDS) & set(row.keys()) - {"blocks", "authors", "tags"}:
            assert record[name] == row[name]
        for name in ("blocks", "authors", "tags"):
            assert record[name] == json.loads(row[name])
        assert record["images"] == [
            {name: value for name, value in block.items() if name != "kind"}
            for block in record["blocks"]
            if block["kind"] == "image"
        ]


def test_every_record_keeps_to_the_schema(records: Records, exports: Path) -> None:
    for record in records[:300]:
        VALIDATOR.validate(record)
    for record in pyarrow.parquet.read_table(exports / "articles.parquet").slice(0, 300).to_pylist():
        VALIDATOR.validate(plain(record))
    assert set(VALIDATOR.schema["required"]) == set(FIELDS)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(records[0] | {"published": "yesterday"})


def test_a_compressed_file_holds_the_same(exports: Path) -> None:
    compressed = (exports / "articles.jsonl.zst").read_bytes()
    assert zstd.decompress(compressed) == (exports / "articles.jsonl").read_bytes()
    assert len(compressed) * 3 < (exports / "articles.jsonl").stat().st_size


def test_parquet_holds_the_same_in_row_groups_and_opens_in_duckdb_pandas_and_polars(
    exports: Path, records: Records
) -> None:
    path = exports / "articles.parquet"
    assert [plain(record) for record in pyarrow.parquet.read_table(path).to_pylist()] == records
    groups = pyarrow.parquet.ParquetFile(path).metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [2000, 500]
    images = sum(len(record["images"]) for record in records)
    with closing(duckdb.connect()) as connection:
        relation = connection.read_parquet(str(path))
        assert relation.aggregate("sum(len(images))").fetchall() == [(images,)]
        asked = f"SELECT id, blocks[2].text FROM '{path}' ORDER BY id LIMIT 1"
        assert connection.sql(asked).fetchall() == [(1, records[0]["blocks"][1]["text"])]
    frame = pandas.read_parquet(path)
    assert list(frame["text"]) == [record["text"] for record in records]
    assert frame["images"].map(len).sum() == images
    assert polars.read_parquet(path)["images"].list.len().sum() == images


def test_csv_has_the_same_in_flat_columns(exports: Path, records: Records) -> None:
    with (exports / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, record in zip(rows, records, strict=True):
        assert row["text"].removeprefix("'") == record["text"]
        assert row["tags"] == SEPARATOR.join(record["tags"])
        assert row["images"] == SEPARATOR.join(image["url"] for image in record["images"])
        assert {row["id"], row["words"]} == {str(record["id"]), str(record["words"])}
        assert list(row) == [name for name in FIELDS if name != "blocks"]
    assert len(pandas.read_csv(exports / "articles.csv")) == ARTICLES


@pytest.mark.parametrize("sign", FORMULA)
def test_no_cell_is_a_formula(sign: str, records: Records) -> None:
    file = io.BytesIO()
    record = records[0] | {"title": f"{sign}HYPERLINK(A1)", "tags": [f"{sign}1"]}
    write_csv([to_json(record).encode()], file, bom=True)
    assert file.getvalue().startswith(b"\xef\xbb\xbfid,seq,")
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))
    assert (row["title"], row["tags"]) == (f"'{sign}HYPERLINK(A1)", f"'{sign}1")


def test_what_a_killed_export_left_is_deleted_when_it_is_a_day_old(tmp_path: Path) -> None:
    old, young, foreign = (tmp_path / name for name in (".a.csv.12.part", ".a.csv.13.part", ".film.mp4.part"))
    for path in (old, young, foreign):
        path.touch()
    for path in (old, foreign):
        os.utime(path, (time.time() - 90_000,) * 2)
    write_file([], FORMATS["jsonl"], tmp_path / "b.jsonl")
    assert not old.exists()
    assert young.exists()
    assert foreign.exists()


def test_an_empty_export_is_valid_in_every_format(tmp_path: Path) -> None:
    for name in ("jsonl", "csv", "parquet"):
        assert write_file([], FORMATS[name], tmp_path / f"none.{name}") == 0
    assert (tmp_path / "none.jsonl").read_bytes() == b""
    assert (tmp_path / "none.csv").read_text("utf-8").startswith("id,seq,change,")
    assert pyarrow.parquet.read_table(tmp_path / "none.parquet").column_names == list(FIELDS)


def test_unique_articles_name_their_copies_in_parquet_too(filled: Path, tmp_path: Path) -> None:
    with closing(connect_readonly(filled)) as connection:
        few = Choice(since="2024-12-01")
        chosen = [
            f"{to_json(record)}\n".encode()
            for record in unique(connection, map(json.loads, lines(connection, few)), "earliest", few)
        ]
    write_file(chosen, FORMATS["parquet"], tmp_path / "unique.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "unique.parquet").to_pylist()
    assert table
    for record in table:
        VALIDATOR.validate(plain(record))
        assert record["copies"] == []


def test_folders_have_a_file_for_each_article(filled: Path, records: Records, tmp_path: Path) -> None:
    few = Choice(source="paper", since="2024-12-01")
    chosen = [
        record for record in records if record["source"] == "paper" and record["published"] >= "2024-12"
    ]
    with closing(connect_readonly(filled)) as connection:
        for name, ending in (("text", ".txt"), ("markdown", ".md")):
            assert write_folder(lines(connection, few), FORMATS[name], tmp_path / name) == len(chosen) > 0
            assert {path.name for path in (tmp_path / name).iterdir()} == {
                f"paper-{record['id']}{ending}" for record in chosen
            }
    record = chosen[0]
    words = (tmp_path / "text" / f"paper-{record['id']}.txt").read_text("utf-8")
    assert words.startswith(f"{record['title']}\n\n{record['images'][0]['url']}\n\n")
    marked = (tmp_path / "markdown" / f"paper-{record['id']}.md").read_text("utf-8")
    front, body = marked.removeprefix("---\n").split("\n---\n", 1)
    assert yaml.safe_load(front) == {
        name: value for name, value in record.items() if name not in ("text", "blocks", "images")
    }
    html = MarkdownIt().render(body)
    assert [image["url"] for image in record["images"]] == list(pictures(html))
    paragraphs = re.findall(r"<p>(?!<img|<em>)(.*?)</p>", html)
    assert paragraphs == [block["text"] for block in record["blocks"] if block["kind"] == "paragraph"]


def pictures(html: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r'<img src="([^"]*)"', html))


def inline_text(markdown: str) -> str:
    """What a reader sees of Markdown with nothing but words in it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for token in tokens
        for child in token.children or ()
        if child.type != "text" or child.content is not None
    )


@given(
    st.lists(st.text("ab م#*_`~[]()<>!&;|\\-+=.:123\"'", min_size=1, max_size=12).map(str.strip), max_size=4)
)
@example(["1. x", "2) y", "- z", "# a", "= b", "+ c"])
def test_no_word_is_taken_for_markdown(given_lines: list[str]) -> None:
    words = "\n".join(line for line in given_lines if line)
    assert inline_text(markup({"kind": "paragraph", "text": words})) == words


def test_each_kind_of_block_has_its_markdown() -> None:
    shown = MarkdownIt("commonmark").enable("table").render(
        "\n\n".join(
            markup(Block(*block).as_dict())  # type: ignore[arg-type]
            for block in (
                ("heading", "عنوان"),
                ("quote", "قول\nوقول"),
                ("item", "بند"),
                ("table", "a | b\n1 | 2"),
                ("code", "x = '```'"),
                ("embed", "", "https://video.example/1"),
                ("image", "", "https://paper.example/a b>.jpg", "شرح", None, "وكالة"),
            )
        )
    )  # fmt: skip
    for part in ("<h2>عنوان</h2>", "<blockquote>\n<p>قول<br />\nوقول</p>", "<li>بند</li>", "<th>a</th>", "<td>2</td>",
                 "<code>x = '```'\n</code>", 'href="https://video.example/1"', 'src="https://paper.example/a%20b%3E.jpg"',
                 "<em>شرح — وكالة</em>"):  # fmt: skip
        assert part in shown


@given(st.recursive(st.none() | st.integers() | WORDS, st.lists, max_leaves=4))
def test_yaml_reads_any_value_as_it_was(value: Any) -> None:
    assert yaml.safe_load(f"name: {yaml_value(value)}\n") == {"name": value}


@given(
    st.lists(
        st.builds(
            Block, st.sampled_from(["paragraph", "image"]), WORDS, WORDS.map("u{}".format), QUOTED, QUOTED
        ),
        max_size=4,
    )
)
def test_images_are_cut_out_of_any_blocks(blocks: list[Block]) -> None:
    dicts = [block.as_dict() for block in blocks]
    assert json.loads(images(to_json(dicts).encode())) == [
        {name: value for name, value in block.items() if name != "kind"}
        for block in dicts
        if block["kind"] == "image"
    ]


@example("\x1f")
@given(st.text(st.characters(codec="utf-8")) | st.text('"\\\n\t\x00\x01\x7f\u2028ا'))
def test_any_text_is_quoted_as_json_has_it(text: str) -> None:
    assert quoted(text.encode()) == json.dumps(text, ensure_ascii=False).encode()


def test_an_article_without_a_title_is_marked_up() -> None:
    record = dict.fromkeys(FIELDS) | {"blocks": [{"kind": "paragraph", "text": "كلام"}]}
    assert page(record).endswith("---\n\nكلام\n")
    assert escaped("1. x") == "1\\. x"


def test_parquet_says_what_to_install_where_pyarrow_is_missing(
    filled: Path, tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as if it were not installed
    code, _, said = run("export", "parquet", "-o", tmp_path / "x.parquet", "--db", filled)
    assert code == 2
    assert "pip install '.[parquet]'" in said
    assert not (tmp_path / "x.parquet").exists()
