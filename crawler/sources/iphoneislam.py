"""iPhone Islam, آيفون إسلام: Apple in Arabic."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="iphoneislam",
    title="آيفون إسلام",
    home="https://www.iphoneislam.com/",
    note="Likely: feed, WordPress, body. Guess: addresses, sitemap. Zone unknown.",
)
