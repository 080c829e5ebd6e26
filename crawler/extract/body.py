"""Which pieces of the body are the article: trafilatura's judgement, set right by the page's own order."""

import html as html_module
import logging
import re
from collections.abc import Callable
from copy import copy
from functools import cached_property

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document, Extractor

from crawler.extract import elements, structured, walk
from crawler.extract.metadata import Page
from crawler.extract.page import Node, select
from crawler.extract.place import Place, is_marked, is_the_page
from crawler.extract.teasers import teasers
from crawler.extract.walk import Piece

# It warns of every page without text; the verdict on a page is ours and is counted.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Precision: what it doubts is taken back here by its place. Its cache of repeated text stays off, so that
# no page's reading depends on another's.
_OPTIONS = Extractor(output_format="txt", fast=True, precision=True, comments=False, dedup=False)


LEAST_TOLD = 40  # words
MOST_CAPTION = 25  # words
MOST_FORM_WORDS = 40
MOST_JUDGED = 1000  # paragraphs given to trafilatura
WINDOW = 20_000  # letters; longer than almost any article
FARTHEST = 10 * WINDOW


# Elements inside a line: each costs trafilatura what a paragraph costs, and says nothing of what is the article.
_INLINE = ("span", "font", "b", "strong", "i", "em", "u", "small", "sup", "sub", "mark", "bdi", "bdo")
_SILENT = ("script", "style", "noscript", "iframe", "ins", "picture", "img", "video", "svg")


class Unreadable(Exception):
    """trafilatura broke on the page's tree."""


# What trafilatura can raise on an odd tree: it catches TypeError and ValueError itself.
_BREAKAGES = (AttributeError, IndexError, KeyError, AssertionError, RecursionError, etree.LxmlError)


def pieces(place: Place, page: Page, picture: walk.Picture, embed: walk.Picture) -> list[Piece]:
    """The pieces of the body that are the article's, in the page's order.

    trafilatura reads the body's element alone and says which of the text in doubt is the article. The page itself
    says where each piece and image stands and how its words are spaced. Prose that trafilatura lost
    (the first and last paragraph, most often) is taken back. Raises `Unreadable`.
    """
    dropped = set(place.beside) | {
        node
        for selector in (page.source.drop if page.source else ())
        for node in select(place.node, selector)
    }
    letters = len(place.node.text_content())
    others = teasers(place.node, page.url)
    may_be_the_text = place.by_source or is_marked(place.start)  # as the entries of a live page are
    if not may_be_the_text or sum(len(box.text_content()) for box in others) * 2 < letters:
        dropped |= others
    dropped |= _forms(place.node)

    left_out: set[Node] = set()

    def drop(node: Node) -> bool:
        if node in dropped or (
            elements.is_furniture(node) and not is_the_page(node, len(node.text_content()) / (letters or 1))
        ):
            left_out.add(node)
            return True
        return False

    found = walk.read(place.node, drop, picture, embed)
    kept = Kept(lambda: _judged(place.node, left_out))
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


def _judged(node: Node, left_out: set[Node]) -> str:
    """The text that trafilatura takes for the article's. It looks for the
    article inside what it gets: a bare `<div>` of lines, given as it is, it would find empty.
    """
    page, article, inner = html.Element("body"), html.Element("article"), copy(node)
    inner.tail = None
    for twin in [twin for twin, one in zip(inner.iter(), node.iter(), strict=True) if one in left_out]:
        twin.drop_tree()
    etree.strip_elements(inner, *walk.SILENT, *walk.PICTURES, with_tail=False)
    etree.strip_tags(inner, *_INLINE)
    _join_alike(inner)
    _shorten(inner)
    page.append(article)
    article.append(inner)
    try:
        read = trafilatura.bare_extraction(page, options=_OPTIONS)
    except _BREAKAGES as error:
        raise Unreadable(repr(error)) from error
    return read.raw_text or "" if isinstance(read, Document) else ""


def _join_alike(body: Node) -> None:
    """Paragraphs in a row, or line breaks, that differ in their words alone become one: none is more the article
    than the other.
    """
    rows: list[list[Node]] = []
    for node in body.iter("p", "br"):
        before = node.getprevious()
        if rows and rows[-1][-1] is before and _is_alike(before, node):
            rows[-1].append(node)
        elif not len(node):
            rows.append([node])
    for first, *others in rows:
        parent = first.getparent()
        if not others or parent is None:
            continue
        if first.tag == "p":
            first.text = "\n".join(node.text or "" for node in (first, *others))
        else:
            first.tail = "\n".join(node.tail or "" for node in (first, *others))
        for node in others:
            parent.remove(node)


def _is_alike(before: Node, node: Node) -> bool:
    if node.tag != before.tag or len(node):
        return False
    return node.tag == "br" or (node.attrib == before.attrib and not (before.tail or "").strip())


def _shorten(body: Node) -> None:
    """Without the middle of a text as long as books are: its ends tell enough of it, and it takes seconds."""
    blocks = [node for node in body.iter("p", "li", "div", "br") if not len(node) or node.tag != "div"]
    for node in blocks[MOST_JUDGED // 2 : -MOST_JUDGED // 2] if len(blocks) > MOST_JUDGED else ():
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


class Kept:
    """What trafilatura kept, to be asked for one piece after the other. It reads the body at the first question:
    where the source names the element and nothing in it is in doubt, its answer would change nothing. A text of
    the length of a book is searched around the piece before, so that the time grows with the text and not with
    its square.
    """

    def __init__(self, read: Callable[[], str]) -> None:
        self.read = read
        self.at = 0
        self.reach = WINDOW

    @cached_property
    def letters(self) -> str:
        return squeeze(self.read())

    def holds(self, letters: str) -> bool:
        found = self.letters.find(letters, max(0, self.at - WINDOW), self.at + self.reach)
        if found >= 0:
            self.at, self.reach = found, WINDOW
        return found >= 0

    def pass_by(self, text: str) -> None:
        """A piece that nobody asks about: what comes next stands so much farther down."""
        self.reach = min(self.reach + len(text), FARTHEST)

    def holds_ends(self, text: str) -> bool:
        """Does it hold this text, or most of it: a link in its midst may have been cut out?"""
        letters = squeeze(text)
        if len(letters) < 60:
            return self.holds(letters)
        middle = len(letters) // 2
        ends = self.holds(letters[:25]), self.holds(letters[-25:])
        return all(ends) or (any(ends) and self.holds(letters[middle : middle + 25]))


def squeeze(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text)


def _belongs(piece: Piece, kept: Kept, sure: bool) -> bool:
    linked = piece.linked > 0.8
    if (
        linked
        and piece.kind == "item"
        and any(link.get("href", "").startswith("#") for link in piece.node.iter("a"))
    ):
        return False  # a table of contents
    if linked and not piece.text.startswith(("http://", "https://", "www.")):
        return piece.kind in ("heading", "item") and kept.holds(squeeze(piece.text))
    if piece.kind in ("table", "code"):
        return True
    if sure and piece.linked < 0.5:
        kept.pass_by(piece.text)
        return True  # prose that trafilatura doubts is taken back where it stands
    if kept.holds_ends(piece.text):
        return True
    words = piece.text.count(" ") + 1
    return not sure and piece.linked < 0.3 and words >= 8 and bool(walk.SENTENCE_END.search(piece.text))
