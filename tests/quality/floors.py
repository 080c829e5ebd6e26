"""The scores that must not fall, in `floors.toml`; `python -m tests.quality.floors` prints scores beside them.

With `--pin` the floors are raised to what is reached now. A floor never goes down by that: whoever lowers
one edits the file by hand and says in the commit why the quality may fall.
"""

import math
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from crawler.extract import extract
from tests.quality.gold import Gold, corpus, fixtures
from tests.quality.score import METRICS, Scores, mean, reading, score

FLOORS = Path(__file__).with_name("floors.toml")
LOW_IS_GOOD = "title_in_body"
SLACK = 0.001  # they are written with three digits, so what is below them by less is rounding
HEAD = """\
# What extraction reaches, measured by `python -m tests.quality.floors`: means over the articles, F1 page by page (a page
# without an article: 1 if it was rejected). title_in_body is a ceiling, all others are floors.
# Raised by `python -m tests.quality.floors --pin`, which lowers nothing. To lower one, edit it here and
# say why in the commit.
"""

Floors = dict[str, dict[str, float]]


def measure(golds: Iterable[Gold]) -> dict[str, Scores]:
    """Each page's scores by its name, read as a page of an unknown publisher."""
    return {gold.name: score(gold, reading(extract(gold.html(), gold.url))) for gold in golds}


def sets() -> dict[str, list[Gold]]:
    """The sets of pages that are there: the project's own always, real ones where they lie beside it."""
    known = {"fixtures": list(fixtures()), "real": list(corpus()), "real-1256": list(corpus(copies="cp1256"))}
    return {name: golds for name, golds in known.items() if golds}


def figures(name: str, golds: list[Gold], scores: dict[str, Scores]) -> Floors:
    """What a set reaches, laid out as the floors are: its means, and F1 by page."""
    means = mean(scores[gold.name] for gold in golds if not gold.rejected)
    if rejected := [scores[gold.name] for gold in golds if gold.rejected]:
        means["rejected"] = mean(rejected)["f1"]
    return {name: means, f"{name}-f1": {page: scores[page]["f1"] or 0.0 for page in scores}}


def read() -> Floors:
    return tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}


def fallen(floors: Floors, reached: Floors) -> list[str]:
    """What is worse than its floor, or has lost its page: one line each."""
    lines = []
    for table, wanted in floors.items():
        if table not in reached:
            continue
        for key, floor in wanted.items():
            value = reached[table].get(key)
            if value is None:
                lines.append(f"{table} {key}: {floor:.3f} -> not measured any more")
            elif _gain(key, value, floor) < -SLACK:
                lines.append(f"{table} {key}: {floor:.3f} -> {value:.3f}")
    return lines


def difference(floors: Floors, reached: Floors) -> list[str]:
    """Every figure that has moved since its floor was pinned, and every one without a floor."""
    lines = []
    for table, values in reached.items():
        for key, value in values.items():
            floor = floors.get(table, {}).get(key)
            if floor is None:
                lines.append(f"  new    {table:15} {key:22} {value:.3f}")
            elif abs(value - floor) > SLACK:
                word = "better" if _gain(key, value, floor) > 0 else "WORSE "
                lines.append(f"  {word} {table:15} {key:22} {floor:.3f} -> {value:.3f}")
    return lines


def raised(floors: Floors, reached: Floors) -> Floors:
    """The floors after what is reached now: none lower, those of sets that are not there unchanged."""
    tables = dict(floors)
    for table, values in reached.items():
        old = floors.get(table, {})
        tables[table] = {key: _better(key, value, old.get(key)) for key, value in values.items()}
    return tables


def write(floors: Floors) -> None:
    lines = [HEAD]
    for table, values in floors.items():
        keys = [key for key in (*METRICS, "rejected") if key in values] or sorted(values)
        lines.append(f"[{table}]\n" + "".join(f"{key} = {values[key]:.3f}\n" for key in keys))
    FLOORS.write_text("\n".join(lines), "utf-8")


def _gain(key: str, value: float, floor: float) -> float:
    return floor - value if key == LOW_IS_GOOD else value - floor


def _better(key: str, value: float, floor: float | None) -> float:
    down = math.floor(value * 1000) / 1000
    if floor is None:
        return down
    return min(down, floor) if key == LOW_IS_GOOD else max(down, floor)


def main(arguments: list[str]) -> int:
    floors = read()
    reached: Floors = {}
    for name, golds in sets().items():
        scores = measure(golds)
        reached |= figures(name, golds, scores)
        print(f"{name}: " + "  ".join(f"{key} {value:.3f}" for key, value in reached[name].items()))
        for page, values in scores.items():
            if faults := [f"{key} {value:.2f}" for key, value in values.items() if _faulty(key, value)]:
                print(f"  {page:22} " + "  ".join(faults))
    print("\n".join(difference(floors, reached)) or "no figure has moved")
    if "--pin" in arguments:
        write(raised(floors, reached))
    return 1 if fallen(floors, reached) else 0


def _faulty(key: str, value: float | None) -> bool:
    return value is not None and (value > 0 if key == LOW_IS_GOOD else value < 1 - SLACK)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
