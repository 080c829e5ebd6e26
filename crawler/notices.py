"""What to tell the person who runs this: the findings that came or went since they were last told."""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from crawler.database import transaction
from crawler.health import Health
from crawler.health.crawling import NOT_CRAWLED


class NotSent(Exception):
    """A notice did not go out; the message says why and what to do."""


class ExtraMissing(NotSent):
    """The library that sends notices is not installed."""


def lines(judged: Sequence[Health]) -> list[str]:
    """Each finding in one line, the gravest of a source first. That nobody crawls is one line for all sources."""
    told = [
        f"{health.source}: {finding.kind}: {finding.says}"
        for health in judged
        for finding in health.findings
        if finding.name != NOT_CRAWLED
    ]
    idle = [(h.source, f) for h in judged for f in h.findings if f.name == NOT_CRAWLED]
    if len(idle) == 1:
        told.append(f"{idle[0][0]}: {idle[0][1].says}")
    elif idle:
        last = max(idle, key=lambda one: one[1].since)[1]
        told.append(f"{len(idle)} sources {last.says}")
    return told


def news(connection: sqlite3.Connection, judged: Sequence[Health]) -> list[str]:
    """The lines of what was not told yet, and of what was told and is over."""
    told = {(row["source"], row["finding"]): row["since"] for row in connection.execute("SELECT * FROM told")}
    fresh = [
        replace(health, findings=tuple(f for f in health.findings if (health.source, f.name) not in told))
        for health in judged
    ]
    now = {(health.source, finding.name) for health in judged for finding in health.findings}
    states = {health.source: health.state for health in judged}
    over = [
        f"{source}: {'well again' if states.get(source) in ('well', 'new', 'resting') else 'no longer'}:"
        f" {finding}, since {since[:10]}"
        for (source, finding), since in sorted(told.items())
        if (source, finding) not in now
    ]
    return lines(fresh) + over


def remember(connection: sqlite3.Connection, judged: Sequence[Health], at: str) -> None:
    """All that is wrong now was told at `at`."""
    with transaction(connection):
        known = {(row["source"], row["finding"]): row for row in connection.execute("SELECT * FROM told")}
        connection.execute("DELETE FROM told")
        connection.executemany(
            "INSERT INTO told VALUES (?, ?, ?, ?)",
            [
                tuple(known.get((health.source, f.name), (health.source, f.name, f.since, at)))
                for health in judged
                for f in health.findings
            ],
        )


def send(addresses: str, title: str, body: str) -> None:
    """Tell it to every one of `addresses` (apprise's URLs, spaces between). Raises NotSent, and says no address:
    they hold passwords.
    """
    try:
        from apprise import Apprise
    except ImportError:
        raise ExtraMissing(
            "NOTIFY names addresses, and apprise, which tells them, is not installed: pip install '.[notify]'"
        ) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # what it would say, NotSent says
    failed = []
    for place, address in enumerate(addresses.split(), 1):
        service = Apprise()
        if not service.add(address):
            failed.append(f"no. {place} ({address.partition(':')[0]}) is no address that apprise knows")
        elif not service.notify(title=title, body=body):
            failed.append(f"no. {place} ({address.partition(':')[0]}) did not take it")
    if failed:
        raise NotSent(
            f"not everybody was told, of the addresses in NOTIFY {', '.join(failed)}; it is told again next time"
        )
