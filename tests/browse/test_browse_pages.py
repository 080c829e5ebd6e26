"""The pages in a real browser: what a reader sees, follows and finds, and that nothing a publisher wrote runs."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from crawler.database import timestamp
from crawler.demo.pictures import draw
from tests.browse.conftest import HOSTILE, PICTURES, Paper

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no chromium on this machine", allow_module_level=True)

PHONE = {"width": 360, "height": 740}
SEEN = "element => element.complete && element.naturalWidth > 0"


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-extensions",
        ]
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def page(browser: "playwright.Browser", site: str) -> Iterator["playwright.Page"]:
    """A page on the site, for pictures that are drawn here."""
    context = browser.new_context(base_url=site, locale="ar")
    context.route(
        f"{PICTURES}/**", lambda route: route.fulfill(body=draw("a.png")[0], content_type="image/png")
    )
    yield context.new_page()
    context.close()


def style(page: "playwright.Page", selector: str, name: str) -> str:
    return str(page.eval_on_selector(selector, f"element => getComputedStyle(element).{name}"))


def test_a_word_in_another_spelling_finds_the_article_and_opens_it(page: "playwright.Page") -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="ابحث في المقالات").fill("احمد هواتف")  # the text has أحمد and الهواتف
    page.get_by_role("button", name="ابحث").click()
    assert page.locator("mark").all_inner_texts() == ["أحمد", "الهواتف"]
    page.locator("h2 a").click()
    assert page.locator("h1").inner_text() == HOSTILE


def test_an_article_reads_from_right_to_left_in_the_order_its_publisher_gave_it(
    page: "playwright.Page", paper: Paper
) -> None:
    page.goto(f"/-/article/{paper.id('everything')}")
    assert style(page, "html", "direction") == style(page, ".whole > p", "direction") == "rtl"
    assert style(page, "pre", "direction") == "ltr"
    body = page.locator(".whole > :not(header, footer)")
    assert body.evaluate_all("all => all.map(element => element.localName)") == [
        "figure", "p", "h2", "ul", "figure", "blockquote", "div", "pre", "p", "p", "figure", "p",
    ]  # fmt: skip
    assert page.locator(".whole > ul > li").all_inner_texts() == ["بطارية تدوم يومين", "شاشة لا تلمع"]
    assert page.locator(".whole td").all_inner_texts() == ["الطراز", "الثمن", "الأول", "100"]
    assert page.locator("figcaption").first.inner_text() == "واجهة الورشة عدسة الورشة"
    assert page.locator(".authors bdi").all_inner_texts() == ["سلمى", "Jane Doe"]
    assert page.locator("time").first.inner_text() == "12 يونيو 2024، 09:30 UTC"
    original = page.get_by_role("link", name="https://paper.example/?a=1&b=2")
    assert original.get_attribute("href") == "https://paper.example/?a=1&b=2"
    assert original.get_attribute("rel") == "noopener noreferrer"


def test_images_stand_at_their_place_and_come_from_here_where_a_copy_is_kept(
    page: "playwright.Page", paper: Paper
) -> None:
    asked: list[tuple[str, str | None]] = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer"))))
    page.goto(f"/-/article/{paper.id('everything')}")
    page.wait_for_load_state("networkidle")
    images = page.locator("figure img")
    assert images.evaluate_all("all => all.map(image => [image.getAttribute('src'), image.alt])") == [
        [f"{PICTURES}/lead.png", "واجهة الورشة"],
        ["/-/images/kept.png", "صورة محفوظة"],
    ]
    for image in images.all():
        image.scroll_into_view_if_needed()
        page.wait_for_function(SEEN, arg=image.element_handle())
    assert (f"{PICTURES}/lead.png", None) in asked
    assert not any("kept.png" in url for url, _ in asked if url.startswith(PICTURES))


@pytest.mark.parametrize("path", ["/", "/-/search", "/-/search?q=جريء", "/-/article/{}"])
def test_what_a_publisher_wrote_is_text_and_runs_nothing(
    page: "playwright.Page", paper: Paper, path: str
) -> None:
    page.goto(path.format(paper.id("everything")))
    page.wait_for_load_state("networkidle")
    assert HOSTILE in page.locator("main").inner_text()
    assert page.evaluate(
        "[document.scripts.length, document.querySelectorAll('main b, [onerror]').length]"
    ) == [0, 0]
    assert page.locator("[href^='javascript'], [src^='javascript']").count() == 0
    assert page.evaluate("window.ran") is None
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None, "the policy lets a script run"


def test_an_embed_is_a_plain_link_and_a_trap_is_none(page: "playwright.Page", paper: Paper) -> None:
    page.goto(f"/-/article/{paper.id('everything')}")
    good, trap = page.locator(".embed").all()
    assert good.get_by_role("link").get_attribute("href") == "https://video.example/watch?v=1&t=2"
    assert trap.inner_text() == "فخ: javascript:window.ran=1"
    assert trap.get_by_role("link").count() == 0


def test_versions_show_what_the_publisher_changed(page: "playwright.Page", paper: Paper) -> None:
    page.goto(f"/-/article/{paper.id('changed')}")
    page.get_by_role("link", name="ما الذي تغيّر؟").click()
    assert page.locator(".passage del").all_inner_texts() == ["مئة"]
    assert page.locator(".passage ins").all_inner_texts() == ["مئتا"]
    page.goto(f"/-/article/{paper.id('first')}/versions")
    assert "لم يتغيّر" in page.locator("main").inner_text()


def test_copies_are_named_and_set_side_by_side(page: "playwright.Page", paper: Paper) -> None:
    page.goto(f"/-/article/{paper.id('first')}")
    assert page.locator(".copies li").count() == 1
    page.get_by_role("link", name="قارن بينهما").click()
    assert page.locator("thead a").all_inner_texts() == ["النسخة", "الأصل"]
    page.goto("/-/search?source=paper")
    page.get_by_role("link", name="نسخة منقولة").click()
    assert page.locator("thead a").all_inner_texts() == ["الأصل", "النسخة"]
    left, right = page.locator("tbody tr").last.locator("td").all()
    assert (left.locator("del").inner_text(), left.locator("ins").count()) == ("ورشة", 0)
    assert (right.locator("ins").inner_text(), right.locator("del").count()) == ("مصنع", 0)


def test_facets_narrow_the_list_and_widen_it_again(page: "playwright.Page") -> None:
    page.goto("/")
    months = ["يونيو 2024", "مايو 2024", "يناير 2023"]
    assert page.locator("aside .month a").all_inner_texts() == months
    assert page.locator("aside .month .number").all_inner_texts() == ["2", "2", "25"]
    assert page.locator("aside .source .number").first.inner_text() == "28"
    page.locator("aside").get_by_role("link", name="يونيو 2024").click()
    playwright.expect(page.locator(".card")).to_have_count(2)
    page.locator("aside").get_by_role("link", name="R&D").click()
    playwright.expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("searchbox").fill("حاسوب")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    playwright.expect(page.locator(".card")).to_have_count(0)
    for _ in range(2):
        with page.expect_navigation():
            page.locator(".chosen a").first.click()
    playwright.expect(page.locator(".card")).to_have_count(20)


def test_a_long_list_has_pages(page: "playwright.Page") -> None:
    page.goto("/-/search?tag=حواسيب&q=حاسوب&order=new")
    first = page.locator(".card h2").all_inner_texts()
    with page.expect_navigation():
        page.get_by_role("link", name="التالي").click()
    second = page.locator(".card h2").all_inner_texts()
    assert sorted(first + second, reverse=True) == first + second
    assert len({*first, *second}) == 25
    assert page.get_by_role("link", name="التالي").count() == 0
    with page.expect_navigation():
        page.get_by_role("link", name="السابق").click()
    assert page.locator(".card h2").all_inner_texts() == first
    assert "tag=حواسيب" in unquote(page.url)


def test_the_health_page_judges_each_source_and_draws_its_days(page: "playwright.Page", paper: Paper) -> None:
    now = datetime.now(UTC)
    failed = [timestamp(now - timedelta(hours=hours)) for hours in (20, 10, 1)]
    paper.archive.connection.executemany(
        "INSERT INTO crawls (source, started, finished, outcome, reason)"
        " VALUES ('paper', ?1, ?1, 'failed', 'no listing answered')",
        [(moment,) for moment in failed],
    )
    page.goto("/-/health")
    broken, sound = page.locator("tbody tr").all()
    assert "الجريدة" in broken.inner_text()
    assert "يفشل" in broken.inner_text()
    assert "no listing answered" in broken.inner_text()
    drawn = broken.locator(".lost rect:not([height='0.0']) title")
    assert {title.split(":")[0] for title in drawn.all_text_contents()} == {moment[:10] for moment in failed}
    assert "إيلاف" in sound.inner_text()
    articles = str(sound.locator("svg").first.get_attribute("aria-label"))
    assert sum(int(number) for number in articles.removeprefix("المقالات كل يوم: ").split("، ")) == 28


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/-/search?q=احمد",
        "/-/article/{}",
        "/-/article/{}/versions",
        "/-/compare/{}/1",
        "/-/health",
        "/nowhere",
    ],
)
def test_every_page_is_legible_on_a_phone_and_to_a_screen_reader(
    page: "playwright.Page", paper: Paper, path: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(path.format(paper.id("everything")))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("h1").count() == 1
    assert page.locator("html[lang=ar][dir=rtl]").count() == 1
    assert page.locator("img:not([alt])").count() == 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(POOR_CONTRAST) == []


# Texts whose contrast with their background is below 4.5 to 1 (WCAG 2.2, 1.4.3)
POOR_CONTRAST = """() => {
    const channels = colour => colour.match(/[0-9.]+/g).map(Number);
    const part = value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
    const light = colour => {
        const [red, green, blue] = channels(colour).map(part);
        return .2126 * red + .7152 * green + .0722 * blue;
    };
    const behind = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (channels(colour)[3] !== 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    return [...document.querySelectorAll('body *')]
        .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(element => {
            const [dark, bright] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
            return (bright + .05) / (dark + .05) < 4.5;
        })
        .map(element => element.outerHTML.slice(0, 80));
}"""
