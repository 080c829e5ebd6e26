"""Arageek, أراجيك: a magazine of culture, education and technology."""

from crawler.platforms import TECHNOLOGY, wordpress
from crawler.source import Feed

SOURCE = wordpress(
    name="arageek",
    title="أراجيك",
    home="https://www.arageek.com/",
    listings=(Feed("https://www.arageek.com/tech/feed"),),
    topics=TECHNOLOGY,
    note="Seen: both feeds, WordPress with Yoast (2018). Likely: body. Guess: addresses, sitemap. Zone"
    " unknown.",
)
