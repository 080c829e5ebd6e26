"""Other extractors behind one face, each called the way its own documentation suggests for such pages."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from lxml import html as lxml_html

from tests.quality.score import Reading

Reader = Callable[[bytes, str], Reading]

IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)")
LANGUAGE = re.compile(rb"<html[^>]*\blang=[\"']?([a-z]{2})", re.IGNORECASE)
BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td")


def peers() -> Iterator[tuple[str, Reader | None]]:
    """Every peer by name; None in the place of one that is not installed."""
    for name, load in {
        "trafilatura": _trafilatura,
        "trafilatura, precision": lambda: _trafilatura(favor_precision=True),
        "trafilatura, recall": lambda: _trafilatura(favor_recall=True),
        "newspaper4k": _newspaper,
        "readability-lxml": _readability,
        "goose3": _goose,
        "resiliparse": _resiliparse,
        "justext": _justext,
    }.items():
        try:
            yield name, load()
        except ImportError:
            yield name, None


def _trafilatura(**options: bool) -> Reader:
    bare_extraction = import_module("trafilatura").bare_extraction

    def read(page: bytes, url: str) -> Reading:
        found = bare_extraction(
            page, url=url, include_images=True, include_comments=False, with_metadata=True, **options
        )
        if found is None:
            return Reading(rejected="none")
        body: list[str] = []
        images: list[tuple[str, int | None]] = [(found.image, 0)] if found.image else []
        for line in (found.text or "").split("\n"):
            images += [(address, len(body)) for address in IMAGE.findall(line)]
            if text := IMAGE.sub("", line).strip():
                body.append(text)
        authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
        return Reading(found.title, tuple(body), found.date, authors, tuple(dict(reversed(images)).items()))

    return read


def _newspaper() -> Reader:
    newspaper = import_module("newspaper")
    import_module("nltk")  # without it no Arabic page is read at all

    def read(page: bytes, url: str) -> Reading:
        article = newspaper.Article(url, language=_language(page), fetch_images=False)
        article.download(input_html=page)
        article.parse()
        images = ((article.top_image, None),) if article.top_image else ()
        day = str(article.publish_date) if article.publish_date else None
        return Reading(article.title, _lines(article.text), day, tuple(article.authors), images)

    return read


def _readability() -> Reader:
    document = import_module("readability").Document

    def read(page: bytes, url: str) -> Reading:
        found = document(page)
        tree = lxml_html.fromstring(found.summary(html_partial=True))
        body = []
        for element in tree.iter(*BLOCKS):
            if not any(True for _ in element.iterdescendants(*BLOCKS)):
                body.append(element.text_content())
        images = tuple((str(address), None) for address in tree.xpath("//img/@src"))
        return Reading(found.short_title(), _lines("\n".join(body) or tree.text_content()), images=images)

    return read


def _goose() -> Reader:
    goose, words = import_module("goose3").Goose, import_module("goose3.text").StopWordsArabic
    languages: dict[str, Any] = {"ar": {"stopwords_class": words}}
    common = {"enable_image_fetching": False, "use_meta_language": False}
    readers: dict[str, Any] = {}

    def read(page: bytes, url: str) -> Reading:
        language = _language(page)
        if language not in readers:
            readers[language] = goose(common | {"target_language": language} | languages.get(language, {}))
        found = readers[language].extract(raw_html=page)
        day = str(found.publish_date) if found.publish_date else None
        authors = tuple(name for name in found.authors if isinstance(name, str))  # else JSON-LD as it came
        return Reading(found.title, _lines(found.cleaned_text), day, authors)

    return read


def _resiliparse() -> Reader:
    text = import_module("resiliparse.extract.html2text").extract_plain_text
    tree_of = import_module("resiliparse.parse.html").HTMLTree.parse_from_bytes
    charset = import_module("resiliparse.parse.encoding").detect_encoding

    def read(page: bytes, url: str) -> Reading:
        tree = tree_of(page, charset(page))
        body = text(tree, main_content=True, preserve_formatting=True, alt_texts=False, list_bullets=False)
        return Reading(tree.title, _lines(body))

    return read


def _justext() -> Reader:
    justext = import_module("justext")
    lists = {code: justext.get_stoplist(name) for code, name in STOPLISTS.items()}

    def read(page: bytes, url: str) -> Reading:
        stoplist = lists.get(_language(page), lists["ar"])
        kept = [part.text for part in justext.justext(page, stoplist) if not part.is_boilerplate]
        return Reading(body=_lines("\n".join(kept)))

    return read


STOPLISTS = {"ar": "Arabic", "fa": "Persian", "en": "English", "fr": "French"}


def _language(page: bytes) -> str:
    """What the page says of itself, for the peers that must be told; Arabic where it is silent."""
    found = LANGUAGE.search(page[:4000])
    return found[1].decode().lower() if found and found[1].decode().lower() in STOPLISTS else "ar"


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").split("\n") if line.strip())
