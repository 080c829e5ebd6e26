"""How soon breakages are named, and how often a sound source is: `python -m tests.benchmarks.health --seeds 3`.

A press is simulated in a real database: papers from forty articles a day to one a week, crawled several times a
day, with weekends, a Ramadan, holidays, poor days and short outages; some of them break, each in its own way. Every
evening all are judged, with the clock at that evening.
"""

import argparse
import json
import random
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawler.database import connect, timestamp, transaction
from crawler.health import Health, judge, pace, past, vitals
from crawler.health.silence import gaps
from crawler.health.usual import usual_gap

BEGIN = datetime(2025, 7, 1, tzinfo=UTC)
RAMADAN = (date(2026, 2, 18), date(2026, 3, 19))
HOLIDAYS = [
    (date(2025, 12, 30), 3),
    (date(2026, 3, 20), 4),
    (date(2026, 5, 26), 5),
]  # the first day, how many
WORDS = [f"{a}{b}{c}" for a in ("ال", "و", "ت", "م", "ي") for b in ("كتاب", "حاسوب", "هاتف", "شبك") for c in ("ة", "ات", "ي", "ون")]  # fmt: skip
LATIN = ["network", "release", "update", "device", "company", "market"]
REFRAIN = "اشترك الآن في نشرتنا البريدية ليصلك كل جديد من عالم التقنية"  # "subscribe to our newsletter now …"

# What can break, and the kind of finding that names it
BREAKAGES = {
    "silent": "silent",
    "short bodies": "thinner: short",
    "empty bodies": "thinner: pages rejected",
    "no dates": "thinner: without a date",
    "no authors": "thinner: without an author",
    "no images": "thinner: without an image",
    "no leads": "thinner: without a lead",
    "blocked": "blocked",
    "pages blocked": "blocked: pages blocked",
    "timeouts": "failing",
    "slow": "slow",
    "hangs": "slow: no end",
    "copies": "drifting: repeating an earlier text",
    "shared line": "drifting: a shared line",
    "foreign": "drifting: of few Arabic letters",
    "future": "drifting: dated in the future",
}


@dataclass
class Paper:
    """A simulated source: articles a day, crawled every so many hours, and the shares of what its articles have."""

    name: str
    rate: float
    every: int
    weekend: float
    words: int
    spread: float
    signed: float
    pictured: float
    led: float
    dated: float
    rejected: float
    weekly: bool = False
    breaks: str = ""
    poor: float = 0.0  # the share of its days on which half of the authors are missing
    seconds: float = 2.0
    failures: float = 0.005
    waiting: list[datetime] = field(default_factory=list)


def papers(dice: random.Random, sound: int, broken: Sequence[str]) -> list[Paper]:
    """`sound` papers of all sizes, one a week the least; and for each breakage one of a dozen articles a day or more."""
    rates = [40 * (1 / 60) ** (number / max(1, sound - 3)) for number in range(sound - 2)]
    made = [paper(dice, f"sound{number:02}", rate) for number, rate in enumerate(rates)]
    made += [paper(dice, f"weekly{number}", 1 / 7) for number in range(2)]
    for number in range(sound - 2, sound):
        made[number].weekly = number == sound - 1  # by the clock; the other at whim
    for breakage in broken:
        one = paper(dice, f"broken-{breakage.replace(' ', '-')}", dice.uniform(15, 40))
        one.breaks, one.signed, one.pictured, one.led = breakage, dice.uniform(0.7, 1), 0.95, 0.95
        one.rejected, one.every = 0.05, dice.choice((2, 3))
        made.append(one)
    return made


def paper(dice: random.Random, name: str, rate: float) -> Paper:
    return Paper(
        name,
        rate,
        every=dice.choice((2, 3, 4, 6)),
        weekend=dice.uniform(0.3, 1),
        words=dice.choice((180, 250, 310, 450)),
        spread=dice.uniform(0.3, 0.6),
        signed=dice.choice((0.0, 0.4, 0.8, 0.97)),
        pictured=dice.choice((0.5, 0.9, 0.99)),
        led=dice.choice((0.0, 0.9)),
        dated=dice.choice((0.97, 1.0)),
        rejected=dice.choice((0.01, 0.05, 0.3)),
        poor=dice.choice((0, 0, 0.1)),
        seconds=dice.uniform(1.2, 4),
    )


def factor(one: Paper, day: date) -> float:
    """How much of its usual rate a paper prints on a day."""
    share = one.weekend if day.weekday() in (4, 5) else 1.0
    if RAMADAN[0] <= day <= RAMADAN[1]:
        share *= 0.6
    if any(first <= day < first + timedelta(days=length) for first, length in HOLIDAYS):
        share *= 0.25
    return share


def printed(dice: random.Random, one: Paper, day: date) -> list[datetime]:
    """The times at which a paper prints on a day: in the daytime, in Ramadan in the evening and at night."""
    if one.weekly:
        number = int(day.weekday() == 2 and dice.random() < 0.95)
    else:
        number = poisson(dice, one.rate * factor(one, day))
    middle, width = (20, 4) if RAMADAN[0] <= day <= RAMADAN[1] else (12, 4)
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    return sorted(midnight + timedelta(hours=dice.gauss(middle, width) % 24) for _ in range(number))


