"""Al Sharq, الشرق: a Doha daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://al-sharq.com/"

SOURCE = Source(
    name="al-sharq",
    title="الشرق القطرية",
    home=HOME,
    country="QA",
    timezone="Asia/Qatar",
    listings=(Feed(f"{HOME}rss/latestNews"),),
    article=(at(HOME, r"(?:article|opinion)/\d\d/\d\d/20\d\d/[^/?#]+$"),),
    topics=TECHNOLOGY,
    note="Seen: feed. Guess: addresses (of memory).",
)
