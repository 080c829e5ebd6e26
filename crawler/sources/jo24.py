"""Jo24, جو 24: a Jordanian news site."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://jo24.net/"

SOURCE = Source(
    name="jo24",
    title="جو 24",
    home=HOME,
    country="JO",
    timezone="Asia/Amman",
    listings=(Feed(f"{HOME}rss.xml"),),
    article=(at(HOME, r"article/(?P<id>\d+)(?:$|[/?#-])"),),
    topics=TECHNOLOGY,
    note="Seen: feed. Guess: addresses (of memory).",
)
