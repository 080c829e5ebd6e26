"""Ardroid, أردرويد: Android in Arabic."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="ardroid",
    title="أردرويد",
    home="https://www.ardroid.com/",
    note="Likely: feed, WordPress, body. Guess: addresses, sitemap. Country and zone unknown.",
)
