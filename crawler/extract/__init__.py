"""From a page's bytes to an article, pure: no network, no database, no Scrapy."""

from crawler.extract.page import canonical_url
from crawler.items import Article, Rejected
from crawler.source import Source

__all__ = ["canonical_url", "extract"]


def extract(
    html: bytes, url: str | None = None, source: Source | None = None, fetched: str | None = None
) -> Article | Rejected:
    """The article on a page, or why there is none.

    `html`: the page as its server sent it, in whatever charset. `url`: where it came from; relative
    addresses of images are resolved against it. `source`: what is known of the publisher; without one
    every page is read by what pages of the Arabic press have in common, and the article's `source` is
    the host of `url`. `fetched`: when the page was fetched (ISO 8601), kept with the article; no date
    after it is believed. Never raises, whatever the bytes: a page that breaks the reading is
    `Rejected("broken")`, and the log says where. The same bytes give the same article, whatever was read before.
    """
    from crawler.extract.reading import read  # trafilatura loads longer than most commands run

    return read(html, url, source, fetched)
