"""The pages of the cases, one layout a system."""

import json
from html import escape

from markup import (
    Printed,
    comments,
    figure,
    footer,
    head,
    linked_data,
    menu,
    nest,
    prose,
    related,
    share,
    tags,
)


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
