"""Extraction beside the peers', in one run: `python -m tests.benchmarks.extraction [--corpus DIR]`.

Quality against the gold of `tests/quality`, and CPU time (`process_time`) with its ratio to a bare lxml parse of the
same bytes. The pages are read in turn, as a crawl meets them, several times over, and of each the median counts. A peer
that is not installed is said so; `pip install -e '.[peers]'` brings them. An exception of a peer counts as an empty
reading and is counted below the table.
"""

import argparse
import logging
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.extract import extract
from crawler.source import Section, Source
from tests.benchmarks.peers import Reader, peers
from tests.quality.gold import CORPUS, Gold, corpus, fixtures
from tests.quality.score import Reading, mean, reading, score

ROUNDS = 7
COLUMNS = {
    "F1": "f1",
    "prec": "precision",
    "rec": "recall",
    "title": "title",
    "in body": "title_in_body",
    "day": "day",
    "authors": "authors",
    "img P": "image_precision",
    "img R": "image_recall",
    "img at": "image_position",
    "refused": "refused",
    "ms": "median",
    "p99": "p99",
    "x parse": "ratio",
}
# What a peer does not tell is no fault of its readings.
SILENT = {
    "readability-lxml": {"day"},
    "resiliparse": {"day"},
    "justext": {"day", "title", "title_in_body"},
}
# Where the body stands on the corpus' pages: facts of their markup, by page and, for the copies, the same.
BODIES = {
    "ar-albayan-01": "#articledetails",
    "ar-almadenahnews-01": "div.main_article_body",
    "ar-bbc-01": "main",
    "ar-bbc-02": "div.story-body__inner",
    "ar-beirutobserver-01": "div.post-inner > div.entry",
    "ar-cnnarabic-01": "div.cnn_strycntntrgt",
    "ar-europa-01": "#contentPressReleaseWrapper",
    "ar-lbcgroup-01": "div.LongDesc",
    "ar-youm7-01": "#articleBody",
    "fa-aryanews-01": "div.main-news",
    "fa-europa-01": "#contentPressReleaseWrapper",
    "fa-khabaronline-01": "div.item-text",
}


def unknown(page: bytes, url: str) -> Reading:
    """Ours, of a publisher nobody described."""
    return reading(extract(page, url))


def known(selector: str, url: str) -> Reader:
    """Ours, where the source names the body's element."""
    home = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
    source = Source(
        name="known",
        title="معروف",  # known
        home=home,
        country="GB",
        timezone="UTC",
        listings=(Section(home),),
        article=(".",),
        body=(selector,),
    )
    return lambda page, address: reading(extract(page, address, source))


def clock(call: Callable[[], object]) -> float:
    """CPU milliseconds of a call."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def clocks(golds: list[Gold], reader_for: Callable[[Gold], Reader]) -> tuple[list[float], list[float]]:
    """Median milliseconds of each page; and how often a bare parse's they are, of the pages that can be parsed."""
    reads: list[list[float]] = [[] for _ in golds]
    parses: list[list[float]] = [[] for _ in golds]
    pages = [(gold.html(), gold.url, reader_for(gold)) for gold in golds]
    for _ in range(ROUNDS):
        for place, (page, url, reader) in enumerate(pages):
            with suppress(etree.ParserError):  # a page without an element
                parses[place].append(clock(partial(parse, page)))
            reads[place].append(clock(partial(guarded, reader, page, url, Counter())))
    times = [statistics.median(read) for read in reads]
    return times, [spent / statistics.median(bare) for spent, bare in zip(times, parses, strict=True) if bare]


def parse(page: bytes) -> object:
    """The least that any extractor must do."""
    return lxml_html.document_fromstring(page)


def guarded(reader: Reader, page: bytes, url: str, faults: Counter[str]) -> Reading:
    """What the reader says; nothing at all, and a fault counted, where it raises."""
    try:
        return reader(page, url)
    except Exception as error:  # noqa: BLE001  # whatever a peer raises is its result on that page
        faults[type(error).__name__] += 1
        return Reading(rejected="raised")


def measure(golds: list[Gold], reader_for: Callable[[Gold], Reader]) -> tuple[dict[str, float], Counter[str]]:
    """Means over the articles, the share of other pages refused, times over all pages; and the faults."""
    faults: Counter[str] = Counter()
    scores, refused = [], []
    for gold in golds:
        read = guarded(reader_for(gold), gold.html(), gold.url, faults)
        if gold.rejected:
            refused.append(score(gold, read)["f1"] or 0.0)
        else:
            scores.append(score(gold, read))
    times, ratios = clocks(golds, reader_for)
    row = mean(scores)
    if refused:
        row["refused"] = statistics.mean(refused)
    row["median"] = statistics.median(times)
    row["p99"] = sorted(times)[math.ceil(0.99 * len(times)) - 1]  # by nearest rank
    row["ratio"] = statistics.median(ratios)
    return row, faults


def table(golds: list[Gold]) -> None:
    """Prints one row a reader, as soon as it is measured."""
    print(f"{'':24}" + "".join(f"{head:>9}" for head in COLUMNS))
    readers: list[tuple[str, Callable[[Gold], Reader] | None]] = [("ours", lambda _: unknown)]
    if all(_selector(gold) for gold in golds if not gold.rejected):
        readers.append(("ours, body known", _known_or_unknown))
    for name, peer in peers():
        readers.append((name, (lambda _, p=peer: p) if peer else None))  # type: ignore[misc]
    for name, reader_for in readers:
        if reader_for is None:
            print(f"{name:24} not installed")
            continue
        row, faults = measure(golds, reader_for)
        print(
            f"{name:24}"
            + "".join(
                _cell(row.get(key) if key not in SILENT.get(name, ()) else None, key)
                for key in COLUMNS.values()
            ),
            flush=True,
        )
        if faults:
            print(f"{'':24}   raised: " + ", ".join(f"{kind} on {n} pages" for kind, n in faults.items()))


def _selector(gold: Gold) -> str | None:
    return gold.selector or BODIES.get(gold.name)


def _known_or_unknown(gold: Gold) -> Reader:
    selector = _selector(gold)
    return known(selector, gold.url) if selector else unknown


def _cell(value: float | None, key: str) -> str:
    if value is None:
        return f"{'-':>9}"
    return f"{value:9.1f}" if key in ("median", "p99", "ratio") else f"{value:9.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Extraction beside the peers', in quality and in CPU time.")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of real pages with their gold")
    folder = parser.parse_args().corpus
    logging.disable()  # peers log every date they cannot read
    sets = {
        "The project's own pages": list(fixtures()),
        "Real pages": list(corpus(folder)),
        "Real pages as windows-1256": list(corpus(folder, copies="cp1256")),
    }
    for title, golds in sets.items():
        articles = sum(not gold.rejected for gold in golds)
        if golds:
            print(f"\n{title}: {articles} articles, {len(golds) - articles} other pages")
            table(golds)
        else:
            print(f"\n{title}: none in {folder}")


if __name__ == "__main__":
    main()
