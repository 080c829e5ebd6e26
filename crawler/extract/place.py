"""Where on a page the article stands: the element that the source names, that the page marks, or that is densest."""

import re
from dataclasses import dataclass

from crawler.extract import elements, furniture, walk
from crawler.extract.page import Node, select
from crawler.extract.teasers import teasers
from crawler.source import Source

# Where Arabic publishers put an article's text: class names and ids of WordPress and its themes, Drupal,
# Joomla, Blogger and of home-made systems.
_BODY_NAME = re.compile(
    r"(?:.*[-_])?(?:article|story|news|post|entry|single|details?|item|topic|node|field-name|field--name|td-post|full"
    r"|main[-_]?article|text|the|inner|rich|cnt)[-_]*(?:body|content|contents|text|txt|details?|inner|full-?text)"
    r"(?:[-_](?:inner|wrap|wrapper|container|text))?"
    r"|(?:body|content|text|txt)[-_](?:article|post|news|story|body|text|inner|details)"
    r"|entry|longdesc|wysiwyg|item-page|contentpaneopen|content|story",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"(?:single-)?entry[-_]content|post[-_]content|post[-_]body|article_*-*body|article_*-*content|article[-_]text|story[-_]body"
    r"|td-post-content|field-+name-+(?:field-)?body|itemfulltext|news[-_]?(?:body|content|text|details)|articlebody",
    re.IGNORECASE,
)
_CONTAINERS = frozenset(
    [
        "body",
        "div",
        "section",
        "article",
        "main",
        "td",
        "tr",
        "table",
        "tbody",
        "center",
        "font",
        "span",
        "blockquote",
        "form",
    ]
)
_PROSE = [
    "p",
    "div",
    "span",
    "td",
    "section",
    "article",
    "main",
    "font",
    "center",
    "li",
    "blockquote",
    "b",
    "strong",
    "em",
    "form",
]
_LEAST_PROSE = 25
_LEAST_STRUNG = 80  # letters of prose
_NEARLY_ALL = 0.8
_LEAST_NEWS = 200  # letters: more than a standfirst
_COMMENTS = re.compile(r"comment|disqus|respond|reply", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article's text stands. `sure`: the source or the page's own markup says so. `first`, `beside`: where the
    text stands in several boxes alike inside the element, the first of them, and what else is in there.
    """

    node: Node
    sure: bool
    by_source: bool = False
    first: Node | None = None
    beside: frozenset[Node] = frozenset()

    @property
    def start(self) -> Node:
        """The element with which the text begins."""
        return self.node if self.first is None else self.first


def find(tree: Node, source: Source | None, heading: Node | None, url: str | None) -> Place | None:
    """The body's element: the source's, else the one that the page marks, else the densest in prose."""
    if source:
        for selector in source.body:
            for node in select(tree, selector):
                if isinstance(node, Node) and re.search(r"\w{2}", node.text_content()):
                    return Place(node, sure=True, by_source=True)
    masses = _masses(tree, heading, teasers(tree, url)) or _masses(tree, heading, set())
    if not masses:
        return None
    scope = _own_article(heading, masses)
    if scope is not None:
        masses = {
            node: mass for node, mass in masses.items() if node is scope or scope in node.iterancestors()
        }
    place = _choose(tree if scope is None else scope, masses)
    if heading is not None and scope is None:
        beside = _first_below(heading, place.node, masses)
        if beside is not None:
            masses = {
                node: mass
                for node, mass in masses.items()
                if node is beside or beside in node.iterancestors()
            }
            return _choose(beside, masses)
    return place


def _own_article(heading: Node | None, masses: dict[Node, float]) -> Node | None:
    """The headline's own box on a page that strings several articles together, one box alike after the other."""
    for up in heading.iterancestors("article", "section", "div") if heading is not None else ():
        whole = up.tag == "article"
        least = _LEAST_STRUNG if whole else max(_LEAST_NEWS, 0.2 * max(masses.values()))
        if masses.get(up, 0) < least or not (whole or up.get("class")):
            continue
        for one in up.itersiblings(str(up.tag)):
            alike = whole or one.get("class") == up.get("class")
            if alike and masses.get(one, 0) >= _LEAST_STRUNG and next(one.iter("h1", "h2"), None) is not None:
                return up
    return None


def _first_below(heading: Node, chosen: Node, masses: dict[Node, float]) -> Node | None:
    """Short news above a long list of comments or teasers: the prose that comes first below the headline,
    where the heap chosen for its size has a link to each of its pieces.
    """
    order = [node for node in masses if _own_letters(node) >= _LEAST_PROSE]
    first = next(
        (node for node in order if heading not in node.iterancestors() and _own_letters(node) >= 60), None
    )
    if first is None or first is chosen or chosen in first.iterancestors():
        return None
    around = {chosen, *chosen.iterancestors()}
    inner = first
    for up in first.iterancestors():
        if up in around:
            break
        inner = up
    if inner in around or masses.get(inner, 0) < 60:
        return None
    heap = [node for node in order if node is chosen or chosen in node.iterancestors()]
    if _is_past_a_heading(heading, first, chosen, masses):
        return inner
    prose = set(heap)
    links = sum(1 for link in chosen.iter("a") if prose.isdisjoint(link.iterancestors()))
    top = next(node for node in chosen.iter() if node in prose or node.tag in walk.HEADINGS)
    label = "" if top in prose else " ".join(top.text_content().split())
    return inner if len(heap) >= 3 and (links >= len(heap) or furniture.line_kind(label)) else None


def _is_past_a_heading(heading: Node, first: Node, chosen: Node, masses: dict[Node, float]) -> bool:
    """Does the headline share a box with enough prose, and the heap chosen stand outside it, below a heading of its own?"""
    above = set(heading.iterancestors())
    box = next(up for up in first.iterancestors() if up in above)
    if masses.get(box, 0) < _LEAST_NEWS or box in chosen.iterancestors():
        return False
    order = {node: at for at, node in enumerate(box.getroottree().iter(*walk.HEADINGS, *_PROSE))}
    start = order.get(chosen, order.get(next(iter(chosen.iter(*walk.HEADINGS, *_PROSE))), 0))
    return any(
        order[first] < order[node] <= start + 1 and first not in node.iterancestors()
        for node in order
        if node.tag in ("h2", "h3", "h4")
    )


def _choose(top: Node, masses: dict[Node, float]) -> Place:
    """The element that the page marks as the body, where it holds enough; else the densest."""
    total = max(masses.values())
    named: list[tuple[Node, float, bool]] = []
    for node, mass in masses.items():
        if node.tag not in _CONTAINERS or node.tag == "body":
            continue
        sure = is_marked(node)
        if sure or any(map(_BODY_NAME.fullmatch, _names(node))):
            named.append((node, mass, sure))
    most = max((mass for _, mass, _ in named), default=0.0)
    if most >= total * 0.5:
        enough = [node for node, mass, _ in named if mass >= most * 0.7]
        innermost = max(enough, key=_depth)
        said = any(node is innermost and sure for node, _, sure in named)
        return _with_its_like(innermost) if said else Place(_without_sidebar(innermost, masses), sure=True)
    position = {node: at for at, node in enumerate(top.iter())} if named else {}
    for node, mass, sure in sorted(named, key=lambda found: position.get(found[0], 0)):
        if sure and mass >= 80:
            return _with_its_like(node)
    return Place(_densest(top, masses), sure=False)


def is_marked(node: Node) -> bool:
    """Is this an element that no page would call so for anything but the article's text?"""
    itemprop = node.get("itemprop", "") + node.get("property", "")
    return "articleBody" in itemprop or any(map(_SURE.fullmatch, _names(node)))


def _names(node: Node) -> list[str]:
    return f"{node.get('class', '')} {node.get('id', '')}".split()


def _with_its_like(box: Node) -> Place:
    """A body, and where advertisements cut it into several boxes of one class, all of these: up to the headline of
    another article.
    """
    parent, name = box.getparent(), box.get("class")
    if parent is None or not name or box.tag == "article":
        return Place(box, sure=True)
    boxes: list[Node] = []
    for one in parent:
        if one.tag == box.tag and one.get("class") == name and re.search(r"\w{2}", one.text_content()):
            boxes.append(one)
        elif one.tag in ("h1", "h2") or next(one.iter("h1"), None) is not None:
            if box in boxes:
                break
            boxes = []
    if len(boxes) == 1:
        return Place(box, sure=True)
    pictures = set(boxes[0].itersiblings("figure", *walk.PICTURES)) - set(boxes[-1].itersiblings())
    return Place(parent, sure=True, first=boxes[0], beside=frozenset(parent) - {*boxes, *pictures})


def _without_sidebar(box: Node, masses: dict[Node, float]) -> Node:
    """Of a box that a layout may call `content` with all that stands beside the article: the one inside that holds
    nearly all of the prose, where each of the others has a name of its own too."""
    inner = node = box
    while True:
        children = [child for child in node if child in masses]
        heaviest = max(children, key=lambda child: masses[child], default=None)
        if (
            heaviest is None
            or heaviest.tag not in _CONTAINERS
            or masses[heaviest] < masses[node] * _NEARLY_ALL
        ):
            return inner
        if any(not (child.get("class") or child.get("id")) for child in children):
            return inner
        if masses[heaviest] < masses[node]:
            inner = heaviest
        node = heaviest


def _depth(node: Node) -> int:
    return sum(1 for _ in node.iterancestors())


def _masses(tree: Node, heading: Node | None, others: set[Node]) -> dict[Node, float]:
    """For each element with prose inside: how many letters of it, furniture not counted. Prose above the
    article's headline does not count where there is some below it.
    """
    above: list[tuple[Node, int]] = []
    prose: list[tuple[Node, int]] = []
    for node in tree.iter(*_PROSE, *walk.HEADINGS):
        if node is heading:
            above, prose = prose, []
        elif node.tag not in walk.HEADINGS and (length := _own_letters(node)) >= _LEAST_PROSE:
            prose.append((node, length))
    prose = prose or above
    raw: dict[Node, float] = {}
    for node, length in prose:
        raw[node] = raw.get(node, 0) + length
        for ancestor in node.iterancestors():
            raw[ancestor] = raw.get(ancestor, 0) + length
    total = max(raw.values(), default=0.0)
    clean: dict[Node, bool] = {}
    masses: dict[Node, float] = {}
    for node, length in prose:
        line = [node, *node.iterancestors()]
        for element in reversed(line):
            if element not in clean:
                parent = element.getparent()
                clean[element] = (parent is None or clean[parent]) and (
                    element.tag != "a"
                    and element not in others
                    and (not elements.is_furniture(element) or is_the_page(element, raw[element] / total))
                )
        if clean[node]:
            for element in line:
                masses[element] = masses.get(element, 0) + length
    return masses


def is_the_page(node: Node, share: float) -> bool:
    """Does an element named like furniture hold most of the page's prose, and not as its comments?"""
    return share > 0.6 and not _COMMENTS.search(f"{node.get('class', '')} {node.get('id', '')}")


def _own_letters(node: Node) -> int:
    """How many letters stand in the element itself, in runs long enough to be prose."""
    length = 0
    for text in (node.text, *(child.tail for child in node)):
        if text and len(text) > _LEAST_PROSE:
            length += len(text.strip())
    return length


def _densest(top: Node, masses: dict[Node, float]) -> Node:
    """Down from the top, while one child holds two thirds of the prose."""
    body = top.find("body")
    node: Node = top if body is None else body
    while True:
        children = [child for child in node if child in masses and child.tag in _CONTAINERS]
        heaviest = max(children, key=lambda child: masses[child], default=None)
        if heaviest is None or masses[heaviest] < masses.get(node, 0) * 0.65:
            return node
        node = heaviest
