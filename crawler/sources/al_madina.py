"""Al-Madina, المدينة: a Saudi daily, from Jeddah."""

from crawler.platforms import rss_feed

SOURCE = rss_feed(
    name="al-madina",
    title="المدينة",
    home="https://www.al-madina.com/",
    feed=193,
    note="Seen: feed. Guess: zone, addresses (of memory).",
)
