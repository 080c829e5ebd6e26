"""Which pieces of the body are the article: trafilatura's judgement, set right by the page's own order."""

import html as html_module
import logging
import re
from copy import copy

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document, Extractor

from crawler.extract import elements, structured, walk
from crawler.extract.metadata import Page
from crawler.extract.page import Node, select
from crawler.extract.place import Place, is_the_page
from crawler.extract.teasers import teasers
from crawler.extract.walk import Piece

# It warns of every page without text; the verdict on a page is ours and is counted.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Precision: what it doubts is taken back here by its place. Its cache of repeated text stays off, so that
# no page's reading depends on another's.
_OPTIONS = Extractor(output_format="python", fast=True, precision=True, comments=False, dedup=False)


LEAST_TOLD = 40  # words
MOST_CAPTION = 25  # words
MOST_FORM_WORDS = 40
MOST_JUDGED = 1000  # paragraphs given to trafilatura
WINDOW = 20_000  # letters; longer than almost any article


# Elements inside a line: each costs trafilatura what a paragraph costs, and says nothing of what is the article.
_INLINE = ("span", "font", "b", "strong", "i", "em", "u", "small", "sup", "sub", "mark", "bdi", "bdo")


class Unreadable(Exception):
    """trafilatura broke on the page's tree."""


# What trafilatura can raise on an odd tree: it catches TypeError and ValueError itself.
_BREAKAGES = (AttributeError, IndexError, KeyError, AssertionError, RecursionError, etree.LxmlError)


def pieces(place: Place, page: Page, picture: walk.Picture, embed: walk.Picture) -> list[Piece]:
    """The pieces of the body that are the article's, in the page's order.

    trafilatura reads the body's element alone and says which of its text is the article. The page itself
    says where each piece and image stands and how its words are spaced. Prose that trafilatura lost
    (the first and last paragraph, most often) is taken back. Raises `Unreadable`.
    """
    dropped = {
        node
        for selector in (page.source.drop if page.source else ())
        for node in select(place.node, selector)
    }
    letters = len(place.node.text_content())
    others = teasers(place.node, page.url)
    if not place.sure or sum(len(box.text_content()) for box in others) * 2 < letters:
        dropped |= others
    dropped |= _forms(place.node)

    def drop(node: Node) -> bool:
        if node in dropped:
            return True
        if not elements.is_furniture(node):
            return False
        return not is_the_page(node, len(node.text_content()) / (letters or 1))

    found = walk.read(place.node, drop, picture, embed)
    kept = Kept(_judged(place.node))
    chosen = {
        id(piece)
        for piece in found
        if piece.kind not in ("image", "embed") and _belongs(piece, kept, place.sure)
    }
    _choose_headings(found, chosen)
    _choose_images(found, chosen, place.node)
    return [piece for piece in found if id(piece) in chosen]


def _forms(body: Node) -> set[Node]:
    """The boxes around fields that the reader is to fill: newsletters, polls, searches."""
    found = set()
    for field in body.iter("input", "textarea", "select"):
        if field.get("type") == "hidden":
            continue
        box = None
        for up in field.iterancestors():
            if up is body or up.tag in ("form", "body") or up.text_content().count(" ") > MOST_FORM_WORDS:
                break
            box = up
        if box is not None:
            found.add(box)
    return found


def is_told(page: Page) -> bool:
    """Does JSON-LD hold the article's text?"""
    text = page.data.get("articleBody")
    return isinstance(text, str) and text.count(" ") >= LEAST_TOLD


def told(page: Page, found: list[Piece]) -> list[Piece]:
    """The paragraphs of JSON-LD's `articleBody`, where the page that the browser is to build shows next to none of
    them; otherwise none.
    """
    if not is_told(page):
        return []
    text = str(page.data["articleBody"])
    lines = [
        line
        for part in re.split(r"\n|</p>|<br\s*/?>", html_module.unescape(text))
        if (line := structured.plain(part))
    ]
    shown = squeeze("".join(piece.text for piece in found))
    if sum(squeeze(line)[:30] in shown for line in lines) * 2 >= len(lines) or len(shown) * 2 > len(
        squeeze(text)
    ):
        return []
    images = [piece for piece in found if piece.kind in ("image", "embed")] if shown else []
    return images + [Piece("paragraph", page.tree, line) for line in lines]


