"""What a test may do to the running demo: slow it, break it, change its articles, read its log."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any
from urllib.parse import unquote

from .newspaper import Newspaper


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `status` 0: it was left without an answer."""

    time: str
    method: str
    host: str
    path: str
    status: int


@dataclass(slots=True)
class Rule:
    """Answers for matching addresses, `times` times (None: for good). `status` 0: no answer at all."""

    path: str
    status: int
    times: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Control:
    """Rules and log of a running demo; every method may be called from any thread.

    A `path` is a pattern (`*`, `?`, `[…]`) held against the path with its query and against host and path,
    both percent-decoded; an address with its scheme works too.
    """

    def __init__(self, newspaper: Newspaper, latency: float = 0.0) -> None:
        self.newspaper = newspaper
        self.latency = latency
        self._latency_at_start = latency
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        """Empties the log and drops the rules, but the one that fails the flaky article once; articles stay."""
        with self._lock:
            self._log: list[Entry] = []
            self._rules: list[Rule] = []
        self.latency = self._latency_at_start
        if flaky := self.newspaper.cases.get("flaky"):
            self.fail(flaky, 500, times=1)

    def fail(
        self, path: str, status: int, times: int | None = 1, headers: dict[str, str] | None = None
    ) -> None:
        """The next `times` requests for `path` get `status`, with these headers (Retry-After, say)."""
        decoded = unquote(path).split("://", 1)[-1]
        with self._lock:
            self._rules.append(Rule(decoded, status, times, headers or {}))

    def hang(self, path: str, times: int | None = None) -> None:
        """Requests for `path` get no answer; their connections stay open."""
        self.fail(path, 0, times)

    @property
    def log(self) -> list[Entry]:
        """The requests so far, in the order of their answers."""
        with self._lock:
            return list(self._log)

    def note(self, method: str, host: str, path: str, status: int) -> None:
        """Adds a request to the log."""
        entry = Entry(datetime.now(UTC).isoformat(), method, host, path, status)
        with self._lock:
            self._log.append(entry)

    def rule(self, host: str, target: str) -> Rule | None:
        """The rule that this request falls under, one use of it taken."""
        path = unquote(target)
        with self._lock:
            for rule in self._rules:
                if rule.times != 0 and any(
                    one == rule.path or fnmatchcase(one, rule.path) for one in (path, host + path)
                ):
                    if rule.times is not None:
                        rule.times -= 1
                    return rule
        return None

    def answer(self, action: str, values: dict[str, Any]) -> dict[str, Any] | list[Any]:
        """What the control address `/-/ACTION` does with the JSON it is given.

        KeyError for an unknown action or a missing value, TypeError for a value too many.
        """
        if action == "log":
            return [asdict(entry) for entry in self.log]
        if action == "cases":
            return dict(self.newspaper.cases)
        if action in ("publish", "edit", "delete"):
            article = getattr(self.newspaper, action)(**values)
            return {"url": article.url, "title": article.title, "version": article.version}
        if action in ("fail", "hang"):
            getattr(self, action)(**values)
        elif action == "latency":
            self.latency = float(values["seconds"])
        elif action == "reset":
            self.reset()
        else:
            raise KeyError(f"no control named {action!r}")
        return {"done": action}


def parse(body: bytes) -> dict[str, Any]:
    """The values of a control request; ValueError where they are no JSON, TypeError where no object."""
    values = json.loads(body or b"{}")
    if not isinstance(values, dict):
        raise TypeError("send a JSON object")
    return values
