"""Sultan Tec, سلطان تك: a technology blog."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="sultantec",
    title="سلطان تك",
    home="https://sultantec.com/",
    note="Likely: feed, WordPress, body. Guess: addresses, sitemap. Country and zone unknown.",
)
