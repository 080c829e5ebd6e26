"""Masrawy, مصراوي: an Egyptian news portal with a technology section."""

from crawler.platforms import TECHNOLOGY, at
from crawler.source import Feed, Section, Source

HOME = "https://www.masrawy.com/"
TECH = f"{HOME}listing/SectionMore?categoryId=382&hashTag=SectionMore&pageIndex="

SOURCE = Source(
    name="masrawy",
    title="مصراوي",
    home=HOME,
    country="EG",
    timezone="Africa/Cairo",
    listings=(
        Section(f"{TECH}1", pages=f"{TECH}{{page}}", links="li.mix"),
        Feed(f"{HOME}CrossDomain/Public/RSS/HomePage"),
    ),
    article=(at(HOME, r"(?:[\w-]+/)+details/\d{4}/\d\d?/\d\d?/(?P<id>\d+)(?:/|$)"),),
    body=("div.ArticleDetails",),
    tags=("div.articleDiv div.keywordsDiv a",),
    topics=TECHNOLOGY,
    note="Seen: section pages (645 in 2020), markup. Likely: feed. Guess: addresses (of memory).",
)
