"""Al-Mamlaka TV, المملكة: Jordan's public news channel."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Sitemap, Source

HOME = "https://www.almamlakatv.com/"

SOURCE = Source(
    name="almamlaka",
    title="المملكة",
    home=HOME,
    country="JO",
    timezone="Asia/Amman",
    listings=(Sitemap(f"{HOME}sitemap-news.xml", news=True),),
    article=(at(HOME, r"news/(?P<id>\d+)(?:-[^/?#]*)?$"),),
    topics=TECHNOLOGY,
    note="Seen: news sitemap. Guess: addresses (of memory).",
)