def poisson(dice: random.Random, mean: float) -> int:
    number, left = 0, dice.expovariate(1)
    while left < mean:
        number, left = number + 1, left + dice.expovariate(1)
    return number


class Simulation:
    """Papers printing into one database, day after day."""

    def __init__(self, path: Path, made: list[Paper], breaking: date, seed: int):
        self.connection = connect(path)
        self.papers, self.breaking, self.dice = made, breaking, random.Random(seed)
        self.number = 0
        self.texts = [self.text(words=25, latin=number % 3) for number in range(200)]
        self.foreign = [self.text(words=10, latin=20) for _ in range(20)]
        with transaction(self.connection):
            self.connection.execute("INSERT INTO images (id, url) VALUES (1, 'u')")
            self.connection.executemany("INSERT INTO sources (name) VALUES (?)", [(p.name,) for p in made])

    def text(self, words: int, latin: int) -> list[str]:
        """Two paragraphs, only as long as it takes to judge their letters; `words` says what they stand for."""
        drawn = self.dice.choices(WORDS, k=words) + self.dice.choices(LATIN, k=latin)
        self.dice.shuffle(drawn)
        return [" ".join(drawn[:10]), " ".join(drawn[10:])]

    def live(self, day: date) -> None:
        """One day of all papers."""
        with transaction(self.connection):
            for one in self.papers:
                silent = self.broken(one, day, "silent")
                one.waiting += [] if silent else printed(self.dice, one, day)
                poor = self.dice.random() < one.poor
                start = self.dice.uniform(0, 1)
                for hour in range(0, 24, one.every):
                    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour + start)
                    self.crawl(one, at, 0.5 if poor else 1.0)

    def broken(self, one: Paper, day: date, *breakages: str) -> bool:
        return day >= self.breaking and one.breaks in breakages

    def crawl(self, one: Paper, at: datetime, signing: float) -> None:
        day = at.date()
        values: dict[str, str | int | float | None] = dict.fromkeys(
            ("stored", "duplicate", "rejected", "blocked", "failed"), 0
        )
        values |= {"source": one.name, "started": timestamp(at), "outcome": "finished", "reason": None}
        due = [moment for moment in one.waiting if moment <= at]
        pace = one.seconds * self.dice.lognormvariate(0, 0.3) * (8 if self.broken(one, day, "slow") else 1)
        requests = 3 + len(due)
        if self.broken(one, day, "hangs"):
            if not self.connection.execute(
                "SELECT 1 FROM crawls WHERE source = ? AND finished IS NULL", (one.name,)
            ).fetchone():
                self.connection.execute(
                    "INSERT INTO crawls (source, started, pid) VALUES (?, ?, 1)", (one.name, timestamp(at))
                )
            return
        if self.broken(one, day, "blocked", "timeouts") or self.dice.random() < one.failures:
            why = "HTTP 403" if self.broken(one, day, "blocked") else "User timeout caused connection failure"
            values |= {
                "outcome": "failed",
                "reason": f"no listing answered: https://paper.example/feed: {why}",
            }
            due, requests = [], 3
        one.waiting = [moment for moment in one.waiting if moment not in due]
        values |= {"requests": requests, "seconds": requests * pace}
        values["finished"] = timestamp(at + timedelta(seconds=requests * pace))
        inserted = self.connection.execute(
            f"INSERT INTO crawls ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
            list(values.values()),
        )
        counts = dict.fromkeys(("stored", "duplicate", "rejected", "blocked"), 0)
        for place, moment in enumerate(due):
            seen = at + timedelta(seconds=pace * place)
            if self.dice.random() < one.rejected or self.broken(one, day, "empty bodies"):
                counts["rejected"] += 1
            elif self.broken(one, day, "pages blocked") and self.dice.random() < 0.8:
                counts["blocked"] += 1
            else:
                counts[self.store(one, moment, seen, inserted.lastrowid, signing)] += 1
        self.connection.execute(
            f"UPDATE crawls SET {', '.join(f'{name} = ?' for name in counts)} WHERE id = ?",
            (*counts.values(), inserted.lastrowid),
        )

    def store(self, one: Paper, moment: datetime, seen: datetime, crawl: int | None, signing: float) -> str:
        """One article, as the store would leave it; what became of it."""
        dice, day = self.dice, seen.date()
        self.number += 1
        length = max(10, round(one.words * dice.lognormvariate(0, one.spread)))
        lines = dice.choice(self.foreign if self.broken(one, day, "foreign") else self.texts)
        published: str | None = timestamp(moment)
        original = None
        if self.broken(one, day, "short bodies"):
            length = dice.randint(20, 50)
        if self.broken(one, day, "no dates") or dice.random() > one.dated:
            published = None
        elif self.broken(one, day, "future"):
            published = timestamp(seen + timedelta(hours=3))
        if dice.random() < 0.01 or (self.broken(one, day, "copies") and dice.random() < 0.7):
            row = self.connection.execute(
                "SELECT max(article) FROM vitals WHERE source = ?", (one.name,)
            ).fetchone()
            original = row[0]
        if self.broken(one, day, "shared line"):
            lines = [*lines, REFRAIN]
        signed = dice.random() < one.signed * signing and not self.broken(one, day, "no authors")
        led = dice.random() < one.led and not self.broken(one, day, "no leads")
        article = self.connection.execute(
            "INSERT INTO articles (source, key, url, title, lead, text, blocks, authors, tags, published, words,"
            " content_hash, duplicate_of, first_seen, last_seen, crawl)"
            " VALUES (?, ?, '', '', ?, ?, ?, ?, '[]', ?, ?, '', ?, ?, ?, ?)",
            (
                one.name, f"k{self.number}", "مقدمة" if led else None, " ".join(lines),
                json.dumps([{"kind": "paragraph", "text": line} for line in lines]),
                '["كاتب"]' if signed else "[]", published, length, original, timestamp(seen), timestamp(seen), crawl,
            ),
        ).lastrowid  # fmt: skip
        assert article is not None
        if dice.random() < one.pictured and not self.broken(one, day, "no images"):
            self.connection.execute(
                "INSERT INTO article_images VALUES (?, 1, 0, 'lead', '', '', '')", (article,)
            )
        vitals.enter_within(self.connection, article)
        return "duplicate" if original else "stored"


