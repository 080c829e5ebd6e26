"""Elaph, إيلاف: the first Arabic daily made for the web alone, London, since 2001."""

from crawler.platforms import TECHNOLOGY
from crawler.source import Api, Feed, Section, Source

API = "https://api.elaph.com/v2/web/com/marticles/index"
HEADERS = {"Accept": "application/json", "Origin": "https://elaph.com", "Referer": "https://elaph.com/"}


def _section(name: str) -> Api:
    return Api(
        f"{API}/{name}/1",
        pages=f"{API}/{name}/{{page}}",
        items="data",
        link="PostingURL",
        date="RelativeTime",
        headers=HEADERS,
    )


SOURCE = Source(
    name="elaph",
    title="إيلاف",
    home="https://elaph.com/",
    country="GB",
    timezone="Etc/GMT",
    domains=("elaph.com",),
    listings=(
        _section("technology"),
        _section("economics"),
        Feed("https://elaph.com/Web/RSS/rss.aspx"),
        Section("https://elaph.com/"),
    ),
    article=(
        # one counter for the whole paper since 2001, whatever the section, the month's padding or the prefix
        r"(?i)^https?://(?:www\.)?elaph\.com/(?:amp/)?(?:ElaphWeb|Web)/(?P<section>\w+)/20\d\d/\d{1,2}/(?P<id>\d{5,8})\.html?",
    ),
    body=(".content-body", "#articlebody"),
    headline=("h1.article-title", "h1"),
    drop=("script", "iframe"),
    remove=(
        "يمكنكم الآن متابعة آخر الأخبار مجاناً? من خلال تطبيق تلغرام.*",  # “now on Telegram”
        "[إا]ضغط هنا للإشتراك.*",  # “press here to subscribe”
    ),
    topics=TECHNOLOGY,
    caution=("press review", "blocks"),
    note="Seen: JSON listing, addresses, markup (public scrapers of 2026). Guess: the listing's key"
    " `technology`, feed, front page as listing. The section NewsPapers is a press review: other"
    " papers' texts. Cloudflare at times.",
)
