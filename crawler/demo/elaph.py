"""Elaph of the demo: today's JSON listing and markup, and damaged windows-1256 pages of its early years."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from crawler.items import Block

from . import feeds
from .printed import Listed, Page, Printed, html, redirect
from .publisher import GREGORIAN, WEEKDAYS, Publisher, blocks_of, body_html, comments_of, listed, number_at
from .stories import Story

HOST = "elaph.com"
SITE = f"https://{HOST}"
ROWS = 20  # per page of the JSON listing
# the paper has one counter for all years; these are moments at which it stood at known numbers
ANCHORS = [
    (datetime(2001, 5, 21, tzinfo=UTC), 1_000),
    (datetime(2008, 5, 1, tzinfo=UTC), 335_571),
    (datetime(2013, 5, 1, tzinfo=UTC), 813_372),
    (datetime(2021, 1, 1, tzinfo=UTC), 1_315_892),
    (datetime(2023, 12, 15, tzinfo=UTC), 1_521_289),
    (datetime(2025, 10, 15, tzinfo=UTC), 1_578_739),
]
SECTIONS = {
    "Technology": "تكنولوجيا",
    "Economics": "اقتصاد",
    "Sports": "رياضة",
    "Culture": "ثقافات",
}
BUSINESS = ("startups", "payments")  # what the economics desk prints
TELEGRAM = "يمكنكم الآن متابعة آخر الأخبار مجاناً من خلال تطبيق تلغرام"
SUBSCRIBE = "إضغط هنا للإشتراك"


class Elaph(Publisher):
    """elaph.com with its listing host and its pictures."""

    name = "elaph"
    hosts = (HOST, "www.elaph.com", "api.elaph.com", "s1.elaph.com")
    robots = "User-agent: *\nDisallow: /search\n"

    def __init__(self) -> None:
        super().__init__()
        self._taken: set[int] = set()

    def print_story(self, story: Story, published: datetime, old: bool = False) -> Printed:
        number = number_at(published, ANCHORS, self._taken)
        section = {"sport": "Sports", "culture": "Culture"}.get(story.theme.desk, "Technology")
        if story.theme.key in BUSINESS:
            section = "Economics"
        if old:
            url = f"{SITE}/ElaphWeb/{section}/{published.year}/{published.month}/{number}.htm"
            picture = f"{SITE}/elaphweb/Resources/Images/{section}/{published.year}/{number}.jpg"
            blocks = tuple(b for b in blocks_of(story, None, "") if b.kind in ("paragraph", "quote"))
            blocks = tuple(Block("paragraph", b.text.replace("«", '"').replace("»", '"')) for b in blocks)
            byline = f"ايلاف - {story.author} : "
            blocks = (Block("paragraph", byline + blocks[0].text), *blocks[1:])
            if number % 2:
                blocks = (Block("image", url=picture), *blocks)
        else:
            url = f"{SITE}/Web/{section}/{published:%Y/%m}/{number}.html"
            week = min(4, (published.day - 1) // 7 + 1)
            folder = f"https://s1.elaph.com/resources/images/{section}/{published:%Y/%m}/week{week}"
            lead = Block("image", url=f"{folder}/demo{number}.jpg", alt=story.title, caption=story.picture)
            blocks = blocks_of(story, lead, f"{folder}/demo{number}-{{n}}.png")
        return Printed(
            layout="elaph-old" if old else "elaph",
            number=number,
            url=url,
            title=story.title.replace("«", '"').replace("»", '"') if old else story.title,
            blocks=blocks,
            authors=(story.author,),
            published=published,
            section=SECTIONS[section],
            tags=() if old else story.tags,
            theme=story.theme.key,
            technology=story.theme.technology,
        )

    def article_page(self, article: Printed) -> Page:
        related = self.earlier(article, 4)
        if article.layout == "elaph-old":
            return Page(old_page(article, related), mime="text/html")
        return html(page(article, related))

    def page(self, host: str, path: str, query: dict[str, str]) -> Page | None:
        if host == "www.elaph.com":
            return redirect(f"{SITE}{path}")
        if host == "api.elaph.com":
            found = re.fullmatch(r"/v2/web/com/marticles/index/([a-z]+)/(\d+)", path)
            return self._json(found[1], int(found[2])) if found else None
        if host != HOST:
            return None
        if path == "/":
            return html(shell("إيلاف", headlines(self.entries()[:40])))
        if path in ("/Web/RSS/rss.aspx", "/rss/"):
            return feeds.rss("إيلاف", f"{SITE}/", self.entries()[:20])
        if path in ("/about.html", "/advertise.html"):
            return html(shell("إيلاف", "<h1>عن الجريدة</h1><p>جريدة إلكترونية يومية.</p>"))
        if found := re.fullmatch(r"/([a-z]+)\.html?", path):
            known = found[1].capitalize() in SECTIONS
            return html(shell(found[1], headlines(self._lines(found[1])[:40]))) if known else None
        if found := re.fullmatch(r"/tag/(.+)", path):
            tagged = [
                listed(one)
                for one in self.articles
                if found[1] in (tag.replace(" ", "-") for tag in one.tags)
            ]
            return html(shell(found[1], headlines(tagged[:40])))
        if path.lower().startswith("/amp/"):
            article = self._at.get(f"{HOST}{path[4:]}")
            return html(amp_page(article)) if article else None
        if found := re.fullmatch(r"(?i)/(?:ElaphWeb|Web)/\w+/\d{4}/\d{1,2}/(\d+)\.html?", path):
            return next((redirect(one.url) for one in self.articles if str(one.number) == found[1]), None)
        return None

    def _lines(self, key: str) -> list[Listed]:
        name = SECTIONS.get(key.capitalize())
        lines = self.entries([one for one in self.articles if one.section == name])
        return [line for line in lines if line.article or line.section == name]

    def _json(self, key: str, number: int) -> Page:
        """The listing: newest first, the oldest layout's articles on the last pages, then empty ones."""
        shown = self._lines(key)[ROWS * (number - 1) : ROWS * number]
        rows = [
            {
                "PostingID": line.number,
                "PostingTitle": line.title,
                "PostingAbstract": line.summary,
                "PostingURL": urlsplit(line.url).path,
                "RelativeTime": int(line.published.timestamp()),
                "PostingImage": line.picture,
            }
            for line in shown
        ]
        return Page(
            json.dumps({"data": rows}, ensure_ascii=False).encode(), mime="application/json; charset=utf-8"
        )


