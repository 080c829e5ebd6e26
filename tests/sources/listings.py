"""The listings of the cases: a feed, a page of headlines, a sitemap, an API's answer."""

import json
import re
from email.utils import format_datetime
from html import escape
from typing import Any

from markup import Printed, nest


def feed(case: Printed) -> str:
    """RSS; after the article an item that leads to no article, as many feeds have one."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(case.site)}</title><link>{case.home}</link>\n"
        f"<item><title>{escape(case.title)}</title><link>{escape(case.url)}</link><dc:creator>{case.author}</dc:creator>"
        f"<pubDate>{format_datetime(case.when)}</pubDate><category>{case.section}</category>"
        f'<guid isPermaLink="false">{escape(case.url)}</guid></item>\n'
        f"<item><title>{case.words[5]}</title><link>{case.home}</link></item></channel></rss>\n"
    )


def listing(case: Printed, others: list[str]) -> str:
    """A page of headlines, with the links of its menu and to the pages that follow."""
    links = "".join(f'<li><a href="{escape(url)}">{case.words[0]}</a></li>' for url in others)
    line = f'<a href="{escape(case.url)}" title="{escape(case.title)}">{escape(case.title)}</a>'
    if re.search(r"(?:^| )a\.[\w-]+$", case.card):
        line = nest(case.card, escape(case.title), href=case.url)
    else:
        line = nest(case.card, line)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{escape(case.site)}</title></head><body>'
        f"<ul>{links}</ul>\n{line}\n</body></html>\n"
    )


def sitemap(case: Printed) -> str:
    """A news sitemap with the article's image beside it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        f"<url><loc>{escape(case.url)}</loc><news:news><news:publication_date>{case.when.isoformat()}</news:publication_date>"
        f"<news:title>{escape(case.title)}</news:title></news:news><image:image><image:loc>{case.picture}</image:loc></image:image></url>\n"
        f"<url><loc>{case.home}</loc></url></urlset>\n"
    )


def api(case: Printed) -> str:
    """The two JSON listings of the catalogue: Elaph's, and WordPress's posts."""
    answer: Any = [{"link": case.url, "date_gmt": f"{case.when:%Y-%m-%dT%H:%M:%S}"}]
    if "elaph" in case.url:
        row = {"PostingURL": case.url.removeprefix(case.home.rstrip("/")), "PostingTitle": case.title}
        answer = {"data": [row | {"RelativeTime": int(case.when.timestamp())}]}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