def _choose_headings(found: list[Piece], chosen: set[int]) -> None:
    """A heading belongs to the text below it."""
    below = False
    for piece in reversed(found):
        if piece.kind == "heading":
            if below and piece.linked < 0.5:
                chosen.add(id(piece))
        elif piece.kind not in ("image", "embed"):
            below = id(piece) in chosen


def _choose_images(found: list[Piece], chosen: set[int], body: Node) -> None:
    """An image belongs with the text in its own corner of the body: where all of that was left out, as in
    a box that recommends another article, it is left out too.
    """
    told: dict[Node, bool] = {}
    for piece in found:
        if piece.kind in ("image", "embed"):
            continue
        if id(piece) not in chosen and not piece.linked and piece.text.count(" ") < MOST_CAPTION:
            continue  # a caption of its own making: it says nothing of its image
        for up in (piece.node, *piece.node.iterancestors()):
            told[up] = told.get(up, False) or id(piece) in chosen
            if up is body:
                break
    for piece in found:
        if piece.kind in ("image", "embed"):
            around = (up for up in (piece.node, *piece.node.iterancestors()) if up in told)
            if told.get(next(around, body), True):
                chosen.add(id(piece))


def _judged(node: Node) -> str:
    """The text that trafilatura takes for the article's. It looks for the
    article inside what it gets: a bare `<div>` of lines, given as it is, it would find empty.
    """
    page, article, inner = html.Element("body"), html.Element("article"), copy(node)
    inner.tail = None
    etree.strip_tags(inner, *_INLINE)
    _shorten(inner)
    page.append(article)
    article.append(inner)
    try:
        read = trafilatura.bare_extraction(page, options=_OPTIONS)
    except _BREAKAGES as error:
        raise Unreadable(repr(error)) from error
    return read.text or "" if isinstance(read, Document) else ""


def _shorten(body: Node) -> None:
    """Without the middle of a text as long as books are: its ends tell enough of it, and it takes seconds."""
    blocks = [node for node in body.iter("p", "li", "div", "br") if not len(node)]
    for node in blocks[MOST_JUDGED // 2 : -MOST_JUDGED // 2] if len(blocks) > MOST_JUDGED else ():
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


class Kept:
    """What trafilatura kept, to be asked for one piece after the other. A text of the length of a book is
    searched around the piece before, so that the time grows with the text and not with its square.
    """

    def __init__(self, text: str) -> None:
        self.lines = {squeeze(line) for line in text.split("\n")}
        self.letters = squeeze(text)
        self.at = 0

    def holds(self, letters: str) -> bool:
        if letters in self.lines:
            return True
        found = self.letters.find(letters, max(0, self.at - WINDOW), self.at + WINDOW)
        if found >= 0:
            self.at = found
        return found >= 0


def squeeze(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text)


def _belongs(piece: Piece, kept: Kept, sure: bool) -> bool:
    letters = squeeze(piece.text)
    if (
        piece.linked > 0.8
        and piece.kind == "item"
        and any(link.get("href", "").startswith("#") for link in piece.node.iter("a"))
    ):
        return False  # a table of contents
    if piece.linked > 0.8 and not piece.text.startswith(("http://", "https://", "www.")):
        return piece.kind in ("heading", "item") and kept.holds(letters)
    if len(letters) < 60 or letters in kept.lines:
        judged = kept.holds(letters)
    else:
        middle = len(letters) // 2
        ends = kept.holds(letters[:25]), kept.holds(letters[-25:])
        judged = all(ends) or (any(ends) and kept.holds(letters[middle : middle + 25]))
    if judged or piece.kind in ("table", "code"):
        return True
    if sure:
        return piece.linked < 0.5
    words = piece.text.count(" ") + 1
    return piece.linked < 0.3 and words >= 8 and bool(walk.SENTENCE_END.search(piece.text))
