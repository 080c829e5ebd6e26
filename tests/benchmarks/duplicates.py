"""How well and how fast copies are found as the archive grows: `python -m tests.benchmarks.duplicates 10000 100000`.

An article of the archive is edited and looked up again; strangers are looked up beside. All words are invented
(see corpus.py), so the archive can be of any size. Times are of one process's CPU.
"""

import argparse
import multiprocessing
import multiprocessing.pool
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from crawler import duplicates
from crawler.database import connect, transaction
from crawler.fingerprint import fingerprint, sketch
from crawler.items import Fingerprint
from crawler.text import comparison_form
from tests.benchmarks.corpus import Press, first_part

QUERIES = 400  # for each edit
STRANGERS = 10  # for each of these
BATCH = 100  # articles in a transaction
WINDOW = 10_000  # articles over which the cost of an insert is taken
SQL = (
    "INSERT INTO articles (source, key, url, text, blocks, authors, tags, words, content_hash, published,"
    " first_seen, last_seen) VALUES ('s', ?, '', '', '', '', '', 0, ?, ?, '', '')"
)
Edit = Callable[[list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of an archive of `articles`. Microseconds for an insert (looked up and linked), and for its fingerprint before;
    milliseconds for a query; recall by edit; the share of strangers that were taken for copies; bytes an article for
    the index; and `base`, what an insert into the smallest archive costs, both in turn."""

    articles: int
    insert: float
    base: float
    fingerprint: float
    query: float
    slow_query: float
    recall: dict[str, float]
    false: float
    disk: float
    memory: float

    def __str__(self) -> str:
        whole, base = self.insert + self.fingerprint, self.base + self.fingerprint
        recalls = "\n".join(f"  recall, {edit:<28} {share:.3f}" for edit, share in self.recall.items())
        return (
            f"{self.articles} articles\n{recalls}\n"
            f"  strangers taken for copies           {1000 * self.false:.2f} in 1 000\n"
            f"  insert                               {self.insert:.0f} µs, {self.insert / self.base:.2f} × the smallest archive's\n"
            f"  with its fingerprint, as a crawl does {whole:.0f} µs, {whole / base:.2f} ×\n"
            f"  query, warm: half, 95 of 100 in       {self.query:.2f} ms, {self.slow_query:.2f} ms\n"
            f"  disk                                 {self.disk:.0f} bytes an article\n"
            f"  memory of the process                {self.memory:.0f} MB"
        )


def edits(press: Press) -> dict[str, Edit]:
    return {
        "other spelling": press.respelled,
        "agency lines changed": press.with_agency,
        "1 % of words replaced": press.edited(0.01),
        "5 % of words replaced": press.edited(0.05),
        "10 % of words replaced": press.edited(0.1),
        "20 % of words replaced": press.edited(0.2),
        "30 % of words replaced": press.edited(0.3),
        "a lead of 40 words added": press.with_lead,
        "last 20 % cut": first_part(0.8),
        "last half cut": first_part(0.5),
        "all: lead, 5 %, agency, spelling": lambda words: press.respelled(
            press.with_agency(press.with_lead(press.edited(0.05)(words)))
        ),
    }


def bare(words: list[str]) -> Fingerprint:
    """The fingerprint without the words to search, which are measured elsewhere."""
    return replace(fingerprint("", " ".join(words)), searched=("", "", ""))


class Grower:
    """Prints the archive in a process of its own, so that the cost of inventing it is not counted."""

    press: Press | None = None

    @classmethod
    def batch(cls) -> tuple[list[Fingerprint], list[str]]:
        """The next BATCH fingerprints (without the words to search), and the words of the first."""
        if cls.press is None:
            cls.press = Press(seed=1)
            # Here once rather than in every article
            cls.press.phrases = [comparison_form(phrase) for phrase in cls.press.phrases]
        articles = [cls.press.article() for _ in range(BATCH)]
        return [taken(words) for words in articles], articles[0]


def taken(words: list[str]) -> Fingerprint:
    """As `bare` of words in their comparison form."""
    content_hash = blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
    return Fingerprint(content_hash, len(words), ("", "", ""), sketch(words))


def measure(sizes: Sequence[int], folder: Path, queries: int = QUERIES) -> Iterator[Figures]:
    """Grow one archive to each of `sizes` (rising, at least 10 000), and measure it there."""
    connection = connect(folder / "articles.db")
    empty = occupied(connection)
    wanted = {place for size in sizes for place in range(0, size // BATCH, size // BATCH // 100)}
    samples: list[list[str]] = []
    spent: list[float] = []
    press = Press(seed=1)
    press.random.seed(2)  # the same paper on other days
    smallest = folder / "smallest.db"
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        coming = batches(pool)
        for number in range(sizes[-1] // BATCH):
            batch, words = next(coming)
            spent.append(insert(connection, batch, number * BATCH))
            if number in wanted:
                samples.append(words)
            if (stored := (number + 1) * BATCH) in sizes:
                disk = (occupied(connection) - empty) / count(connection)
                if smallest.exists():
                    fresh = [next(coming)[0] for _ in range(WINDOW // BATCH)]
                    cost, base = in_turn(connection, smallest, fresh)
                else:
                    copied(connection, smallest)
                    cost = base = statistics.fmean(spent[-WINDOW // BATCH :])
                yield figures(connection, press, stored, cost, base, disk, samples, queries)
    connection.close()


def batches(pool: multiprocessing.pool.Pool) -> Iterator[tuple[list[Fingerprint], list[str]]]:
    """What the grower prints, one ahead and no more: all would not fit into memory."""
    coming = pool.apply_async(Grower.batch)
    while True:
        batch = coming.get()
        coming = pool.apply_async(Grower.batch)
        yield batch


def insert(connection: sqlite3.Connection, batch: list[Fingerprint], first: int) -> float:
    """Store a batch as articles numbered from `first`: seconds of CPU an article."""
    begun = time.process_time()
    with transaction(connection):
        for place, made in enumerate(batch, first):
            day = f"20{place % 24:02}-{1 + place % 12:02}-{1 + place % 28:02}"
            article = connection.execute(SQL, (f"k{place}", made.content_hash, day)).lastrowid
            assert article is not None
            duplicates.enter_within(connection, article, made.sketch)
            duplicates.link_within(connection, article, made)
    return (time.process_time() - begun) / BATCH


def in_turn(
    connection: sqlite3.Connection, smallest: Path, fresh: list[list[Fingerprint]]
) -> tuple[float, float]:
    """Seconds of an insert into an archive and into a copy of the smallest one, batch by batch in turn: whatever
    else the machine does weighs on both alike. The archive keeps them, beyond its size.
    """
    kept = connect(smallest)
    copy = smallest.with_name("copy.db")
    copied(kept, copy)
    kept.close()
    other = connect(copy)
    number = count(connection) // BATCH + 10**7
    costs = [
        (insert(connection, batch, place * BATCH), insert(other, batch, place * BATCH))
        for place, batch in enumerate(fresh, number)
    ]
    other.close()
    copy.unlink()
    return statistics.fmean(cost for cost, _ in costs), statistics.fmean(base for _, base in costs)


def count(connection: sqlite3.Connection) -> int:
    (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    return int(articles)


def copied(connection: sqlite3.Connection, path: Path) -> None:
    """An archive's file as it is, page for page."""
    with closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)


def occupied(connection: sqlite3.Connection) -> int:
    """Bytes of the index of copies."""
    (size,) = connection.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name IN ('bands', 'young_bands', 'fresh_bands', 'sketches')"
    ).fetchone()
    return int(size)


