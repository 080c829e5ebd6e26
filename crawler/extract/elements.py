"""The elements that stand around an article without being it, told by tag, role, class and id.

The words and names are those of WordPress and its themes, Drupal, Joomla, Blogger and of the home-made
systems of Arabic newsrooms.
"""

import re
from functools import lru_cache

from crawler.extract.page import Node

# Words in a class or id (split at every non-letter and capital) that mark an element as furniture.
_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        ads advert adverts advertise advertisement advertising adsbygoogle advertorial banner banners dfp
        sponsor sponsored taboola outbrain mgid teads adunit ealan promo promos share shares sharing sharer
        sharethis addthis addtoany socials sociables sharedaddy comment comments disqus respond commentlist
        livefyre related relatedposts relatednews recommended recommendation recommendations recommend
        suggested suggest suggestions similar crp yarpp jp jprelatedposts alsoread readmore readalso
        seealso mostread popular trending teasers nav navbar breadcrumb breadcrumbs breadcumb crumbs
        pagination pager pagenav paging prevnext newsletter subscribe subscription subscribing paywall
        cookie cookies gdpr popup modal tagcloud hashtags poll polls vote voting rating ratings toolbar
        printer fontsize fontresize byline authorbox login signup copyright
        """,
    )
)
# Whole class names or ids: words too common inside other names to count anywhere.
_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        ad tag tags tag-list post-tags keywords social follow follow-us sidebar side-bar menu footer widget
        search skip print tools meta navigation comment-box ad-container ad-wrapper ads-box facebook
        twitter whatsapp telegram d-none hidden u-hide hide sr-only visually-hidden screen-reader-text
        off-screen a2a_kit e3lan jeg_ad
        """,
    )
)
_PHRASES = re.compile(
    r"metadata|wp-block-button|(?:^|[-_\s])cta(?:$|[-_\s])|timestamp|publish(?:ed)?[-_]?(?:date|time|on)|(?:post|article|news|story|item)[-_]?(?:date|time|created)(?![a-z])"
    r"|date[-_](?:created|time|published|post|news)|google_ads|div-gpt-ad|read[-_](?:more|also|next|too)|see[-_]also|more[-_](?:news|stories|on-this|from|posts)"
    r"|(?:most|top)[-_](?:read|viewed|popular|stories)|post[-_]?(?:nav(?!t)|meta|tags|footer|author|views)"
    r"|entry[-_](?:meta|footer|tags)|article[-_]*(?:meta|tags|tools|source|info)(?![a-z])|story[-_](?:more|tags|alsos)"
    r"|author[-_](?:box|info|bio|card|details)|about[-_]author|(?:font|text)[-_]?(?:size|resize)(?![a-z])"
    r"|next[-_]?prev|prev[-_]?next|inline[-_]?related|news[-_]?letter|in[-_]article[-_]ad|ad[-_](?:slot|unit|holder|box)"
    r"|follow[-_](?:us|google)|google[-_]?news|app[-_](?:download|banner)|short[-_]?(?:link|url)"
    r"|time[-_]?to[-_]?read|reading[-_]?time|views?[-_]count|wp-block-(?:latest|social|tag)"
    r"|jeg_(?:share|post_tags|postblock)|td-(?:post-sharing|a-rec)|social[-_](?:share|icons?|links?|media|bar|buttons?)"
    r"|share[-_]?(?:bar|box|buttons?|icons?|tools|this|story)|tie-icon|mini-info|widget[-_]area|-tags(?![a-z-])",
    re.IGNORECASE,
)
# no-share, no-sidebar say what is not there; has-medium-font-size how the block editor set a paragraph
_NEGATED = re.compile(
    r"(?:^|(?<=\s))(?:(?:no|without|has-no|hide|non)[-_]\S+|has-\S+-(?:size|family|color|background))"
)
_BODY_NAMES = re.compile(
    r"\s(?:entry-content|post-content|article-?content|article-?body|story-?body)\s", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAGS = frozenset(
    ("nav", "aside", "footer", "form", "menu", "dialog", "figcaption", "amp-ad", "amp-sidebar", "amp-consent")
)
_NEVER = frozenset(("html", "body", "main", "article", "blockquote"))
_ROLES = frozenset(
    ("navigation", "complementary", "search", "banner", "contentinfo", "menu", "dialog", "toolbar")
)
_SPLIT = re.compile(r"[^a-z]+")
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=20_000)
def _named_furniture(names: str) -> bool:
    names = _NEGATED.sub("", names)
    whole = names.lower().split()
    words = _SPLIT.split(_CAPITALS.sub(" ", names).lower())
    return not _NAMES.isdisjoint(whole) or not _WORDS.isdisjoint(words) or bool(_PHRASES.search(names))


def is_body(node: Node) -> bool:
    """Does the page itself call this element the article's text?"""
    return node.get("itemprop") == "articleBody" or bool(_BODY_NAMES.search(f" {node.get('class', '')} "))


def is_furniture(node: Node) -> bool:
    """Is this element, by its tag, role, class or id, one that holds no part of the article?"""
    if node.tag in _TAGS:
        return True
    if node.tag in _NEVER:
        return False
    attributes = node.attrib
    if not attributes:
        return False
    if is_body(node):
        return False
    if "hidden" in attributes or attributes.get("role") in _ROLES or attributes.get("aria-hidden") == "true":
        return True
    names = " ".join(attributes.get(name, "") for name in ("class", "id", "aria-labelledby"))
    if names != "  " and _named_furniture(names):
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style))
