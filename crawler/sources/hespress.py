"""Hespress, هسبريس: Morocco's most read paper, in WordPress since 2021, in a system of its own before."""

from crawler.source import Feed, Section, Sitemap, Source

SITE = "https://www.hespress.com"

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
    note="Facts seen in public scrapers of 2013-2025; sitemap-news reported working in 2026. Cloudflare at times.",
)
