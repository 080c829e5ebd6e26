"""Arab Hardware, عرب هاردوير: computers, phones and games, from Cairo."""

from crawler.platforms import headline
from crawler.source import Feed, Source

HOME = "https://arabhardware.net/"

SOURCE = Source(
    name="arabhardware",
    title="عرب هاردوير",
    home=HOME,
    country="EG",
    timezone="Africa/Cairo",
    listings=(Feed(f"{HOME}feed/"), Feed("http://feeds.feedburner.com/arabhardware")),
    article=(headline(HOME), r"^https?://(?:www\.)?arabhardware\.net/(?:[\w-]+/)*post-(?P<id>\d+)/?$"),
    note="Seen: feed. Likely: FeedBurner, country, zone, a system of its own after WordPress. Guess:"
    " addresses. Pages may need the site's JSON.",
)
