"""Médias24, ميديا 24: business news of Casablanca, mostly in French, in WordPress with its REST API open."""

from crawler.platforms import TECHNOLOGY, wordpress

SOURCE = wordpress(
    name="medias24",
    title="Médias24",
    home="https://medias24.com/",
    country="MA",
    timezone="Africa/Casablanca",
    language="fr",
    rest=True,
    topics=(*TECHNOLOGY, "technologies", "digital"),
    note="Seen: feed, REST API, sitemaps named in robots.txt. Guess: body, addresses.",
)
