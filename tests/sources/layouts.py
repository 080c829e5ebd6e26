"""The markup of the cases: each system's page around an article, and its listings."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from crawler.items import Block


def names(text: str) -> list[str]:
    return [name.replace("_", " ") for name in text.split()]


MONTHS = {
    "gulf": names("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    "maghreb": names("جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"),
    "morocco": names("يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
    "levant": names(
        "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"
    ),
    "fr": names("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": names("January February March April May June July August September October November December"),
}
FAMILIES = {"MA": "morocco", "DZ": "maghreb", "LB": "levant", "JO": "levant", "PS": "levant"}
DAYS = {
    "ar": names("الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
    "fr": names("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "en": names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
WORDS = {  # furniture: (language) home, share, read also, comments, author, newsletter, search, rights
    "ar": ["الرئيسية", "شارك", "اقرأ أيضا", "التعليقات", "بقلم", "النشرة البريدية", "بحث", "جميع الحقوق محفوظة"],
    "fr": ["Accueil", "Partager", "Lire aussi", "Commentaires", "Par", "Newsletter", "Recherche", "Tous droits réservés"],
    "en": ["Home", "Share", "Read also", "Comments", "By", "Newsletter", "Search", "All rights reserved"],
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Printed:
    """An article and what its publisher's page is made of; selectors are the publisher's own, as CSS."""

    url: str
    site: str
    home: str
    title: str
    blocks: tuple[Block, ...]  # the first is the picture above the text
    author: str
    when: datetime
    section: str
    tags: tuple[str, ...]
    related: tuple[str, ...]  # headlines of other articles
    country: str
    language: str = "ar"
    headline: str = "h1"
    body: str = "div.entry-content"
    byline: str = "span.author"
    date: str = "time"
    tag: str = "div.tags a"
    card: str = "h2"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def local(self) -> str:
        """The date line as a reader sees it."""
        months = MONTHS[FAMILIES.get(self.country, "gulf") if self.language == "ar" else self.language]
        when = self.when
        day = DAYS[self.language][when.weekday()]
        return f"{day} {when.day} {months[when.month - 1]} {when.year} - {when:%H:%M}"

    @property
    def words(self) -> list[str]:
        return WORDS[self.language]

    @property
    def picture(self) -> str:
        return self.blocks[0].url or ""


def nest(css: str, inner: str, **attributes: str) -> str:
    """The elements that a chain like `div.a div#b.c` names, one in the other, around `inner`."""
    steps = re.split(r"[ >]+", css)
    for step in reversed(steps):
        found = re.fullmatch(r"(\w+)?((?:[.#][\w-]+)*)(?:\[(\w+)=(\w+)\])?", step)
        assert found, f"the layouts cannot build {step!r}"
        classes = " ".join(re.findall(r"\.([\w-]+)", found[2]))
        marks = {"class": classes, "id": "".join(re.findall(r"#([\w-]+)", found[2]))}
        marks |= {found[3]: found[4]} if found[3] else {}
        if step is steps[-1]:
            marks |= attributes
        said = "".join(f' {name}="{escape(value)}"' for name, value in marks.items() if value)
        tag = found[1] or "div"
        inner = f"<{tag}{said}>{inner}</{tag}>"
    return inner


def prose(case: Printed, line: str = "p") -> str:
    """The blocks after the picture as the editor's HTML; `line="br"`: bare lines with breaks between."""
    parts = []
    for block in case.blocks[1:]:
        text = escape(block.text, quote=False)
        if block.kind == "heading":
            parts.append(f"<h3>{text}</h3>" if line == "p" else text)
        elif block.kind == "quote":
            parts.append(f"<blockquote><p>{text}</p></blockquote>")
        elif block.kind == "image":
            parts.append(
                f'<figure class="wp-block-image"><img src="{block.url}" alt="" width="640" height="360">'
                f"<figcaption>{escape(block.caption or '')}</figcaption></figure>"
            )
        else:
            parts.append(f"<p>{text}</p>" if line == "p" else text)
    return "\n".join(parts) if line == "p" else "<br><br>\n".join(parts)


