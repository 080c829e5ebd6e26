"""What a server's answer says: the outcome of its page, what to ask with next time, and the page as it is kept."""

from scrapy.http import Response

from crawler.archive import Capture
from crawler.crawls import Outcome
from crawler.items import Answer, Page
from crawler.source import Source

UNCHANGED, GONE, BLOCKED = (304,), (404, 410), (401, 402, 403, 429, 451)


def outcome_of(status: int) -> Outcome:
    """Of an article's page that was answered with another status than 200."""
    if status in UNCHANGED:
        return "unchanged"
    if status in GONE:
        return "gone"
    return "blocked" if status in BLOCKED else "failed"


TAIL = 4096  # bytes, in which a page ends
CUT_OFF = "cut off"
UNASKED = "HTTP 304, though nothing was known"


def is_unasked(response: Response) -> bool:
    """Whether a server says "not modified" to who has nothing: a cache in between is broken."""
    request = response.request
    sent = request is not None and (
        "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
    )
    return response.status == 304 and not sent


def is_cut_off(response: Response) -> bool:
    """Whether an answer ended before its page did: it has no end, and its length does not say that it is whole."""
    unpacked = response.meta.get("unpacked")
    is_short = "partial" in response.flags or (
        unpacked is not None and unpacked != len(response.body) % 2**32
    )
    return is_short and b"</html" not in response.body[-TAIL:].lower()


def answer_of(response: Response) -> Answer:
    """What an answer says of itself."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return Answer(response.url, response.status, header("ETag"), header("Last-Modified"))


def capture_of(page: Page, source: Source, response: Response, fetched: str) -> Capture:
    """An answer as the archive keeps it. `fetched`: when it came, ISO 8601 in UTC."""
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    return Capture(
        key=page.key,
        url=page.url,
        source=source.name,
        kind=page.kind,
        answered=response.url,
        status=response.status,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers),
        body=response.body,
        fetched=fetched,
        seen=fetched,
        redirects=tuple(response.meta.get("redirect_urls", ())[1:]),
        listed=page.listed,
        found_on=page.found_on,
    )
