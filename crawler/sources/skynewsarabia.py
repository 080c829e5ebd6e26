"""Sky News Arabia, سكاي نيوز عربية: Abu Dhabi's news channel, with a technology section."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.skynewsarabia.com/"

SOURCE = Source(
    name="skynewsarabia",
    title="سكاي نيوز عربية",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Section(f"{HOME}technology"), Feed(f"{HOME}rss.xml"), Feed(f"{HOME}rss")),
    article=(at(HOME, r"(?!video/|live-story/)[a-z-]+/(?P<id>\d+)-[^/?#]+$"),),
    body=("div.article-body div#firstBodyDiv", "div.article-body"),
    headline=("h1.sna_content_heading", "h1"),
    tags=("div.article-tags h2",),
    topics=TECHNOLOGY,
    note="Seen: feeds, section page, addresses, markup.",
)