def linked_data(case: Printed, kind: str = "NewsArticle", **more: Any) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": case.title,
        "datePublished": case.when.isoformat(),
        "dateModified": case.when.isoformat(),
        "author": [{"@type": "Person", "name": case.author}],
        "articleSection": case.section,
        "image": {"@type": "ImageObject", "url": case.picture},
        "publisher": {"@type": "Organization", "name": case.site},
        "mainEntityOfPage": case.url,
    } | more
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def head(case: Printed, more: str = "", time: bool = False) -> str:
    """`<head>` with what every system says; `time` adds the OpenGraph time."""
    stamp = f'<meta property="article:published_time" content="{case.when.isoformat()}">' if time else ""
    return (
        f'<!doctype html>\n<html lang="{case.language}" dir="{"rtl" if case.language == "ar" else "ltr"}"><head>'
        f'<meta charset="utf-8"><title>{escape(case.title)} - {escape(case.site)}</title>'
        f'<link rel="canonical" href="{case.url}"><meta property="og:site_name" content="{escape(case.site)}">'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(case.title)}">'
        f'<meta property="og:image" content="{case.picture}">{stamp}{more}'
        '<link rel="stylesheet" href="/assets/main.css"><script>window.dataLayer=[]</script></head>\n'
    )


def menu(case: Printed) -> str:
    sections = names(
        "سياسة اقتصاد رياضة ثقافة" if case.language == "ar" else "Politics Economy Sport Culture"
    )
    links = "".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(sections))
    return (
        f'<header class="site-header"><a class="logo" href="/"><img src="/logo.png" alt="{escape(case.site)}"></a>'
        f'<nav class="main-menu"><ul><li><a href="/">{case.words[0]}</a></li>{links}</ul></nav>'
        f'<form class="search-form"><input placeholder="{case.words[6]}"></form></header>\n'
    )


def related(case: Printed) -> str:
    lines = "".join(f'<li><a href="/related/{n}">{escape(t)}</a></li>' for n, t in enumerate(case.related))
    return f'<div class="related-posts"><h3>{case.words[2]}</h3><ul>{lines}</ul></div>'


def comments(case: Printed) -> str:
    said = (
        "شكرا على هذا الموضوع المفيد، نتمنى المزيد."
        if case.language == "ar"
        else "Thanks for this, more please!"
    )
    return (
        f'<div id="comments" class="comments-area"><h3>{case.words[3]}</h3><ol class="commentlist">'
        f'<li class="comment"><cite class="fn">قارئ</cite><p>{said}</p></li></ol></div>'
    )


def share(case: Printed) -> str:
    return f'<div class="share-buttons"><span>{case.words[1]}</span><a href="#">Facebook</a><a href="#">X</a></div>'


def footer(case: Printed) -> str:
    return (
        f'<footer class="site-footer"><div class="newsletter">{case.words[5]}</div>'
        f"<p>{case.words[7]} © 2025 {escape(case.site)}</p></footer></body></html>\n"
    )


def tags(case: Printed) -> str:
    """The tags where the publisher shows them: the last element of its selector, once a tag."""
    outer, _, last = case.tag.rpartition(" ")
    inner = "".join(nest(last, escape(tag), **({"href": f"/t/{n}"} if last[:1] == "a" else {}))
                    for n, tag in enumerate(case.tags))  # fmt: skip
    return nest(outer, inner) if outer else inner


def figure(case: Printed, css: str = "figure") -> str:
    caption = case.blocks[0].caption
    shown = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return nest(css, f'<img src="{case.picture}" alt="" width="1200" height="675">{shown}')


# Pages


