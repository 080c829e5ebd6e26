"""Al Arabiya, العربية نت: Riyadh's news channel, with a technology section."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.alarabiya.net/"
TECH = f"{HOME}ar/technology/archive/mainArea/0/mainContent/0/pArea75/0?&pageNo="

SOURCE = Source(
    name="alarabiya",
    title="العربية نت",
    home=HOME,
    country="SA",
    timezone="Asia/Riyadh",
    listings=(
        Section(f"{TECH}1", pages=f"{TECH}{{page}}", links="a.article-card"),
        Feed(f"{HOME}.mrss/ar.xml"),
        Feed(f"{HOME}.mrss/ar/latest-news.xml"),
    ),
    article=(at(HOME, r"(?:[\w-]+/)+20\d\d/\d\d/\d\d/[^/?#]+$"),),
    body=("#body-text",),
    tags=(".tags a",),
    topics=TECHNOLOGY,
    caution=("blocks",),
    note="Seen: technology pages (399 in 2020, read with a browser), markup. Likely: feed. Guess: second"
    " feed, addresses (of memory). Cloudflare and a wall of cookies: plain requests got no article.",
)
