"""Hespress of the demo: addresses, listings and markup of the WordPress years and of the years before."""

import json
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.items import Block

from . import feeds
from .printed import Listed, Page, Printed, html, redirect
from .publisher import (
    MOROCCAN,
    WEEKDAYS,
    Publisher,
    blocks_of,
    body_html,
    comments_of,
    lower_quote,
    number_at,
    slug,
)
from .stories import Story

HOST = "www.hespress.com"
SITE = f"https://{HOST}"
ZONE = ZoneInfo("Africa/Casablanca")
CARDS = 10  # per listing page
NEW = [(datetime(2021, 11, 1, tzinfo=UTC), 843_790), (datetime(2024, 11, 15, tzinfo=UTC), 1_470_000)]
OLD = [(datetime(2013, 3, 1, tzinfo=UTC), 73_684), (datetime(2017, 6, 26, tzinfo=UTC), 355_728)]
# desk: (address, name, number) of the section, today and before 2021
SECTIONS = {
    "economy": ("economie", "اقتصاد", 5),
    "society": ("societe", "مجتمع", 4),
    "media": ("medias", "ميديا", 16),
    "science": ("sciences-nature", "بيئة وعلوم", 20),
    "sport": ("sport", "رياضة", 7),
    "culture": ("art-et-culture", "فن وثقافة", 6),
}
OLD_SECTIONS = SECTIONS | {
    desk: ("technologie", "عالم التقنية", 108) for desk in ("economy", "society", "media", "science")
}


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
            authors=(f"هسبريس - {story.author}",) if not old else (story.author,),
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
            known = [one for one in today if _address(one) == found[1]]
            return html(shell(found[1], cards(self.entries(known)[:30]))) if known else None
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
        known = [one for one in self._old() if _address(one) == address]
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
        known = [one for one in self._old() if category in (None, "", str(numbers[_address(one)]))]
        items = [
            {
                "id": str(one.number),
                "category_id": str(numbers[_address(one)]),
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


def _address(article: Printed) -> str:
    """The address of the section an article stands in."""
    if article.layout == "hespress-old":
        return urlsplit(article.url).path.split("/")[1]
    return next(address for address, name, _ in SECTIONS.values() if name == article.section)


def local_time(when: datetime, padded: bool = False) -> str:
    """The paper's date line, e.g. `الأربعاء 12 يونيو 2024 - 10:30`, in Moroccan time and month names."""
    local = when.astimezone(ZONE)
    day = f"{local.day:02}" if padded else str(local.day)
    return f"{WEEKDAYS[local.weekday()]} {day} {MOROCCAN[local.month - 1]} {local.year} - {local:%H:%M}"


def cards(lines: Sequence[Listed]) -> str:
    """Cards as the listing shows them; titles carry the spaces and line breaks seen in the wild."""
    return "\n".join(
        f'<div class="col-12 col-sm-6 col-xl-4"><div class="overlay card">'
        f'<div class="card-img-top"><div class="ratio ratio-medium"><img class="wp-post-image" src="{line.picture}" alt=""></div>'
        f'<span class="cat">\n{line.section}</span></div>'
        f'<div class="card-body"><a class="stretched-link" href="{escape(line.url)}" title="{escape(line.title)}"></a>'
        f'<h3 class="card-title">\n {escape(line.title)} </h3>'
        f'<small class="text-muted time">{local_time(line.published)}</small></div></div></div>'
        for line in lines
    )


MENU = "".join(
    f'<li class="nav-item"><a class="nav-link" href="/{address}">{name}</a></li>'
    for address, name, _ in SECTIONS.values()
)
OLD_MENU = (
    '<div id="menu"><a href="/">الرئيسية</a> | '
    + " | ".join(
        f'<a href="/{address}/index.1.html">{name}</a>'
        for address, name in (("technologie", "عالم التقنية"),)
    )
    + "</div>"
)


def shell(title: str, content: str, head: str = "") -> str:
    """The frame of every page of today: menu, cookie notice, footer."""
    return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<link rel="alternate" type="application/rss+xml" title="هسبريس" href="{SITE}/feed">
<style>.card{{border:0}}.date-post{{color:#888}}</style></head><body>
<header><nav class="navbar"><a class="navbar-brand" href="/"><img src="/wp-content/themes/demo/logo.png" alt="هسبريس"></a>
<ul class="navbar-nav">{MENU}</ul><form action="/" method="get"><input name="s" placeholder="بحث"></form></nav></header>
<main class="container">{content}</main>
<footer><p>جميع الحقوق محفوظة © 2024</p><ul><li><a href="#">من نحن</a></li><li><a href="#">اتصل بنا</a></li>
<li><a href="#">شروط الاستعمال</a></li></ul></footer>
<div id="cookie-notice" role="dialog">نستعمل ملفات تعريف الارتباط لتحسين تجربتك في التصفح.
<button>موافق</button></div>
<script>window.dataLayer=window.dataLayer||[];</script></body></html>"""


def page(article: Printed, related: Sequence[Printed]) -> str:
    """An article as it looks since 2021."""
    title = escape(article.title)
    lead, *rest = article.blocks
    tags = " ".join(
        f'<a class="tag_post_tag" href="{SITE}/tag/{lower_quote(tag)}">{tag}</a>' for tag in article.tags
    )
    comments = "".join(
        f'<li class="comment even depth-1" id="comment-{article.number}{place}"><div class="comment-body">'
        f'<div class="comment-head"><span class="fn heey">{name}</span>'
        f'<div class="comment-date">{local_time(when)}</div></div>'
        f'<div class="comment-text"><p>{text}</p></div>'
        f'<span class="comment-recat-number">{Random(place).randint(-9, 40)}</span></div></li>'
        for place, (name, text, when) in enumerate(comments_of(article))
    )
    logo = {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": "هسبريس",
        "logo": f"{SITE}/wp-content/uploads/2021/09/schema_publisher_logo.jpg",
    }
    head = f"""<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta property="og:url" content="{article.url}"><meta property="og:image" content="{lead.url}">
<meta property="og:site_name" content="Hespress - هسبريس جريدة إلكترونية مغربية">
<link rel="canonical" href="{article.url}"><link rel="shortlink" href="{SITE}/?p={article.number}">
<script type="application/ld+json">{json.dumps(logo, ensure_ascii=False)}</script>"""
    content = f"""<nav aria-label="breadcrumb"><ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">الرئيسية</a></li>
<li class="breadcrumb-item"><a href="/{_address(article)}">{article.section}</a></li>
<li class="breadcrumb-item active">{title}</li></ol></nav>
<div class="row"><div class="col-lg-8"><article class="post">
<h1 class="post-title">{title}</h1>
<div class="d-flex"><span class="author">{"".join(f'<a href="/author/desk">{name}</a>' for name in article.authors)}</span>
<span class="date-post">{local_time(article.published)}</span></div>
<div class="post-thumbnail featured-img"><div class="ratio"><img src="{lead.url}" alt="{title}" class="img-fluid"></div></div>
<div class="share-buttons"><a href="#">فيسبوك</a> <a href="#">تويتر</a> <a href="#">واتساب</a> <span>نسخ الرابط</span></div>
<div class="article-content">
{body_html(rest)}
</div>
<section class="box-tags"><span>وسوم</span> {tags}</section>
<div class="follow-us"><p>تابعوا آخر الأخبار من هسبريس على Google News</p></div>
</article>
<section class="related"><h2>اقرأ أيضا</h2>{cards([Listed(one.title, one.url, one.published) for one in related])}</section>
<section class="comments"><h3>تعليقات الزوار</h3><ul class="comment-list hide-comments ">{comments}</ul>
<div class="comment-rules"><p>نتمنى أن يبقى النقاش محترما وبعيدا عن الشتم والتجريح، وسيُحذف كل تعليق مخالف.</p></div>
</section></div></div>"""
    return shell(f"{article.title} - Hespress - هسبريس", content, head)


def old_page(article: Printed, related: Sequence[Printed]) -> str:
    """An article as it looked before 2021."""
    lead, *rest = article.blocks
    title = escape(article.title)
    links = "".join(f'<li><a href="{urlsplit(one.url).path}">{escape(one.title)}</a></li>' for one in related)
    comments = "".join(
        f'<div class="comment"><div class="comment_header">{place} - {name} - {local_time(when, padded=True)}</div>'
        f'<div class="comment_text">{text}</div><span class="result">{place * 3}</span></div>'
        for place, (name, text, when) in enumerate(comments_of(article), 1)
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="rtl"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{title}</title></head><body>
{OLD_MENU}<div id="ticker"><marquee>{" * ".join(escape(one.title) for one in related)}</marquee></div>
<div id="article_holder"><h1 class="page_title">{title}</h1>
<div class="image"><img src="{lead.url}" alt="{title}" /></div>
<span class="story_author author">{article.authors[0]}</span>
<span class="story_date date">{local_time(article.published, padded=True)}</span>
<div id="article_body">
{body_html(rest)}
</div></div>
<div id="related"><h4>مواضيع ذات صلة</h4><ul>{links}</ul></div>
<div id="comments"><h4>التعليقات ({len(comments_of(article))})</h4>{comments}</div>
<div id="footer">هسبريس © 2007-2020</div></body></html>"""


def video(listed: Listed) -> Page:
    """A post that is a film and one short line."""
    frame = '<div class="article-content"><iframe src="https://video.example/embed/7"></iframe><p>شاهدوا الفيديو.</p></div>'
    return html(
        shell(listed.title, f'<article><h1 class="post-title">{escape(listed.title)}</h1>{frame}</article>')
    )


def overview(listed: Listed, articles: Sequence[Printed]) -> Page:
    """A page of headlines behind an address that looks like an article's."""
    shown = cards(
        [replace(Listed(one.title, one.url, one.published), section=one.section) for one in articles]
    )
    return html(shell(listed.title, f'<h1 class="section-title">{escape(listed.title)}</h1>{shown}'))
