"""What makes two stories one: the fingerprint of an article's words, taken before the database is asked."""

from crawler.fingerprint import fingerprint
from crawler.items import Item


class Dedupe:
    """The pipeline: fingerprints here, so that the store's transaction stays short."""

    def process_item(self, item: Item) -> Item:
        item.fingerprint = fingerprint(item.article.title, item.article.text)
        return item
