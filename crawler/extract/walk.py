"""From an element to its pieces in reading order: paragraphs, headings, items, tables, images, embeds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.extract import tables
from crawler.extract.page import Node
from crawler.items import BlockKind

Drop = Callable[[Node], bool]
Picture = Callable[[Node], "Piece | None"]

# Inside a run of text: a <br>, a link's start and end; no page has them
BREAK, OPEN, CLOSE = "\0", "\1", "\2"
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "amp-story",
        "hgroup",
    ]
)
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "title",
        "meta",
        "link",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "label",
        "object",
        "param",
        "embed",
        "canvas",
        "map",
        "area",
        "progress",
        "dialog",
        "audio",
        "video",
        "iframe",
        "amp-ad",
        "amp-iframe",
    ]
)
BOXES = frozenset(("div", "li", "td", "section", "header"))
SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid)")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
PICTURES = frozenset(("img", "amp-img", "picture"))
EMBEDS = frozenset(("iframe", "video", "audio", "amp-iframe", "amp-youtube", "amp-twitter"))
QUOTED_POSTS = re.compile(
    r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|fb-post|fb-video|telegram-post"
)
_LETTER = re.compile(r"\w")
SENTENCE_END = re.compile(r"[.!؟?…:؛][\s\"'»”’)\]]*$|[»”\"]$")
HEADING_WORDS = 40  # a longer "heading" is a paragraph set in large letters
MOST_CAPTION_WORDS = 80
LONG_LINE = 120  # letters; a line this long is a paragraph of its own


@dataclass(slots=True)
class Piece:
    """A block that may or may not be the article's, with what is needed to judge it.

    `node`: the element it stands in; `linked`: the share of its letters that are inside links.
    """

    kind: BlockKind
    node: Node
    text: str = ""
    linked: float = 0.0
    url: str | None = None
    caption: str | None = None
    alt: str | None = None
    credit: str | None = None


def read(root: Node, drop: Drop, picture: Picture, embed: Picture) -> list[Piece]:
    """The pieces inside `root`. `drop`: elements to leave out with all they hold; `picture` and `embed`
    make the piece of an image or embed element, or None where it is none of the article's.

    A line break (`<br>`) ends a paragraph where two stand together, or where the lines are sentences of
    their own, as in bodies without any `<p>`; otherwise, as in verse, it stays inside as a newline.
    """
    walker = _Walker(drop, picture, embed)
    walker.inside(root, "paragraph")
    walker.flush(root, "paragraph")
    return walker.pieces


class _Walker:
    def __init__(self, drop: Drop, picture: Picture, embed: Picture) -> None:
        self.drop, self.picture, self.embed = drop, picture, embed
        self.pieces: list[Piece] = []
        self.run: list[str] = []
        self.waiting: list[Piece] = []  # images in the middle of a line: they follow it
        self.links = 0  # how many links are open around what is read now

    def inside(self, node: Node, kind: BlockKind) -> None:
        if node.text:
            self.run.append(node.text)
        apart = len(node) > 1 and node.tag in BOXES and _is_labels(node)
        for child in node:
            self.visit(child, kind)
            if apart:
                self.run.append(" ")
            elif child.tail:
                self.run.append(child.tail)

    def visit(self, node: Node, kind: BlockKind) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            self.run.append(BREAK)
        elif tag in PICTURES:
            self.place(self.picture(node), node, kind)
        elif tag in EMBEDS:
            self.place(self.embed(node), node, kind)
        elif tag == "noscript":
            for image in node.iter("img"):
                self.place(self.picture(image), node, kind)
        elif (names := node.get("class")) and QUOTED_POSTS.search(names):
            self.flush(_parent(node), kind)
            self.place(self.embed(node), node, kind)
        elif tag in SILENT or self.drop(node):
            if tag in BLOCKS:
                self.flush(_parent(node), kind)
        elif tag in BLOCKS or ((style := node.get("style")) and SHOWN_AS_BLOCK.search(style)):
            self.flush(_parent(node), kind)
            self.block(node, kind)
        elif tag == "a" and node.get("href"):
            self.run.append(OPEN)
            self.links += 1
            self.inside(node, kind)
            self.links -= 1
            self.run.append(CLOSE)
        elif "-" in tag and len(node) == 0 and not (node.text or "").strip():
            self.place(self.embed(node), node, kind)
        else:
            self.inside(node, kind)

    def block(self, node: Node, kind: BlockKind) -> None:
        tag = node.tag
        if tag == "table" and tables.is_data(node):
            self.pieces.append(Piece("table", node, tables.text_of(node)))
            return
        if tag == "figure" and self.pictured(node, kind):
            return
        if tag == "pre":
            if text := node.text_content().strip("\n"):
                self.pieces.append(Piece("code", node, text))
            return
        if tag == "blockquote":
            kind = "quote"
        elif tag == "li":
            kind = "item"
        elif tag in HEADINGS:
            kind = "heading"
        self.inside(node, kind)
        self.flush(node, kind)

    def pictured(self, figure: Node, kind: BlockKind) -> bool:
        """A figure of images or embeds; its words are their caption and credit, and no paragraph."""
        if len(figure.text_content().split()) > MOST_CAPTION_WORDS or figure.find(".//table") is not None:
            return False
        shown = [node for node in figure.iter(*PICTURES, *EMBEDS) if _parent(node).tag != "picture"]
        for node in shown:
            self.place(self.picture(node) if node.tag in PICTURES else self.embed(node), node, kind)
        return bool(shown)

    def place(self, piece: Piece | None, node: Node, kind: BlockKind) -> None:
        if piece is None:
            return
        line = "".join(self.run).rpartition(BREAK)[2]
        if _LETTER.search(line):
            self.waiting.append(piece)
        else:
            self.flush(_parent(node), kind)
            self.pieces.append(piece)

    def flush(self, node: Node, kind: BlockKind) -> None:
        if self.run:
            text = "".join(self.run)
            self.run = [OPEN] if self.links else []  # a link may hold whole blocks
            for lines in _paragraphs(text):
                shown = "\n".join(line for line, _ in lines)
                if not _LETTER.search(shown):
                    continue
                linked = sum(letters for _, letters in lines) / len(shown)
                as_kind: BlockKind = (
                    "paragraph" if kind == "heading" and shown.count(" ") >= HEADING_WORDS else kind
                )
                self.pieces.append(Piece(as_kind, node, shown, min(linked, 1.0)))
        if self.waiting:
            self.pieces += self.waiting
            self.waiting = []


def _is_labels(box: Node) -> bool:
    """A box of nothing but small elements of different kinds: they stand apart in the page's style, not in its text."""
    if (box.text and box.text.strip()) or any(child.tail and child.tail.strip() for child in box):
        return False
    return len({(child.tag, child.get("class")) for child in box}) > 1


