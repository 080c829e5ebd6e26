"""What the publishers on one system share: each function makes a whole source out of a name and a home page."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from crawler.source import Api, Archive, Feed, Listing, Section, Sitemap, Source

# What marks an article of a general paper as one about technology, where its own section's name is not known
TECHNOLOGY = ("تكنولوجيا", "تقنية", "علوم وتكنولوجيا", "technology", "tech")

# First folders of WordPress that hold no article, and the pages that every site has
_FOLDERS = (
    "category tag author page feed comments search wp-[^/]* amp print topics? tags sections? archives? video"
    " podcast about-us about contact-us contact privacy-policy privacy terms[^/]* advertise[^/]* login register"
    " sitemap[^/]* cookie-policy"
)
_ARABIC_FOLDERS = (
    "التصنيف",  # category
    "وسم",  # tag
    "كاتب",  # author
    "من-نحن",  # about us
    "اتصل-بنا",  # contact us
    "سياسة-الخصوصية",  # privacy policy
    "شروط-الاستخدام",  # terms of use
)
_NO_ARTICLE = "|".join(
    (*_FOLDERS.split(), *_ARABIC_FOLDERS, *(f"(?i:{quote(folder)})" for folder in _ARABIC_FOLDERS))
)
_SLUG = r"(?:[^/?#.-]+-){2,}[^/?#.-]*"  # three words: an article's headline; sections have one or two
_DAY = r"(?:19|20)\d\d/\d\d/(?:\d\d/)?"


def at(home: str, path: str) -> str:
    """The pattern of an address on a home page's host, with or without `www.`, beginning with `path`."""
    host = (urlsplit(home).hostname or "").removeprefix("www.")
    return rf"^https?://(?:www\.)?{re.escape(host)}/{path}"


def dated(home: str, path: str = "") -> str:
    """The pattern of WordPress's dated permalinks: year, month, often the day, then the slug."""
    return at(home, rf"{path}{_DAY}(?!\d\d?/?(?:$|[?#]))[^/?#.]+/?(?:$|[?#])")


def headline(home: str, path: str = "") -> str:
    """The pattern of an address that ends in a headline of three words or more. Careful rather than complete:
    a site's own pages, archives and sections are kept out, and so is an article with a shorter address.
    """
    return at(
        home, rf"{path}(?!(?:[^/?#]+/)*(?:{_NO_ARTICLE})(?:[/?#]|$))(?:[^/?#.]+/){{0,2}}{_SLUG}/?(?:$|[?#])"
    )


def wordpress(
    *,
    name: str,
    title: str,
    home: str,
    note: str,
    article: tuple[str, ...] = (),
    listings: tuple[Listing, ...] = (),
    first: date | None = None,
    rest: bool = False,
    **facts: Any,
) -> Source:
    """A WordPress site: its feed, which goes back in time, and its sitemap; `listings` are asked besides.

    `first`: the day of its first article, where its archive of each day is open. `rest`: its REST API is
    open. Without `article` its addresses are dated, or end in a headline. `facts`: any field of Source.
    """
    folder = urlsplit(home).path.lstrip("/")
    shared: tuple[Listing, ...] = (
        Feed(f"{home}feed/", pages=f"{home}feed/?paged={{page}}"),
        Sitemap(f"{home}wp-sitemap.xml"),  # WordPress's own since 5.5; Yoast redirects it to the one it makes
    )
    if first:
        shared += (Archive(f"{home}{{yyyy}}/{{mm}}/{{dd}}/", first),)
    if rest:
        # a small answer: what is published can be listed whole, newest first
        posts = f"{home}wp-json/wp/v2/posts?per_page=50&_fields=link,date_gmt"
        shared += (Api(posts, items="", link="link", date="date_gmt", pages=f"{posts}&page={{page}}"),)
    return _source(
        {"country": "", "timezone": "", "body": ("div.entry-content", ".post-content")} | facts,
        name=name,
        title=title,
        home=home,
        listings=_once(listings + shared),
        article=article or (dated(home, folder), headline(home, folder)),
        note=note,
    )


def blogger(
    *, name: str, title: str, home: str, note: str, listings: tuple[Listing, ...] = (), **facts: Any
) -> Source:
    """A Blogger site: its feed of 25 articles a page, and its sitemap; `listings` are asked besides."""
    feed = f"{home}feeds/posts/default?alt=rss&max-results=25"
    shared = (Feed(feed, pages=f"{feed}&start-index={{page}}", step=25), Sitemap(f"{home}sitemap.xml"))
    return _source(
        {
            "country": "",
            "timezone": "",
            "body": (".post-body",),
            "headline": (".post-title",),
            "tags": (".post-labels a",),
        }
        | facts,
        name=name,
        title=title,
        home=home,
        listings=_once(listings + shared),
        article=(at(home, r"(?:19|20)\d\d/\d\d/[^/?#]+\.html"),),
        note=note,
    )


def arc(
    *, name: str, title: str, home: str, note: str, listings: tuple[Listing, ...] = (), **facts: Any
) -> Source:
    """A paper on Arc XP: its outbound feed of 100 articles a page. Articles carry Arc's own number or a day."""
    feed = f"{home}arc/outboundfeeds/rss/?outputType=xml"
    shared = (Feed(feed, pages=f"{feed}&size=100&from={{page}}", start=0, step=100),)
    return _source(
        {"country": "", "timezone": ""} | facts,
        name=name,
        title=title,
        home=home,
        listings=_once(listings + shared),
        article=(
            at(home, r"(?:[^/?#]+/)+[^/?#]+[-_](?P<id>[A-Z2-7]{26})/?(?:$|[?#])"),
            at(home, rf"(?:[^/?#]+/)+{_DAY}[^/?#.]+/?(?:$|[?#])"),
        ),
        note=note,
    )


def rss_feed(*, name: str, title: str, home: str, feed: int, note: str, **facts: Any) -> Source:
    """A paper on the Saudi system that serves `/rssFeed/NUMBER` and numbers its articles."""
    return _source(
        {"country": "SA", "timezone": "Asia/Riyadh", "topics": TECHNOLOGY} | facts,
        name=name,
        title=title,
        home=home,
        listings=(Feed(f"{home}rssFeed/{feed}"),),
        article=(at(home, r"article/(?P<id>\d+)(?:/|$|[?#])"),),
        note=note,
    )


def mirror(*, name: str, title: str, home: str, note: str, **facts: Any) -> Source:
    """An archive of other papers' articles since about 2000, listed by its front page: PAPER/NUMBER."""
    return _source(
        {"timezone": "", "topics": TECHNOLOGY} | facts,
        name=name,
        title=title,
        home=home,
        listings=(Section(home),),
        article=(at(home, r"(?P<id>[a-z0-9]+/\d+)$"),),
        caution=("mirror",),
        note=note,
    )


def _source(facts: Mapping[str, Any], **own: Any) -> Source:
    return Source(**facts, **own)


def _once(listings: tuple[Listing, ...]) -> tuple[Listing, ...]:
    """Without a listing whose address one before it has: a source may say more of a feed than its platform."""
    kept: dict[str, Listing] = {}
    for listing in listings:
        kept.setdefault(listing.pages if isinstance(listing, Archive) else listing.url, listing)
    return tuple(kept.values())
