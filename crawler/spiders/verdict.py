"""How a crawl ended: the outcome kept in `crawls`, why, and the exit code of the command."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.crawls import Books

FINE, FAILED, USAGE, LOCKED, UNWRITABLE = range(5)
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


def judge(
    books: Books, failures: dict[str, str], answered: int, barren: bool, stopped: bool, left: str | None
) -> Verdict:
    """The verdict on a crawl that ran. `failures`: the listings that gave nothing, and why;
    `answered`: how many did; `barren`: they hold no address of an article; `left`: why the crawl gave
    up the site early.
    """
    if stopped:
        return Verdict("stopped", "stopped by a signal; the next crawl goes on from here")
    if left:
        return Verdict("failed", left, FAILED)
    if failures and not answered:
        said = "; ".join(f"{url}: {why}" for url, why in failures.items())
        return Verdict("failed", f"no listing answered: {said}", FAILED)
    lost = books.outcomes["failed"] + books.outcomes["blocked"]
    if lost and lost == sum(books.outcomes.values()):
        return Verdict("failed", f"none of {lost} articles could be fetched", FAILED)
    if answered and barren and not books.found:
        return Verdict("failed", "the listings answered but hold no address of an article", FAILED)
    return Verdict("finished")
