"""Al Jazeera Net, الجزيرة نت: Doha's news site, with a technology section."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.aljazeera.net/"
TECH = "a7c186be-1baa-4bd4-9d80-a84db769f779/73d0e1b4-532f-45ef-b135-bfdff8b8cab9"

SOURCE = Source(
    name="aljazeera-net",
    title="الجزيرة نت",
    home=HOME,
    country="QA",
    timezone="Asia/Qatar",
    listings=(Feed(f"{HOME}aljazeerarss/{TECH}"), Feed(f"{HOME}rss"), Section(f"{HOME}tech/")),
    article=(at(HOME, r"(?!videos?/|gallery/|podcasts?/)(?:[\w-]+/)+20\d\d/\d\d?/\d\d?/[^/?#]+/?$"),),
    topics=TECHNOLOGY,
    note="Seen: both feeds (older ones are dead). Likely: headless WordPress. Guess: section page,"
    " addresses (of memory).",
)
