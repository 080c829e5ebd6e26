"""Lists of other articles, told by their form: several boxes alike, each with a headline that leads elsewhere on the site."""

import re
from urllib.parse import urlsplit

from crawler.extract import elements
from crawler.extract.page import Node
from crawler.urls import host_of

_BOXES = ("div", "li", "article", "section", "tr", "td", "a", "figure")
_FEWEST = 3
_MOST_LETTERS = 700  # in a box; an article's own parts are longer
_HEADLINE_WORDS = 3
_NUMBER = re.compile(r"\d+")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\b", re.IGNORECASE)


def teasers(root: Node, url: str | None) -> set[Node]:
    """The boxes inside `root` that announce other articles. A list of things with links to where they are
    sold or kept, outside the site, is none.
    """
    host = host_of(url or "").removeprefix("www.")
    found: set[Node] = set()
    for parent in root.iter(
        "div",
        "ul",
        "ol",
        "section",
        "tbody",
        "table",
        "aside",
        "main",
        "article",
        "tr",
        "body",
        "center",
        "form",
        "td",
    ):
        if len(parent) < _FEWEST or parent in found:
            continue
        alike: dict[tuple[str, str], list[Node]] = {}
        for child in parent.iterchildren(*_BOXES):
            alike.setdefault((str(child.tag), _kind(child)), []).append(child)
        for boxes in alike.values():
            if len(boxes) >= _FEWEST and _announce(boxes, host) and not _make_up(boxes, parent):
                found.update(boxes)
    return found


def _make_up(boxes: list[Node], parent: Node) -> bool:
    """Do they make up most of an article's text, as entries of a live page do or the things of a list?"""
    body = next((up for up in (parent, *parent.iterancestors()) if elements.is_body(up)), None)
    return body is not None and sum(len(box.text_content()) for box in boxes) * 2 > len(body.text_content())


def _kind(box: Node) -> str:
    """Its first class without numbers: the others tell one post from the next."""
    names = box.get("class", "").split()
    return _NUMBER.sub("", names[0]) if names else ""


def _announce(boxes: list[Node], host: str) -> bool:
    silent = 0
    for box in boxes:
        if not _has_headline(box, host):
            silent += 1
            if silent * 5 > len(boxes):
                return False
    return all(len(box.text_content()) <= _MOST_LETTERS for box in boxes)


def _has_headline(box: Node, host: str) -> bool:
    links = [box] if box.tag == "a" else box.iter("a")
    for at, link in enumerate(links):
        if at > 4:
            return False
        if not _is_within(link.get("href", ""), host):
            continue
        if link.text_content().strip().count(" ") >= _HEADLINE_WORDS - 1:
            return True
        if box.tag != "figure" and next(link.iter("img"), None) is not None and box.find(".//p") is not None:
            return box.find(".//figcaption") is None and not _FILE.search(link.get("href", ""))
    return False


def _is_within(address: str, host: str) -> bool:
    if not address or address.startswith(("#", "mailto:", "javascript:")):
        return False
    if "//" not in address:
        return True
    try:
        there = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(host) and there.removeprefix("www.") == host
