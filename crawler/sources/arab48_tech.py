"""Arab 48, عرب 48: a Palestinian paper with a technology section, whose paragraphs “اقرأ…” lead elsewhere."""

from crawler.platforms import at
from crawler.source import Section, Source

HOME = "https://www.arab48.com/"
TECH = (
    f"{HOME}%D8%B9%D9%84%D9%88%D9%85-%D9%88%D8%AA%D9%83%D9%86%D9%88%D9%84%D9%88%D8%AC%D9%8A%D8%A7"
    "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1-%D8%A7%D9%84%D8%AA%D9%83%D9%86%D9%88%D9%84%D9%88%D8%AC%D9%8A%D8%A7"
)

SOURCE = Source(
    name="arab48-tech",
    title="عرب 48",
    home=HOME,
    country="PS",
    timezone="Asia/Jerusalem",
    listings=(Section(TECH, pages=f"{TECH}?page={{page}}", links="div.blockquote-box.clearfix"),),
    article=(at(HOME, r"(?:[^/?#]+/)+20\d\d/\d\d/\d\d/[^/?#]+$"),),
    body=("div#articleText",),
    headline=("h1.blog-post-title", "h1"),
    tags=("div.articleTags div.tagDev a",),
    remove=(r"اقرأ(?:/ي)?(?: أيض[اًا]+| المزيد)? ?[:|/…].*",),
    topics=("علوم وتكنولوجيا", "أخبار التكنولوجيا"),
    note="Seen: section pages, markup. Guess: addresses (of memory).",
)
