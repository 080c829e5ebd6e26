"""Mena Tech, مينا تك: technology news of the Gulf, on two domains."""

from crawler.platforms import dated, headline, wordpress
from crawler.source import Section

OLD = "https://www.themenatech.com/"
NEWS = f"{OLD}category/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1-%d8%a7%d9%84%d8%aa%d9%82%d9%86%d9%8a%d8%a9/"
NEW = "https://menatech.net/"

SOURCE = wordpress(
    name="menatech",
    title="مينا تك",
    home=NEW,
    domains=("menatech.net", "themenatech.com"),
    listings=(Section(NEWS, pages=f"{NEWS}page/{{page}}/", links="article h2.title"),),
    article=(dated(NEW), headline(NEW), dated(OLD), headline(OLD)),
    headline=("h1.single-post-title span.post-title", "h1"),
    tags=("div.entry-terms a",),
    note="Seen: section pages of the old domain (1496 in 2020), markup. Likely: feed. Guess: that both"
    " domains are one paper, addresses, sitemap. Zone unknown.",
)
