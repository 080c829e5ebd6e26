"""From a body's pieces to the article's blocks: the furniture among its lines taken out."""

import re
from itertools import pairwise

from lxml import etree

from crawler.extract import dates
from crawler.extract.furniture import Line, is_publishers_line, line_kind
from crawler.extract.metadata import Page
from crawler.extract.walk import Piece
from crawler.items import Block
from crawler.text import comparison_form, repair

_is_bold = etree.XPath("boolean(descendant-or-self::*[self::b or self::strong or self::h2 or self::h3])")
_CAPTION_NAME = re.compile(r"caption|(?:img|image|photo|pic)[-_]?desc", re.IGNORECASE)
MOST_CAPTION = 60  # words
SHORT = 25  # words; a longer line after "read also" is the article again
TOP = 4  # pieces: where the title, the byline and the date are repeated


def article_blocks(
    page: Page, title: str | None, featured: list[Piece], pieces: list[Piece]
) -> tuple[str | None, list[Block], list[str]]:
    """The title, the blocks of the article, and the label lines that stood above and below its text. The title may be
    found here: on pages that have it only as the first line of the text and inside a longer `<title>`.
    """
    for piece in pieces:
        if piece.kind != "code":
            piece.text = "\n".join(repair(line) for line in piece.text.split("\n"))
    texts = _without_furniture(pieces, page.source.remove if page.source else ())
    if title_piece := _title_among(page, title, texts):
        if page.heading is None:
            title = " ".join(title_piece.text.split())
        above = texts[: texts.index(title_piece)]
        below = texts[len(above) + 1 :]
        texts = [piece for piece in above if not piece.text or not _only_labels(above)] + below
    if title is None and (line := _first_line(page, texts)):
        title = line.text
        texts = [piece for piece in texts if piece is not line]
    texts = _without_captions(texts)
    labels = _top_labels(page, texts)
    texts = [piece for piece in texts if not any(piece is label for label in labels)]
    while texts and _is_sign_off(texts[-1]):
        labels.append(texts.pop())
    texts = featured + texts
    blocks = [
        Block(piece.kind, piece.text, piece.url, piece.caption, piece.alt, piece.credit)
        for piece in texts
        if piece.text or piece.url
    ]
    return title, blocks, [label.text for label in labels]


def _without_furniture(pieces: list[Piece], remove: tuple[str, ...]) -> list[Piece]:
    kept: list[Piece] = []
    total = sum(len(piece.text) for piece in pieces)
    read = 0
    in_list = False
    for piece in pieces:
        read += len(piece.text)
        if piece.kind in ("image", "embed"):
            if not in_list or piece.kind == "embed":
                kept.append(piece)
            continue
        if is_publishers_line(piece.text, remove):
            continue
        kind = line_kind(piece.text, piece.linked)
        if kind is Line.REST:
            if read > total * 0.4:
                break
            continue
        if kind is Line.LIST:
            in_list = True
            continue
        if kind is Line.ALONE:
            continue
        if in_list and piece.linked > 0.5 and piece.text.count(" ") < SHORT:
            continue
        in_list = False
        kept.append(piece)
    return _without_last_headings(kept)


def _without_last_headings(pieces: list[Piece]) -> list[Piece]:
    """A heading with nothing below it announced what was taken out."""
    last = next((at for at in range(len(pieces) - 1, -1, -1) if pieces[at].kind != "image"), None)
    while last is not None and pieces[last].kind == "heading":
        del pieces[last]
        last = next((at for at in range(len(pieces) - 1, -1, -1) if pieces[at].kind != "image"), None)
    return pieces


def _title_among(page: Page, title: str | None, texts: list[Piece]) -> Piece | None:
    """The piece among the first that repeats the title, or that the page's own `<title>` holds whole."""
    told = comparison_form(title or "").replace(" ", "")
    if not told:
        return None
    for piece in [piece for piece in texts if piece.text][:TOP]:
        if len(piece.text) > 4 * len(told):
            continue  # however it is spelt
        form = comparison_form(piece.text).replace(" ", "")
        if form == told:
            return piece
        if page.heading is None and piece.text.count(" ") >= 3 and len(form) > 20 and form in told:
            return piece
    return None


def _only_labels(pieces: list[Piece]) -> bool:
    return all(not piece.text or piece.text.count(" ") < 8 for piece in pieces)