def headlines(lines: Sequence[Listed]) -> str:
    """A plain list of headlines."""
    return "".join(
        f'<div class="news-item"><h2><a href="{urlsplit(line.url).path}">{escape(line.title)}</a></h2>'
        f'<p class="summary">{line.summary}</p></div>'
        for line in lines
    )


MENU = "".join(f'<a href="/{key.lower()}.html">{name}</a> ' for key, name in SECTIONS.items())


def shell(title: str, content: str, head: str = "") -> str:
    """The frame of every page of today."""
    return f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>
<div id="top-bar"><a href="/">إيلاف</a> {MENU}<span class="slogan">جريدة يومية إلكترونية</span></div>
<div class="page">{content}</div>
<div class="cookie-bar">يستخدم هذا الموقع ملفات الارتباط. بمتابعة التصفح فإنك توافق على سياسة الخصوصية.</div>
<div id="footer"><a href="/about.html">من نحن</a> <a href="/advertise.html">للإعلان</a>
<p>جميع الحقوق محفوظة 2024 ©</p></div></body></html>"""


def page(article: Printed, related: Sequence[Printed]) -> str:
    """An article as it looks today."""
    lead, *rest = article.blocks
    title = escape(article.title)
    when = article.published
    shown = (
        f"{WEEKDAYS[when.weekday()]} {when.day} {GREGORIAN[when.month - 1]} {when.year} - {when:%H:%M} GMT"
    )
    tags = " ".join(f'<a href="/tag/{tag.replace(" ", "-")}">{tag}</a>' for tag in article.tags)
    comments = "".join(
        f'<div class="user-comment"><b>{name}</b><p>{text}</p></div>'
        for name, text, _ in comments_of(article)
    )
    head = (
        f'<link rel="canonical" href="{article.url}">'
        f'<link rel="amphtml" href="{article.url.replace("/Web/", "/amp/Web/")}">'
    )
    content = f"""<div class="path"><a href="/">الرئيسية</a> / <a href="#">{article.section}</a></div>
