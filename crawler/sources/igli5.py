"""Igli5, حوحو للمعلوميات: a Moroccan technology blog on Blogger, whose slugs say nothing (blog-post_293.html)."""

from crawler.platforms import blogger
from crawler.source import Section

SOURCE = blogger(
    name="igli5",
    title="حوحو للمعلوميات",
    home="https://www.igli5.com/",
    country="MA",
    timezone="Africa/Casablanca",
    listings=(Section("https://www.igli5.com/", links="h2.mahdidra-title"),),
    body=(".post-body", "div[dir=rtl]"),
    note="Seen: Blogger, addresses, headlines of the front page, body (2019). Likely: country, zone."
    " Guess: feed, sitemap.",
)
