"""A WordPress tech blog of the demo, under a reserved name: feed, sitemap, archives, REST, ordinary theme."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.items import Block

from . import feeds
from .printed import Listed, Page, Printed, html, redirect
from .publisher import GREGORIAN, Publisher, blocks_of, comments_of, listed, lower_quote, slug
from .stories import Story

ZONE = ZoneInfo("Asia/Riyadh")
POSTS = 10  # per page of every listing
CATEGORIES = {
    "economy": "أعمال",
    "society": "مجتمع رقمي",
    "media": "ألعاب",
    "science": "علوم",
    "sport": "",
    "culture": "",
}


class Blog(Publisher):
    """One blog. Its posts stand at `/yyyy/mm/dd/slug/`, its numbers grow by seven."""

    def __init__(self, host: str, title: str) -> None:
        super().__init__()
        self.name = host.split(".")[0]
        self.hosts = (host,)
        self.title = title
        self.site = f"https://{host}"
        self.robots = f"User-agent: *\nDisallow: /wp-admin/\nSitemap: {self.site}/wp-sitemap.xml\n"
        self._slugs: set[str] = set()

    def print_story(self, story: Story, published: datetime, old: bool = False) -> Printed:
        number = 1000 + 7 * len(self._slugs)
        words = slug(story.title, 60)
        if words in self._slugs:
            words = f"{words}-{number}"
        self._slugs.add(words)
        local = published.astimezone(ZONE)
        folder = f"{self.site}/wp-content/uploads/{local:%Y/%m}"
        lead = Block("image", url=f"{folder}/post-{number}.jpg", alt=story.picture, caption=story.picture)
        return Printed(
            layout="blog",
            number=number,
            url=f"{self.site}/{local:%Y/%m/%d}/{lower_quote(words)}/",
            title=story.title,
            blocks=blocks_of(story, lead, f"{folder}/post-{number}-{{n}}.png"),
            authors=(story.author,),
            published=published,
            section=CATEGORIES[story.theme.desk],
            tags=story.tags,
            theme=story.theme.key,
            technology=story.theme.technology,
        )

    def article_page(self, article: Printed) -> Page:
        return html(self._post(article, self.earlier(article, 3)))

    def page(self, host: str, path: str, query: dict[str, str]) -> Page | None:
        lines = self.entries()
        if path == "/" and "p" in query:
            return next((redirect(one.url) for one in self.articles if str(one.number) == query["p"]), None)
        if path in ("/feed/", "/feed"):
            shown = _part(lines, int(query.get("paged", "1")))
            return feeds.rss(self.title, f"{self.site}/", shown, full=True) if shown else None
        if path.startswith("/wp-sitemap") or path == "/sitemap.xml":
            return self._sitemap(path, lines)
        if path == "/wp-json/wp/v2/posts":
            return self._rest(query)
        if path == "/":
            return html(self._shell(self.title, _excerpts(_part(lines, 1))))
        if found := re.fullmatch(r"/page/(\d+)/", path):
            shown = _part(lines, int(found[1]))
            return html(self._shell(self.title, _excerpts(shown))) if shown else None
        if found := re.fullmatch(r"/(\d{4}(?:/\d\d){0,2})/(?:page/(\d+)/)?", path):
            form = "%Y/%m/%d"[: 3 * found[1].count("/") + 2]
            dated = [line for line in lines if line.published.astimezone(ZONE).strftime(form) == found[1]]
            shown = _part(dated, int(found[2] or 1))
            return html(self._shell(found[1], _excerpts(shown))) if shown else None
        if found := re.fullmatch(r"/(tag|author)/([^/]+)/", path):
            tagged = [listed(one) for one in self.articles if found[1] == "author" or found[2] in one.tags]
            return html(self._shell(found[2], _excerpts(_part(tagged, 1))))
        if path == "/about/":
            return html(
                self._shell("عن المدونة", f"<h1>عن المدونة</h1><p>{self.title}: مدونة عن التقنية.</p>")
            )
        if re.fullmatch(r"/\d{4}/\d\d/\d\d/[^/]+", path):  # WordPress adds the last slash
            return redirect(f"{self.site}{'/'.join(lower_quote(part) for part in path.split('/'))}/")
        return None

    def _sitemap(self, path: str, lines: Sequence[Listed]) -> Page | None:
        children = {
            "/wp-sitemap-posts-post-1.xml": [line for line in lines if "?" not in line.url],
            "/wp-sitemap-posts-page-1.xml": [Listed("عن المدونة", f"{self.site}/about/", self.changed)],
        }
        if path in ("/wp-sitemap.xml", "/sitemap.xml"):
            return feeds.sitemap_index((f"{self.site}{child}" for child in children), self.changed)
        return feeds.sitemap(children[path]) if path in children else None

    def _rest(self, query: dict[str, str]) -> Page:
        """WordPress REST, version 2; one page past the last is an error of status 400."""
        size, number = int(query.get("per_page", "10")), int(query.get("page", "1"))
        pages = -(-len(self.articles) // size)
        if not 1 <= number <= max(pages, 1):
            wrong = {
                "code": "rest_post_invalid_page_number",
                "message": "رقم الصفحة أكبر من المتاح",
                "data": {"status": 400},
            }
            return Page(json.dumps(wrong).encode(), 400, "application/json; charset=UTF-8")
        posts = [
            {
                "id": one.number,
                "date": one.published.astimezone(ZONE).isoformat()[:19],
                "date_gmt": one.published.isoformat()[:19],
                "modified_gmt": (one.modified or one.published).isoformat()[:19],
                "slug": urlsplit(one.url).path.split("/")[-2],
                "link": one.url,
                "title": {"rendered": escape(one.title)},
                "excerpt": {"rendered": f"<p>{one.summary}</p>"},
                "content": {"rendered": _content(one)},
            }
            for one in self.articles[size * (number - 1) : size * number]
        ]
        headers = (("X-WP-Total", str(len(self.articles))), ("X-WP-TotalPages", str(pages)))
        return Page(json.dumps(posts).encode(), mime="application/json; charset=UTF-8", headers=headers)

    def _shell(self, title: str, content: str, head: str = "") -> str:
        categories = "".join(
            f'<li class="cat-item"><a href="#">{name}</a></li>' for name in CATEGORIES.values() if name
        )
        return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar"><head><meta charset="UTF-8" /><title>{escape(title)}</title>{head}
<link rel="alternate" type="application/rss+xml" title="{self.title} &raquo; الخلاصة" href="{self.site}/feed/" />
<link rel="https://api.w.org/" href="{self.site}/wp-json/" /><meta name="generator" content="WordPress 6.5" /></head>
<body class="rtl wp-theme-demo"><a class="skip-link" href="#content">تجاوز إلى المحتوى</a>
<header id="masthead"><p class="site-title"><a href="{self.site}/">{self.title}</a></p>
<nav id="site-navigation"><ul class="menu"><li><a href="{self.site}/">الرئيسية</a></li><li><a href="{self.site}/about/">عن المدونة</a></li></ul></nav></header>
<main id="content" class="site-main">{content}</main>
<aside id="secondary" class="widget-area"><section class="widget"><h2 class="widget-title">تصنيفات</h2><ul>{categories}</ul></section>
<section class="widget"><h2 class="widget-title">تابعنا</h2><p>تابعنا على تويتر وفيسبوك ليصلك كل جديد.</p></section></aside>
<footer id="colophon">بكل فخر، يعمل بـ ووردبريس. جميع الحقوق محفوظة © 2024</footer>
<div id="cookie-law">نستخدم ملفات الكوكيز لضمان أفضل تجربة على موقعنا. <a href="#">حسنا</a></div></body></html>"""

    def _post(self, article: Printed, related: Sequence[Printed]) -> str:
        title = escape(article.title)
        lead = article.blocks[0]
        local = article.published.astimezone(ZONE)
        changed = (article.modified or article.published).astimezone(ZONE)
        graph = {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "Article",
                    "@id": f"{article.url}#article",
                    "headline": article.title,
                    "author": {"@id": f"{self.site}/#/schema/person/1"},
                    "datePublished": local.isoformat(),
                    "dateModified": changed.isoformat(),
                    "image": {"@id": f"{article.url}#primaryimage"},
                    "articleSection": [article.section],
                    "keywords": list(article.tags),
                    "inLanguage": "ar",
                },
                {
                    "@type": "WebPage",
                    "@id": article.url,
                    "url": article.url,
                    "name": f"{article.title} - {self.title}",
                },
                {
                    "@type": "ImageObject",
                    "@id": f"{article.url}#primaryimage",
                    "url": lead.url,
                    "width": 640,
                    "height": 360,
                },
                {
                    "@type": "WebSite",
                    "@id": f"{self.site}/#website",
                    "url": f"{self.site}/",
                    "name": self.title,
                },
                {"@type": "Person", "@id": f"{self.site}/#/schema/person/1", "name": article.authors[0]},
            ],
        }
        head = f"""<link rel="canonical" href="{article.url}" /><link rel="shortlink" href="{self.site}/?p={article.number}" />
<meta property="og:type" content="article" /><meta property="og:title" content="{title} - {self.title}" />
<meta property="og:description" content="{escape(article.summary)}" /><meta property="og:url" content="{article.url}" />
<meta property="og:image" content="{lead.url}" /><meta property="article:published_time" content="{local.isoformat()}" />
<meta name="author" content="{article.authors[0]}" />
<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(graph, ensure_ascii=False)}</script>"""
        tags = "، ".join(
            f'<a href="{self.site}/tag/{lower_quote(tag)}/" rel="tag">{tag}</a>' for tag in article.tags
        )
        more = "".join(f'<li><a href="{one.url}">{escape(one.title)}</a></li>' for one in related)
        comments = "".join(
            f'<li id="comment-{place}" class="comment"><div class="comment-author vcard"><b class="fn">{name}</b> يقول:</div>'
            f'<div class="comment-content"><p>{text}</p></div></li>'
            for place, (name, text, _) in enumerate(comments_of(article), 1)
        )
        content = f"""<article id="post-{article.number}" class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{title}</h1>
<div class="entry-meta">نُشر في <time class="entry-date published" datetime="{local.isoformat()}">{local.day} {GREGORIAN[local.month - 1]}، {local.year}</time>
بواسطة <span class="author vcard"><a class="url fn n" href="{self.site}/author/desk/">{article.authors[0]}</a></span>
<span class="cat-links"><a href="#" rel="category tag">{article.section}</a></span></div></header>
<div class="entry-content">
{_content(article)}
<div class="sharedaddy"><h3 class="sd-title">شارك هذا الموضوع:</h3><ul><li><a href="#">فيس بوك</a></li><li><a href="#">تويتر</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3><em>مقالات ذات صلة</em></h3><ul>{more}</ul></div>
</div>
<footer class="entry-footer"><span class="tags-links">الوسوم: {tags}</span></footer></article>
<div class="newsletter-box"><h4>اشترك في النشرة البريدية</h4><p>أدخل بريدك الإلكتروني ليصلك جديد المدونة كل أسبوع.</p></div>
<div id="comments" class="comments-area"><h2 class="comments-title">التعليقات</h2><ol class="comment-list">{comments}</ol>
<div id="respond"><h3>اترك تعليقاً</h3><p>لن يتم نشر عنوان بريدك الإلكتروني.</p></div></div>"""
        return self._shell(f"{article.title} - {self.title}", content, head)


