"""An article as a paper printed it, with the reading that a careful reader would take from its page."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from crawler.items import Block


@dataclass(frozen=True, slots=True)
class Printed:
    """One article of the demo. `published` and `modified` are UTC; `aliases` are other addresses of the page
    that a listing links to. `layout`: `hespress`, `hespress-old`, `elaph`, `elaph-old` or `blog`.
    """

    layout: str
    number: int
    url: str
    title: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    published: datetime
    section: str
    tags: tuple[str, ...]
    theme: str
    technology: bool
    modified: datetime | None = None
    version: int = 1
    aliases: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words in reading order: every block but the pictures."""
        return tuple(block.text for block in self.blocks if block.kind != "image")

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def images(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "image")

    @property
    def summary(self) -> str:
        """The first paragraph, shortened as listings do."""
        return " ".join(self.paragraphs[0].split()[:24]) + "…"

    @property
    def mark(self) -> str:
        """Changes whenever what the article says changes (for its ETag)."""
        return sha256(repr((self.version, self.title, self.blocks)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a listing: an article, or one of the odd links that listings in the wild hold."""

    title: str
    url: str
    published: datetime
    summary: str = ""
    section: str = ""
    number: int = 0
    picture: str = ""
    article: Printed | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of a paper. `modified` (UTC) and `mark` serve conditional requests, where both are given."""

    body: bytes = b""
    status: int = 200
    mime: str = "text/html; charset=UTF-8"
    location: str | None = None
    modified: datetime | None = None
    mark: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def html(text: str, **changes: object) -> Page:
    """A page of HTML in UTF-8."""
    return Page(text.encode(), **changes)  # type: ignore[arg-type]


def redirect(url: str) -> Page:
    """A permanent move."""
    return Page(b"moved", 301, "text/plain; charset=UTF-8", location=url)
