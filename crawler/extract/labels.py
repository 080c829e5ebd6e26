"""What an article is filed under: section, tags, language."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from crawler.extract import structured
from crawler.extract.metadata import Page
from crawler.extract.page import select, words_of
from crawler.text import comparison_form, repair

_BOXES = frozenset(("div", "ul", "p", "section", "span"))
_TAG_BOX = re.compile(r"(?:^|[\s_-])tags?(?:$|[\s_])|[a-z]Tags(?:$|\s)|[-_]tags(?:$|[\s])")
_ARABIC, _NO_LETTERS = re.compile(r"[\u0621-\u06d3]+"), re.compile(r"[\W\d_]+")
_OTHERS = tuple(
    (name, re.compile(letters), share)
    for name, letters, share in (
        ("ur", "[ٹڈڑںےھ]", 0.01),
        ("ckb", "[ێۆەڕڵ]", 0.02),
        ("fa", "[پچژگکی]", 0.03),
    )
)


def section(page: Page) -> str | None:
    """The rubric: the source's, else what machines are told, else the second step of the breadcrumb, else the address."""
    if page.source:
        for selector in page.source.section:
            for found in select(page.tree, selector):
                if text := repair(words_of(found)):
                    return text
    for value in (
        page.data.get("articleSection"),
        page.first("article:section", "og:article:section", "section"),
    ):
        for name in structured.named(value):
            if comparison_form(name) not in page.site_names:
                return name
    if page.source and page.source.section:
        return _section_in_address(page)
    for link in page.related_links:
        if "category" in link.get("rel", "") and (text := repair(words_of(link))):
            return text
    known = page.site_names | {comparison_form(page.title() or "")}
    for steps in _breadcrumbs(page):
        if len(steps) > 1 and steps[1] and comparison_form(steps[1]) not in known:
            return steps[1]
    return _section_in_address(page)


def _section_in_address(page: Page) -> str | None:
    """What the group `section` of the source's `article` patterns finds in the address."""
    for pattern in page.source.article if page.source and page.url else ():
        found = re.search(pattern, page.url or "")
        if found and (name := found.groupdict().get("section")):
            return unquote(name)
    return None


def _breadcrumbs(page: Page) -> Iterator[list[str]]:
    for data in page.objects:
        if data.get("@type") == "BreadcrumbList":
            steps = [step for step in structured.many(data.get("itemListElement")) if isinstance(step, dict)]
            yield [next(structured.named(step.get("name") or step.get("item")), "") for step in steps]
    crumbs = (node for node, names in page.classed if "crumb" in names or "readcum" in names)
    for node in islice(crumbs, 2):
        yield [text for link in node.iter("a") if (text := repair(words_of(link)))]


def tags(page: Page) -> tuple[str, ...]:
    """The publisher's own tags, in its order, each once."""
    for found in _tagged(page):
        tidy = (repair(tag).strip(" #،,.؛;\u200f\u200e").replace("_", " ") for tag in found)
        if named := tuple(dict.fromkeys(tag for tag in tidy if 1 < len(tag) <= 60)):
            return named
    return ()


def _tagged(page: Page) -> Iterator[list[str]]:
    if page.source:
        for selector in page.source.tags:
            yield [words_of(tag) for tag in select(page.tree, selector)]
    yield _listed(page.meta.get("article:tag", ()))
    yield _listed(structured.named(page.data.get("keywords")))
    if page.source and page.source.tags:
        return
    links = [link for link in page.related_links if "tag" in link.get("rel", "").split()]
    yield [words_of(link) for link in links if "category" not in link.get("rel", "")]
    for box, names in page.classed:
        if "ag" in names and box.tag in _BOXES and _TAG_BOX.search(names):
            links = list(box.iter("a"))
            if 0 < len(links) < 25:
                yield [words_of(link) for link in links]
    keywords = (node for node, name in page.properties if name == "keywords")
    yield _listed(words_of(node) for node in keywords if node.tag in _BOXES or node.tag in ("a", "li"))
    yield _listed(page.meta.get("news_keywords", ()))


def language(page: Page, text: str) -> str | None:
    """By the letters of the text itself; the page's own claim where they do not tell."""
    if by_letters := language_of(text):
        return by_letters
    claim = (page.tree.get("lang") or page.tree.get("xml:lang") or "")[:2].lower() or None
    fallback = page.source.language if page.source else None
    return claim if claim not in (None, "ar", "fa", "ur") else fallback if fallback != "ar" else None


def language_of(text: str) -> str | None:
    """Which of the languages in Arabic letters a text's beginning is in, by the letters that only one of them has;
    None where most letters are others.
    """
    sample = text[:800]
    arabic = len(sample) - len(_ARABIC.sub("", sample))
    if not arabic or (arabic * 2 < len(sample) and arabic * 2 < len(_NO_LETTERS.sub("", sample))):
        return None
    for name, letters, share in _OTHERS:
        if len(letters.findall(sample)) > arabic * share:
            return name
    return "ar"


def _listed(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in re.split(r"[,،;؛|]", value) if part.strip()]
