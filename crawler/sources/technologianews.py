"""Technologia News, تكنولوجيا نيوز: a technology paper, by its looks from Jordan."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="technologianews",
    title="تكنولوجيا نيوز",
    home="http://www.technologianews.com/",
    country="JO",
    note="Seen: WordPress with Yoast (2018). Likely: body. Guess: country, feed, addresses, sitemap."
    " Zone unknown.",
)
