"""Mends what a paper's archive broke in a story: a body that stands twice, a lone `&`, its own refrains."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scrapy.crawler import Crawler

from crawler.boilerplate import learn_within, learned, lines, without_learned
from crawler.database import transaction
from crawler.frontier import Frontier
from crawler.items import Article, Block, Item, blocks_from_json
from crawler.source import Source
from crawler.text import words
from pipelines.store import find

RUN = 8  # words that, read again in their order, anchor a repeated span
LEAST_SPAN = 20  # words; shorter repeats are pull quotes and refrains
# Of all words; below it a repeat may be the author's own. Of 28 000 articles 10 reach it
LEAST_SHARE = 0.3
LONE = re.compile(r"[&\s]*")
# The comments' heading without its comments
HEADING_AT_END = re.compile(r"(?:ال)?تعليقات\s*:?(?:\s*\(?\d+\)?)?")


def clean(article: Article, source: Source) -> Article:
    """The article as its author meant it to be read."""
    blocks = without_lines(article.blocks, source.remove)
    blocks = without_lone_ampersands(blocks)
    blocks = without_heading_at_end(blocks)
    blocks = without_title(blocks, article.title)
    blocks = without_second_copy(blocks)
    return replace(article, blocks=without_echoes(blocks, article.title))


def without_lines(blocks: Sequence[Block], patterns: Sequence[str]) -> tuple[Block, ...]:
    """Blocks that are wholly one of the source's boilerplate lines go."""
    removed = [re.compile(pattern) for pattern in patterns]
    return tuple(b for b in blocks if not (b.text and any(pattern.fullmatch(b.text) for pattern in removed)))


def without_lone_ampersands(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """«&» as a whole paragraph is what an import left of an entity."""
    return tuple(b for b in blocks if b.kind in ("image", "embed") or not LONE.fullmatch(b.text))


def without_heading_at_end(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """«التعليقات» (comments) as the last line belongs to the page."""
    kept = list(blocks)
    while kept and kept[-1].text and HEADING_AT_END.fullmatch(kept[-1].text):
        kept.pop()
    return tuple(kept)


def without_title(blocks: Sequence[Block], title: str | None) -> tuple[Block, ...]:
    """The title, where the body begins with it once more."""
    said = words(title or "")
    for place, block in enumerate(blocks):
        if block.text:
            if said and words(block.text) == said:
                return (*blocks[:place], *blocks[place + 1 :])
            break
    return tuple(blocks)


def without_second_copy(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A body printed twice, wholly or from its second paragraph on, keeps the first copy.

    Words are compared in their comparison form, so a copy whose paragraphs were joined otherwise is found
    too. A block goes when most of its words lie in a repeated span.
    """
    said = [words(block.text) for block in blocks]
    flat = [word for block in said for word in block]
    again = repeated(flat)
    if sum(again) < LEAST_SHARE * len(flat):
        return tuple(blocks)
    kept, start = [], 0
    for block, block_words in zip(blocks, said, strict=True):
        end = start + len(block_words)
        if not block_words or sum(again[start:end]) <= len(block_words) / 2:
            kept.append(block)
        start = end
    return without_repeated_images(kept)


def repeated(flat: Sequence[str]) -> list[bool]:
    """For each word, whether it stands in a span of LEAST_SPAN words or more that was read before.

    A run of RUN words seen earlier anchors a span, which grows word by word while the two copies agree.
    """
    again = [False] * len(flat)
    seen: dict[tuple[str, ...], int] = {}
    place = 0
    while place + RUN <= len(flat):
        earlier = seen.get(run := tuple(flat[place : place + RUN]))
        if earlier is None or earlier + RUN > place:
            seen.setdefault(run, place)
            place += 1
            continue
        length = RUN
        while (
            place + length < len(flat)
            and earlier + length < place
            and flat[earlier + length] == flat[place + length]
        ):
            length += 1
        if length >= LEAST_SPAN:
            again[place : place + length] = [True] * length
        place += length
    return again


def without_echoes(blocks: Sequence[Block], title: str | None) -> tuple[Block, ...]:
    """An `alt` that only repeats the headline describes no picture."""
    said = words(title or "")
    return tuple(replace(b, alt=None) if b.alt and words(b.alt) == said else b for b in blocks)


def without_repeated_images(blocks: Sequence[Block]) -> tuple[Block, ...]:
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if block.kind == "image" and block.url:
            if block.url in seen:
                continue
            seen.add(block.url)
        kept.append(block)
    return tuple(kept)


class Clean:
    """The pipeline: `clean` on every item, then the lines learned from earlier crawls."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.learned: frozenset[str] | None = None  # settled by the first item, for the whole crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Clean":
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        source: Source = self.crawler.spider.source  # type: ignore[union-attr]
        frontier: Frontier = self.crawler.spider.frontier  # type: ignore[union-attr]
        if self.learned is None:
            if not frontier.dry_run:
                with transaction(frontier.connection):
                    learn_within(frontier.connection, source.name)
            self.learned = frozenset(line.line for line in learned(frontier.connection, source.name))
        article = clean(item.article, source)
        if self.learned:
            # An article stored with a line keeps it when its page is looked at again: we learned, it did not change
            known = None if frontier.is_replay else find(frontier.connection, item)
            kept = {line for _, line in lines(blocks_from_json(known["blocks"]))} if known else set()
            article = replace(article, blocks=without_learned(article.blocks, self.learned - kept))
        item.article = article
        return item