def figures(
    connection: sqlite3.Connection,
    press: Press,
    stored: int,
    insert: float,
    base: float,
    disk: float,
    samples: list[list[str]],
    queries: int,
) -> Figures:
    recall = {}
    asked = []
    for name, edit in edits(press).items():
        found = 0
        for query in range(queries):
            words = samples[query % len(samples)]
            made = bare(edit(words))
            (original,) = connection.execute(
                "SELECT min(id) FROM articles WHERE content_hash = ?", (taken(words).content_hash,)
            ).fetchone()
            found += original in duplicates.copies(connection, made)
            asked.append(made)
        recall[name] = found / queries
    false = 0
    hashing = 0.0
    for number in range(STRANGERS * queries):
        words = press.article()
        begun = time.process_time()
        made = bare(words)
        hashing += time.process_time() - begun
        false += bool(duplicates.copies(connection, made))
        if number < queries:
            asked.append(made)
    times = []
    for made in asked:
        begun = time.process_time()
        duplicates.copies(connection, made)
        times.append(time.process_time() - begun)
    return Figures(
        articles=stored,
        insert=1e6 * insert,
        base=1e6 * base,
        fingerprint=1e6 * hashing / (STRANGERS * queries),
        query=1e3 * statistics.median(times),
        slow_query=1e3 * statistics.quantiles(times, n=20)[-1],
        recall=recall,
        false=false / (STRANGERS * queries),
        disk=disk,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[10_000, 100_000], help="of the archive, rising"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the archive grows, 1.5 KB an article; default: a temporary one"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for measured in measure(arguments.sizes, Path(folder)):
            print(measured, flush=True)


if __name__ == "__main__":
    main()
