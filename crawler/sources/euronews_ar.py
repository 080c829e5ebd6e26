"""Euronews in Arabic, يورونيوز عربي, from Lyon; its technology desk is called Next."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://arabic.euronews.com/"

SOURCE = Source(
    name="euronews-ar",
    title="يورونيوز عربي",
    home=HOME,
    country="FR",
    timezone="Europe/Paris",
    listings=(Feed(f"{HOME}rss?level=vertical&name=next"), Section(f"{HOME}next")),
    article=(at(HOME, r"(?!video/|nocomment/)(?:[\w-]+/)?\d{4}/\d\d/\d\d/[^/?#]+$"),),
    topics=(*TECHNOLOGY, "next"),
    caution=("terms",),
    note="Seen: the feed of Next. Likely: section page, addresses. Terms: one copy for personal use.",
)
