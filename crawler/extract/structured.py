"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta tags, read with patience."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.extract.page import Node
from crawler.text import repair

ARTICLES = re.compile(
    r"(?:\w*NewsArticle|Article|BlogPosting|Report|ScholarlyArticle|TechArticle|OpinionNewsArticle|LiveBlogPosting)"
)
LARGEST = 1_000_000
_WRAPPING = ("//", "<![CDATA[", "<!--", "]]>", "-->", ";")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*$", re.DOTALL | re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_STRAY_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')
_FIELD = re.compile(
    r'"(@type|datePublished|dateModified|dateCreated|headline|articleSection|articleBody)"\s*:\s*"((?:[^"\\]|\\.)*)"'
)

_AUTHOR = re.compile(r'"author"\s*:\s*(?:\[?\s*\{[^{}]*?"name"\s*:\s*)?"((?:[^"\\]|\\.)*)"')

Data = dict[str, Any]


def meta(tree: Node) -> dict[str, list[str]]:
    """Every `<meta>`'s contents under its property, name and itemprop, in small letters; as they stand, in page order."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if not content:
            continue
        for key in {element.get("property"), element.get("name"), element.get("itemprop")} - {None}:
            found.setdefault(str(key).strip().lower(), []).append(content)
    return found


def linked_data(tree: Node) -> list[Data]:
    """Every object of every JSON-LD script, `@graph` and lists taken apart; broken JSON is mended where
    it can be, and where not its plain fields are picked out.
    """
    found: list[Data] = []
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower() and script.text:
            found += _objects(_loads(script.text[:LARGEST]))
    return found


def article_data(objects: list[Data]) -> Data:
    """The object that describes the page's article; empty where none does."""
    videos = (data for data in objects if data.get("@type") == "VideoObject")
    return next((data for data in objects if is_article(data)), None) or next(videos, {})


def is_article(data: Data) -> bool:
    return any(ARTICLES.fullmatch(str(kind).rpartition("/")[2]) for kind in many(data.get("@type")))


def resolved(data: Data, objects: list[Data]) -> Data:
    """The object with what it only points to (`{"@id": …}`) put in its place."""
    by_id = {str(one["@id"]): one for one in objects if len(one) > 1 and "@id" in one}
    if not by_id:
        return data
    return {
        key: [_target(one, by_id) for one in many(value)] if _points(value) else value
        for key, value in data.items()
    }


def _points(value: object) -> bool:
    return any(isinstance(one, dict) and "@id" in one and len(one) <= 2 for one in many(value))


def _target(value: object, by_id: dict[str, Data]) -> object:
    return (
        by_id.get(str(value["@id"]), value)
        if isinstance(value, dict) and "@id" in value and len(value) <= 2
        else value
    )


def many(value: object) -> list[Any]:
    """One or several, as JSON-LD allows, as a list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def plain(value: object) -> str:
    """A string without HTML, on one line; what is no string is empty."""
    if not isinstance(value, str):
        return ""
    text = value
    if "&" in text or "<" in text:
        text = re.sub(r"<[^<>]{1,300}>", " ", html.unescape(html.unescape(text)))
    return repair(" ".join(text.split()))


def named(value: object) -> Iterator[str]:
    """The names in a value that is a string, an object with a name, or a list of these."""
    for one in many(value):
        name = one.get("name") if isinstance(one, dict) else one
        for text in many(name):
            if text := plain(text):
                yield text


def address(value: object) -> str | None:
    """The first address in a value that is a string, an object with a url, or a list of these."""
    for one in many(value):
        found = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(found, list):
            found = found[0] if found else None
        if isinstance(found, str) and found.strip():
            return found.strip()
    return None


def _objects(value: object, depth: int = 0) -> Iterator[Data]:
    if depth > 5:
        return
    if isinstance(value, list):
        for one in value[:200]:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _objects(value.get(key), depth + 1)


def _loads(text: str) -> object:
    text = text.strip()
    for mark in _WRAPPING * 2:
        text = text.removeprefix(mark).removesuffix(mark).strip()
    for mended in _mended(text):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    fields: Data = {}
    for key, value in _FIELD.findall(text):
        fields.setdefault(key, value.replace('\\"', '"').replace("\\/", "/"))
    if author := _AUTHOR.search(text):
        fields["author"] = author[1]
    return fields


def _mended(text: str) -> Iterator[str]:
    yield text
    text = _TRAILING_COMMA.sub(r"\1", _STRAY_BACKSLASH.sub(r"\\\\", text))
    yield text
    yield _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", text))
    if "&quot;" in text:
        yield html.unescape(text)
