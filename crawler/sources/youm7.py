"""Youm7, اليوم السابع: a Cairo daily with a section of science and technology."""

from crawler.source import Feed, Section, Source

HOME = "https://www.youm7.com/"
DESK = "%D8%B9%D9%84%D9%88%D9%85-%D9%88-%D8%AA%D9%83%D9%86%D9%88%D9%84%D9%88%D8%AC%D9%8A%D8%A7"
SCIENCE = f"{HOME}Section/{DESK}/328/"

SOURCE = Source(
    name="youm7",
    title="اليوم السابع",
    home=HOME,
    country="EG",
    timezone="Africa/Cairo",
    listings=(
        Section(f"{SCIENCE}1", pages=f"{SCIENCE}{{page}}", links="div.bigOneSec div h3"),
        Feed(f"{HOME}rss/SectionRss?SectionID=328"),
        Feed(f"{HOME}rss/SectionRss?SectionID=65"),
    ),
    article=(r"^https?://(?:www\.)?youm7\.com/story/\d{4}/\d\d?/\d\d?/[^/?#]+/(?P<id>\d+)$",),
    body=("div#articleBody",),
    headline=("div.articleHeader h1", "h1"),
    tags=("div.tags h3 a",),
    topics=("علوم و تكنولوجيا",),
    note="Seen: section pages (1104 in 2020), the feed of section 65, markup. Guess: the feed of section"
    " 328, addresses.",
)
