"""Alyaoum24, اليوم 24: a Moroccan news site."""

from crawler.platforms import TECHNOLOGY, at, headline, wordpress

HOME = "https://alyaoum24.com/"

SOURCE = wordpress(
    name="alyaoum24",
    title="اليوم 24",
    home=HOME,
    country="MA",
    timezone="Africa/Casablanca",
    article=(at(HOME, r"(?P<id>\d+)\.html"), headline(HOME)),
    topics=TECHNOLOGY,
    note="Likely: feed, WordPress, body. Guess: addresses (numbers of memory), sitemap.",
)
