"""In a replay: what today's reading changes in the article stored before."""

from scrapy.crawler import Crawler

from crawler import removal
from crawler.fingerprint import fingerprint
from crawler.frontier import Frontier
from crawler.items import Item
from crawler.replay import Report, compare
from pipelines.store import place


class Compare:
    """The pipeline: enters the changes in the spider's report, before they are stored."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Compare":
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        frontier: Frontier = self.crawler.spider.frontier  # type: ignore[union-attr]
        if removal.is_removed(frontier.connection, (item.key, item.page.key)):
            return item
        report: Report = self.crawler.spider.report  # type: ignore[union-attr]
        prints = item.fingerprint or fingerprint(item.article.title, item.article.text)
        placed, known = place(frontier.connection, item, prints)
        report.enter(compare(known, placed.article), placed.article.url)
        return item
