"""Independent Arabia, اندبندنت عربية: London's Independent in Arabic, of the Saudi SRMG, in Drupal."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Source

HOME = "https://www.independentarabia.com/"

SOURCE = Source(
    name="independentarabia",
    title="اندبندنت عربية",
    home=HOME,
    country="GB",
    timezone="Europe/London",
    listings=(Feed(f"{HOME}rss.xml"),),
    article=(at(HOME, r"node/(?P<id>\d+)(?:/|$)"),),
    topics=TECHNOLOGY,
    note="Seen: feed, Drupal. Guess: zone, addresses (Drupal's convention).",
)
