"""What an export costs: `python -m tests.benchmarks.export 100000`.

Articles of invented words (see corpus.py), 3.3 KB of text each and two images, go into a database with plain inserts.
Each format is then written by the command itself, in a process of its own; and beside them, as machines differ, JSON lines
as one would write them by hand.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.database import connect, to_json, transaction
from tests.benchmarks.corpus import Press, first_part

BATCH = 1000  # articles in a transaction
PARAGRAPH = 40  # words
SHARE = 0.7  # of an article of the corpus: 3.3 KB in UTF-8
FORMATS = ("by hand", "jsonl", "jsonl.zst", "csv", "parquet")
BY_HAND = """
import json, sys
import sqlite_utils
with open(sys.argv[2], "w", encoding="utf-8") as file:
    for row in sqlite_utils.Database(sys.argv[1])["articles"].rows:
        row |= {name: json.loads(row[name]) for name in ("blocks", "authors", "tags")}
        row["images"] = [block for block in row["blocks"] if block["kind"] == "image"]
        file.write(json.dumps(row, ensure_ascii=False) + "\\n")
"""
INSERT = (
    "INSERT INTO articles (source, key, url, title, lead, text, blocks, authors, tags, section, published,"
    " published_precision, language, words, topic_score, content_hash, first_seen, last_seen) VALUES"
    " (:source, :key, :url, :title, :lead, :text, :blocks, :authors, :tags, 'تقنية', :published, 'minute', 'ar', :words,"
    " :topic_score, :key, :seen, :seen)"
)


def fill(path: Path, articles: int, seed: int = 1) -> None:
    """Make a database of so many articles, each with its change."""
    press = Press(seed)
    connection = connect(path)
    connection.execute(
        "INSERT INTO sources (name, title) VALUES ('paper', 'الصحيفة'), ('gazette', 'الجريدة')"
    )
    for start in range(0, articles, BATCH):
        with transaction(connection):
            rows = [article(press, number) for number in range(start, min(start + BATCH, articles))]
            connection.executemany(INSERT, rows)
            connection.executemany(
                "INSERT INTO changes (article, kind, at) SELECT id, 'new', first_seen FROM articles WHERE key = ?",
                [(row["key"],) for row in rows],
            )
    connection.close()


def article(press: Press, number: int) -> dict[str, object]:
    words = first_part(SHARE)(press.article())
    blocks = [
        {"kind": "paragraph", "text": " ".join(words[at : at + PARAGRAPH])}
        for at in range(0, len(words), PARAGRAPH)
    ]
    text = "\n\n".join(block["text"] for block in blocks)
    for place in (0, 2):
        url = f"https://paper.example/images/{number}-{place}.jpg"
        blocks.insert(place, {"kind": "image", "url": url, "caption": " ".join(words[:6])})
    return {
        "source": "paper" if number % 3 else "gazette",
        "key": f"paper:{number}",
        "url": f"https://paper.example/{number}",
        "title": " ".join(press.words(8)),
        "lead": " ".join(words[:20]),
        "text": text,
        "blocks": to_json(blocks),
        "authors": to_json([" ".join(press.words(2))]),
        "tags": to_json(press.words(3)),
        "published": f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}T08:{number % 60:02}Z",
        "words": len(words),
        "topic_score": round(press.random.random(), 2),
        "seen": "2026-01-01T00:00:00Z",
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """`seconds` and `cpu` of the whole process, of which `start` (CPU) before the first article; `memory` and `size`
    in MB."""

    name: str
    articles: int
    seconds: float
    cpu: float
    start: float
    memory: float
    size: float

    def __str__(self) -> str:
        return (
            f"{self.name:<10} {self.articles / self.seconds:8.0f} articles/s, {self.articles / self.cpu:8.0f} a second of"
            f" CPU ({self.articles / (self.cpu - self.start):.0f} after the start), {self.memory:4.0f} MB of memory,"
            f" {self.size:6.1f} MB"
        )


def run(database: Path, output: Path) -> tuple[float, float, float]:
    """Export to a file: seconds, seconds of CPU, and MB of memory at most, of the process."""
    name = output.name.partition(".")[2].removesuffix(".zst")
    command = [sys.executable, "-m", "scrapy", "export", name, "-o", str(output), "--db", str(database)]
    if name == "by hand":
        command = [sys.executable, "-c", BY_HAND, str(database), str(output)]
    begun = time.monotonic()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(articles: int, folder: Path) -> Iterator[Figures]:
    """Of each format of FORMATS. The database is made in another process: a child's memory is counted from its parent's."""
    database, empty = folder / "articles.db", folder / "empty.db"
    connect(empty).close()
    maker = multiprocessing.get_context("spawn").Process(target=fill, args=(database, articles))
    maker.start()
    maker.join()
    for name in FORMATS:
        _, start, _ = run(empty, folder / f"empty.{name}")
        seconds, cpu, memory = run(database, folder / f"articles.{name}")
        size = (folder / f"articles.{name}").stat().st_size / 1e6
        yield Figures(name, articles, seconds, cpu, start, memory, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where 20 KB an article fit; default: a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        print(f"{arguments.articles} articles", flush=True)
        for figures in measure(arguments.articles, Path(folder)):
            print(figures, flush=True)


if __name__ == "__main__":
    main()
