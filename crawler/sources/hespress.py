"""Hespress, هسبريس: Morocco's most read paper, in WordPress since 2021, in a system of its own before."""

from crawler.source import Feed, Section, Sitemap, Source

SITE = "https://www.hespress.com"


def edition(language: str, title: str) -> Source:
    """An edition in another language: a site of its own with numbers of its own, in the same markup."""
    home = f"https://{language}.hespress.com/"
    return Source(
        name=f"hespress-{language}",
        title=title,
        home=home,
        country="MA",
        timezone="Africa/Casablanca",
        language="en" if language == "en" else "fr",
        listings=(
            Feed(f"{home}feed"),
            Sitemap(f"{home}sitemap-news.xml", news=True),
            Section(
                f"{home}?action=ajax_listing&paged=1",
                pages=f"{home}?action=ajax_listing&paged={{page}}",
                links="div.card",
            ),
            Sitemap(f"{home}sitemap.xml"),
        ),
        # the number comes first: a slug may well end in one (covid-19)
        article=(
            rf"^https?://{language}\.hespress\.com/(?:amp/)?(?P<id>\d+)-[^/?#]+\.html",
            rf"^https?://{language}\.hespress\.com/\?p=(?P<id>\d+)$",
        ),
        body=SOURCE.body[:1],
        headline=SOURCE.headline,
        author=SOURCE.author,
        date=SOURCE.date,
        section=SOURCE.section,
        tags=SOURCE.tags,
        drop=SOURCE.drop,
        topics=("technology", "tech", "technologie", "high-tech"),
        caution=("blocks",),
        note="Seen: feed, addresses, markup; news sitemap of en reported in 2025. Likely: that of fr."
        " Guess: the listing of cards, which is seen for www and fr sections. Cloudflare at times.",
    )


SOURCE = Source(
    name="hespress",
    title="هسبريس",
    home=f"{SITE}/",
    country="MA",
    timezone="Africa/Casablanca",
    domains=("hespress.com",),
    listings=(
        Feed(f"{SITE}/feed"),
        Sitemap(f"{SITE}/sitemap-news.xml", news=True),
        Section(
            f"{SITE}/?action=ajax_listing&paged=1",
            pages=f"{SITE}/?action=ajax_listing&paged={{page}}",
            links="div.card",
        ),
        Sitemap(f"{SITE}/sitemap.xml"),
    ),
    article=(
        # www only: en. and fr. are editions with numbers of their own
        r"^https?://(?:www\.|m\.)?hespress\.com/(?:amp/)?[^/?]+-(?P<id_ar>\d+)\.html",
        r"^https?://(?:www\.|m\.)?hespress\.com/\?p=(?P<id_ar>\d+)$",
        r"^https?://(?:www\.|m\.)?hespress\.com/[\w-]+/(?P<id_old>\d+)\.html",  # until 2020, counted apart
    ),
    body=("div.article-content", "#article_body"),
    headline=("h1.post-title", "#article_holder h1", "h1"),
    author=("span.author a", "span.author"),
    date=("time.date-post::attr(datetime)", "span.date-post", "#article_holder .date"),
    section=("ol.breadcrumb li:nth-child(2)",),
    tags=("section.box-tags a",),
    drop=("ul.comment-list", ".comments", ".box-tags"),
    topics=("عالم التقنية", "بيئة وعلوم"),
    caution=("blocks",),
    note="Seen: feed, listing of cards, sitemap, addresses, markup of both eras (public scrapers of"
    " 2013-2025); the news sitemap reported working in 2026. No section of its own for technology."
    " Cloudflare at times.",
)
