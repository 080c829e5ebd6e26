"""Tech World, عالم التقنية: a Saudi technology paper since 2008, in WordPress under /wd/."""

from datetime import date

from crawler.platforms import dated, wordpress

HOME = "https://www.tech-wd.com/wd/"

SOURCE = wordpress(
    name="tech-wd",
    title="عالم التقنية",
    home=HOME,
    country="SA",
    timezone="Asia/Riyadh",
    first=date(2008, 3, 25),
    article=(dated(HOME, "wd/"),),
    headline=("h1.post-title.entry-title", "h1"),
    tags=("span.tagcloud a",),
    drop=(".partners",),
    note="Seen: feed, an archive of every day since 2008-03-25, addresses, markup. Likely: country,"
    " zone. Guess: sitemap.",
)
