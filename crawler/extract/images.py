"""An article's images: the address behind every way of loading late, the caption, what is no photograph."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml import html

from crawler.extract import elements
from crawler.extract.captions import caption_and_credit
from crawler.extract.page import Node, absolute
from crawler.extract.walk import PICTURES, QUOTED_POSTS, Piece
from crawler.text import repair
from crawler.urls import host_of, image_identity

# Where the real address stands while `src` holds a placeholder, best first.
_LATE: tuple[str, ...] = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-full",
    "data-orig-file",
    "data-large-file",
)
_LATE += ("data-image", "data-url", "data-echo", "data-hi-res-src", "data-img-url", "data-src-large")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_PLACEHOLDER = re.compile(
    r"placeholder|(?:^|[/_-])(?:blank|spacer|transparent|pixel|loading|loader|lazy|grey|gray|dot|1x1|empty|spinner)[^/]*\.\w{3,4}$",
    re.IGNORECASE,
)
# Folders, hosts and whole file names of what decorates a page. A photograph *of* a logo is called
# android-logo-1200.jpg and stays.
_DECORATION = re.compile(
    r"/(?:icons?|smilies|smileys|emojis?|avatars?|authors?|writers?|buttons?|btns?|sprites?|logos?|banners?|ads?|advert\w*|badges?|flags?)/"
    r"|/(?:themes|plugins|skins)/|/wp-includes/|gravatar\.com|/s\.w\.org/|/e1\.hespress\.com/"
    r"|doubleclick|googlesyndication|adservice|/adserver|feedburner|scorecardresearch|quantserve|effectivemeasure"
    r"|facebook\.com/tr|xiti\.com|/pixel|/count(?:er)?[./?]|/track|google-analytics|statcounter|amazon-adsystem",
    re.IGNORECASE,
)
_DECORATION_FILE = re.compile(
    r"(?:(?:site|main|header|footer|new|app|mobile)?[-_]?(?:logo|icon|ico|avatar|favicon|bg|background|arrow|line|star|print|share"
    r"|email|mail|rss|facebook|fb|twitter|whatsapp|telegram|instagram|linkedin|youtube|messenger|copy|link|close|menu|search"
    r"|google-?news(?:-?icon)?|google-?play|app-?store|play|default(?:[-_]?(?:image|img|thumb\w*|share))?|no-?(?:image|img|photo|pic\w*)"
    r"|og[-_]?(?:image|default)|share[-_]?image|user|author|banner|advertisement|captcha|quotes?|sep|dot|bullet|time|clock|calendar|tag)"
    r"[-_]?(?:new|white|black|small|mini|\d+)*)+\.\w{3,4}",
    re.IGNORECASE,
)
_DECORATION_NAME = re.compile(
    r"(?:^|[\s_-])(?:avatar|emoji|smiley|logo|icon|sprite|gravatar|adsbygoogle|img-ad)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"wp-post-image|featured|cover|hero|main[-_]?(?:image|img|pic)|lead[-_]?(?:image|img)|post[-_]thumb|single[-_]post[-_]thumb"
)
_CAROUSEL = re.compile(r"swiper|slick|carousel|slider|slides|gallery|owl-|splide|flickity", re.IGNORECASE)
_TEMPLATE = re.compile(r"\$?\{|%7B", re.IGNORECASE)  # …_${size}.jpg: for the page's own script to fill
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_EMBED_NOISE = re.compile(
    r"doubleclick|googlesyndication|googletagmanager|google_ads|adservice|facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|page|comments|follow)"
    r"|platform\.twitter\.com/widgets/(?:tweet|follow)_button|disqus|recaptcha|about:blank|addthis|sharethis|taboola|outbrain|/ads?[/.]",
    re.IGNORECASE,
)


class Album:
    """The images and embeds of one page. Each photograph is given out once, whatever its sizes."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.seen: set[str] = set()

    def picture(self, node: Node) -> Piece | None:
        """The image of an `img`, `amp-img` or `picture`; None where it decorates or was given before."""
        image = node if node.tag != "picture" else next(node.iter("img"), node)
        url = self.address(node, image)
        if url is None or self.decorates(image, url) or not self.take(url):
            return None
        caption, credit = caption_and_credit(image)
        alt = repair(" ".join((image.get("alt") or "").split())) or None
        return Piece("image", node, url=url, caption=caption, alt=alt, credit=credit)

    def take(self, url: str) -> bool:
        """Is this a photograph not given out before?"""
        marks = identities(url)
        new = self.seen.isdisjoint(marks)
        self.seen |= marks
        return new

    def address(self, node: Node, image: Node) -> str | None:
        for name in _LATE:
            value = image.get(name, "")
            if (
                value
                and not value.startswith(("data:", "["))
                and not _TEMPLATE.search(value)
                and (url := absolute(self.base, value))
            ):
                return url
        src = image.get("src", "")
        if (
            src
            and not _PLACEHOLDER.search(src)
            and not _TEMPLATE.search(src)
            and (url := absolute(self.base, src))
        ):
            return url
        for holder in (image, *(node.iter("source") if node.tag == "picture" else ())):
            for name in _SETS:
                if (largest := _largest(holder.get(name, ""))) and (url := absolute(self.base, largest)):
                    return url
        return None

    def decorates(self, image: Node, url: str) -> bool:
        """Is this a logo, an icon, a tracker, a smiley, an advertisement?"""
        if any(0 < size <= 60 for size in (_pixels(image, "width"), _pixels(image, "height"))):
            return True
        if _DECORATION_NAME.search(f"{image.get('class', '')} {image.get('id', '')}"):
            return True
        link = next(image.iterancestors("a"), None)
        if link is not None and _leads_away(link, self.base):
            return True
        return is_decoration(url)

    def embed(self, node: Node) -> Piece | None:
        """A video, a post, a map: the address it is shown from; None for advertisements and buttons."""
        tag = node.tag
        if tag == "blockquote" or QUOTED_POSTS.search(node.get("class", "")):
            links = [link.get("href", "") for link in node.iter("a")]
            address = (
                node.get("cite")
                or node.get("data-href")
                or node.get("data-instgrm-permalink")
                or (links[-1] if links else "")
            )
        elif tag == "amp-youtube":
            address = f"https://www.youtube.com/watch?v={node.get('data-videoid', '')}"
        elif tag == "amp-twitter":
            address = f"https://twitter.com/i/status/{node.get('data-tweetid', '')}"
        else:
            sources = [node, *node.iter("source")]
            names = ("src", "data-src", "data-lazy-src", "data-litespeed-src")
            address = next(
                (value for one in sources for name in names if (value := one.get(name, "").strip())), ""
            )
        url = absolute(self.base, address) if address else None
        if (
            not url
            or not host_of(url)
            or _EMBED_NOISE.search(url)
            or "hidden" in node.attrib
            or url in self.seen
        ):
            return None
        self.seen.add(url)
        return Piece("embed", node, url=url)

    def featured(self, region: Node, body: Node, heading: Node | None, hints: Iterable[str]) -> list[Piece]:
        """The image, or the carousel of images, shown above the text: inside `region`, before `body`, no furniture. Above the headline
        only where it is marked as the article's, by name or by being one of the `hints` (og:image).
        """
        wanted = {mark for hint in hints for mark in identities(hint)}
        below = heading is None
        found: Node | None = None
        for node in region.iter():
            if node is heading:
                below = True
            if node is body:
                break
            style = node.get("style") if wanted else None
            if style and (shown := _BACKGROUND.search(style)):
                url = absolute(self.base, shown[1])
                if url and not wanted.isdisjoint(identities(url)) and self.take(url):
                    return [Piece("image", node, url=url)]
            if node.tag not in PICTURES or node.getparent() is None or node.getparent().tag == "picture":  # type: ignore[union-attr]
                continue
            image = node if node.tag != "picture" else next(node.iter("img"), node)
            url = self.address(node, image)
            if url is None or self.decorates(image, url) or _in_furniture(node, region):
                continue
            hinted = not wanted.isdisjoint(identities(url))
            names = [image.get("class", ""), *(up.get("class", "") for up in list(node.iterancestors())[:3])]
            marked = any(_MARKED.search(name) for name in names)
            if hinted:
                found = node
                break
            if found is None and (below or marked):
                found = node
        if found is None:
            return []
        pieces = [self.picture(node) for node in _carousel(found, region, body)]
        return [piece for piece in pieces if piece is not None]

    def hinted(self, hints: list[str], pieces: list[Piece]) -> list[Piece]:
        """The image that only the meta tags name, for an article that shows none."""
        if any(piece.kind == "image" for piece in pieces):
            return []
        for hint in hints:
            url = absolute(self.base, hint)
            if url and host_of(url) and not is_decoration(url) and self.take(url):
                return [Piece("image", html.Element("img"), url=url)]
        return []


