"""iPhone Islam, آيفون إسلام: Apple in Arabic."""

from crawler.platforms import at, dated, wordpress

HOME = "https://www.iphoneislam.com/"

SOURCE = wordpress(
    name="iphoneislam",
    title="آيفون إسلام",
    home=HOME,
    article=(at(HOME, r"20\d\d/\d\d/[^/?#.]+/(?P<id>\d+)/?(?:$|[?#])"), dated(HOME)),
    note="Likely: feed, WordPress, body. Guess: addresses (of memory), sitemap. Zone unknown.",
)
