"""Which line is the headline: by likeness to what machines are told, by its letters, by what `<title>` can be."""

import re

from lxml import etree

from crawler.extract import dates
from crawler.extract.page import LONGEST_LINE, Node, short_words_of
from crawler.text import comparison_form, repair

SEPARATOR = re.compile(r"\s+[-–—|:«»·•/\\]+\s+|\s*[|»«]\s*|\s*::\s*|\s+[-–—]|[-–—]\s+|:\s+")
OTHER_HEADINGS = etree.XPath(
    "descendant::*[self::h2 or self::h3 or ((@itemprop='headline' or contains(@class,'itle'))"
    " and not(self::meta or self::a)) or (self::strong and ancestor::td)]"
)
_is_large = etree.XPath(
    "boolean(descendant-or-self::*[self::b or self::strong or self::h2 or self::h3 or self::h4 or @size > 3])"
)
# agency, newspaper, site, network, channel, gate, magazine, radio
_PAPERS = frozenset(
    ["وكالة", "صحيفة", "جريدة", "موقع", "شبكة", "قناة", "بوابة", "مجلة", "إذاعة", "اذاعة", "راديو", "تلفزيون"]
)


def may_be_a_name(title: str) -> bool:
    """One or two words in `<title>` alone name the site, not the article, and so may a few that begin as papers do:
    `وكالة الأنباء الأردنية بترا` (an agency)."""
    return title.count(" ") < 2 or (title.count(" ") < 6 and title.split()[0] in _PAPERS)


def headline_above(body: Node) -> str | None:
    """The headline of a page that marks none and says none to machines: the nearest bold or large line above the text."""
    for up in (body, *body.iterancestors()):
        for line in up.itersiblings(preceding=True):
            text = repair(short_words_of(line, LONGEST_LINE))
            if text.count(" ") < 3 or text.endswith((".", ":", "،")) or line.tag in ("script", "style", "p"):
                continue
            if _is_large(line) and next(line.iter("a"), None) is None and dates.parse(text) is None:
                return text
        if up.tag == "table":
            return None
    return None


def short_form(node: Node) -> str:
    text = node.text_content()
    return comparison_form(text) if len(text) < 400 else ""


def likest(shown: list[tuple[str, Node]], told: list[str]) -> tuple[Node | None, float]:
    """The first of these elements that is most like what the machines are told, and how much."""
    best = shown[0][1] if shown else None
    most = 0.0
    for form, node in shown:
        likeness = max((_likeness(form, title) for title in told), default=0.0)
        if likeness > most + 0.01:
            best, most = node, likeness
    return best, most


def _likeness(shown: str, told: str) -> float:
    """How much of what the machines are told a headline shows: 1 where they are the same."""
    if f" {shown} " in f" {told} ":
        return len(shown) / len(told)
    mine, theirs = set(shown.split()), set(told.split())
    return len(mine & theirs) / len(mine | theirs)
