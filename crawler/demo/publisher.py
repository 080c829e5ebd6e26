"""A publisher of the demo: what it has printed, newest first, and how it answers for an address."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from random import Random
from unicodedata import combining
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from crawler.items import Block

from . import words
from .pictures import draw
from .printed import Listed, Page, Printed
from .stories import Story

PICTURE_ENDINGS = (".jpg", ".jpeg", ".png")
GREGORIAN = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]
MOROCCAN = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
]
WEEKDAYS = ["الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]


class Publisher:
    """What all layouts share. A layout fills `name` and `hosts`, and writes `print_story` and `page`."""

    name = ""
    hosts: tuple[str, ...] = ()
    robots = "User-agent: *\nDisallow: /wp-admin/\n"
    crawl_delay: float | None = None

    def __init__(self) -> None:
        self.articles: list[Printed] = []  # newest first
        self.links: list[Listed] = []  # the odd links of the listings
        self.special: dict[str, Page] = {}  # host and path -> answer, before any layout is asked
        self.changed = datetime(2000, 1, 1, tzinfo=UTC)
        self._at: dict[str, Printed] = {}

    # -- printing -----------------------------------------------------------------------------------

    def print_story(self, story: Story, published: datetime, old: bool = False) -> Printed:
        """The story in this publisher's form; `old` asks for the layout of its early years."""
        raise NotImplementedError

    def page(self, host: str, path: str, query: dict[str, str]) -> Page | None:
        """The answer for an address that is no article's own; None where there is nothing."""
        raise NotImplementedError

    def article_page(self, article: Printed) -> Page:
        """The page of one article."""
        raise NotImplementedError

    def add(self, articles: Iterable[Printed]) -> None:
        """Takes articles into every listing."""
        self._put([*self.articles, *articles])
        self.changed = max((self.changed, *(article.published for article in self.articles)))

    def alias(self, url: str, other: str) -> None:
        """Notes another address that a listing gives for the article at `url`."""
        article = self._at[place(url)]
        changed = replace(article, aliases=(*article.aliases, other))
        self._put([changed if one is article else one for one in self.articles])

    def change(self, old: Printed, new: Printed | None, at: datetime) -> None:
        """Puts a corrected article in the place of another, or takes it away."""
        kept = [article for article in self.articles if article.url != old.url]
        self._put(kept if new is None else [*kept, new])
        self.changed = at

    def _put(self, articles: list[Printed]) -> None:
        """Replaces the articles at one stroke: other threads are reading them."""
        self._at = {place(article.url): article for article in articles}
        self.articles = sorted(articles, key=lambda one: (one.published, one.number), reverse=True)

    # -- answering ----------------------------------------------------------------------------------

    def answer(self, host: str, target: str) -> Page | None:
        """The page at `target` (path and query) of `host`; None where there is none."""
        parts = urlsplit(f"https://{host}{target}")
        path = unquote(parts.path)
        if special := self.special.get(f"{host}{path}"):
            return special
        if path == "/robots.txt":
            return Page(self.robots_text(host).encode(), mime="text/plain; charset=UTF-8")
        if path.lower().endswith(PICTURE_ENDINGS):
            body, mime = draw(path.rsplit("/", 1)[1])
            return Page(body, mime=mime, modified=datetime(2024, 1, 1, tzinfo=UTC), mark=path)
        if article := self._at.get(f"{host}{path}"):
            return stamped(self.article_page(article), article)
        try:
            page = self.page(host, path, dict(parse_qsl(parts.query)))
        except ValueError as error:  # a page number or a moment that is none
            return Page(str(error).encode(), 400, "text/plain; charset=UTF-8")
        if page is None or page.status != 200 or page.mark:
            return page
        return replace(page, modified=self.changed, mark=hash_of(page.body))

    def robots_text(self, host: str) -> str:
        """robots.txt of a host; its sitemaps are named by the layout in `robots`."""
        delay = "" if self.crawl_delay is None else f"Crawl-delay: {self.crawl_delay:g}\n"
        return self.robots.replace("\n", "\n" + delay, 1)

    def entries(self, articles: Iterable[Printed] | None = None) -> list[Listed]:
        """The lines of a listing, newest first: the articles (all, or those given) and the odd links."""
        chosen = self.articles if articles is None else articles
        lines = [listed(article) for article in chosen]
        return sorted([*lines, *self.links], key=lambda one: one.published, reverse=True)

    def earlier(self, article: Printed, count: int) -> list[Printed]:
        """The articles printed just before, for the related lists: they never change by what comes later."""
        older = [
            one for one in self.articles if one.published < article.published and one.layout == article.layout
        ]
        return older[:count]


