"""TECHx in Arabic: the companies' own announcements in the Gulf."""

from crawler.platforms import wordpress

SOURCE = wordpress(
    name="techx-arabic",
    title="TECHx عربي",
    home="https://techxmediaarabic.com/",
    country="AE",
    timezone="Asia/Dubai",
    caution=("releases",),
    note="Seen: feed. Likely: country, WordPress, body. Guess: zone, addresses, sitemap. Press releases:"
    " near-duplicates of others.",
)
