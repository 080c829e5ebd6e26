"""The markup of the demo's Hespress: pages of today and of the years before 2021."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from random import Random
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .printed import Listed, Page, Printed, html
from .publisher import MOROCCAN, WEEKDAYS, body_html, comments_of, lower_quote

HOST = "www.hespress.com"
SITE = f"https://{HOST}"
ZONE = ZoneInfo("Africa/Casablanca")
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


def section_address(article: Printed) -> str:
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
<li class="breadcrumb-item"><a href="/{section_address(article)}">{article.section}</a></li>
<li class="breadcrumb-item active">{title}</li></ol></nav>
<div class="row"><div class="col-lg-8"><article class="post">
<h1 class="post-title">{title}</h1>
<div class="d-flex"><span class="author">{"".join(f'<a href="/author/desk">هسبريس - {name}</a>' for name in article.authors)}</span>
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
