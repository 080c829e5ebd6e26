"""CNN in Arabic, CNN بالعربية, from Dubai."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://arabic.cnn.com/"

SOURCE = Source(
    name="cnn-arabic",
    title="CNN بالعربية",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Feed(f"{HOME}api/v1/rss/science_and_health/rss.xml"), Feed(f"{HOME}api/v1/rss/rss.xml")),
    article=(at(HOME, r"[\w-]+/article/20\d\d/\d\d/\d\d/[^/?#]+$"),),
    body=("div.clearfix.wysiwyg",),
    topics=TECHNOLOGY,
    note="Seen: feeds, body of 2020. Guess: addresses (of memory). Other class names change with each"
    " build of the site.",
)
