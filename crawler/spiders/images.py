"""Keeps a crawl's images under way, beside its pages: after their articles are stored, and never in their way."""

import asyncio
import sqlite3
from functools import partial
from typing import TYPE_CHECKING

from scrapy.pipelines.media import MediaPipeline

from crawler.image_queue import ImageQueue
from crawler.items import Article, ImageAddress

if TYPE_CHECKING:
    from crawler.spiders.press import PressSpider


class ImageFetcher:
    """Hands images from the queue to the media pipeline, as many at a time as there is room for."""

    def __init__(self, spider: "PressSpider"):
        self.spider = spider
        frontier, settings = spider.frontier, spider.settings
        budget = int(settings.getfloat("IMAGES_BUDGET") * 1_000_000)
        self.queue = ImageQueue(
            frontier.connection, frontier.source.name, frontier.crawl, spider.since, budget
        )
        # half of what a crawl may ask for at once: pages find room
        self.most = settings.getint("CONCURRENT_REQUESTS") // 2
        self.per_host = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.tasks: set[asyncio.Task[object]] = set()

    def add(self, article: Article) -> None:
        try:
            self.queue.add(article)
        except sqlite3.Error as error:
            self.spider.give_up(error)

    def fetch(self) -> bool:
        """Fetch what there is room for; whether any image is under way. A host that pages come from is
        not asked for images: they would take turns.
        """
        pipeline = self.spider.crawler.get_item_pipeline(MediaPipeline)  # type: ignore[type-abstract]
        assert pipeline is not None
        room = self.most - self.queue.under_way
        for image in self.queue.lease(room, self.per_host, self.spider.hosts_under_way()):
            task = asyncio.create_task(pipeline.process_item(image))
            self.tasks.add(task)
            task.add_done_callback(partial(self._done, image))
        return self.queue.under_way > 0

    def _done(self, image: ImageAddress, task: "asyncio.Task[object]") -> None:
        self.tasks.discard(task)
        self.queue.let_go(image)
        self.spider.room_made.set()

    def close(self) -> None:
        """End what is under way; the queue takes it back."""
        for task in self.tasks:
            task.cancel()
        self.queue.close()
