"""Le360 in Arabic: a Casablanca news site on Arc XP."""

from crawler.platforms import TECHNOLOGY, arc
from crawler.source import Feed

SOURCE = arc(
    name="le360-ar",
    title="Le360 بالعربية",
    home="https://ar.le360.ma/",
    country="MA",
    timezone="Africa/Casablanca",
    listings=(Feed("https://ar.le360.ma/rss"),),
    topics=TECHNOLOGY,
    note="Seen: dates like 02.11.2025 – 21:09. Likely: Arc XP and its feed. Guess: second feed, addresses.",
)
