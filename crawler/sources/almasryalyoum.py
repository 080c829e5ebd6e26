"""Al-Masry Al-Youm, المصري اليوم: a Cairo daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://www.almasryalyoum.com/"

SOURCE = Source(
    name="almasryalyoum",
    title="المصري اليوم",
    home=HOME,
    country="EG",
    timezone="Africa/Cairo",
    listings=(Feed(f"{HOME}rss/rssfeeds"),),
    article=(at(HOME, r"news/details/(?P<id>\d+)(?:$|[/?#])"),),
    topics=TECHNOLOGY,
    caution=("blocks",),
    note="Seen: feed. Likely: addresses. Cloudflare.",
)
