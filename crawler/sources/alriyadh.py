"""Al Riyadh, الرياض: a Saudi daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.alriyadh.com/"

SOURCE = Source(
    name="alriyadh",
    title="الرياض",
    home=HOME,
    country="SA",
    timezone="Asia/Riyadh",
    listings=(Section(HOME), Feed(f"{HOME}rss")),
    article=(at(HOME, r"(?:net/article/|\d{4}/\d\d/\d\d/article)?(?P<id>\d{5,})(?:\.html|/|$)"),),
    body=("div#article-view",),
    author=("p.author",),
    topics=TECHNOLOGY,
    note="Seen: addresses, markup (2013). Guess: feed, front page as listing.",
)
