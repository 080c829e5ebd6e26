"""Makkah, مكة: a Saudi daily, from Mecca."""

from crawler.platforms import rss_feed

SOURCE = rss_feed(
    name="makkahnewspaper",
    title="مكة",
    home="https://makkahnewspaper.com/",
    feed=0,
    note="Seen: feed. Guess: zone, addresses (of memory).",
)
