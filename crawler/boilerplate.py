"""Lines that a paper prints under many of its stories: learned from finished crawls, left out of later articles.

What a crawl leaves out is settled before it stores anything, and learned only from the articles of crawls
that came to their end. So a crawl that is killed and run again leaves out what the undisturbed one would have.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crawler.items import Block, blocks_from_json
from crawler.text import comparison_form

RECENT = 500  # stories of a source that are looked through, the newest
LEAST_STORIES = 10  # of them in which a line stands
LEAST_SHARE = 0.1
LEAST_WORDS, LEAST_LETTERS = 3, 12  # of a line: shorter ones are agencies' and photographers' marks
LEAST_LEFT = 8  # words; an article that would keep fewer keeps all its lines
KINDS = ("paragraph", "item", "quote")  # a heading that comes back orders its story


@dataclass(frozen=True, slots=True)
class Line:
    """A line in its comparison form; in how many stories it stood when it was learned; and the crawl up to
    which articles were stored with it."""

    source: str
    line: str
    stories: int
    crawl: int


def learned(connection: sqlite3.Connection, source: str | None = None) -> list[Line]:
    """The lines that are left out, of one source or of all; the most frequent first."""
    rows = connection.execute(
        "SELECT source, line, stories, crawl FROM learned_lines WHERE :source IS NULL OR source = :source"
        " ORDER BY source, stories DESC, line",
        {"source": source},
    )
    return [Line(*row) for row in rows]


def learn_within(connection: sqlite3.Connection, source: str) -> None:
    """Learn from the crawls that finished since this was last done; nothing where there are none."""
    (finished,) = connection.execute(
        "SELECT max(id) FROM crawls WHERE source = ? AND outcome = 'finished'", (source,)
    ).fetchone()
    known = connection.execute("SELECT crawl FROM learned WHERE source = ?", (source,)).fetchone()
    if finished is None or (known and known[0] == finished):
        return
    rows = connection.execute(
        "SELECT blocks FROM articles WHERE source = ? AND crawl <= ? AND duplicate_of IS NULL"
        " ORDER BY published DESC, key LIMIT ?",
        (source, finished, RECENT),
    )
    stories = [blocks_from_json(blocks) for (blocks,) in rows]
    connection.executemany(
        "INSERT INTO learned_lines VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(source, line, count, finished) for line, count in repeated(stories).items()],
    )
    connection.execute(
        "INSERT INTO learned VALUES (?, ?) ON CONFLICT DO UPDATE SET crawl = excluded.crawl",
        (source, finished),
    )


def repeated(stories: Sequence[Iterable[Block]]) -> dict[str, int]:
    """The lines that stand in too many of a source's stories to be a story's own, and in how many."""
    count = Counter(line for blocks in stories for line in {line for _, line in lines(blocks)})
    least = max(LEAST_STORIES, LEAST_SHARE * len(stories))
    return {line: number for line, number in count.items() if number >= least}


def without_learned(blocks: Sequence[Block], left_out: frozenset[str]) -> tuple[Block, ...]:
    """The blocks less those that are wholly a learned line; all of them where too little would be left."""
    places = {place for place, line in lines(blocks) if line in left_out}
    kept = tuple(block for place, block in enumerate(blocks) if place not in places)
    return kept if sum(len(block.text.split()) for block in kept) >= LEAST_LEFT else tuple(blocks)


def lines(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """The place and the comparison form of each block that may be such a line."""
    for place, block in enumerate(blocks):
        if block.kind in KINDS:
            line = comparison_form(block.text)
            if len(line) >= LEAST_LETTERS and len(line.split()) >= LEAST_WORDS:
                yield place, line
