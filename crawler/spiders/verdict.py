"""How a crawl ended: the outcome kept in `crawls`, why, and the exit code of the command."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.crawls import FAILED, FINE, LOCKED, UNWRITABLE, Books

TAKEN = ("stored", "updated", "unchanged", "duplicate")  # what a crawl has of the articles it found
WORST_FIRST = (UNWRITABLE, LOCKED, FAILED)


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    reason: str | None = None
    exit_code: int = FINE


def worst(verdicts: Iterable[Verdict]) -> int:
    """The exit code of several crawls: that of the gravest."""
    codes = {verdict.exit_code for verdict in verdicts}
    return next((code for code in WORST_FIRST if code in codes), FINE)


BY_SIGNAL = Verdict("stopped", "stopped by a signal; the next crawl goes on from here")


def at_limit(seconds: float) -> Verdict:
    """Of a crawl that was stopped because its time was up."""
    said = f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
    return Verdict(
        "timeout",
        f"not done within its limit of {said}; the next crawl goes on from here. If it comes to this again, ask"
        " scrapy sources --check whether the site answers, or give it longer with --timeout MINUTES",
        FAILED,
    )


def judge(books: Books, failures: dict[str, str], answered: int, barren: bool, left: str | None) -> Verdict:
    """The verdict on a crawl that came to its end. `failures`: the listings that gave nothing, and why;
    `answered`: how many did; `barren`: they hold no address of an article; `left`: why the crawl gave
    up the site early.
    """
    if left:
        return Verdict("failed", left, FAILED)
    if failures and not answered:
        said = "; ".join(f"{url}: {why}" for url, why in failures.items())
        return Verdict("failed", f"no listing answered: {said}", FAILED)
    lost = books.outcomes["failed"] + books.outcomes["blocked"]
    if lost and lost == sum(books.outcomes.values()):
        return Verdict("failed", f"none of {lost} articles could be fetched", FAILED)
    if answered and barren and not any(books.outcomes[name] for name in TAKEN):
        return Verdict("failed", "the listings answered but hold no address of an article", FAILED)
    return Verdict("finished")