<h1 class="article-title">{title}</h1>
<div class="article-info"><span class="article-author">{"، ".join(article.authors)}</span>
<time class="article-date" datetime="{when:%Y-%m-%dT%H:%M:%SZ}">{shown}</time></div>
<div class="social"><a href="#">فيسبوك</a><a href="#">إكس</a><span>{TELEGRAM}</span> <a href="#">{SUBSCRIBE}</a></div>
<figure class="article-image"><img src="{lead.url}" alt="{title}"><figcaption>{escape(lead.caption or "")}</figcaption></figure>
<div class="content-body">
{body_html(rest, "h2")}
<script>window.ads&&ads.push("inline");</script>
</div>
<div class="article-tags">كلمات دالة: {tags}</div>
<div class="related-news"><h3>مواضيع ذات صلة</h3>{headlines([Listed(r.title, r.url, r.published) for r in related])}</div>
<div class="comments-box"><h3>التعليقات</h3>{comments}<p class="note">التعليقات تعبر عن رأي أصحابها فقط</p></div>
<div class="newsletter">اشترك في نشرتنا البريدية لتصلك أهم أخبار اليوم</div>"""
    return shell(f"{article.title} - إيلاف", content, head)


def amp_page(article: Printed) -> str:
    """The page for accelerated mobile reading: the style comes first, the body has no furniture's classes."""
    pieces = "".join(
        f'<amp-img src="{block.url}" width="640" height="360"></amp-img>'
        if block.kind == "image"
        else f"<p>{block.text}</p>"
        for block in article.blocks
    )
    return f"""<!doctype html><html amp lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{escape(article.title)}</title><link rel="canonical" href="{article.url}">
<style amp-custom>body{{font-family:tahoma;margin:0}}.bar{{background:#900}}.prev,.next{{float:left}}</style></head>
<body><div class="bar">إيلاف</div><p>{TELEGRAM}</p><p>{SUBSCRIBE}</p>
<h1>{escape(article.title)}</h1><div class="content-body">{pieces}</div>
<a class="prev" href="#">Previous</a><a class="next" href="#">Next</a></body></html>"""


def old_page(article: Printed, related: Sequence[Printed]) -> bytes:
    """An article of the first decade, in windows-1256, damaged the way an old import damaged the archive.

    Every page: quotation marks as bare `quot;`, the comments' heading at the body's end. Some, by the
    article's number: a lone `&` before the text, the subscription lines, the body after the intro twice.
    """
    paragraphs = [block.text.replace('"', "quot;") for block in article.blocks if block.kind == "paragraph"]
    number = article.number
    body = list(paragraphs)
    if number % 3 != 1:
        body += paragraphs[1:]
    if number % 2 == 0:
        body = [TELEGRAM, SUBSCRIBE, *body]
    if number % 3 != 2:
        body = ["&", *body]
    images = "".join(f'<img src="{image.url}" align="left"><br>' for image in article.images)
    when = article.published
    line = (
        f"GMT {when:%H:%M:%S} {when.year} {WEEKDAYS[when.weekday()]} {when.day} {GREGORIAN[when.month - 1]}"
    )
    menu = " | ".join(f'<a href="/{key.lower()}.htm">{name}</a>' for key, name in SECTIONS.items())
    links = "".join(
        f'<tr><td><a href="{urlsplit(one.url).path}">{one.title}</a></td></tr>' for one in related
    )
    comments = "".join(f"<tr><td>{name}: {text}</td></tr>" for name, text, _ in comments_of(article))
    return f"""<html dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
<title>إيلاف - {article.title}</title></head><body bgcolor="#FFFFFF">
<table width="100%"><tr><td colspan="2">{menu}</td></tr><tr><td valign="top">
<h1>{article.title}</h1>
<span class="date">{line}</span>
<div id="articlebody">{images}
{"<br>".join(body)}<br>
التعليقات
</div></td><td valign="top"><table>{links}</table></td></tr></table>
<table><tr><td>عدد الردود</td></tr>{comments}</table>
<center>جميع الحقوق محفوظة</center></body></html>""".encode("windows-1256")