def wordpress(case: Printed) -> str:
    """A theme of today with Yoast's graph; `theme` in `extra` chooses the frame around. With `time = "bare"`
    only the reader is told the time, in a zone that the page does not name.
    """
    bare = case.extra.get("time") == "bare"
    machine = {} if bare else {"datePublished": case.when.isoformat()}
    stamp = "" if bare else f' datetime="{case.when.isoformat()}"'
    yoast = json.dumps(
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "name": case.site, "url": case.home},
                {
                    "@type": "Article",
                    "headline": case.title,
                    **machine,
                    "author": {"name": case.author},
                    "articleSection": [case.section],
                    "thumbnailUrl": case.picture,
                },
            ],
        },
        ensure_ascii=False,
    )
    schema = f'<script type="application/ld+json" class="yoast-schema-graph">{yoast}</script>'
    thumbnail = f'<div class="post-thumbnail"><img class="attachment-full wp-post-image" src="{case.picture}" alt=""></div>'
    meta = (
        f'<div class="entry-meta"><span class="author vcard"><a class="url fn" rel="author" href="/author/a">{case.author}</a></span>'
        f'<time class="entry-date published"{stamp}>{case.local}</time></div>'
    )
    title = nest(case.headline, escape(case.title))
    body = nest(case.body, prose(case) + case.extra.get("inside", ""))
    theme = case.extra.get("theme", "classic")
    if theme == "jannah":
        content = (
            f'<article id="the-post" class="container-wrapper post-content standard"><div class="entry-header">'
            f'<span class="post-cat-wrap"><a class="post-cat" href="/category/x">{case.section}</a></span>{title}{meta}</div>'
            f'<div class="featured-area">{thumbnail}</div>{body}{tags(case)}{share(case)}</article>'
        )
    elif theme == "newspaper":
        content = (
            f'<article class="post type-post"><div class="td-post-header"><ul class="td-category"><li>{case.section}</li></ul>'
            f'<header class="td-post-title">{title}{meta}</header></div>{thumbnail}{body}'
            f"<footer>{tags(case)}{share(case)}</footer></article>"
        )
    else:
        content = (
            f'<main id="main"><article class="post hentry"><header class="entry-header">{title}{meta}</header>'
            f'{thumbnail}{body}<footer class="entry-footer">{tags(case)}</footer>{share(case)}</article></main>'
        )
    side = (
        f'<aside id="secondary" class="widget-area"><section class="widget">{related(case)}</section></aside>'
    )
    return (
        head(case, schema, time=not bare)
        + f'<body class="single single-post">{menu(case)}{content}{related(case)}{comments(case)}{side}{footer(case)}'
    )


def blogger(case: Printed) -> str:
    """Blogger's own theme: microdata, an `abbr` with the time, labels under the text."""
    first = f'<div class="separator"><a href="{case.picture}"><img src="{case.picture}"></a></div>'
    return (
        head(case)
        + f'<body><div class="header-outer"><h2 class="site-title"><a href="/">{case.site}</a></h2></div>'
        '<div class="main"><div class="post hentry" itemscope itemtype="http://schema.org/BlogPosting">'
        + nest(case.headline, escape(case.title), itemprop="headline")
        + nest(case.body, first + prose(case) + '<div style="clear: both;"></div>')
        + f'<div class="post-footer"><span class="post-author vcard"><span class="fn" itemprop="author">{case.author}</span></span>'
        f'<span class="post-timestamp"><abbr class="published" itemprop="datePublished" content="{case.when.isoformat()}">'
        f"{case.local}</abbr></span>{tags(case)}</div></div>{comments(case)}</div>"
        f'<div class="sidebar">{related(case)}</div>{footer(case)}'
    )


def modern(case: Printed) -> str:
    """A system of components with hashed class names: only JSON-LD can be trusted."""
    return (
        head(case, linked_data(case, keywords=", ".join(case.tags)))
        + f'<body><div id="root"><div class="css-1x9qj2a">{menu(case)}<main class="css-8k2plm"><div class="css-1d0e4ch">'
        + nest(case.headline, escape(case.title))
        + f'<div class="css-1tfo2d2"><span class="css-p2a11">{case.author}</span></div>{figure(case)}</div>'
        + nest(case.body, prose(case))
        + f"{share(case)}{related(case)}</main></div>{footer(case)}"
    )


def drupal(case: Printed) -> str:
    """Drupal: fields as nested divs, breadcrumb, RDFa time."""
    return (
        head(case, time=True)
        + f'<body class="html node-type-article">{menu(case)}<div class="breadcrumb"><a href="/">{case.words[0]}</a> » '
        f'<a href="/s">{case.section}</a></div><div class="node node-article">'
        + nest(case.headline, escape(case.title))
        + f'<div class="submitted"><span class="author">{case.author}</span> <span property="dc:date">{case.local}</span></div>'
        + f'<div class="field field-name-field-image"><img src="{case.picture}" alt=""></div>'
        + nest(case.body, prose(case))
        + f'<div class="field field-name-field-tags">{tags(case)}</div></div>{related(case)}{comments(case)}{footer(case)}'
    )


