"""MIT Technology Review in Arabic, إم آي تي تكنولوجي ريفيو: of the Majarra group, Dubai."""

from crawler.platforms import headline, wordpress

HOME = "https://technologyreview.ae/"

SOURCE = wordpress(
    name="mit-tr-arabic",
    title="إم آي تي تكنولوجي ريفيو العربية",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    article=(headline(HOME, r"(?!technodad/)"),),  # the glossary
    caution=("paywall",),
    note="Seen: feed, WordPress. Likely: zone, body, and a metered wall (Majarra): texts may be cut."
    " Guess: addresses, sitemap.",
)
