"""A page's headline and what surrounds it: the publisher's names, the lead, the part of the page they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

from lxml import etree

from crawler.extract import elements, structured
from crawler.extract.headline import OTHER_HEADINGS, SEPARATOR, likest, may_be_a_name, short_form
from crawler.extract.page import LONGEST_LINE, Node, select, short_words_of, spaced_words_of, words_of
from crawler.extract.structured import Data
from crawler.source import Source
from crawler.text import comparison_form, repair
from crawler.urls import host_of

_FRAMES = ("div", "ul", "p", "section", "span", "ol", "nav", "li", "td", "header", "table")
_PROPERTIES = etree.XPath("descendant::*/@itemprop/..")  # twice as fast as looking at each element
_LEAD = re.compile(
    r"(?:^|[-_ ])(?:lead|standfirst|summary|intro|introtext|sapo|excerpt|subtitle|sub-title|deck|dek|chapo|description"
    r"|abstract|teaser|brief|short-?desc)(?:$|[-_ ])",
    re.IGNORECASE,
)


_name_form = lru_cache(maxsize=2000)(comparison_form)  # a publisher's names come back with each of its pages


@dataclass
class Page:
    """One page and what it says of itself, each part read once, when first asked for."""

    tree: Node
    url: str | None
    source: Source | None
    meta: dict[str, list[str]] = field(init=False)
    objects: list[Data] = field(init=False)
    data: Data = field(init=False)
    _around: dict[tuple[Node, Node], list[tuple[Node, str, bool]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.meta = structured.meta(self.tree)
        self.objects = structured.linked_data(self.tree)
        self.data = structured.resolved(structured.article_data(self.objects), self.objects)

    def first(self, *names: str) -> str:
        """The first of these meta tags that says something."""
        return next((structured.plain(self.meta[name][0]) for name in names if name in self.meta), "")

    @cached_property
    def site_names(self) -> frozenset[str]:
        """The forms of the publisher's names: those given, and what `<title>` adds to the headline."""
        if self.heading is None:
            return self._given_names
        shown = words_of(self.heading)
        learnt = set()
        for title in self._told:
            at = title.find(shown)
            if at >= 0 and len(title) > len(shown):
                rest = (title[:at], title[at + len(shown) :])
                learnt |= {
                    comparison_form(part)
                    for side in rest
                    for part in re.split(r"\s[-–—|»«:]+\s|[|»«]", f" {side} ")
                }
        return self._given_names | {name for name in learnt if len(name) > 1 and name.count(" ") < 5}

    @cached_property
    def _given_names(self) -> frozenset[str]:
        names = [*self.meta.get("og:site_name", ()), *self.meta.get("application-name", ())]
        names += self.meta.get("apple-mobile-web-app-title", ())
        names += [name.lstrip("@") for name in self.meta.get("twitter:site", ())]
        for data in self.objects:
            names += structured.named(data.get("publisher"))
            if str(data.get("@type", "")) in ("WebSite", "Organization", "NewsMediaOrganization"):
                names += structured.named(data.get("name"))
        host = host_of(self.url or "").removeprefix("www.")
        names += [host, *host.split(".")[:-1]]
        if self.source:
            names += [self.source.title, self.source.name, *self.source.domains]
        parts = [part for name in names for part in (name, *re.split(r"\s+[-–|:]\s+|\s*\|\s*", name))]
        return frozenset(form for part in parts if len(form := _name_form(part)) > 1)

    @cached_property
    def heading(self) -> Node | None:
        """The headline's element: of the `<h1>`s the one nearest to what the machines are told."""
        if self.source:
            for selector in self.source.headline:
                for node in select(self.tree, selector):
                    if isinstance(node, Node) and words_of(node):
                        return node
        told = [comparison_form(title) for title in self._told]
        shown = [(form, node) for node in self.tree.iter("h1") if len(form := short_form(node)) > 2]
        shown = [(form, node) for form, node in shown if form not in self._given_names]
        best, most = likest(shown, told)
        if most < 0.6 and told:
            others = [
                (form, node)
                for node in OTHER_HEADINGS(self.tree)
                if (form := short_form(node)).count(" ") > 2
            ]
            other, likeness = likest(others, told)
            if likeness >= 0.6 and likeness > most + 0.2:
                return other
        return best if most >= 0.3 or len(shown) == 1 or not told else None

    @cached_property
    def _told(self) -> list[str]:
        title = self.tree.find(".//title")
        told = [
            self.first("og:title"),
            next(structured.named(self.data.get("headline") or self.data.get("name")), ""),
            self.first("twitter:title", "dc.title", "title", "headline"),
            repair(words_of(title)) if title is not None else "",
        ]
        return [title for title in told if title]

    def title(self) -> str | None:
        """As `_title`, worked out once."""
        return self._title

    @cached_property
    def _title(self) -> str | None:
        """The headline as the reader sees it, without the publisher's name."""
        if self.source:
            for selector in self.source.headline:
                for found in select(self.tree, selector):
                    if text := repair(words_of(found)):
                        return self.bare(text)
        if self.heading is not None:
            return self.bare(repair(words_of(self.heading)))
        for title in self._told:
            if (bare := self.bare(title)) and (title != self._told[-1] or not may_be_a_name(bare)):
                return bare
        return None

    def shown_title(self, title: str | None, above: str | None) -> str | None:
        """Of a page that marks no headline: the line above its text, where `<title>` has it with more around it, or
        says nothing; else the part of `<title>` that stands on the page, where the whole of it does not."""
        if above and (not title or comparison_form(above) in comparison_form(title)):
            return above
        body = self.tree.find("body")
        if title is None or body is None or len(self._told) > 1 or not SEPARATOR.search(title):
            return title
        shown = comparison_form(spaced_words_of(body))
        if comparison_form(title) in shown:
            return title
        marks = SEPARATOR.finditer(title)
        parts = [part.strip() for mark in marks for part in (title[: mark.start()], title[mark.end() :])]
        said = [part for part in parts if part.count(" ") > 2 and comparison_form(part) in shown]
        return max(said, key=len, default=title)

    def last_title(self) -> str | None:
        """What `<title>` says where it may be no more than the paper's name."""
        bare = self.bare(self._told[-1]) if self._told else None
        return bare if bare and bare.count(" ") > 1 else None

    def bare(self, title: str) -> str | None:
        """A title without the publisher's name before or after it. Its own colons and dashes stay: only
        a part that is one of the publisher's known names goes."""
        title = title.strip()
        while True:
            marks = list(SEPARATOR.finditer(title))
            for mark in marks:
                before, after = title[: mark.start()].strip(), title[mark.end() :].strip()
                if before and self._is_name(after, before):
                    title = before
                    break
                if after and self._is_name(before, after):
                    title = after
                    break
            else:
                break
        return title if title and comparison_form(title) not in self.site_names else None

    def _is_name(self, part: str, rest: str) -> bool:
        """Is a part of a title the publisher's name, or in Latin letters before an Arabic rest one that begins with it?"""
        form = comparison_form(part)
        if form in self.site_names:
            return True
        begins = part.isascii() and not rest.isascii() and 1 <= form.count(" ") <= 2
        return begins and len(first := form.split()[0]) > 3 and first in self.site_names

    def lead(self, region: Node, body: Node) -> tuple[Node, str] | None:
        """The standfirst between headline and body, where it stands outside the body."""
        started = self.heading is None
        for node in region.iter("p", "div", "h2", "h3", "h4", "span", "h1"):
            if node is body:
                return None
            if node is self.heading:
                started = True
                continue
            names = (node.get("class"), node.get("itemprop")) if started else ()
            if not any(name and _LEAD.search(name) for name in names):
                continue
            if body in node.iterdescendants() or elements.is_furniture(node):
                continue
            text = repair(words_of(node))
            if 5 <= text.count(" ") <= 120:
                return node, text
        return None

    def around(self, region: Node, body: Node) -> list[tuple[Node, str, bool]]:
        """The small elements with a word or two of text (see `small_elements`), each with its text and whether it is of
        the body."""
        key = (region, body)
        if key not in self._around:
            small = islice(small_elements(region, body), _MOST_AROUND)
            lines = ((node, short_words_of(node, LONGEST_LINE), of_body) for node, of_body in small)
            self._around[key] = [line for line in lines if line[1] or line[0].tag == "time"]
        return self._around[key]

    @cached_property
    def classed(self) -> list[tuple[Node, str]]:
        """Every box of text or links that has a class, with its class, in page order."""
        return [(node, names) for node in self.tree.iter(*_FRAMES) if (names := node.get("class"))]

    @cached_property
    def properties(self) -> list[tuple[Node, str]]:
        """Every element that has an `itemprop`, with it, in page order."""
        return [(node, node.get("itemprop", "")) for node in _PROPERTIES(self.tree)]

    @cached_property
    def related_links(self) -> list[Node]:
        """The links that lead to the article's tags and category, by their `rel`."""
        return [
            link
            for link in self.tree.iter("a")
            if (kind := link.get("rel")) and ("tag" in kind or "category" in kind)
        ]

    def image(self) -> str | None:
        """The address of the image that JSON-LD names as the article's."""
        return structured.address(self.data.get("image"))


def region_of(heading: Node | None, body: Node) -> Node:
    """The part of the page that holds headline and body; without a headline, four steps above the body."""
    if heading is not None:
        above = set(heading.iterancestors())
        for node in (body, *body.iterancestors()):
            if node in above or node is heading:
                return node
    near = [body, *list(body.iterancestors())[:4]]
    return next((node for node in reversed(near) if node.tag not in ("body", "html")), body)


_SMALL = (
    "span", "a", "p", "div", "time", "li", "strong", "b", "h4", "h5", "h6",
    "address", "td", "dd", "cite", "small", "i", "em", "font", "abbr", "header",
)  # fmt: skip
_FIRST_INSIDE = 25
_MOST_AROUND = 1000  # small elements; a page has a few hundred, one of links or comments without end


def small_elements(region: Node, body: Node) -> Iterator[tuple[Node, bool]]:
    """The elements around the text that may hold a byline or a date, and the text's own first ones (True)."""
    inside = set(body.iter())
    above = set(body.iterancestors())
    entered = 0
    for node in region.iter(*_SMALL):
        if node in above:
            continue
        of_body = node in inside
        entered += of_body
        if len(node) <= 6 and not (of_body and entered > _FIRST_INSIDE):
            yield node, of_body
