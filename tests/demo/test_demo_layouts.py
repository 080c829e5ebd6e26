"""Every page and listing of the demo, through the proxy."""

import json
import re
from base64 import b64encode
from html import unescape
from itertools import count
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from demo_client import Get

from crawler.demo import Newspaper, Printed, Site

HESPRESS = "https://www.hespress.com"
BLOG = "https://taqnia-demo.example"
API = "https://api.elaph.com/v2/web/com/marticles/index"
ODD = {"missing": 404, "gone": 410, "redirect": 301}


def links(text: str, base: str) -> set[str]:
    """The addresses that a listing of any kind gives."""
    found = re.findall(r'<a\b[^>]*?href="([^"#]+)"', text)
    found += re.findall(r"<(?:link|loc)>([^<]+)</", text)
    found += re.findall(r'"(?:PostingURL|link|share_url)": "([^"]+)"', text)
    return {urljoin(base, unescape(link)) for link in found}


def pages(site: Site, get: Get, form: str, first: int = 1) -> str:
    """All pages of a listing, one after the other, until one holds nothing new."""
    parts: list[str] = []
    for number in count(first):
        answer = get(site, form.format(page=number))
        if answer.status != 200 or len(answer.body) < 20:
            return "\n".join(parts)
        parts.append(answer.text)
    raise AssertionError("endless")


LISTINGS = {
    "hespress cards": f"{HESPRESS}/?action=ajax_listing&paged={{page}}",
    "hespress feed": f"{HESPRESS}/feed?paged={{page}}",
    "hespress sitemaps": f"{HESPRESS}/post-sitemap{{page}}.xml",
    "hespress of old": f"{HESPRESS}/technologie/index.{{page}}.html",
    "elaph technology": f"{API}/technology/{{page}}",
    "blog feed": f"{BLOG}/feed/?paged={{page}}",
    "blog pages": f"{BLOG}/page/{{page}}/",
    "blog rest": f"{BLOG}/wp-json/wp/v2/posts?page={{page}}",
}
SINGLE = {
    "hespress home": f"{HESPRESS}/",
    "hespress index": f"{HESPRESS}/sitemap.xml",
    "hespress news": f"{HESPRESS}/sitemap-news.xml",
    "elaph home": "https://elaph.com/",
    "elaph feed": "https://elaph.com/Web/RSS/rss.aspx",
    "blog home": f"{BLOG}/",
    "blog index": f"{BLOG}/wp-sitemap.xml",
    "blog sitemap": f"{BLOG}/wp-sitemap-posts-post-1.xml",
    "blog day": f"{BLOG}/2024/06/12/",
    "blog month": f"{BLOG}/2024/06/",
}


def listing(site: Site, get: Get, form: str) -> str:
    if "{page}" not in form:
        return get(site, form).text
    if "{page}" in form and "marticles" in form:
        rows, number = [], 1
        while data := json.loads(get(site, form.format(page=number)).body)["data"]:
            rows += [f'"PostingURL": "{row["PostingURL"]}"' for row in data]
            number += 1
        return "\n".join(rows)
    return pages(site, get, form)


@pytest.mark.parametrize("form", [*LISTINGS.values(), *SINGLE.values()], ids=[*LISTINGS, *SINGLE])
def test_every_link_of_every_listing_answers(shared_site: Site, get: Get, form: str) -> None:
    base = "https://elaph.com/" if "elaph" in form else form
    expected = {shared_site.newspaper.cases[name]: status for name, status in ODD.items()}
    found = links(listing(shared_site, get, form), base)
    assert found
    shared_site.control.reset()
    get(shared_site, shared_site.newspaper.cases["flaky"])  # its one failure
    for link in found:
        if urlsplit(link).hostname in shared_site.newspaper.hosts:
            assert get(shared_site, link).status == expected.get(link, 200), link


