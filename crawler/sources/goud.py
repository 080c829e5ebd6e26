"""Goud, كود: a Moroccan news site, in Arabic mixed with Darija."""

from crawler.platforms import TECHNOLOGY, wordpress

SOURCE = wordpress(
    name="goud",
    title="كود",
    home="https://www.goud.ma/",
    country="MA",
    timezone="Africa/Casablanca",
    topics=TECHNOLOGY,
    note="Likely: feed, WordPress, body. Guess: addresses, sitemap.",
)
