"""Lets through what is fit to store, and says of the rest why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Article, Item

LEAST_WORDS = 8  # below it there is a caption or a headline, no article


def fault(article: Article) -> str | None:
    """Why an article is not fit to store, in words fit for counting; None where it is."""
    if not article.text.strip():
        return "no text"
    if len(article.text.split()) < LEAST_WORDS:
        return "too short"
    return None


def without_future(article: Article, now: datetime) -> Article:
    """A day to come is no day of publication: better none than a wrong one."""
    if article.published and article.published[:10] > f"{now + timedelta(days=1):%Y-%m-%d}":
        return replace(article, published=None, published_precision=None)
    return article


class Check:
    """The pipeline: drops with a reason, which the books count."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Check":
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        item.article = without_future(item.article, datetime.now(UTC))
        if reason := fault(item.article):
            raise DropItem(reason)
        return item
