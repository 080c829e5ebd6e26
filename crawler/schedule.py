"""When to crawl which source, as lines of a crontab and as units of systemd; pure: text out, nothing installed."""

import hashlib
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

# Minutes between two crawls of a source: what it is called, the hours in a crontab and in systemd
PACES = {
    30: ("half-hourly", "*", "*"),
    60: ("hourly", "*", "*"),
    120: ("two-hourly", "*/2", "00/2"),
    360: ("six-hourly", "*/6", "00/6"),
    1440: ("daily", "5", "05"),  # at five in the morning, when a site has little to do
}
# A pace has every fifth minute of the hour, another pace another fifth: no two jobs share one
STEP = len(PACES)


@dataclass(frozen=True, slots=True)
class Job:
    """Sources of one pace that are crawled by one process, which starts at `minute` of the hour."""

    pace: int
    minute: int
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{PACES[self.pace][0]}-{self.minute:02}"

    @property
    def limit(self) -> int:
        """Minutes after which the crawl is stopped: before its next start, and never an hour."""
        return min(self.pace, 60) * 5 // 6

    @property
    def minutes(self) -> str:
        """Of the hour, as a crontab and systemd write them."""
        return ",".join(f"{minute:02}" for minute in range(self.minute, 60, min(self.pace, 60)))


@dataclass(frozen=True, slots=True)
class Place:
    """What a crawl needs of the machine, for nothing is inherited from a shell. Paths are absolute. `contact`: as in
    CRAWLER_CONTACT.
    """

    name: str  # of the project
    python: str
    project: str
    database: str
    contact: str

    @property
    def mark(self) -> str:
        """What tells the jobs of this database from all others on the machine."""
        return f"{self.name}-{hashlib.blake2b(self.database.encode(), digest_size=3).hexdigest()}"

    def scrapy(self, *arguments: str) -> list[str]:
        return [self.python, "-m", "scrapy", *arguments, "--db", self.database]

    def crawl(self, job: Job) -> list[str]:
        return self.scrapy("crawl", *job.sources, "--timeout", str(job.limit))


def jobs(paces: Mapping[str, int]) -> list[Job]:
    """The jobs that crawl every source at its pace (minutes, of PACES). A source's minute comes from its name alone."""
    members: dict[tuple[int, int], list[str]] = {}
    for source, pace in sorted(paces.items()):
        members.setdefault((pace, minute_of(source, pace)), []).append(source)
    return [Job(pace, minute, tuple(sources)) for (pace, minute), sources in sorted(members.items())]


def minute_of(source: str, pace: int) -> int:
    number = int.from_bytes(hashlib.blake2b(source.encode(), digest_size=4).digest())
    return number % (min(pace, 60) // STEP) * STEP + list(PACES).index(pace)


def crontab(work: Iterable[Job], place: Place, arguments: Iterable[str]) -> str:
    """A block for a crontab between marks. `arguments`: of the `scrapy schedule` that makes it again."""
    begin, end = f"# BEGIN {place.mark}", f"# END {place.mark}"
    again = shell(place, place.scrapy("schedule", *arguments))
    others = f"crontab -l 2>/dev/null | sed '/^{begin}$/,/^{end}$/d'"
    lines = [
        begin,
        "# Made by scrapy schedule. To install these lines, or to put new ones in their place:",
        f"#   lines=$({again}) && ({others}; printf '%s\\n' \"$lines\") | crontab -",
        "# A crawl that went well prints nothing; cron mails what went wrong to MAILTO. The crawl itself keeps its",
        "# lock, its time limit and its logs (the folder logs/ beside the database, of the last runs).",
    ]
    for pace, group in groupby(work, key=lambda job: job.pace):
        name, hours, _ = PACES[pace]
        lines.append(f"# {name}")
        for job in group:
            command = shell(place, place.crawl(job)).replace("%", r"\%")  # a bare one ends the line
            lines.append(f"{job.minutes} {hours} * * * {command}")
    return "\n".join([*lines, end, ""])


def shell(place: Place, command: list[str]) -> str:
    """A command as any shell runs it, wherever it stands and whatever it knows."""
    contact = f"CRAWLER_CONTACT={shlex.quote(place.contact)} " if place.contact else ""
    return f"cd {shlex.quote(place.project)} && {contact}{shlex.join(command)}"


def units(work: Iterable[Job], place: Place) -> dict[str, str]:
    """The files of systemd, by name: a service and its timer for each job."""
    files = {}
    for job in work:
        what = f"Crawl {', '.join(job.sources)} ({job.name})"
        contact = f"Environment={quoted(f'CRAWLER_CONTACT={place.contact}')}\n" if place.contact else ""
        files[f"{place.mark}-{job.name}.service"] = SERVICE.format(
            what=what,
            project=place.project.replace("%", "%%"),
            contact=contact,
            command=" ".join(quoted(word).replace("$", "$$") for word in place.crawl(job)),
            seconds=(job.limit + 2) * 60,
        )
        hours = PACES[job.pace][2]
        # what a machine slept through is made up for where the next time is far
        persistent = "Persistent=true\n" if job.pace > 60 else ""
        files[f"{place.mark}-{job.name}.timer"] = TIMER.format(
            what=what, calendar=f"{hours}:{job.minutes}", persistent=persistent
        )
    return files


def quoted(word: str) -> str:
    """A word as systemd.syntax(7) wants it, quoted where it must be."""
    word = word.replace("%", "%%")
    if word.isascii() and all(letter.isalnum() or letter in "%/._-=+@:," for letter in word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SERVICE = """\
# Made by scrapy schedule, which will write over it
[Unit]
Description={what}

[Service]
Type=oneshot
WorkingDirectory={project}
{contact}ExecStart={command}
# 3: a crawl that was started by hand still runs
SuccessExitStatus=3
# the crawl keeps its own limit; this one is for a process that cannot
TimeoutStartSec={seconds}
TimeoutStopSec=20
"""

TIMER = """\
# Made by scrapy schedule, which will write over it
[Unit]
Description={what}

[Timer]
OnCalendar={calendar}
{persistent}
[Install]
WantedBy=timers.target
"""
