"""Al3omk, العمق المغربي: a Moroccan news site."""

from crawler.platforms import TECHNOLOGY, at, wordpress

HOME = "https://al3omk.com/"

SOURCE = wordpress(
    name="al3omk",
    title="العمق المغربي",
    home=HOME,
    country="MA",
    timezone="Africa/Casablanca",
    article=(at(HOME, r"(?P<id>\d+)\.html"),),
    topics=TECHNOLOGY,
    note="Seen: WordPress. Likely: feed, body. Guess: addresses, sitemap.",
)
