"""The Arab portal for technology news, البوابة العربية للأخبار التقنية: all of it is technology."""

from crawler.platforms import dated, wordpress
from crawler.source import Section

HOME = "https://aitnews.com/"
NEWEST = f"{HOME}latest-it-news/"

SOURCE = wordpress(
    name="aitnews",
    title="البوابة العربية للأخبار التقنية",
    home=HOME,
    country="AE",
    timezone="Asia/Dubai",
    listings=(Section(NEWEST, pages=f"{NEWEST}page/{{page}}/", links="article h2.title"),),
    article=(dated(HOME),),
    body=("div.entry-content", "[itemprop=articleBody]"),
    tags=("div.entry-terms a",),
    note="Seen: feed, section pages (3213 in 2020), addresses, markup of 2016 and 2020. Likely: WordPress."
    " Guess: country, zone, sitemap. One public list files the feed among failing ones.",
)
