"""LBCI: a Beirut television's news, whose bodies are lines broken by <br>."""

from crawler.source import Feed, Sitemap, Source

HOME = "https://www.lbcgroup.tv/"
SCIENCE = "%D8%B9%D9%84%D9%88%D9%85-%D9%88%D8%AA%D9%83%D9%86%D9%88%D9%84%D9%88%D8%AC%D9%8A%D8%A7"

SOURCE = Source(
    name="lbcgroup",
    title="LBCI",
    home=HOME,
    country="LB",
    timezone="Asia/Beirut",
    listings=(
        Feed(f"{HOME}Rss/News/ar/49/{SCIENCE}"),
        Feed(f"{HOME}Rss/latest-news/ar"),
        Sitemap(f"{HOME}newssitemap.xml", news=True),
    ),
    article=(r"^https?://(?:www\.)?lbcgroup\.tv/news/[^/?#]+/(?P<id>\d+)/[^/?#]+/ar$",),
    body=("div.LongDesc",),
    remove=(r"(?:Reuters|AFP|رويترز|أ ف ب)\.?",),
    topics=("علوم وتكنولوجيا",),
    note="Seen: feeds, news sitemap, markup. Guess: addresses (of memory).",
)
