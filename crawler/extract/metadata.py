"""What is said about an article: title, authors, section, tags, language, lead."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from crawler.extract import elements, structured
from crawler.extract.page import Node, select, words_of
from crawler.extract.structured import Data
from crawler.source import Source
from crawler.text import comparison_form, repair
from crawler.urls import host_of

_SEPARATOR = re.compile(r"\s+[-–—|:«»·•/\\]+\s+|\s*[|»«]\s*|\s*::\s*|\s+[-–—]|[-–—]\s+")
_HEADINGS = etree.XPath(
    "//h1 | //h2 | //h3 | //*[contains(@itemprop, 'headline') or contains(@class, 'itle')][not(self::meta)] | //td//strong"
)
_TAG_BOXES = etree.XPath(
    "//*[self::div or self::ul or self::p or self::section or self::span][contains(concat(' ',@class,' '),' tags ')"
    " or contains(@class,'-tags') or contains(@class,'Tags') or contains(@class,'_tags') or contains(@class,'tax-tag')]"
    "[count(.//a) < 25]"
)
_LEAD = re.compile(
    r"(?:^|[-_ ])(?:lead|standfirst|summary|intro|introtext|sapo|excerpt|subtitle|sub-title|deck|dek|chapo|description"
    r"|abstract|teaser|brief|short-?desc)(?:$|[-_ ])",
    re.IGNORECASE,
)


@dataclass
class Page:
    """One page and what it says of itself, each part read once, when first asked for."""

    tree: Node
    url: str | None
    source: Source | None
    meta: dict[str, list[str]] = field(init=False)
    objects: list[Data] = field(init=False)
    data: Data = field(init=False)

    def __post_init__(self) -> None:
        self.meta = structured.meta(self.tree)
        self.objects = structured.linked_data(self.tree)
        self.data = structured.resolved(structured.article_data(self.objects), self.objects)

    def first(self, *names: str) -> str:
        """The first of these meta tags that says something."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

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
        return frozenset(form for part in parts if len(form := comparison_form(part)) > 1)

    @cached_property
    def heading(self) -> Node | None:
        """The headline's element: of the `<h1>`s the one nearest to what the machines are told."""
        if self.source:
            for selector in self.source.headline:
                for node in select(self.tree, selector):
                    if isinstance(node, Node) and words_of(node):
                        return node
        told = [comparison_form(title) for title in self._told]
        best: Node | None = None
        most = 0.0
        several = 0
        for node in _HEADINGS(self.tree):
            form = comparison_form(words_of(node)) if len(node) < 8 else ""
            if len(form) < 4 or form in self._given_names:
                continue
            likeness = max((_likeness(form, title) for title in told), default=0.0)
            if node.tag == "h1":
                several += 1
                best = best if told or best is not None else node  # nothing to compare with: the first
            elif likeness < 0.6 or form.count(" ") < 3:
                continue
            score = likeness + (0.2 if node.tag == "h1" else 0.0)
            if score > most + 0.01:
                best, most = node, score
        return best if most >= 0.5 or several == 1 or not told else None

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
        """The headline as the reader sees it, without the publisher's name."""
        if self.source:
            for selector in self.source.headline:
                for found in select(self.tree, selector):
                    if text := repair(words_of(found)):
                        return self.bare(text)
        if self.heading is not None:
            return self.bare(repair(words_of(self.heading)))
        for title in self._told:
            if (bare := self.bare(title)) and (bare.count(" ") > 1 or title != self._told[-1]):
                return bare  # one or two words in `<title>` alone name the site, not the article
        return None

    def bare(self, title: str) -> str | None:
        """A title without the publisher's name before or after it. Its own colons and dashes stay: only
        a part that is one of the publisher's known names goes."""
        title = title.strip()
        while True:
            marks = list(_SEPARATOR.finditer(title))
            for mark in marks:
                before, after = title[: mark.start()].strip(), title[mark.end() :].strip()
                if comparison_form(after) in self.site_names and before:
                    title = before
                    break
                if comparison_form(before) in self.site_names and after:
                    title = after
                    break
            else:
                break
        return title if title and comparison_form(title) not in self.site_names else None

    def lead(self, region: Node, body: Node) -> tuple[Node, str] | None:
        """The standfirst between headline and body, where it stands outside the body."""
        started = self.heading is None
        for node in region.iter("p", "div", "h2", "h3", "h4", "span", "h1"):
            if node is body:
                return None
            if node is self.heading:
                started = True
                continue
            if not started or not _LEAD.search(f"{node.get('class', '')} {node.get('itemprop', '')}"):
                continue
            if body in node.iterdescendants() or elements.is_furniture(node):
                continue
            text = repair(words_of(node))
            if 5 <= text.count(" ") <= 120:
                return node, text
        return None

    def image(self) -> str | None:
        """The address of the image that JSON-LD names as the article's."""
        return structured.address(self.data.get("image"))

    def section(self) -> str | None:
        if self.source:
            for selector in self.source.section:
                for found in select(self.tree, selector):
                    if text := repair(words_of(found)):
                        return text
        for value in (
            self.data.get("articleSection"),
            self.first("article:section", "og:article:section", "section"),
        ):
            for name in structured.named(value):
                if comparison_form(name) not in self._given_names:
                    return name
        for link in self.tree.xpath("//a[contains(@rel,'category')] | //*[@itemprop='articleSection']")[:1]:
            if text := repair(words_of(link)):
                return text
        for crumbs in self._breadcrumbs():
            if len(crumbs) > 1 and comparison_form(crumbs[1]) not in (
                self._given_names | {comparison_form(self.title() or "")}
            ):
                return crumbs[1]
        return None

    def _breadcrumbs(self) -> Iterator[list[str]]:
        for data in self.objects:
            if str(data.get("@type")) == "BreadcrumbList":
                steps = [
                    step for step in structured.many(data.get("itemListElement")) if isinstance(step, dict)
                ]
                yield [next(structured.named(step.get("name") or step.get("item")), "") for step in steps]
        for node in self.tree.xpath("//*[contains(@class,'readcrumb') or contains(@id,'readcrumb')]")[:2]:
            yield [text for link in node.iter("a") if (text := repair(words_of(link)))]

    def tags(self) -> tuple[str, ...]:
        """The publisher's own tags, in its order, each once."""
        found: list[str] = []
        if self.source:
            for selector in self.source.tags:
                found += [words_of(tag) for tag in select(self.tree, selector)]
                if found:
                    break
        if not found:
            found = [tag for value in self.meta.get("article:tag", ()) for tag in _listed([value])]
        if not found:
            found = _listed(structured.named(self.data.get("keywords")))
        if not found:
            links = self.tree.xpath(
                "//a[contains(concat(' ',@rel,' '),' tag ') and not(contains(@rel,'category'))]"
            )
            found = [words_of(link) for link in links]
        if not found:
            found = [words_of(link) for box in _TAG_BOXES(self.tree)[:1] for link in box.iter("a")]
        if not found:
            found = _listed(words_of(node) for node in self.tree.xpath("//*[@itemprop='keywords']"))
        if not found:
            found = _listed(self.meta.get("news_keywords", ()))
        tags = (repair(tag).strip(" #،,.؛;\u200f\u200e") for tag in found)
        return tuple(dict.fromkeys(tag.replace("_", " ") for tag in tags if 1 < len(tag) <= 60))

    def language(self, text: str) -> str | None:
        """By the letters of the text itself; the page's own claim where they do not tell."""
        claim = (self.tree.get("lang") or self.tree.get("xml:lang") or "")[:2].lower() or None
        arabic = len(re.findall(r"[\u0621-\u06d3]", text))
        if arabic * 2 < len(re.findall(r"[^\W\d_]", text)) or not arabic:
            fallback = self.source.language if self.source else None
            return claim if claim not in (None, "ar", "fa", "ur") else fallback if fallback != "ar" else None
        if len(re.findall("[ٹڈڑںےھ]", text)) > arabic * 0.01:
            return "ur"
        if len(re.findall("[ێۆەڕڵ]", text)) > arabic * 0.02:
            return "ckb"
        if len(re.findall("[پچژگکی]", text)) > arabic * 0.03:
            return "fa"
        return "ar"


def _likeness(shown: str, told: str) -> float:
    """How much of what the machines are told a headline shows: 1 where they are the same."""
    if f" {shown} " in f" {told} ":
        return len(shown) / len(told)
    mine, theirs = set(shown.split()), set(told.split())
    return len(mine & theirs) / len(mine | theirs)


def region_of(heading: Node | None, body: Node) -> Node:
    """The part of the page that holds headline and body; without a headline, four steps above the body."""
    if heading is not None:
        above = set(heading.iterancestors())
        for node in (body, *body.iterancestors()):
            if node in above or node is heading:
                return node
    near = [body, *list(body.iterancestors())[:4]]
    return next((node for node in reversed(near) if node.tag not in ("body", "html")), body)


def _listed(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in re.split(r"[,،;؛|]", value) if part.strip()]
