"""`scrapy crawl site -a url=…`: a one-off crawl of any site, by its feeds and sitemaps, else by its links."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from parsel import Selector
from scrapy.http import Response
from w3lib.html import get_base_url

from crawler import listing
from crawler.database import transaction
from crawler.items import Item, Page
from crawler.listing import Link, Listed, ListingUnreadable, link_at, unicode_of
from crawler.source import Feed, Section, Sitemap, Source
from crawler.spiders.discovery import Discovery
from crawler.spiders.press import PressSpider
from crawler.urls import is_same_site

# Where sites keep what nobody announced
USUAL_PLACES = (
    "feed/",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "sitemap.xml",
    "sitemap_index.xml",
    "wp-sitemap.xml",
    "news-sitemap.xml",
)
NEVER = (  # files, forms and copies
    r"(?i:\.(?:jpe?g|png|gif|webp|svg|ico|avif|css|js|json|xml|txt|pdf|zip|rar|apk|mp[34]|avi|docx?|xlsx?|pptx?)(?:\?|$)"
    r"|/(?:login|register|signin|signup|cart|checkout|feed|comments?|wp-admin|wp-json|wp-login\.php|wp-content"
    r"|xmlrpc\.php|print|share)(?:[/?]|$))"
)
LISTS = (
    r"(?i:/(?:tags?|categor(?:y|ies)|topics?|authors?|users?|search|page/\d+|calendar|archives?)(?:[/?]|$))"
)
# In a sitemap's file name
NO_ARTICLES_LISTED = re.compile(r"(?i)(?:categor|tax|tag|author|user|image|video|product)")
ALTERNATES = "//link[contains(@rel, 'alternate')][contains(@type, 'rss') or contains(@type, 'atom')]/@href"

BEGINNING = 20_000  # bytes, in which an answer says what it is, once its comments are out
COMMENT = re.compile(rb"(?s)<!--.*?-->")
SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
NUMBER = re.compile(r"(?i)(?:[a-z_]*id|p|article|news|story)=\d+")  # a query that is an article's number

BARREN = 8  # pages in a row without an address that looks like an article's: a calendar, a maze
DEEPEST = 10  # folders in a path
MOST_QUERIES = 40  # addresses that differ in their query alone: sort orders, filters, session numbers


def source_of(url: str) -> Source:
    """A source for the site that `url` is on, named as its host. Raises ValueError for what is no address."""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"url={url!r} is no address; write -a url=https://example.com/")
    home = f"{parts.scheme}://{parts.netloc}/"
    name = host.encode("idna").decode() + (f"-{parts.port}" if parts.port else "")
    site = rf"^https?://(?:[^/?#]+\.)?{re.escape(host)}(?::\d+)?"
    return Source(
        name=re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-."),
        title=host,
        home=home,
        country="",
        timezone="",
        listings=(Section(home),),
        article=(rf"{site}(?=/[^#]*[^/#])(?!.*(?:{NEVER}|{LISTS}))",),
        domains=(host,),
        note="a one-off crawl",
    )


class SiteDiscovery(Discovery):
    """Tells by its content what an answer lists, since nobody said what the site offers."""

    follows = True  # links, until a feed or a sitemap gave articles

    def ask_roots_within(self) -> None:
        home = self.source.home
        for place in ("", "robots.txt", *USUAL_PLACES):
            self.frontier.ask_within("listing", home + place, home + place)

    def is_guess(self, page: Page) -> bool:
        return page.url != self.source.home

    def read(self, page: Page, body: bytes, url: str) -> Listed:
        start = COMMENT.sub(b"", body[:BEGINNING])[:2000].lstrip().lower()
        if url.endswith("/robots.txt"):
            lines = re.findall(rb"(?im)^\s*sitemap\s*:\s*(\S+)", body)
            return Listed(
                sitemaps=tuple(
                    link for line in lines for link in link_at(url, line.decode("utf-8", "replace"))
                )
            )
        if SITEMAP.search(start) or start.startswith(b"\x1f\x8b"):
            listed = listing.read(Sitemap(url), self.source, body, url)
        elif b"<rss" in start or b"<feed" in start or b"<rdf" in start:
            listed = listing.read(Feed(url), self.source, body, url)
        elif page.url == self.source.home:
            return self._home(body, url)
        else:
            raise ListingUnreadable("neither a feed nor a sitemap")
        if any(self.source.is_article(link.url) for link in listed.pages):
            self.follows = False
        children = (
            child for child in listed.sitemaps if not NO_ARTICLES_LISTED.search(child.url.rsplit("/", 1)[-1])
        )
        return Listed(listed.pages, tuple(children))

    def _home(self, body: bytes, url: str) -> Listed:
        encoding, text = unicode_of(body)
        feeds = Selector(text=text or "<html/>", type="html").xpath(ALTERNATES).getall()
        base = get_base_url(body, url, encoding)
        links = listing.read(Section(url), self.source, body, url).pages
        return Listed(
            links, tuple(link for feed in feeds if "comment" not in feed for link in link_at(base, feed))
        )

    def unchanged_within(self, page: Page) -> None:
        self.is_barren = False
        if self.is_guess(page) and not page.url.endswith("/robots.txt"):
            self.follows = False  # it gave articles when it was read

    def follow_within(self, page: Page, body: bytes, url: str) -> None:
        """Put a page's links inside the site into the frontier, unless it is one more of a barren chain."""
        links = [
            link
            for link in listing.read(Section(url), self.source, body, url).pages
            if self.is_worthwhile(link.url)
        ]
        barren = 0 if any(looks_like_article(link.url) for link in links) else page.number + 1
        if barren < BARREN:
            self.frontier.add_articles_within(links, page.url, newest=page.priority, number=barren)

    def is_worthwhile(self, url: str) -> bool:
        parts = urlsplit(url)
        folders = [folder for folder in parts.path.split("/") if folder]
        if not is_same_site(url, self.source.domains) or re.search(NEVER, url):
            return False
        if len(folders) > DEEPEST or len(folders) - len(set(folders)) > 2 or len(parse_qsl(parts.query)) > 3:
            return False  # a maze: /a/b/a/b/a/b, or any number of filters
        if not parts.query or NUMBER.fullmatch(parts.query):
            return True
        return self.frontier.known_under(f"{url.split('?')[0]}?", MOST_QUERIES) < MOST_QUERIES


