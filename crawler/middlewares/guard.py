"""Keeps requests, and the redirects they meet, inside what the user asked for."""

import ipaddress
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.urls import is_same_site


class AddressGuard:
    """Refuses an article that leads off its publisher's sites, and any address of a private network
    that the source does not name: a page could otherwise make the crawler reach what only it can reach.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        page = request.meta.get("page")
        source = getattr(self.crawler.spider, "source", None)
        if page is None or source is None or is_same_site(request.url, source.domains):
            return
        if page.kind == "article":
            raise IgnoreRequest("leads off the site")
        if is_private(urlparse_cached(request).hostname or ""):
            raise IgnoreRequest("leads into a private network")


def is_private(host: str) -> bool:
    """Whether a host, by its name alone, is of this machine or of its network."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
