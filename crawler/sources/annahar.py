"""An-Nahar, النهار: the Beirut daily."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Section, Source

HOME = "https://www.annahar.com/"

SOURCE = Source(
    name="annahar",
    title="النهار",
    home=HOME,
    country="LB",
    timezone="Asia/Beirut",
    listings=(Section(HOME),),
    article=(
        at(HOME, r"(?:arabic/|english/)?article/(?P<id>\d+)-[^/?#]+$"),
        at(HOME, r"(?!section/)(?:[\w-]+/)+(?P<id_new>\d{5,})/[^/?#]+$"),
    ),
    body=("div#readspeaker_maincontent",),
    topics=TECHNOLOGY,
    caution=("paywall",),
    note="Seen: body (2020); the site answered in 2026. Likely: some articles for subscribers. Guess:"
    " front page as listing, addresses (of memory).",
)
