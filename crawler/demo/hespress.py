"""Hespress of the demo: addresses, listings and markup of the WordPress years and of the years before."""

import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler.items import Block

from . import feeds
from .hespress_pages import (
    HOST,
    OLD_MENU,
    OLD_SECTIONS,
    SECTIONS,
    SITE,
    ZONE,
    cards,
    old_page,
    page,
    section_address,
    shell,
)
from .printed import Page, Printed, html, redirect
from .publisher import (
    Publisher,
    blocks_of,
    body_html,
    comments_of,
    listed,
    lower_quote,
    number_at,
    slug,
)
from .stories import Story

CARDS = 10  # per listing page
NEW = [(datetime(2021, 11, 1, tzinfo=UTC), 843_790), (datetime(2024, 11, 15, tzinfo=UTC), 1_470_000)]
OLD = [(datetime(2013, 3, 1, tzinfo=UTC), 73_684), (datetime(2017, 6, 26, tzinfo=UTC), 355_728)]


class Hespress(Publisher):
    """www.hespress.com, both of its layouts, and the host of its pictures."""

    name = "hespress"
    hosts = (HOST, "hespress.com", "i1.hespress.com", "t1.hespress.com")
    robots = (
        "User-agent: *\nDisallow: /wp-admin/\n"
        f"Sitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/sitemap-news.xml\n"
    )

    def __init__(self) -> None:
        super().__init__()
        self._taken: set[int] = set()

    def print_story(self, story: Story, published: datetime, old: bool = False) -> Printed:
        number = number_at(published, OLD if old else NEW, self._taken)
        address, section, _ = (OLD_SECTIONS if old else SECTIONS)[story.theme.desk]
        name = f"demo{number}_{100_000_000 + number * 397 % 899_999_999}"
        if old:
            url = f"{SITE}/{address}/{number}.html"
            picture = f"http://t1.hespress.com/files/{name}.jpg"
        else:
            url = f"{SITE}/{lower_quote(slug(story.title, 40))}-{number}.html"
            picture = f"https://i1.hespress.com/wp-content/uploads/{published:%Y/%m}/{name}.jpg"
        lead = Block("image", url=picture, alt=story.title)
        return Printed(
            layout="hespress-old" if old else "hespress",
            number=number,
            url=url,
            title=story.title,
            blocks=blocks_of(story, lead, picture.replace("demo", "inside{n}-")),
            authors=(story.author,),
            published=published,
            section=section,
            tags=() if old else story.tags,
            theme=story.theme.key,
            technology=story.theme.technology,
        )

    def article_page(self, article: Printed) -> Page:
        related = self.earlier(article, 5)
        return html((old_page if article.layout == "hespress-old" else page)(article, related))

    def page(self, host: str, path: str, query: dict[str, str]) -> Page | None:
        if host == "hespress.com":
            return redirect(f"{SITE}{lower_quote(path).replace('%2f', '/')}")
        if host != HOST:
            return None
        today = [one for one in self.articles if one.layout == "hespress"]
        if path == "/" and "p" in query:
            return next((redirect(one.url) for one in today if str(one.number) == query["p"]), None)
        if path == "/":
            if "action" in query:
                return self._cards(today, query)
            return html(shell("هسبريس", cards(self.entries(today)[:30])))
        if path == "/feed":
            first = 20 * (int(query.get("paged", "1")) - 1)
            lines = self.entries(today)[first : first + 20]
            return feeds.rss("هسبريس - جريدة إلكترونية مغربية", f"{SITE}/", lines) if lines else None
        if path.startswith(("/sitemap", "/post-sitemap")):
            return self._sitemap(path)
        if path == "/json/clean_box_article_list":
            return self._json(query)
        if found := re.fullmatch(r"/([a-z-]+)/index\.(\d+)\.html", path):
            return self._old_section(found[1], int(found[2]))
        if found := re.fullmatch(r"/([a-z-]+)", path):
            if found[1] not in {address for address, _, _ in SECTIONS.values()}:
                return None
            lines = [listed(one) for one in today if section_address(one) == found[1]]
            return html(shell(found[1], cards(lines[:30])))
        if found := re.fullmatch(r"/(tag|author)/(.+)", path):
            tag = found[2]
            lines = [listed(one) for one in today if found[1] == "author" or tag in one.tags]
            return html(shell(tag, cards(lines[:30])))
        if found := re.fullmatch(r"/.+-(\d+)\.html", path):  # WordPress finds an article by its number
            return next((redirect(one.url) for one in today if str(one.number) == found[1]), None)
        return None

    def _cards(self, today: list[Printed], query: dict[str, str]) -> Page | None:
        """The listing that the page's own scripts fetch: cards, nothing at all after the last."""
        lines = self.entries(today)
        if query["action"] == "ajax_search_result":
            lines = [line for line in lines if query.get("s", "") in line.title + line.summary]
        elif query["action"] != "ajax_listing":
            return None
        if "id" in query:
            wanted = {name for _, name, number in SECTIONS.values() if str(number) == query["id"]}
            lines = [line for line in lines if line.section in wanted]
        if "tq" in query:  # a moment of the paper's own clock: what came later is not listed
            moment = datetime.fromisoformat(b64decode(query["tq"]).decode()).replace(tzinfo=ZONE)
            lines = [line for line in lines if line.published <= moment]
        first = CARDS * (int(query.get("paged", "1")) - 1)
        return html(cards(lines[first : first + CARDS]))

    def _sitemap(self, path: str) -> Page | None:
        size = 100
        lines = self.entries()
        count = -(-len(lines) // size)
        if path == "/sitemap.xml":
            children = [f"{SITE}/post-sitemap{number + 1}.xml" for number in range(count)]
            return feeds.sitemap_index(children, self.changed)
        if path == "/sitemap-news.xml":
            fresh = self.changed - timedelta(days=2)
            return feeds.news_sitemap("هسبريس", [line for line in lines if line.published >= fresh])
        found = re.fullmatch(r"/post-sitemap(\d+)\.xml", path)
        if found is None or not 1 <= int(found[1]) <= count:
            return None
        first = size * (int(found[1]) - 1)
        return feeds.sitemap(lines[first : first + size], pictures=True)

    def _old(self) -> list[Printed]:
        return [one for one in self.articles if one.layout == "hespress-old"]

    def _old_section(self, address: str, number: int) -> Page | None:
        known = [one for one in self._old() if section_address(one) == address]
        shown = known[20 * (number - 1) : 20 * number]
        if not shown:
            return None
        lines = "".join(
            f'<div class="section_article"><h2 class="section_title"><a href="{urlsplit(one.url).path}">{one.title}</a></h2>'
            f'<div class="section_text">{one.summary}</div></div>'
            for one in shown
        )
        return html(
            f'<html dir="rtl"><head><title>هسبريس</title></head><body>{OLD_MENU}{lines}</body></html>'
        )

    def _json(self, query: dict[str, str]) -> Page:
        """The old programming interface: a list of articles of one section, newest first."""
        size = int(query.get("search_limit", "20"))
        first = size * (int(query.get("pg", "1")) - 1)
        category = query.get("search_cid")
        numbers = {address: number for address, _, number in OLD_SECTIONS.values()}
        known = [one for one in self._old() if category in (None, "", str(numbers[section_address(one)]))]
        items = [
            {
                "id": str(one.number),
                "category_id": str(numbers[section_address(one)]),
                "category_name": one.section,
                "author": one.authors[0],
                "title": one.title,
                "image": one.images[0].url,
                "created": f"{one.published.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
                "body": body_html(one.blocks[1:]),
                "share_url": urlsplit(one.url).path.strip("/"),
                "num_comments": str(len(comments_of(one))),
            }
            for one in known[first : first + size]
        ]
        return Page(json.dumps(items, ensure_ascii=False).encode(), mime="application/json; charset=UTF-8")
