"""Al-Ittihad, الاتحاد: an Abu Dhabi daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.alittihad.ae/"
TECH = f"{HOME}Service/SectionNews.aspx?SectionID=51&pageSize=8&pageindex="

SOURCE = Source(
    name="alittihad",
    title="الاتحاد",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(
        Section(f"{TECH}1", pages=f"{TECH}{{page}}", links="div.classic-grid-itm h3"),
        Feed(f"{HOME}rss"),
    ),
    article=(
        at(HOME, r"article/(?P<id>\d+)/20\d\d/[^/?#]+$"),
        at(HOME, r"news/[^?#]+/(?P<id_new>\d{6,})/[^/?#]+$"),
    ),
    body=("div.article-content-editor",),
    headline=("header h1", "h1"),
    tags=("div.article-tags a",),
    topics=TECHNOLOGY,
    note="Seen: section listing, markup. Guess: feed, addresses (of memory).",
)
