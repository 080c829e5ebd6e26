"""How well technology is told from the rest of the paper: `python -m tests.benchmarks.topics [--learn]`.

Headlines alone, by cross-validation: what the learned table knows comes from nine tenths of them, the last
tenth is judged. The hand-made table was widened after each round of headlines had been judged once, so the
cross-validated figures are those of a pupil who has seen the questions; NEW says how each round was judged
when it was new, and the last round is kept apart: neither table has learned from it.

`--learn` counts the learned table anew, after headlines were added or relabelled.
"""

import argparse
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from crawler import topics
from crawler.text import words

LABELLED = Path(__file__).resolve().parents[1] / "topics"
LEARNED = Path(topics.__file__).with_name("topics_learned.tsv")
FOLDS = 10
LEAST = 2  # headlines that a word must stand in to be learned
APART = 8  # the round that nothing was learned from
NEW = """\
Each round when it was new, judged once, before anything was changed for it:
round  headlines   precision  recall   hand-made table alone
    2        212                           .860    .784   the first table
    3        120                           .885    .767   after phrases for every miss of round 2
    4        201                           .943    .822   after weights by how sure a word is
    5        126        .981    .841       .980    .794   with the learned table
    6        120        .981    .883       .981    .867
    7        120        .929    .867       .925    .817
    8        120        .983    .950       .982    .917   the tables as they stand
The learned table alone, cross-validated over rounds 1 to 4: .678, .907."""


class Headline(NamedTuple):
    round: int
    tech: bool
    title: str
    body: str = ""


class Figures(NamedTuple):
    precision: float
    recall: float
    false: int
    missed: int


def labelled(name: str) -> list[Headline]:
    """The rows of a labelled file: round, label, headline, and the body where the file has it."""
    rows = [line.split("\t") for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]
    return [Headline(int(row[0]), row[1] == "tech", *row[2:]) for row in rows]


def learn(headlines: Iterable[Headline]) -> dict[str, float]:
    """Log-odds of each stem that stands in LEAST headlines: naive Bayes with add-one smoothing."""
    seen = {True: Counter[str](), False: Counter[str]()}
    total = Counter[bool]()
    for headline in headlines:
        total[headline.tech] += 1
        seen[headline.tech].update({topics.stem(word) for word in words(headline.title)})

    def share(stem: str, tech: bool) -> float:
        return (seen[tech][stem] + 1) / (total[tech] + 2)

    often = sorted(stem for stem, times in (seen[True] + seen[False]).items() if times >= LEAST)
    return {stem: math.log(share(stem, True) / share(stem, False)) for stem in often}


def table(learned: Mapping[str, float]) -> str:
    """The learned table as it is kept beside `topics.py`."""
    head = "# Counted from tests/topics/headlines.tsv: `python -m tests.benchmarks.topics --learn`.\n"
    return head + "".join(f"{weight:.2f}\t{stem}\n" for stem, weight in learned.items())


def cross_validate(headlines: list[Headline]) -> Iterator[tuple[bool, bool]]:
    """Label and verdict of each headline, judged by what was learned from the other folds."""
    for fold in range(FOLDS):
        learned = learn(headline for at, headline in enumerate(headlines) if at % FOLDS != fold)
        for headline in headlines[fold::FOLDS]:
            yield headline.tech, sum(topics.weigh_title(headline.title, learned).values()) >= 0


def judge(headlines: Iterable[Headline]) -> Iterator[tuple[bool, bool]]:
    """Label and verdict of each headline, with its body where there is one."""
    for headline in headlines:
        yield headline.tech, topics.score(headline.title, headline.body) >= 0.5


def figures(verdicts: Iterable[tuple[bool, bool]]) -> Figures:
    """Precision and recall from pairs of label and verdict."""
    count = Counter(verdicts)
    right, false, missed = count[True, True], count[False, True], count[True, False]
    return Figures(right / (right + false), right / (right + missed), false, missed)


def milliseconds(rows: list[Headline]) -> float:
    """Processor time for one of `rows`, the fastest of five rounds over all."""
    best = math.inf
    for _ in range(5):
        start = time.process_time()
        for row in rows:
            topics.score(row.title, row.body)
        best = min(best, time.process_time() - start)
    return 1000 * best / len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision and recall of the topic score.")
    parser.add_argument("--learn", action="store_true", help="count the learned table anew")
    headlines = labelled("headlines.tsv")
    known = [headline for headline in headlines if headline.round != APART]
    if parser.parse_args().learn:
        LEARNED.write_text(table(learn(known)), encoding="utf-8")
    apart = [headline for headline in headlines if headline.round == APART]
    bodies = labelled("bodies.tsv")
    bare = [row._replace(title="") for row in bodies]
    long = [row._replace(body=" ".join([row.body] * 10)) for row in bodies]
    for name, rows, verdicts in [
        ("headlines, cross-validated", known, cross_validate(known)),
        ("headlines kept apart", apart, judge(apart)),
        ("titles of the articles alone", bodies, judge(row._replace(body="") for row in bodies)),
        ("articles, title and body", bodies, judge(bodies)),
        ("articles, body alone", bare, judge(bare)),
    ]:
        found = figures(verdicts)
        print(f"{name:30}{len(rows):6}   P {found.precision:.3f}   R {found.recall:.3f}", end="   ")
        print(f"{found.false} false, {found.missed} missed")
    print(
        f"\n{milliseconds(known):.2f} ms a headline, {milliseconds(long):.2f} ms an article of 600 words\n\n{NEW}"
    )


if __name__ == "__main__":
    main()
