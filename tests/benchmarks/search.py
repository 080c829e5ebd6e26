"""What storing and searching cost at a size: `python -m tests.benchmarks.search 10000 100000`.

Articles of invented words go through the last two pipelines as in a crawl; then they are searched.
"""

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.choice import Choice
from crawler.database import connect, connect_readonly, transaction
from crawler.frontier import Frontier
from crawler.items import Answer, Article, Block, Item, Page
from crawler.query import parse
from crawler.search import search
from crawler.snippet import snippet
from crawler.sources import SOURCES
from pipelines.dedupe import Dedupe
from pipelines.store import store_within
from tests.benchmarks.corpus import Press

BATCH = 100  # articles in a transaction
PARAGRAPH = 40  # words
RUNS = 15


@dataclass(frozen=True, slots=True)
class Figures:
    """`stored`: articles a second of CPU time at this size; `searches`: median milliseconds of CPU time, and
    hits, by kind of query."""

    articles: int
    stored: float
    megabytes: float
    searches: dict[str, tuple[float, int]]

    def __str__(self) -> str:
        lines = [
            f"  {kind:<36} {milliseconds:6.1f} ms, {hits} found"
            for kind, (milliseconds, hits) in self.searches.items()
        ]
        return "\n".join(
            [
                f"{self.articles} articles, {self.megabytes:.0f} MB",
                f"  stored                               {self.stored:.0f} a second of CPU time",
                *lines,
            ]
        )


def item(press: Press, number: int) -> Item:
    """A page as the spider hands it on, printed somewhen in fifteen years."""
    words = press.article()
    blocks = tuple(
        Block("paragraph", " ".join(words[at : at + PARAGRAPH])) for at in range(0, len(words), PARAGRAPH)
    )
    roll = press.random.randrange
    published = f"{2010 + roll(15)}-{1 + roll(12):02}-{1 + roll(28):02}T{roll(24):02}:{roll(60):02}Z"
    url = f"https://paper.example/{number}"
    article = Article(
        f"paper-{number % 20}", url, " ".join(press.article()[:8]), None, blocks, published=published,
        published_precision="minute", fetched="2026-01-01T00:00:00Z",
    )  # fmt: skip
    return Item(article, Page(url, url, "article"), Answer(url, 200), url)


def measure(sizes: list[int], folder: Path) -> Iterator[Figures]:
    """Fill one database to each of `sizes` (rising, multiples of BATCH), and measure it there."""
    path = folder / "articles.db"
    connection = connect(path)
    frontier = Frontier(connection, next(iter(SOURCES.values())))
    press, dedupe = Press(seed=1), Dedupe()
    spent: list[float] = []
    for start in range(0, sizes[-1], BATCH):
        batch = [item(press, number) for number in range(start, start + BATCH)]
        begun = time.process_time()
        with transaction(connection):
            for each in batch:
                dedupe.process_item(each)
                outcome = store_within(connection, each, frontier.crawl)
                frontier.settle_within(each.page, outcome, None, each.answer)
        spent.append(time.process_time() - begun)
        if (size := start + BATCH) in sizes:
            rate = BATCH / statistics.mean(spent[-5000 // BATCH :])
            yield Figures(size, rate, path.stat().st_size / 1e6, searches(path))
    connection.close()


def searches(path: Path) -> dict[str, tuple[float, int]]:
    """Median milliseconds of CPU time, and how many of 20 are found, for kinds of queries over what the articles say."""
    connection = connect_readonly(path)
    texts = [
        row["text"] for row in connection.execute("SELECT text FROM articles WHERE id % 17 = 0 LIMIT 500")
    ]
    count = Counter(word for text in texts for word in set(text.split()))
    by_share = {
        share: min(count, key=lambda word: (abs(count[word] - share * len(texts)), word))
        for share in (1, 0.1, 0.01)
    }
    rare = min(word for word, times in count.items() if times == 1 and len(word) > 6)
    middle = texts[3].split()[20:24]
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "the most common word": (by_share[1], {}),
        "the same, newest first": (by_share[1], {"newest": True}),
        "the same, of a month": (by_share[1], {"choice": Choice(since="2020-05-01", until="2020-05-31")}),
        "a word in one of 10 articles": (by_share[0.1], {}),
        "the same, newest first ": (by_share[0.1], {"newest": True}),
        "the same, of a source": (by_share[0.1], {"choice": Choice(source="paper-3")}),
        "a word in one of 100 articles": (by_share[0.01], {}),
        "a rare word": (rare, {}),
        "a rare word, newest first": (rare, {"newest": True}),
        "two words": (" ".join(middle[:2]), {}),
        "a phrase": (f'"{" ".join(middle)}"', {}),
        "two words without a third": (f"({middle[0]} OR {middle[1]}) NOT {middle[2]}", {}),
    }
    measured = {}
    for kind, (words, options) in asked.items():
        query = parse(words)
        times = []
        for _ in range(RUNS):
            begun = time.process_time()
            hits = search(connection, query, **options)
            times.append(time.process_time() - begun)
        measured[kind] = (1000 * statistics.median(times), len(hits))
    begun = time.process_time()
    for hit in hits:
        snippet(hit.text, query)
    measured["snippets of these"] = (1000 * (time.process_time() - begun), len(hits))
    connection.close()
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[10_000, 100_000], help="of the archive, rising"
    )
    parser.add_argument(
        "--folder", type=Path, help="where it grows, 15 KB an article; default: a temporary one"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for measured in measure(arguments.sizes, Path(folder)):
            print(measured, flush=True)


if __name__ == "__main__":
    main()
