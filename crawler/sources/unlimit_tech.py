"""Unlimited Technology, التقنية بلا حدود: a technology blog in WordPress."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="unlimit-tech",
    title="التقنية بلا حدود",
    home="https://www.unlimit-tech.com/",
    country="SA",
    timezone="Asia/Riyadh",
    note="Seen: feed, WordPress with Yoast (2018), body. Guess: country, zone, addresses, sitemap.",
)