@pytest.mark.parametrize(
    ("name", "layout", "wanted"),
    [
        ("hespress", "hespress", ("hespress cards", "hespress feed", "hespress sitemaps")),
        ("hespress", "hespress-old", ("hespress sitemaps",)),
        ("elaph", "elaph", ("elaph technology",)),
        ("elaph", "elaph-old", ("elaph technology",)),
        ("taqnia-demo", "blog", ("blog feed", "blog pages", "blog rest")),
    ],
)
def test_paged_listings_hold_every_article(
    shared_site: Site, get: Get, name: str, layout: str, wanted: tuple[str, ...]
) -> None:
    articles = {article.url for article in shared_site.newspaper.of(name) if article.layout == layout}
    if name == "elaph":
        articles = {url for url in articles if "/Technology/" in url}
    assert articles
    for form in wanted:
        base = "https://elaph.com/" if name == "elaph" else LISTINGS[form]
        assert articles <= links(listing(shared_site, get, LISTINGS[form]), base), form


def visible(text: str) -> str:
    text = re.sub(r"<(?:br|/p|/h\d|/li)[^>]*>", "\n", text)
    return unescape(re.sub(r"<[^>]+>", "", text))


def decoded(article: Printed, body: bytes) -> str:
    return body.decode("windows-1256" if article.layout == "elaph-old" else "utf-8")


def test_every_page_prints_what_its_article_says(shared_site: Site, get: Get) -> None:
    shared_site.control.reset()
    get(shared_site, shared_site.newspaper.cases["flaky"])
    for article in shared_site.newspaper.articles:
        answer = get(shared_site, article.url)
        assert answer.status == 200
        page = visible(decoded(article, answer.body)).replace("quot;", '"')
        assert article.title in page
        for paragraph in article.paragraphs:
            assert paragraph in page, article.url
        for image in article.images:
            assert image.url is not None
            assert image.url.encode() in answer.body


@pytest.mark.parametrize("layout", ["hespress", "hespress-old", "elaph", "elaph-old", "blog"])
def test_pictures_are_served_as_pictures(shared_site: Site, get: Get, layout: str) -> None:
    article = next(one for one in shared_site.newspaper.articles if one.layout == layout and one.images)
    for image in article.images:
        answer = get(shared_site, str(image.url))
        kind = answer.headers["Content-Type"]
        assert answer.body.startswith(b"\xff\xd8\xff" if kind == "image/jpeg" else b"\x89PNG\r\n\x1a\n")
        assert answer.body.endswith(b"\xff\xd9" if kind == "image/jpeg" else b"IEND\xaeB`\x82")


def test_hespress_prints_moroccan_time_and_lower_case_codes(
    newspaper: Newspaper, shared_site: Site, get: Get
) -> None:
    newest = next(one for one in newspaper.of("hespress") if one.layout == "hespress")
    assert "الأربعاء 12 يونيو 2024 - 19:00" in get(shared_site, newest.url).text  # 18:00 UTC
    path = urlsplit(newest.url).path
    assert path == path.lower()
    assert len(unquote(path).rsplit("-", 1)[0].strip("/")) <= 40


