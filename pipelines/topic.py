"""How much an article is about technology; with `--topic tech`, only what is goes on."""

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import TECHNOLOGY, Item
from crawler.topics import score


class Topic:
    """The pipeline: scores every item, and drops the others where the crawl was asked for one topic."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Topic":
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        article = item.article
        item.topic_score = round(
            score(article.title or "", article.text, article.tags, section=article.section), 3
        )
        if self.crawler.spider.topic and item.topic_score < TECHNOLOGY:  # type: ignore[union-attr]
            raise DropItem("off topic")
        return item
