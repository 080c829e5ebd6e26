"""Electrony, إلكتروني: technology news in WordPress, numbered addresses."""

from crawler.platforms import at, wordpress
from crawler.source import Section

HOME = "https://www.electrony.net/"

SOURCE = wordpress(
    name="electrony",
    title="إلكتروني",
    home=HOME,
    country="EG",
    timezone="Africa/Cairo",
    listings=(Section(HOME, pages=f"{HOME}page/{{page}}/", links="div#content article div.ft-bpost"),),
    article=(at(HOME, r"(?P<id>\d+)/[^/?#]+/?(?:$|[?#])"),),  # one folder deeper are pictures
    body=("section.ft-entry",),
    headline=("h1.ft-ptitle",),
    tags=("div.ft-ptags a",),
    note="Seen: feed, pages (3794 in 2020), addresses, markup. Guess: country, zone, sitemap. A text of"
    " 2026 calls the site a shop: check that the domain has not changed hands.",
)
