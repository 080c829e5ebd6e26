"""Taqnia 24, تقنية 24: a technology blog."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="taqnia24",
    title="تقنية 24",
    home="https://taqnia24.com/",
    note="Seen: WordPress theme. Likely: body. Guess: feed, addresses, sitemap. Country and zone unknown.",
)
