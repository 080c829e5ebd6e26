"""From a page's bytes to one tree: the charset by evidence, the parse, and what the tree says of itself."""

import codecs
import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urljoin

from lxml import etree, html
from parsel import css2xpath

from crawler.items import Rejected
from crawler.urls import host_of

Node = html.HtmlElement

# Many times as fast as itertext().
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)

# One class for all elements: lxml.html asks Python for the class of each element it touches.
_PLAIN = etree.ElementDefaultClassLookup(element=html.HtmlElement)

_CLASS = re.compile(r"@class and contains\(concat\((?=' ', normalize-space\(@class\), ' '\), ' ([\w-]+) '\))")

MOST_BYTES = 10_000_000
LONGEST_LINE = 120  # letters, of a byline or a date with all that stands beside it
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)
# What lxml reads and does not write: control characters, U+FFFE and U+FFFF
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
_BLANK_ASCII = b" " * 128 + bytes(range(128, 256))
MOST_WORDS = 2000  # of whose letters the charset is told
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TAG = re.compile(
    rb"<\s*(?:!doctype|html|head|body|meta|title|div|p|table|article|span|font|center|h[1-6]|br|a|ul)\b",
    re.IGNORECASE,
)
_XML = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b")
# The letters most frequent in Arabic and Persian text; in the wrong charset they fall elsewhere.
# Only letters beside each other count: French in Latin 1 has its accents one by one.
_FREQUENT = re.compile("[اليمونرتبعدهسفكقحةجشطصخأىی]+")


def parse(page: bytes) -> Node | Rejected:
    """The page as one tree, without comments and embedded `data:` images (one such image of 8 KB costs
    trafilatura 0.2 s), with a newline after every `<br>`. Rejected as `empty`, `not html` or `too large` where
    there is nothing to read.
    """
    if not page.strip(b"\0 \t\r\n\f"):
        return Rejected("empty")
    if len(page) > MOST_BYTES:
        return Rejected("too large")
    if page.startswith(_MAGIC) or _XML.search(page[:1000]):
        return Rejected("not html")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_PLAIN)
    try:
        tree = html.document_fromstring(utf8(page), parser=parser)
    except (etree.LxmlError, ValueError):  # nothing but a comment, for one
        return Rejected("empty")
    if not _TAG.search(page[:20_000].replace(b"\0", b"")):
        return Rejected("not html")
    for line_break in tree.iter("br"):  # whoever reads the text alone must not glue two words
        line_break.tail = f"\n{line_break.tail or ''}"
    if b"data:" in page:
        for element in tree.iter("img", "source", "amp-img", "iframe", "video", "embed"):
            for name in ("src", "srcset"):
                if element.get(name, "").startswith("data:"):
                    del element.attrib[name]
    return tree


def utf8(page: bytes) -> bytes:
    """The page's text as UTF-8, whatever it came in and whatever it claims.

    A byte order mark settles it. Text that is valid UTF-8 is UTF-8, since Arabic in another charset never
    is by chance. Otherwise, of the declared charset, windows-1256, ISO-8859-6 and damaged UTF-8, the one
    in which most letters beyond ASCII are the common ones of Arabic; where none has them, the declared one
    or windows-1252.
    """
    for mark, name in _BOMS:
        if page.startswith(mark):
            return _clean(page[len(mark) :].decode(name, "replace").encode())
    if page[:40].count(b"\0") > 10:
        return _clean(page.decode("utf-16-le" if page[1:2] == b"\0" else "utf-16-be", "replace").encode())
    try:
        page.decode()
    except UnicodeDecodeError:
        return _clean(page.decode(likely_charset(page), "replace").encode())
    return _clean(page)


def _clean(page: bytes) -> bytes:
    return _NO_CHARACTERS.sub(b"", page.translate(None, _CONTROLS))


def likely_charset(page: bytes) -> str:
    """Of a page that is no valid UTF-8: see `utf8`."""
    beyond_ascii = b" ".join(page.translate(_BLANK_ASCII).split(None, MOST_WORDS)[:MOST_WORDS])
    names = ["utf-8", "windows-1256", "iso-8859-6"]
    declared = _DECLARED.search(page)
    if declared:
        with suppress(LookupError):
            names.insert(0, codecs.lookup(declared[1].decode("ascii", "replace")).name)
    shares = {name: _arabic_share(beyond_ascii.decode(name, "replace")) for name in names}
    best = max(names, key=lambda name: shares[name])  # of equals the first: the declared one
    if shares[best] > 0.4:
        return best
    return names[0] if declared and names[0] != "utf-8" else "windows-1252"


def _arabic_share(text: str) -> float:
    words = text.split()
    letters = "".join([word for word in words if len(word) > 1])
    return (len(letters) - len(_FREQUENT.sub("", letters))) / sum(map(len, words)) if words else 0.0


@lru_cache(maxsize=2000)
def _path(selector: str) -> etree.XPath:
    # A plain look for the name first: taking every class of the page apart costs more than the parse.
    return etree.XPath(_CLASS.sub(r"contains(@class, '\1') and contains(concat(", css2xpath(selector)))


def select(tree: Node, selector: str) -> list[Node | str]:
    """What a CSS selector finds, in page order; strings where it ends in `::text` or `::attr()`."""
    found = _path(selector)(tree)
    return found if isinstance(found, list) else []


def words_of(found: Node | str) -> str:
    """The text of what `select` found, on one line."""
    return " ".join((found if isinstance(found, str) else found.text_content()).split())


def spaced_words_of(found: Node | str) -> str:
    """The same with a space where one element ends and another begins: for bylines, dates, labels."""
    return " ".join(" ".join(_TEXTS(found)).split()) if not isinstance(found, str) else words_of(found)


def short_words_of(node: Node, most: int) -> str:
    """As `spaced_words_of`; empty where there are more than `most` letters."""
    if not len(node):
        text = " ".join((node.text or "").split())
    elif sum(map(len, texts := _TEXTS(node))) > 6 * most:  # with all its blanks
        return ""
    else:
        text = " ".join(" ".join(texts).split())
    return text if len(text) <= most else ""


def base_url(tree: Node, url: str | None) -> str:
    """What the page's relative addresses are relative to; empty where nobody knows."""
    for base in tree.iter("base"):
        if href := base.get("href", "").strip():
            return _join(url or "", href)
    return url or ""


def absolute(base: str, address: str) -> str | None:
    """An address of the page as a whole one, otherwise as it stands; None where it leads nowhere."""
    address = re.sub(r"[\t\r\n]", "", address).strip().replace(" ", "%20")
    if not address or address.startswith(("#", "data:", "javascript:", "about:", "blob:", "mailto:")):
        return None
    return _join(base, address) or None


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # like http://[
        return ""


def canonical_url(page: bytes | Node, url: str | None = None) -> str | None:
    """The address that the page itself names as its own: rel=canonical, else og:url."""
    tree = parse(page) if isinstance(page, bytes) else page
    if isinstance(tree, Rejected):
        return None
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for address in tree.xpath(path):
            whole = absolute(base_url(tree, url), str(address))
            if whole and host_of(whole):
                return whole
    return None
