"""Any site: by its feeds and sitemaps where it has some, by its links where not, and out of every maze."""

from pathlib import Path

import pytest

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page, html
from crawler.spiders.site import looks_like_article, source_of
from tests.crawl.conftest import Press

HOST = "sahafa.example"
SENTENCES = [
    "أعلنت الشركة الناشئة رقم {n} في المدينة عن جهاز جديد يقيس استهلاك الكهرباء في البيوت ويرسل تقريرا كل أسبوع.",
    "وقال مهندس الفريق رقم {n} إن الجهاز يعمل ببطارية صغيرة تكفيه سنة كاملة ولا يحتاج إلى اتصال دائم بالشبكة.",
    "وتنوي الشركة بيع {n} ألف وحدة قبل نهاية العام في الأسواق المجاورة بعد أن جربته مئات الأسر في حي واحد.",
]


class LinkedSite(Newspaper):
    """A site without feeds and sitemaps: pages of ten headlines each, a calendar without end, a maze of filters."""

    def __init__(self, articles: int = 25):
        super().__init__(articles=0)
        self.number = articles

    def answer(self, host: str, target: str) -> Page | None:
        path, _, query = target.partition("?")
        if path == "/" or path.startswith("/page/"):
            number = 1 if path == "/" else int(path.split("/")[2])
            first = (number - 1) * 10
            links = [
                f"/story/device-that-measures-homes-{n}" for n in range(first, min(first + 10, self.number))
            ]
            if first + 10 < self.number:
                links.append(f"/page/{number + 1}/")
            return listing([*links, "/calendar/2026/11/", "/about", "/filter?sort=1"])
        if path.startswith("/story/"):
            n = int(path.rsplit("-", 1)[1])
            return article(n) if n < self.number else None
        if path.startswith("/calendar/"):
            year, month = map(int, path.split("/")[2:4])
            return listing([f"/calendar/{year + month // 12}/{month % 12 + 1}/", "/"])
        if path == "/filter":
            return listing([f"/filter?sort={query}{n}" for n in range(5)])
        return None


def listing(links: list[str]) -> Page:
    return html(
        "<html dir=rtl><body><ul>" + "".join(f"<li><a href='{link}'>خبر</a></li>" for link in links) + "</ul>"
    )


def article(n: int) -> Page:
    paragraphs = "".join(f"<p>{sentence.format(n=n)}</p>" for sentence in SENTENCES)
    return html(
        f"<html dir=rtl lang=ar><head><title>جهاز البيوت رقم {n}</title><meta property='og:type' content='article'></head>"
        f"<body><nav><a href='/'>الرئيسية</a></nav><article><h1>جهاز البيوت رقم {n}</h1>{paragraphs}</article>"
        f"<a href='/story/device-that-measures-homes-{n + 1}?utm_source=next'>التالي</a></body></html>"
    )


@pytest.fixture
def linked(tmp_path: Path):  # type: ignore[no-untyped-def]
    newspaper = LinkedSite()
    newspaper.by_host[HOST] = newspaper  # type: ignore[assignment]
    with serve(newspaper) as site:
        yield Press(site, tmp_path / "articles.db")


def test_a_site_without_feeds_is_crawled_by_its_links_and_the_calendar_ends(linked: Press) -> None:
    done = linked.crawl("site", "-a", f"url=https://{HOST}/")
    assert (done.returncode, done.stderr) == (0, "")
    assert linked.value("SELECT count(*) FROM articles") == 25
    assert sum("/calendar/" in address for address in linked.asked()) < 12
    assert sum("/filter" in address for address in linked.asked()) <= 45
    linked.assert_books_balance()


def test_a_link_crawl_that_was_stopped_goes_on_where_it_was(linked: Press) -> None:
    linked.crawl("site", "-a", f"url=https://{HOST}/", "--limit", "4")
    stored = linked.value("SELECT count(*) FROM articles")
    assert 4 <= stored < 25
    known = {row[0] for row in linked.rows("SELECT url FROM articles")}
    linked.site.control.reset()
    linked.crawl("site", "-a", f"url=https://{HOST}/")
    assert linked.value("SELECT count(*) FROM articles") == 25
    assert known & {f"https://{address}" for address in linked.asked()} == set()


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        ("https://taqnia-demo.example/2024/06/12/qissa-tawila/", True),
        ("https://www.taqnia-demo.example/?p=77", True),
        ("https://taqnia-demo.example/", False),
        ("https://taqnia-demo.example/tag/hatif/", False),
        ("https://taqnia-demo.example/category/news/", False),
        ("https://taqnia-demo.example/page/3/", False),
        ("https://taqnia-demo.example/wp-content/uploads/a.jpg", False),
        ("https://elsewhere.example/2024/06/12/qissa/", False),
    ],
)
def test_an_address_of_any_site_is_told_from_its_listings(url: str, is_article: bool) -> None:
    assert source_of("taqnia-demo.example").is_article(url) is is_article


def test_an_address_with_a_headline_or_a_number_looks_like_an_article() -> None:
    assert looks_like_article("https://x.example/news/new-phone-sold-out")
    assert looks_like_article("https://x.example/1234567.html")
    assert not looks_like_article("https://x.example/calendar/2026/11/")
