"""Asharq Al-Awsat, الشرق الأوسط: the pan-Arab daily of London and Riyadh."""

from crawler.platforms import TECHNOLOGY
from crawler.source import Feed, Sitemap, Source

HOME = "https://aawsat.com/"

SOURCE = Source(
    name="aawsat",
    title="الشرق الأوسط",
    home=HOME,
    country="GB",
    timezone="Asia/Riyadh",
    listings=(
        Feed(f"{HOME}feed/technology"),
        Feed(f"{HOME}feed"),
        Sitemap(f"{HOME}googlenews.xml", news=True),
    ),
    article=(
        r"^https?://(?:www\.|m\.)?aawsat\.com/home/article/(?P<id>\d+)(?:/|$)",
        # whether the new site counts on is unknown
        r"^https?://(?:www\.|m\.)?aawsat\.com/(?:[^/?#]+/){1,2}(?P<id_new>\d{6,})-[^/?#]+$",
    ),
    topics=TECHNOLOGY,
    note="Seen: feed, news sitemap, old addresses. Likely: zone, Drupal. Guess: the feed of technology,"
    " new addresses (of memory).",
)