def _carousel(first: Node, region: Node, body: Node) -> list[Node]:
    """The images of the carousel that the first one stands in; otherwise that one alone."""
    frame = None
    for up in first.iterancestors():
        if up is region or up in body.iterancestors():
            break
        if _CAROUSEL.search(up.get("class", "")):
            frame = up
    if frame is None:
        return [first]
    return [
        node
        for node in frame.iter(*PICTURES)
        if (parent := node.getparent()) is None or parent.tag != "picture"
    ]


@lru_cache(maxsize=1000)
def identities(url: str) -> frozenset[str]:
    """By what a photograph is known again: its address without sizes, and a long file name by itself."""
    marks = {image_identity(url)}
    path = unquote(_path(url))
    stem = re.sub(
        r"(?:[-_]\d{2,4}x\d{2,4}|-scaled|\.(?:jpe?g|png|gif|webp|avif))+$",
        "",
        path.rpartition("/")[2],
        flags=re.IGNORECASE,
    )
    if len(stem) > 11 and re.search(r"\d", stem):
        marks.add(stem.lower())
    return frozenset(marks)


def is_decoration(url: str) -> bool:
    """Is this, by its address alone, a logo, an icon, a tracker or a stand-in?"""
    name = _path(url).rpartition("/")[2]
    return bool(
        _DECORATION.search(url)
        or _DECORATION_FILE.fullmatch(name)
        or _PLACEHOLDER.search(url)
        or name.lower().endswith((".svg", ".ico"))
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _largest(srcset: str) -> str:
    """The widest of a srcset's candidates."""
    best, width = "", -1.0
    for candidate in re.split(r",\s+|,(?=https?:|/)", srcset.strip()):
        address, _, size = candidate.strip().partition(" ")
        found = re.match(r"([\d.]+)[wx]", size.strip())
        number = float(found[1]) if found and found[1].count(".") < 2 and found[1] != "." else 0.0
        if address and not address.startswith("data:") and number > width:
            best, width = address.rstrip(","), number
    return best


def _pixels(image: Node, name: str) -> int:
    found = re.match(r"\s*(\d{1,5})\s*(?:px)?\s*$", image.get(name, ""))
    return int(found[1]) if found else 0


def _leads_away(link: Node, base: str) -> bool:
    """Does the image's link lead to another article (it has words of its own) or to an advertiser?"""
    if len(link.text_content().strip()) > 15 and next(link.iter("figcaption"), None) is None:
        return True
    href = absolute(base, link.get("href", ""))
    if "sponsored" in link.get("rel", ""):
        return True
    if href is None or re.search(r"\.(?:jpe?g|png|gif|webp)\b", href, re.IGNORECASE):
        return False
    ours, theirs = host_of(base).split(".")[-2:], host_of(href).split(".")[-2:]
    return bool(base) and ours != theirs and caption_and_credit(link)[0] is None


def _in_furniture(node: Node, region: Node) -> bool:
    for up in node.iterancestors():
        if up is region:
            return False
        if elements.is_furniture(up):
            return True
    return False
