"""What makes two stories one: the fingerprint of an article's words, taken before the database is asked."""

import hashlib

from crawler.items import Article, Item
from crawler.text import comparison_form

LEAST_WORDS = 20  # fewer words may well be the same in two different stories


def content_hash(article: Article) -> str:
    """Equal for texts that differ in spelling habits, tashkeel, punctuation and spacing alone."""
    return hashlib.blake2b(comparison_form(article.text).encode(), digest_size=16).hexdigest()


class Dedupe:
    """The pipeline: fingerprints here, so that the store's transaction stays short."""

    def process_item(self, item: Item) -> Item:
        item.content_hash = content_hash(item.article)
        return item