def listed(article: Printed) -> Listed:
    """The line that announces an article."""
    images = article.images
    return Listed(
        article.title,
        article.url,
        article.published,
        article.summary,
        article.section,
        article.number,
        (images[0].url or "") if images else "",
        article,
    )


def stamped(page: Page, article: Printed) -> Page:
    """The page with what conditional requests need."""
    if page.status != 200 or page.mark:
        return page
    return replace(page, modified=article.modified or article.published, mark=article.mark)


def place(url: str) -> str:
    """Host and decoded path: where an address is looked up."""
    parts = urlsplit(url)
    return f"{parts.netloc}{unquote(parts.path)}"


def hash_of(body: bytes) -> str:
    """A short name for exactly these bytes, the same in every process."""
    return sha256(body).hexdigest()[:16]


def lower_quote(text: str) -> str:
    """Percent-coding with small letters, as WordPress writes it."""
    return quote(text, safe="-").lower()


def slug(title: str, length: int) -> str:
    """The title as an address: words joined by hyphens, cut at `length` characters even amid a word."""
    bare = "".join(letter for letter in title if not combining(letter))
    kept = "".join(letter if letter.isalnum() else " " for letter in bare)
    return "-".join(kept.split())[:length].strip("-")


def number_at(when: datetime, anchors: list[tuple[datetime, int]], taken: set[int]) -> int:
    """The publisher's running number at a moment, on the line between two known ones, and not yet taken."""
    (start, low), (end, high) = anchors[0], anchors[-1]
    for before, after in itertools.pairwise(anchors):
        if before[0] <= when < after[0]:
            (start, low), (end, high) = before, after
    number = low + round((high - low) * ((when - start) / (end - start)))
    while number in taken:
        number += 1
    taken.add(number)
    return number


def blocks_of(story: Story, lead: Block | None, picture_url: str) -> tuple[Block, ...]:
    """The story's pieces as blocks; `picture_url` is the address of a picture inside, `{n}` its place."""
    blocks = [] if lead is None else [lead]
    for piece in story.pieces:
        if piece.kind == "image":
            url = picture_url.replace("{n}", str(len(blocks)))
            blocks.append(Block("image", url=url, caption=piece.caption))
        else:
            blocks.append(Block(piece.kind, text=piece.text))
    return tuple(blocks)


def body_html(blocks: Iterable[Block], heading: str = "h3") -> str:
    """The blocks as an editor's HTML: bold names, lists, quotes, figures."""
    parts: list[str] = []
    for block in blocks:
        text = escape(block.text, quote=False)
        if block.kind == "paragraph":
            parts.append(f"<p>{_bold(text)}</p>")
        elif block.kind == "heading":
            parts.append(f"<{heading}>{text}</{heading}>")
        elif block.kind == "quote":
            parts.append(f"<blockquote><p>{text}</p></blockquote>")
        elif block.kind == "item":
            parts.append(f"<ul><li>{text}</li></ul>")
        elif block.kind == "image":
            parts.append(
                f'<figure class="wp-block-image size-large"><img src="{block.url}" alt="" width="640" height="360" />'
                f"<figcaption>{escape(block.caption or '')}</figcaption></figure>"
            )
    return "\n".join(parts).replace("</ul>\n<ul>", "\n")


def comments_of(article: Printed) -> list[tuple[str, str, datetime]]:
    """Readers' comments under an article, always the same ones: nickname, words, time."""
    random = Random(article.number)
    return [
        (random.choice(words.NICKNAMES), text, article.published + timedelta(minutes=random.randint(9, 900)))
        for text in random.sample(words.COMMENTS, random.randint(1, 4))
    ]


def _bold(text: str) -> str:
    """The text with its first name in bold: markup within a line, that a reader does not see as a break."""
    return re.sub(r"«([^«»]{1,40})»", r"«<strong>\1</strong>»", text, count=1)
