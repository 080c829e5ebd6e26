"""El Khabar, الخبر: an Algiers daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://www.elkhabar.com/"

SOURCE = Source(
    name="elkhabar",
    title="الخبر",
    home=HOME,
    country="DZ",
    timezone="Africa/Algiers",
    listings=(Feed(f"{HOME}feed"),),
    article=(
        at(HOME, r"press/article/(?P<id>\d+)(?:/|$)"),
        at(HOME, r"(?:[\w-]+/){1,2}[^/?#]+-(?P<id_new>\d{5,})/?$"),
    ),
    topics=TECHNOLOGY,
    note="Seen: feed. Guess: addresses (of memory).",
)
