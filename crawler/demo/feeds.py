"""RSS feeds, sitemaps and sitemap indexes of the demo's publishers."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from .printed import Listed, Page
from .publisher import body_html

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def rss(title: str, home: str, lines: Iterable[Listed], full: bool = False) -> Page:
    """RSS 2.0 as WordPress writes it: guid `?p=number`; with `full`, the whole text in content:encoded."""
    items = []
    for line in lines:
        guid = f"{home}?p={line.number}" if line.number else line.url
        author = line.article.authors[0] if line.article and line.article.authors else title
        content = ""
        if full and line.article:
            content = f"<content:encoded><![CDATA[{body_html(line.article.blocks)}]]></content:encoded>"
        items.append(
            f"<item><title>{escape(line.title)}</title><link>{escape(line.url)}</link>"
            f"<dc:creator><![CDATA[{author}]]></dc:creator>"
            f"<pubDate>{format_datetime(line.published)}</pubDate>"
            f"<category><![CDATA[{line.section}]]></category>"
            f'<guid isPermaLink="false">{escape(guid)}</guid>'
            f"<description><![CDATA[<p>{line.summary}</p>]]></description>{content}</item>"
        )
    text = (
        f'{XML}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(title)}</title><link>{home}</link><language>ar</language>"
        f"<generator>https://wordpress.org/?v=6.5</generator>{''.join(items)}</channel></rss>"
    )
    return Page(text.encode(), mime="application/rss+xml; charset=UTF-8")


def sitemap_index(addresses: Iterable[str], changed: datetime) -> Page:
    """A sitemap of sitemaps (sitemaps.org 0.9)."""
    entries = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{stamp(changed)}</lastmod></sitemap>" for url in addresses
    )
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>')


def sitemap(lines: Iterable[Listed], pictures: bool = False) -> Page:
    """A sitemap; with `pictures` each picture is an address of its own as well, as some papers have it."""
    entries = []
    for line in lines:
        modified = line.article.modified if line.article else None
        entries.append(
            f"<url><loc>{escape(line.url)}</loc><lastmod>{stamp(modified or line.published)}</lastmod></url>"
        )
        if pictures and line.picture:
            entries.append(f"<url><loc>{escape(line.picture)}</loc></url>")
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>')


def news_sitemap(name: str, lines: Iterable[Listed]) -> Page:
    """A news sitemap: title and time of the articles of the last two days."""
    entries = "".join(
        f"<url><loc>{escape(line.url)}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{stamp(line.published)}</news:publication_date>"
        f"<news:title>{escape(line.title)}</news:title></news:news></url>"
        for line in lines
    )
    return _xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
    )


def stamp(when: datetime) -> str:
    """ISO 8601 with the offset spelt out."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _xml(text: str) -> Page:
    return Page(f"{XML}{text}".encode(), mime="application/xml; charset=UTF-8")
