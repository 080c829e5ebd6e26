"""Wamda, ومضة: startups of the Arab world, from Dubai."""

from crawler.platforms import dated
from crawler.source import Feed, Section, Source

HOME = "https://www.wamda.com/ar"

SOURCE = Source(
    name="wamda-ar",
    title="ومضة",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Feed(f"{HOME}/feed"), Section(HOME)),
    article=(dated(HOME, "ar/"),),
    note="Likely: country, zone. Guess: feed, addresses (of memory).",
)