def _part(lines: Sequence[Listed], number: int) -> Sequence[Listed]:
    return lines[POSTS * (number - 1) : POSTS * number] if number > 0 else []


def _excerpts(lines: Sequence[Listed]) -> str:
    return "".join(
        f'<article class="hentry"><h2 class="entry-title"><a href="{escape(line.url)}" rel="bookmark">{escape(line.title)}</a></h2>'
        f'<div class="entry-summary"><p>{line.summary} <a class="more-link" href="{escape(line.url)}">تابع القراءة</a></p></div></article>'
        for line in lines
    )


def _content(article: Printed) -> str:
    """The body, its pictures fetched late: a blank in `src`, the picture in `data-src` and in noscript."""
    parts = []
    for block in article.blocks:
        text = escape(block.text, quote=False)
        if block.kind == "image":
            parts.append(
                '<figure class="wp-block-image size-full"><img class="lazyload" '
                'src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" '
                f'data-src="{block.url}" alt="{escape(block.alt or "")}" width="640" height="360" />'
                f'<noscript><img src="{block.url}" alt="{escape(block.alt or "")}" /></noscript>'
                f'<figcaption class="wp-element-caption">{escape(block.caption or "")}</figcaption></figure>'
            )
        elif block.kind == "heading":
            parts.append(f'<h2 class="wp-block-heading">{text}</h2>')
        elif block.kind == "quote":
            parts.append(f'<blockquote class="wp-block-quote"><p>{text}</p></blockquote>')
        elif block.kind == "item":
            parts.append(f'<ul class="wp-block-list"><li>{text}</li></ul>')
        else:
            parts.append(f"<p>{text}</p>")
    return "\n".join(parts).replace('</ul>\n<ul class="wp-block-list">', "\n")
