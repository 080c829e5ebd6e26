"""Forbes Middle East, فوربس الشرق الأوسط: business, with a technology desk."""

from crawler.platforms import TECHNOLOGY, headline
from crawler.source import Feed, Section, Source

HOME = "https://www.forbesmiddleeast.com/ar"

SOURCE = Source(
    name="forbes-me",
    title="فوربس الشرق الأوسط",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Feed("https://www.forbesmiddleeast.com/rss/news"), Section(HOME)),
    article=(headline(HOME, "ar/"),),
    topics=TECHNOLOGY,
    note="Likely: country, zone. Guess: feed, addresses.",
)
