"""What everything is about: an article, made of blocks in reading order."""

import json
from dataclasses import dataclass
from typing import Any, Literal

BlockKind = Literal["paragraph", "heading", "quote", "item", "table", "code", "image", "embed"]
TECHNOLOGY = 0.5  # the topic score from which an article is about technology

Precision = Literal["second", "minute", "day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article; only an image or an embed has a `url`, only an image a caption."""

    kind: BlockKind
    text: str = ""
    url: str | None = None
    caption: str | None = None
    alt: str | None = None
    credit: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The block as JSON keeps it: empty fields left out."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Article:
    """A page's article. Times are ISO 8601 in UTC at their own precision, or None where unknown."""

    source: str
    url: str
    title: str | None = None
    lead: str | None = None
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_precision: Precision | None = None
    published_raw: str | None = None
    modified: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    fetched: str | None = None

    @property
    def text(self) -> str:
        """The words alone: every block's text, blank lines between."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def images(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "image")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that holds no article, or a file that is no image, and why, in one or two words fit for counting."""

    reason: str


def blocks_from_json(text: str) -> tuple[Block, ...]:
    """The blocks as `articles.blocks` keeps them."""
    return tuple(block_from_dict(data) for data in json.loads(text))


def block_from_dict(data: dict[str, Any]) -> Block:
    """The reverse of `Block.as_dict`."""
    return Block(**data)


@dataclass(frozen=True, slots=True)
class Page:
    """An address leased from the frontier. `listed`: the time its listing gave; `number`: which page of a
    listing it is, and `reason` there the fingerprint of the page before it; `priority`: a Unix time.
    """

    key: str
    url: str
    kind: Literal["listing", "walk", "article"]
    found_on: str | None = None
    attempts: int = 1
    etag: str | None = None
    last_modified: str | None = None
    listed: str | None = None
    number: int = 1
    priority: float = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImageAddress:
    """An image leased from the queue; `attempts`: crawls that asked for it, this one included."""

    id: int
    url: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that was found to be an image. `width`, `height`: pixels; `size`: bytes; `phash`, `grey`: by which copies of
    another size are known; `note`: what its name or its server called it, where that was wrong.
    """

    sha256: str
    suffix: str
    mime: str
    width: int
    height: int
    size: int
    phash: int | None
    grey: bytes
    note: str | None = None

    @property
    def path(self) -> str:
        """Where the file is kept, seen from the folder of the database."""
        return f"images/{self.sha256[:2]}/{self.sha256[2:]}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said about a page: the address that answered, and what to ask with next time."""

    url: str
    status: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text by which its copies are known. `pairs`: how many different pairs of neighbouring words it has;
    `signature`: a byte a hash; `bands`: 32-bit numbers, of which a copy shares one.
    """

    pairs: int
    signature: bytes
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An article's words as they are compared and searched.

    `content_hash`: of the body in its comparison form, which has so many `words`; `searched`: title, body
    and the stems of its words for the index of words; `sketch`: for the index of copies, None for a short text.
    """

    content_hash: str
    words: int
    searched: tuple[str, str, str]
    sketch: Sketch | None


@dataclass(slots=True)
class Item:
    """An article on its way through the pipelines, with the page it came from.

    `key`: the article's identity, the page's own or that of the address it names as canonical.
    """

    article: Article
    page: Page
    answer: Answer
    key: str
    topic_score: float | None = None
    fingerprint: Fingerprint | None = None