def _parent(node: Node) -> Node:
    parent = node.getparent()
    return node if parent is None else parent


def _paragraphs(text: str) -> list[list[tuple[str, int]]]:
    """A run of text as paragraphs of lines, each with the count of its letters inside links."""
    if BREAK not in text and OPEN not in text:
        line = " ".join(text.split())
        return [[(line, 0)]] if line else []
    paragraphs: list[list[tuple[str, int]]] = []
    open_link = False
    for part in re.split(r"\0\s*(?:\0\s*)+", text.replace(OPEN + CLOSE, "")):
        lines: list[tuple[str, int]] = []
        for raw in part.split(BREAK):
            line, letters, open_link = _line(raw, open_link)
            if line:
                lines.append((line, letters))
        sentences = sum(bool(SENTENCE_END.search(line)) or len(line) > LONG_LINE for line, _ in lines)
        if len(lines) > 1 and sentences * 2 >= len(lines):
            paragraphs += [[line] for line in lines]
        elif lines:
            paragraphs.append(lines)
    return paragraphs


def _line(raw: str, open_link: bool) -> tuple[str, int, bool]:
    linked = 0
    for mark, words in re.findall(r"([\1\2]?)([^\1\2]*)", raw):
        if mark:
            open_link = mark == OPEN
        if open_link:
            linked += len(words.strip())
    return " ".join(re.sub(r"[\1\2]", "", raw).split()), linked, open_link
