"""France 24 in Arabic, فرانس 24, from Paris."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://www.france24.com/ar/"

SOURCE = Source(
    name="france24-ar",
    title="فرانس 24",
    home=HOME,
    country="FR",
    timezone="Europe/Paris",
    listings=(Feed(f"{HOME}rss"),),
    # the day opens the slug: /ar/20240612-…, often with sections between
    article=(at(HOME, r"ar/(?:[^/?#]+/){0,3}20\d{6}-[^/?#]+$"),),
    topics=TECHNOLOGY,
    note="Seen: feed, and one for each section. Guess: addresses (of memory). A news sitemap is seen for"
    " French only.",
)
