"""Al Ghad, الغد: an Amman daily."""

from crawler.platforms import TECHNOLOGY, wordpress

SOURCE = wordpress(
    name="alghad",
    title="الغد",
    home="https://alghad.com/",
    country="JO",
    timezone="Asia/Amman",
    topics=TECHNOLOGY,
    note="Seen: country, zone. Likely: feed, WordPress. Guess: body, addresses, sitemap.",
)
