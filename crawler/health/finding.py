"""A finding: what is wrong with a source, with its numbers, and how its times are said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["blocked", "failing", "silent", "thinner", "drifting", "slow"]

RESTING = timedelta(days=30)  # not crawled for so long, a source was given up
MARKUP = "the page's markup may have changed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong. `name`: the kind and the fault; `since`: a time or a day; `found`, `usual` and `limit`: the
    number now, that of the past, and the threshold in force; `says`: all of it in one line."""

    kind: Kind
    name: str
    since: str
    found: str
    usual: str
    limit: str
    says: str


def hours_since(earlier: str, later: datetime) -> float:
    return (later - datetime.fromisoformat(earlier)) / timedelta(hours=1)


def span(hours: float) -> str:
    """A length of time as people say it."""
    if hours < 2:
        return f"{max(1, round(60 * hours))} min"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24)} days"


def day(moment: str) -> str:
    return moment[:10]


def minute(moment: str) -> str:
    return moment[:16] + "Z"
