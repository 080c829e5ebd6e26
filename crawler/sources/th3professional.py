"""Al Mohtarif, المحترف: a Moroccan technology blog, widely read, on Blogger."""

from crawler.platforms import blogger

SOURCE = blogger(
    name="th3professional",
    title="المحترف",
    home="https://www.th3professional.com/",
    country="MA",
    timezone="Africa/Casablanca",
    note="Seen: country. Likely: Blogger, zone. Guess: feed, addresses, markup, sitemap.",
)
