"""Deutsche Welle in Arabic, دويتشه فيله, from Bonn and Berlin."""

from crawler.platforms import TECHNOLOGY
from crawler.source import Feed, Source

SOURCE = Source(
    name="dw-ar",
    title="دويتشه فيله",
    home="https://www.dw.com/ar/",
    country="DE",
    timezone="Europe/Berlin",
    listings=(Feed("https://rss.dw.com/xml/rss-ar-all"), Feed("https://rss.dw.com/rdf/rss-ar-all")),
    article=(
        r"^https?://(?:www\.|amp\.)?dw\.com/ar/[^/?#]+/a-(?P<id>\d+)(?:$|[?#])",
    ),  # av- is a video, g- a gallery
    topics=TECHNOLOGY,
    note="Seen: feeds. Guess: addresses (of memory).",
)