@dataclass
class Figures:
    """`judged`: source-days without a breakage; `false`: of these, the days on which something was said, and what;
    `delays`: breakage → hours from its beginning to its name (None: never), less the usual gap for a silence."""

    judged: int = 0
    false: list[tuple[str, datetime, str]] = field(default_factory=list)
    delays: dict[str, float | None] = field(default_factory=dict)
    others: list[tuple[str, datetime, str]] = field(default_factory=list)


def evenings(days: int) -> Iterator[datetime]:
    for number in range(days):
        yield BEGIN + timedelta(days=number, hours=23, minutes=30)


def run(path: Path, made: list[Paper], days: int, breaking: int, seed: int, judged_from: int = 0) -> Figures:
    """Live through `days`, the breakages beginning on day `breaking`, judging every evening."""
    broken_on = (BEGIN + timedelta(days=breaking)).date()
    simulation = Simulation(path, made, broken_on, seed)
    figures = Figures()
    for number, evening in enumerate(evenings(days)):
        simulation.live(evening.date())
        if number < judged_from:
            continue
        at_pace = pace(simulation.connection, evening)
        for one in made:
            said = judge(past(simulation.connection, one.name, evening), at_pace)
            if not one.breaks or number < breaking:
                figures.judged += 1
                figures.false += [(one.name, evening, finding.says) for finding in said.findings]
                continue
            if one.breaks not in figures.delays and BREAKAGES[one.breaks] in names(said):
                figures.delays[one.breaks] = delay(simulation.connection, one, evening, broken_on)
            figures.others += [
                (one.name, evening, f.says) for f in said.findings if f.name != BREAKAGES[one.breaks]
            ]
    for one in made:
        if one.breaks:
            figures.delays.setdefault(one.breaks, None)
    simulation.connection.close()
    return figures


def delay(connection: sqlite3.Connection, one: Paper, evening: datetime, broken_on: date) -> float:
    """Hours from the breakage to the first three hours of the evening's day in which it is named."""
    begun = datetime.combine(broken_on, datetime.min.time(), UTC)
    hours = [evening - timedelta(hours=back) for back in range(0, 24, 3)]
    named = min(
        at
        for at in hours
        if BREAKAGES[one.breaks] in names(judge(past(connection, one.name, at), pace(connection, at)))
    )
    if one.breaks == "silent":
        gap = usual_gap(gaps(past(connection, one.name, named)))
        last = past(connection, one.name, named).last
        assert gap is not None
        assert last is not None
        begun = datetime.fromisoformat(last) + timedelta(hours=gap.usual)
    return (named - begun) / timedelta(hours=1)


def names(said: Health) -> set[str]:
    return {finding.name for finding in said.findings}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="simulated years")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--sound", type=int, default=40, help="sources that do not break")
    parser.add_argument("--days", type=int, default=365)
    arguments = parser.parse_args()
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        with tempfile.TemporaryDirectory() as folder:
            made = papers(random.Random(seed), arguments.sound, list(BREAKAGES))
            figures = run(Path(folder) / "a.db", made, arguments.days, arguments.days - 30, seed)
        print(f"seed {seed}: {len(figures.false)} false alarms in {figures.judged} source-days")
        for name, evening, said in figures.false[:20]:
            print(f"  {evening:%Y-%m-%d} {name}: {said}")
        for breakage, hours in figures.delays.items():
            print(f"  {breakage:<16} named after {'NEVER' if hours is None else f'{hours:.1f} h'}")
        for line in sorted(
            {f"  also {name}: {re.sub('[0-9].*', '', said)}" for name, _, said in figures.others}
        )[:20]:
            print(line)


if __name__ == "__main__":
    main()
