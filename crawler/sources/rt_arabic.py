"""RT in Arabic, from Moscow."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://arabic.rt.com/"

SOURCE = Source(
    name="rt-arabic",
    title="RT Arabic",
    home=HOME,
    country="RU",
    timezone="Europe/Moscow",
    listings=(Feed(f"{HOME}rss/technology/"), Feed(f"{HOME}rss/")),
    article=(at(HOME, r"[\w-]+/(?P<id>\d+)-[^/?#]+/?$"),),
    body=("div.text.js-text.js-mediator-article",),
    headline=("div.article h1.heading", "h1"),
    tags=("div.news-tags.news-tags_article a",),
    remove=("المصدر ?:.*",),  # “source:”, the last line
    topics=TECHNOLOGY,
    caution=("blocks",),
    note="Seen: feeds, markup. Guess: addresses (of memory). Blocked by law or provider in several"
    " countries.",
)
