"""Emarat Al Youm, الإمارات اليوم: a Dubai daily on Polopoly, whose addresses carry day and number."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Sitemap, Source

HOME = "https://www.emaratalyoum.com/"
LOCAL = "news-sitemaps-1.368006/local-section-1.1075475?ot=ot.AjaxPageLayout"

SOURCE = Source(
    name="emaratalyoum",
    title="الإمارات اليوم",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Sitemap(f"{HOME}{LOCAL}", news=True),),
    article=(at(HOME, r"[^?#]+[/-]\d{4}-\d\d-\d\d-1\.(?P<id>\d+)(?:$|[?#])"),),
    topics=TECHNOLOGY,
    note="Seen: news sitemap of the local desk, addresses (also of its sister albayan.ae). Guess: a desk"
    " for technology.",
)
