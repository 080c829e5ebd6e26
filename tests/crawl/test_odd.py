"""The web on a bad day: no answer of a server makes a crawl endless, or costs an article that it did not hold."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page, html
from tests.crawl.conftest import Press

HOST = "sahafa.example"
HOME = f"https://{HOST}/"
SUBJECTS = (
    "مصنع للبطاريات في الجنوب", "تطبيق يعلم الصغار الخط", "قمر صناعي يراقب المياه", "مكتبة رقمية للمخطوطات"
)  # fmt: skip
SENTENCES = (
    "افتتح في المدينة مشروع {0} الذي انتظره السكان ثلاث سنوات كاملة.",
    "ويقول القائمون على {0} إن العمل فيه بدأ بفريق من سبعة أشخاص لا غير.",
    "ولم يكن تمويل {0} سهلا بعد أن انسحب منه شريكان في العام الأول.",
    "ومن زار {0} يعرف أن أكثر ما فيه صنع بأيدي طلبة الجامعة القريبة.",
    "وسيبقى {0} مفتوحا للزوار يومين في كل أسبوع حتى نهاية الصيف.",
)


def article(number: int, head: str = "") -> Page:
    """An article that shares no sentence with those of other numbers."""
    subject = f"{SUBJECTS[number % len(SUBJECTS)]} رقم {number}"
    text = "".join(
        f"<p>{' '.join(f'{word}{number}' for word in sentence.format('').split())} {subject}</p>"
        for sentence in SENTENCES
    )
    return html(
        f"<html dir=rtl lang=ar><head><title>{subject}</title>{head}<meta property='og:type' content='article'>"
        f"</head><body><article><h1>{subject}</h1>{text}</article></body></html>"
    )


def story(number: int) -> str:
    return f"/story/a-long-headline-of-number-{1000 + number}"


def page(*links: str, head: str = "") -> Page:
    anchors = "".join(f"<p><a href='{link}'>خبر جديد</a></p>" for link in links)
    return html(f"<html><head>{head}</head><body>{anchors}</body></html>")


def xml(kind: str, *addresses: str) -> Page:
    entry = {"urlset": "url", "sitemapindex": "sitemap"}[kind]
    inside = "".join(f"<{entry}><loc>{address}</loc></{entry}>" for address in addresses)
    text = f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{kind}>'
    return Page(text.encode(), mime="application/xml")


class OddSite(Newspaper):
    """Answers with what stands in `pages`, by target."""

    def __init__(self) -> None:
        super().__init__(articles=0)
        self.pages = {story(number): article(number) for number in range(4)}
        self.pages["/"] = page(*self.pages)

    def answer(self, host: str, target: str) -> Page | None:
        return self.pages.get(target)


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Press]:
    newspaper = OddSite()
    newspaper.by_host[HOST] = newspaper  # type: ignore[assignment]
    with serve(newspaper) as site:
        yield Press(site, tmp_path / "articles.db")


def pages(press: Press) -> dict[str, Page]:
    assert isinstance(press.site.newspaper, OddSite)
    return press.site.newspaper.pages


def crawl(press: Press, *arguments: str) -> str:
    """What a crawl says on stderr. It ends by itself and its books balance."""
    done = press.crawl("site", "-a", f"url={HOME}", *arguments)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    press.assert_books_balance()
    return done.stderr


def stored(press: Press) -> set[str]:
    return {row["url"].removeprefix(HOME[:-1]) for row in press.rows("SELECT url FROM articles")}


def test_no_link_costs_the_others(odd: Press) -> None:
    """Of no address, of a port that there is none, longer than browsers take, of a file of this machine."""
    links = [story(number) for number in range(4)]
    odd_links = [
        "http://[site_url]/x",
        f"https://{HOST}:99999/story/1",
        f"/story/{'a' * 3000}",
        "file:///etc/hosts",
    ]
    pages(odd)["/"] = page(*odd_links, *links)
    pages(odd)["/sitemap.xml"] = xml("urlset", *odd_links, *(HOME[:-1] + link for link in links))
    crawl(odd)
    assert stored(odd) == set(links)


def test_no_file_of_this_machine_is_read(odd: Press, tmp_path: Path) -> None:
    """A pipe would hold the crawl for ever."""
    os.mkfifo(tmp_path / "pipe")
    pages(odd)["/robots.txt"] = Page(f"Sitemap: file://{tmp_path}/pipe\n".encode(), mime="text/plain")
    crawl(odd)
    assert len(stored(odd)) == 4
    assert odd.value("SELECT reason FROM pages WHERE url LIKE 'file:%'") == "no address of the web"


def test_sitemaps_that_name_each_other_are_asked_once(odd: Press) -> None:
    one, two = f"{HOME}sitemap.xml", f"{HOME}more.xml"
    pages(odd)["/sitemap.xml"] = xml("sitemapindex", one, two)
    pages(odd)["/more.xml"] = xml("sitemapindex", one, two, f"{HOME}stories.xml")
    pages(odd)["/stories.xml"] = xml("urlset", *(HOME[:-1] + story(number) for number in range(4)))
    crawl(odd)
    assert odd.asked().count(f"{HOST}/more.xml") == 1
    assert len(stored(odd)) == 4


def test_a_date_that_is_none_costs_no_link(odd: Press) -> None:
    entries = "".join(
        f"<item><title>خبر</title><link>{HOME[:-1]}{story(number)}</link><pubDate>{date}</pubDate></item>"
        for number, date in enumerate(("0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "Wed, 32 Foo 2026", ""))
    )
    pages(odd)["/feed/"] = Page(
        f"<rss version='2.0'><channel>{entries}</channel></rss>".encode(), mime="text/xml"
    )
    dated = f"<url><loc>{HOME[:-1]}{story(3)}</loc><lastmod>0001-01-01T00:00:00+00:00</lastmod></url>"
    pages(odd)["/sitemap.xml"] = Page(f"<urlset>{dated}</urlset>".encode(), mime="text/xml")
    pages(odd)["/rss.xml"] = Page(b"", mime="text/xml")
    crawl(odd)
    assert len(stored(odd)) == 4


def test_links_of_a_page_that_does_not_say_its_letters_are_asked_for_as_they_are_written(odd: Press) -> None:
    address = "/story/%D8%AE%D8%A8%D8%B1-%D9%85%D9%86-%D8%A7%D9%84%D9%85%D8%AF%D9%8A%D9%86%D8%A9-1001"  # خبر-من-المدينة
    pages(odd)[address] = article(7)
    pages(odd)["/"] = Page(
        page("/story/خبر-من-المدينة-1001").body.decode().encode("cp1256"), mime="text/html"
    )
    crawl(odd)
    assert f"{HOST}{address}" in odd.asked()
    assert len(stored(odd)) == 1


def test_a_page_that_loads_itself_again_is_read(odd: Press) -> None:
    again = f"<meta http-equiv=refresh content='60;url={HOME[:-1]}{story(0)}'>"
    pages(odd)[story(0)] = article(0, again)
    pages(odd)["/"] = page(
        *(story(number) for number in range(4)), head="<meta http-equiv=refresh content='90;url=/'>"
    )
    crawl(odd)
    assert len(stored(odd)) == 4


def test_a_page_that_was_cut_off_is_no_article_until_it_comes_whole(odd: Press) -> None:
    whole = pages(odd)[story(1)]
    packed = gzip.compress(whole.body)[:-200]
    pages(odd)[story(1)] = Page(packed, headers=(("Content-Encoding", "gzip"),))
    pages(odd)[story(2)] = Page(
        gzip.compress(pages(odd)[story(2)].body), headers=(("Content-Encoding", "gzip"),)
    )
    crawl(odd)
    assert stored(odd) == {story(0), story(2), story(3)}
    assert odd.value("SELECT reason FROM pages WHERE url LIKE '%1001'") == "cut off"


def test_articles_that_differ_in_their_number_alone_are_all_found(odd: Press) -> None:
    numbers = range(60)
    pages(odd).update({f"/news.php?id={number}": article(100 + number) for number in numbers})
    pages(odd)["/"] = page(*(f"/news.php?id={number}" for number in numbers))
    crawl(odd)
    assert len(stored(odd)) == len(numbers)


def test_a_sitemap_is_known_by_its_first_element_whatever_stands_before_it(odd: Press) -> None:
    entries = "".join(f"<s:url><s:loc>{HOME[:-1]}{story(number)}</s:loc></s:url>" for number in range(4))
    text = f"<!--{'-x' * 3000}--><s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</s:urlset>"
    parts = gzip.compress(text[:7000].encode()) + gzip.compress(text[7000:].encode())
    for name, body in (("/sitemap.xml", text.encode()), ("/news-sitemap.xml", parts)):
        pages(odd)[name] = Page(body, mime="application/xml")
        pages(odd)["/"] = page()
    crawl(odd)
    assert len(stored(odd)) == 4
    read = odd.rows("SELECT url FROM pages WHERE url LIKE '%sitemap.xml' AND state = 'done'")
    assert {row["url"] for row in read} == {f"{HOME}sitemap.xml", f"{HOME}news-sitemap.xml"}


def test_a_home_page_with_a_feed_in_its_comments_is_none(odd: Press) -> None:
    """Old WordPress themes print one for trackbacks."""
    pages(odd)["/"] = page(*(story(number) for number in range(4)), head="<!-- <rdf:RDF></rdf:RDF> -->")
    crawl(odd)
    assert len(stored(odd)) == 4


def test_a_site_that_shows_no_article_is_not_well(odd: Press) -> None:
    pages(odd)["/"] = html("<html><body><div id=app></div><script src=app.js></script></body></html>")
    done = odd.crawl("site", "-a", f"url={HOME}")
    assert done.returncode == 1
    assert "hold no address of an article" in done.stderr


def test_a_canonical_address_that_all_pages_share_merges_no_stories(odd: Press) -> None:
    for number in range(3):
        pages(odd)[story(number)] = article(
            number, f"<link rel=canonical href='{HOME}latest/news-of-the-day-2026'>"
        )
    crawl(odd)
    crawl(odd, "--refetch")
    assert odd.value("SELECT count(*) FROM articles") == 4
    assert odd.value("SELECT count(*) FROM versions") == 0
    done = odd.command("replay", "--db", str(odd.database), "--set=EXTRACT_WORKERS=0")
    assert "none changed" in done.stdout


def test_a_page_sent_elsewhere_for_a_day_is_an_article_of_its_own_on_the_next(odd: Press) -> None:
    good = pages(odd)[story(1)]
    pages(odd)[story(1)] = Page(b"", 302, location=f"{HOME[:-1]}{story(0)}")
    crawl(odd)
    assert story(1) not in stored(odd)
    pages(odd)[story(1)] = good
    crawl(odd, "--refetch")
    assert stored(odd) == {story(number) for number in range(4)}
    assert odd.value("SELECT count(*) FROM versions") == 0
    assert odd.value("SELECT count(*) FROM aliases") == 0


def test_a_host_that_asks_for_a_day_between_requests_is_left_alone(odd: Press) -> None:
    pages(odd)["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 86400\n", mime="text/plain")
    done = odd.crawl("site", "-a", f"url={HOME}")
    assert done.returncode == 1
    assert "asks for 86400 s between two requests" in done.stderr
    odd.assert_books_balance()


BAD_DAYS = {
    "nothing there yet": Page(b"", 404),
    "an empty answer": html(""),
    "a ring of redirects": Page(b"", 302, location=f"{HOME[:-1]}{story(1)}"),
    "maintenance": html("<html lang=ar><body><p>الموقع تحت الصيانة ونعود قريبا</p></body></html>"),
    "the home page instead": Page(b"", 302, location=HOME),
    "not modified, to who has nothing": Page(b"", 304),
}


@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_bad_hour_of_the_site_costs_no_article(odd: Press, day: str) -> None:
    good = pages(odd)[story(1)]
    pages(odd)[story(1)] = BAD_DAYS[day]
    crawl(odd)
    assert story(1) not in stored(odd)
    pages(odd)[story(1)] = good
    with odd.read() as connection:
        connection.execute(
            "UPDATE pages SET next_fetch = '2020-01-01T00:00:00Z' WHERE next_fetch IS NOT NULL"
        )
        connection.commit()
    crawl(odd)
    assert stored(odd) == {story(number) for number in range(4)}