def paper(case: Printed) -> str:
    """A newsroom's own system: OpenGraph, then its own class names; the time in a meta tag, unless `bare`."""
    bare = case.extra.get("time") == "bare"
    crumbs = (
        f'<div class="breadcrumb"><a href="/">{case.words[0]}</a> / <a href="/s">{case.section}</a></div>'
    )
    byline = nest(case.byline, f"{case.extra.get('by', '')}{case.author}")
    return (
        head(case, time=not bare)
        + f'<body>{menu(case)}{case.extra.get("above", "")}<div class="container">{crumbs}<div class="row"><div class="col-md-8">'
        + nest(case.headline, escape(case.title))
        + f'<div class="info">{byline} {nest(case.date, case.local)}</div>'
        + figure(case, "div.main-picture figure")
        + nest(case.body, prose(case, case.extra.get("line", "p")) + case.extra.get("inside", ""))
        + tags(case)
        + f'{share(case)}</div><div class="col-md-4 side">{related(case)}</div></div></div>{footer(case)}'
    )


def arc(case: Printed) -> str:
    """Arc XP: article-body, data attributes, JSON-LD."""
    return (
        head(case, linked_data(case, keywords=list(case.tags)))
        + f'<body><div id="fusion-app">{menu(case)}<section><div class="b-headline">'
        + nest(case.headline, escape(case.title))
        + f'</div><div class="byline">{case.words[4]} <a href="/author">{case.author}</a></div>'
        f'<time class="c-date" datetime="{case.when.isoformat()}">{case.when:%d.%m.%Y – %H:%M}</time>'
        + figure(case, "figure.c-media-item")
        + nest(case.body, prose(case))
        + f"{share(case)}</section>{related(case)}</div>{footer(case)}"
    )


def hespress(case: Printed) -> str:
    """Hespress since 2021, in its three languages."""
    return (
        head(case)
        + f"<body>{menu(case)}<div class='container'><ol class='breadcrumb'><li class='breadcrumb-item'><a href='/'>{case.words[0]}</a></li>"
        f"<li class='breadcrumb-item'><a href='/s'>{case.section}</a></li><li>{escape(case.title)}</li></ol>"
        f'<h1 class="post-title">{escape(case.title)}</h1><div class="post-thumbnail featured-img"><div class="ratio-medium">'
        f'<img class="wp-post-image" src="{case.picture}" alt="{escape(case.title)}"></div></div>'
        f'<div class="header-toolbox"><span class="author"><a href="/author">{case.author}</a></span>'
        f'<span class="date-post">{case.local}</span></div>{share(case)}'
        f'<div class="article-content">{prose(case)}</div>{tags(case)}'
        f'<div id="comments"><ul class="comment-list hide-comments "><li class="comment even" id="comment-1"><div class="comment-body">'
        f'<span class="fn heey">قارئ</span><div class="comment-text"><p>{case.related[0]}</p></div></div></li></ul></div>'
        f"</div>{related(case)}{footer(case)}"
    )


def elaph(case: Printed) -> str:
    """Elaph of today: the headline's class is what is known."""
    return (
        head(case, linked_data(case, keywords=", ".join(case.tags)))
        + f'<body>{menu(case)}<div class="wrap"><h1 class="article-title">{escape(case.title)}</h1>'
        f'<div class="article-info"><span class="author">{case.author}</span> <span>{case.local} GMT</span></div>'
        + figure(case, "figure.article-image")
        + f'<div class="content-body">{prose(case)}<p>إضغط هنا للإشتراك</p></div>{related(case)}</div>{footer(case)}'
    )


def mirror(case: Printed) -> str:
    """A mirror: a long ticker of other headlines above, then paper, day and text in plain elements."""
    ticker = "".join(f'<a href="/p/{n}">{escape(t)}</a> * ' for n, t in enumerate(case.related * 4))
    return (
        head(case) + f'<body><div id="ticker" class="ticker">{ticker}</div>{menu(case)}<div id="main">'
        f'<div class="breadcrumb"><a href="/">{case.words[0]}</a> <a href="/s">{case.section}</a></div>'
        + nest(case.headline, escape(case.title))
        + f'<p class="info"><span class="author">{case.author}</span> نشر في <span class="date">{case.when:%d - %m - %Y}</span></p>'
        + figure(case)
        + nest(case.body, prose(case))
        + f'<p>انقر هنا لقراءة الخبر من مصدره</p>{tags(case)}</div><div id="side">{related(case)}</div>{footer(case)}'
    )


PAGES = {
    "wordpress": wordpress, "blogger": blogger, "modern": modern, "drupal": drupal, "paper": paper,
    "arc": arc, "hespress": hespress, "elaph": elaph, "mirror": mirror,
}  # fmt: skip


# Listings


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