def looks_like_article(url: str) -> bool:
    """Whether an address ends in a headline or a number of its own, as articles' do."""
    parts = urlsplit(url)
    if NUMBER.fullmatch(parts.query):
        return True
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    return last.count("-") >= 3 or len(last) >= 25 or bool(re.search(r"\d{4,}", last))


class SiteSpider(PressSpider):
    """Argument `url`: any address of the site."""

    name = "site"
    discovery: SiteDiscovery

    def __init__(self, url: str = "", **kwargs: Any):
        super().__init__(**kwargs)
        self.source = source_of(url)

    def make_discovery(self) -> SiteDiscovery:
        return SiteDiscovery(self.frontier, self.source, self.full, self.since)

    def next_pages(self) -> list[Page]:
        """As any crawl, but where neither feed nor sitemap gave an article, the links from the home page on."""
        pages = super().next_pages()
        if not pages and not self.in_flight and self.discovery.follows:
            home = Link(self.source.home)
            with transaction(self.frontier.connection):
                self.frontier.add_articles_within([home], home.url, newest=0)
            pages = super().next_pages()
        return pages

    async def parse_article(self, response: Response) -> AsyncIterator[Item]:
        if self.discovery.follows and response.status == 200:
            # before the page is settled: a kill in between costs one more fetch, not the links
            with transaction(self.frontier.connection):
                self.discovery.follow_within(response.meta["page"], response.body, response.url)
        async for item in super().parse_article(response):
            yield item
