"""Keeps requests, and the redirects they meet, inside what the user asked for."""

import ipaddress
import socket
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.urls import is_same_site


class AddressGuard:
    """Refuses an article that leads off its publisher's sites, and any address of a private network
    that the source does not name: a page could otherwise make the crawler reach what only it can reach.
    Listings and images may live elsewhere, with a service or on a network of caches.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        page, image = request.meta.get("page"), request.meta.get("image")
        source = getattr(self.crawler.spider, "source", None)
        if (page or image) is None or source is None:
            return
        if urlparse_cached(request).scheme not in ("http", "https"):
            raise IgnoreRequest("no address of the web")  # Scrapy would read a file:// of this machine
        if is_same_site(request.url, source.domains):
            return
        if page and page.kind == "article":
            raise IgnoreRequest("leads off the site")
        if is_private(urlparse_cached(request).hostname or ""):
            raise IgnoreRequest("leads into a private network")


def is_private(host: str) -> bool:
    """Whether a host, by its name alone, is of this machine or of its network."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            address = ipaddress.ip_address(socket.inet_aton(host))  # 127.1 and 2130706433 are addresses too
        except OSError:
            return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
