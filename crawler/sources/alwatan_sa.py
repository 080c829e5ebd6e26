"""Al-Watan, الوطن: a Saudi daily, from Abha."""

from crawler.platforms import rss_feed

SOURCE = rss_feed(
    name="alwatan-sa",
    title="الوطن السعودية",
    home="https://www.alwatan.com.sa/",
    feed=1,
    note="Seen: feed. Guess: addresses (of memory).",
)