def test_hespress_finds_an_article_by_its_number(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    article = newspaper.of("hespress")[0]
    for other in (f"{HESPRESS}/?p={article.number}", f"{HESPRESS}/another-slug-{article.number}.html"):
        answer = get(shared_site, other)
        assert (answer.status, answer.headers["Location"]) == (301, article.url)


def test_hespress_listing_of_a_moment_does_not_move(site: Site, get: Get) -> None:
    moment = b64encode(b"2024-06-12 19:00:00").decode()
    form = f"{HESPRESS}/?action=ajax_listing&paged=1&all_listing=1&tq={moment}"
    before = get(site, form).body
    site.newspaper.publish("hespress")
    assert get(site, form).body == before


def test_hespress_of_old_has_its_json_listing(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    address = f"{HESPRESS}/json/clean_box_article_list?search_sort_by=created&pg=1&search_limit=2"
    rows = json.loads(get(shared_site, address).body)
    old = [one for one in newspaper.of("hespress") if one.layout == "hespress-old"]
    assert [row["id"] for row in rows] == [str(one.number) for one in old[:2]]


def test_hespress_search_finds_words_of_a_title(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    article = newspaper.of("hespress")[0]
    word = max(re.findall(r"\w+", article.title), key=len)
    address = f"{HESPRESS}/?action=ajax_search_result&paged=1&s={'%' + word.encode().hex('%')}"
    assert article.url in links(get(shared_site, address).text, HESPRESS)


def test_elaph_rows_say_the_moment_of_publication(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    row = json.loads(get(shared_site, f"{API}/technology/1").body)["data"][0]
    article = newspaper.find("https://elaph.com" + row["PostingURL"])
    assert row["RelativeTime"] == article.published.timestamp()


def test_elaph_numbers_grow_with_time(newspaper: Newspaper) -> None:
    numbers = [one.number for one in newspaper.of("elaph")]
    assert numbers == sorted(set(numbers), reverse=True)


def test_pages_of_the_first_decade_are_windows_1256_with_the_damage_of_their_import(
    newspaper: Newspaper, shared_site: Site, get: Get
) -> None:
    bodies = []
    for article in newspaper.of("elaph"):
        if article.layout == "elaph-old":
            answer = get(shared_site, article.url)
            assert answer.headers["Content-Type"] == "text/html"
            assert b"charset=windows-1256" in answer.body
            with pytest.raises(UnicodeDecodeError):
                answer.body.decode()
            bodies.append(answer.body.decode("windows-1256"))
            assert f"ايلاف - {article.authors[0]} :" in article.paragraphs[0]
            assert re.search(r"GMT \d\d:\d\d:\d\d 200\d \w+ \d+ \w+", bodies[-1])
    damage = ["\n&<br>", "quot;", "التعليقات\n</div>", "تطبيق تلغرام<br>"]
    assert [any(one in body for body in bodies) for one in damage] == [True] * 4
    twice = [body for body in bodies if len(paragraphs := body.split("<br>")) > len(set(paragraphs)) + 3]
    assert 0 < len(twice) < len(bodies)


def test_blog_counts_its_posts_in_headers(shared_site: Site, get: Get) -> None:
    answer = get(shared_site, f"{BLOG}/wp-json/wp/v2/posts?page=1&per_page=10")
    assert (answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ("20", "2")
    assert get(shared_site, f"{BLOG}/wp-json/wp/v2/posts?page=3&per_page=10").status == 400


def test_blog_says_its_metadata_in_json_ld(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    article = newspaper.of("taqnia-demo")[0]
    found = re.search(
        r"<script type=\"application/ld\+json\"[^>]*>(.+?)</script>", get(shared_site, article.url).text
    )
    assert found is not None
    graph = json.loads(found[1])["@graph"]
    assert graph[0]["headline"] == article.title
    assert graph[0]["datePublished"] == "2024-06-12T21:00:00+03:00"  # 18:00 UTC


def test_second_addresses_show_the_same_article(newspaper: Newspaper, shared_site: Site, get: Get) -> None:
    for name in ("amp", "tracked"):
        article = newspaper.find(newspaper.cases[name])
        assert article.url == newspaper.cases[f"{name}_of"]
        answer = get(shared_site, newspaper.cases[name])
        assert answer.status == 200
        assert article.paragraphs[-1] in answer.text


def test_odd_pages_answer_as_the_wild_does(site: Site, get: Get) -> None:
    cases = site.newspaper.cases
    statuses = {
        name: get(site, cases[name]).status
        for name in ("missing", "gone", "soft_404", "video", "section_page")
    }
    assert statuses == {"missing": 404, "gone": 410, "soft_404": 200, "video": 200, "section_page": 200}
    assert get(site, cases["redirect"]).headers["Location"] == cases["redirect_to"]
    assert "enable JavaScript" in get(site, cases["challenge"]).text
    assert [get(site, cases["flaky"]).status for _ in range(2)] == [500, 200]


def test_furniture_surrounds_every_article_of_today(shared_site: Site, get: Get) -> None:
    shared_site.control.reset()
    get(shared_site, shared_site.newspaper.cases["flaky"])
    for layout in ("hespress", "elaph", "blog"):
        article = next(one for one in shared_site.newspaper.articles[2:] if one.layout == layout)
        page = get(shared_site, article.url).text
        assert "تعليقات" in page
        assert any(word in page for word in ("ذات صلة", "اقرأ أيضا"))
        assert any(word in page for word in ("ملفات", "الكوكيز"))
