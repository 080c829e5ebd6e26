"""Tech Echo, صدى التقنية: a technology blog."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="tech-echo",
    title="صدى التقنية",
    home="https://www.tech-echo.com/",
    note="Likely: feed, WordPress, body. Guess: addresses, sitemap. Country and zone unknown;"
    " sadatech.com has the same name.",
)
