"""CNBC Arabia, CNBC عربية: business news from Dubai."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.cnbcarabia.com/"
NEWEST = f"{HOME}news/latest"

SOURCE = Source(
    name="cnbcarabia",
    title="CNBC عربية",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(
        Section(NEWEST, pages=f"{NEWEST}?page={{page}}", links="div.blog-box-title"),
        Feed("https://arabic.cnbc.com/feed/"),
    ),
    article=(
        at(HOME, r"news/view/(?P<id>\d+)(?:/|$)"),
        at(HOME, r"(?P<id_new>\d+)/20\d\d/\d\d/\d\d/[^/?#]+$"),
    ),
    body=("div.article-content",),
    headline=("div.article-title h1", "h1"),
    tags=("div.blog-box-tags a",),
    topics=TECHNOLOGY,
    note="Seen: pages of news, feed, markup. Guess: addresses (of memory).",
)
