"""Which articles are meant: the filters that export and search share."""

from dataclasses import dataclass
from typing import Literal

from crawler.items import TECHNOLOGY


@dataclass(frozen=True, slots=True)
class Choice:
    """Each filter that is set narrows the choice. `since` and `until` are days of publication, both included;
    what has no date is left out then. `topic`: only what is about technology; `tag`: one of the publisher's own, as it is written.
    """

    source: str | None = None
    since: str | None = None
    until: str | None = None
    topic: Literal["tech"] | None = None
    tag: str | None = None

    def where(self) -> str:
        """The condition in SQL on the columns of `articles`; its parameters are `values`."""
        conditions = {
            "source": "source = :source",
            "since": "published >= :since",
            "before": "published < :before",
            "least": "topic_score >= :least",
            "tag": "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = :tag)",
        }
        return " AND ".join(sql for name, sql in conditions.items() if name in self.values()) or "1"

    def values(self) -> dict[str, str | float]:
        before = self.until and f"{self.until}~"  # behind every time of that day
        least = TECHNOLOGY if self.topic else None
        named = {
            "source": self.source, "since": self.since, "before": before, "least": least, "tag": self.tag
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}


EVERYTHING = Choice()