def _top_labels(page: Page, texts: list[Piece]) -> list[Piece]:
    """The byline, date and breadcrumb lines above the first paragraph."""
    first_long = next((at for at, piece in enumerate(texts) if piece.text.count(" ") >= 10), 0)
    short = [
        piece
        for piece in texts[:first_long]
        if piece.kind in ("paragraph", "item", "quote") and _is_label(piece.text)
    ]
    if any(_is_top_line(piece.text, page) for piece in short):  # the one gives the others away
        return short
    return [
        piece
        for piece in short
        if _BYLINE_NAME.search(piece.node.get("class", "")) or _DATELINE.fullmatch(piece.text)
    ]


_BYLINE_NAME = re.compile(r"(?:^|[\s_-])(?:author|byline|writer|wr|by|auth)(?:$|[\s_-])", re.IGNORECASE)
_DATELINE = re.compile(r"[^\d\s:.،]+(?: [^\d\s:.،]+)? [-–—/|] [^\d:.،]{4,40}:?")
_BYLINE = re.compile(
    r"^(?:بقلم|بواسطة|كتب|كتبت|إعداد|اعداد|ترجمة|تحرير|نشر في|نشرت في|تاريخ النشر|آخر تحديث|الكاتب|المصدر|نویسنده)\s*[:：/-]?\s*\S"
    r"|^(?:author|role|by|published|updated)\s*[,:]?\s+\S",
    re.IGNORECASE,
)


def _is_label(text: str) -> bool:
    return text.count(" ") <= 8 and not text.endswith((".", "؟", "!", "…", '"', "»"))


def _is_top_line(text: str, page: Page) -> bool:
    if comparison_form(text) in page.site_names or _BYLINE.match(text):
        return True
    if re.search(r"\d{4}", text) and dates.parse(text) is not None:
        return True
    return bool(re.fullmatch(r"[A-Z]+[/\d-]+\S*|[\d\s/:.-]+", text))


def _first_line(page: Page, texts: list[Piece]) -> Piece | None:
    """The headline of a page that marks none: a short first line in bold letters, or above a date, a byline or an
    image."""
    first = next((piece for piece in texts if piece.text), None)
    if first is None or not 3 <= first.text.count(" ") <= 20 or first.text.endswith((".", "،", ":", "؛")):
        return None
    below = next((piece for piece in texts[texts.index(first) + 1 :]), None)
    if below is None or _is_top_line(first.text, page):
        return None
    set_apart = _is_bold(first.node) and not _is_bold(below.node) and first.linked == 0
    announced = below.kind == "image" or (_is_label(below.text) and _is_top_line(below.text, page))
    return first if set_apart or announced else None


def _is_caption(line: Piece) -> bool:
    return bool(_CAPTION_NAME.search(line.node.get("class", ""))) and line.text.count(" ") < MOST_CAPTION


def _without_captions(texts: list[Piece]) -> list[Piece]:
    """Without the lines that an image beside them already carries as its caption, or that are named so below it."""
    for image, line in pairwise(texts):
        if image.kind == "image" and line.kind == "paragraph" and not image.caption and _is_caption(line):
            image.caption = line.text
    captions = {
        comparison_form(words)
        for piece in texts
        for words in (piece.caption, piece.credit, piece.alt)
        if piece.kind == "image" and words
    }
    if not captions:
        return texts
    kept = []
    for at, piece in enumerate(texts):
        beside = any(other.kind == "image" for other in texts[max(0, at - 2) : at + 2])
        if not (
            beside and piece.kind in ("paragraph", "heading") and comparison_form(piece.text) in captions
        ):
            kept.append(piece)
    return kept


_SIGN_OFF = re.compile(
    r"[-–—\s]*[(\[]?\s*(?:المصدر\s*[:：/]?\s*.{2,60}"
    r"|(?:وكالات|رويترز|بترا|الأناضول|واس|وام|قنا|كونا|سانا|وفا|أ\.?\s?ف\.?\s?ب|د\.?\s?ب\.?\s?أ"
    r"|و\.?\s?م\.?\s?ع|سبوتنيك|شينخوا|CNN|BBC|AFP|AP|Reuters|DPA|وكالة الأنباء \w+)"
    r"(?:\s*[-–،,+/]\s*\w[\w .]{1,20})*)\s*[)\]]?\s*\.?"
)


_INITIALS = re.compile(r"[-–—\s(]*(?:[^\W\d_]{1,2}[\s./،-]+)+[^\W\d_]{0,2}[-–—)\s]*")  # - مل - , م ع/ ف ح


def _is_sign_off(piece: Piece) -> bool:
    """A last line that names the agency, or without any letter, as an article's number under it."""
    if piece.kind != "paragraph" or piece.text.count(" ") > 8:
        return False
    return (
        not re.search(r"[^\W\d_]", piece.text)
        or bool(_SIGN_OFF.fullmatch(piece.text))
        or bool(_INITIALS.fullmatch(piece.text))
    )
