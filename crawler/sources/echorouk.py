"""Echorouk, الشروق أونلاين: an Algiers daily in WordPress."""

from crawler.platforms import TECHNOLOGY, wordpress
from crawler.source import Sitemap

HOME = "https://www.echoroukonline.com/"

SOURCE = wordpress(
    name="echorouk",
    title="الشروق أونلاين",
    home=HOME,
    country="DZ",
    timezone="Africa/Algiers",
    listings=(Sitemap(f"{HOME}news-sitemap.xml", news=True),),
    topics=TECHNOLOGY,
    note="Seen: news sitemap. Likely: WordPress. Guess: feed, body, addresses, sitemap.",
)
