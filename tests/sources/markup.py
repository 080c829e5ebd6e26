"""What the pages of the cases have in common: the article to print, and the furniture around it."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
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
