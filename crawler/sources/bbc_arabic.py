"""BBC News Arabic, بي بي سي عربي, from London."""

from crawler.platforms import TECHNOLOGY
from crawler.source import Feed, Source

SOURCE = Source(
    name="bbc-arabic",
    title="بي بي سي عربي",
    home="https://www.bbc.com/arabic",
    country="GB",
    timezone="Europe/London",
    domains=("bbc.com", "bbc.co.uk"),
    listings=(Feed("https://feeds.bbci.co.uk/arabic/rss.xml"),),
    article=(
        r"^https?://www\.bbc\.(?:com|co\.uk)/arabic/articles/(?P<id>c\w+)(?:$|[?#.])",
        r"^https?://www\.bbc\.(?:com|co\.uk)/arabic/[\w-]+-(?P<id_old>\d+)(?:$|[?#.])",
    ),
    topics=TECHNOLOGY,
    caution=("terms",),
    note="Seen: feed, addresses; feeds by subject now give the general headlines. Likely: the system"
    " (Simorgh). Terms: personal use only.",
)
