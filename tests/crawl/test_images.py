"""The images of a crawl: fetched once, kept byte for byte under their SHA-256, and whatever is not kept says why."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page, redirect
from crawler.demo.publisher import place
from crawler.items import Block
from tests.benchmarks.images import encode, photo
from tests.crawl.conftest import ROOT, Press, wait_until
from tests.pipelines.test_image_files import PHOTO, file, png_header

CDN = "https://s1.elaph.com/cdn/"  # a host of its own, as networks of caches have
JPEG = encode(PHOTO, 480, 80)
PIXEL = file("GIF", Image.new("P", (1, 1)))
HTML = "<!DOCTYPE html><html dir=rtl><p>حدث خطأ في الخادم</html>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

# An image's name → what its host answers, and what is to stand in its row
CASES: dict[str, tuple[Page | None, str, str | None]] = {
    "bomb.png": (Page(png_header(30_000, 30_000), mime="image/png"), "rejected", "too many pixels"),
    "cut.jpg": (Page(JPEG[:-3000], mime="image/jpeg"), "rejected", "truncated"),
    "page.jpg": (Page(HTML, mime="image/jpeg"), "rejected", "not an image"),
    "large.jpg": (Page(JPEG + bytes(17 * 2**20), mime="image/jpeg"), "rejected", "too large"),
    "missing.jpg": (Page(HTML, 404), "rejected", "HTTP 404"),
    "forbidden.jpg": (Page(HTML, 403), "failed", "HTTP 403"),
    "flaky.jpg": (Page(JPEG + b"1", mime="image/jpeg"), "done", None),
    "png.jpg": (Page(file("PNG"), mime="image/jpeg"), "done", "image/png named .jpg, sent as image/jpeg"),
    "drawing.jpg": (Page(SVG, mime="image/svg+xml"), "rejected", "SVG"),
    "small.gif": (Page(PIXEL, mime="image/gif"), "rejected", "tracking pixel"),
    "moved.jpg": (redirect(f"{CDN}here.jpg"), "done", None),
    "inside.jpg": (redirect("http://10.0.0.7/camera.jpg"), "rejected", "leads into a private network"),
    "wp-admin/x.jpg": (None, "rejected", "Forbidden by robots.txt"),
}
PRIVATE = (
    "http://127.1/x.jpg",
    "http://2130706433/x.jpg",
    "http://[::ffff:10.0.0.1]/x.jpg",
    "http://router.local/x.jpg",
)
TWINS = (f"{CDN}here.jpg?a=1&b=2", f"{CDN}here.jpg?b=2&a=1")  # Scrapy takes them for one request
SIZES = {f"{CDN}photo-{width}.jpg": encode(photo(7), width, 75) for width in (300, 640, 1200)}


def print_images(newspaper: Newspaper, place_in_listing: int, *urls: str) -> str:
    """Print these images in one of Hespress' newest articles; its address."""
    publisher = newspaper.publisher("hespress")
    article = publisher.articles[place_in_listing]
    blocks = (*article.blocks, *(Block("image", url=url) for url in urls))
    publisher.change(article, replace(article, blocks=blocks), publisher.changed)
    return article.url


def answer(newspaper: Newspaper, url: str, page: Page) -> None:
    newspaper.by_host[urlsplit(url).netloc].special[place(url)] = page


def picture(press: Press, url: str) -> bytes:
    """What the newspaper answers for an image."""
    parts = urlsplit(url)
    page = press.site.newspaper.answer(parts.netloc, parts.path)
    assert page is not None
    return picture(press, page.location) if page.location else page.body


def images_asked(press: Press) -> Counter[str]:
    return Counter(
        f"{e.host}{e.path}" for e in press.site.control.log if e.path.endswith((".jpg", ".png", ".gif"))
    )


def states(press: Press) -> dict[str, tuple[str, str | None]]:
    return {
        row["url"]: (row["state"], row["reason"])
        for row in press.rows("SELECT url, state, reason FROM images")
    }


def files(press: Press) -> dict[str, bytes]:
    folder = press.database.parent
    return {str(p.relative_to(folder)): p.read_bytes() for p in (folder / "images").rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    newspaper = Newspaper()
    for name, (page, _, _) in CASES.items():
        if page is not None:
            answer(newspaper, CDN + name, page)
    answer(newspaper, f"{CDN}here.jpg", Page(JPEG + b"2", mime="image/jpeg"))
    for url, body in SIZES.items():
        answer(newspaper, url, Page(body, mime="image/jpeg"))
    print_images(newspaper, 0, *(CDN + name for name in CASES if "/" not in name))
    print_images(newspaper, 1, *PRIVATE, "https://www.hespress.com/wp-admin/x.jpg")
    for number, url in enumerate(SIZES, 2):
        print_images(newspaper, number, url)
    for number, url in enumerate(TWINS, 7):
        print_images(newspaper, number, url)
    print_images(newspaper, 5, newspaper.of("hespress")[6].images[0].url or "")
    with serve(newspaper) as site:
        site.control.fail(f"{CDN}flaky.jpg", 500, times=1)
        press = Press(site, tmp_path_factory.mktemp("crawl") / "articles.db")
        done = press.crawl("hespress", "--images")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        press.assert_books_balance()
        yield press


def test_every_image_of_the_articles_is_settled(crawled: Press) -> None:
    printed = {image.url for article in crawled.site.newspaper.of("hespress") for image in article.images}
    stored = {row[0] for row in crawled.rows("SELECT url FROM articles")}
    shown = {i.url for a in crawled.site.newspaper.of("hespress") if a.url in stored for i in a.images}
    assert len(shown) > 30
    assert shown <= set(states(crawled)) <= printed
    assert {state for state, _ in states(crawled).values()} == {"done", "rejected", "failed"}


def test_an_image_is_kept_byte_for_byte_under_its_sha256(crawled: Press) -> None:
    kept = files(crawled)
    rows = crawled.rows("SELECT * FROM images WHERE state = 'done'")
    for row in rows:
        body = picture(crawled, row["url"])
        assert kept[row["path"]] == body
        assert row["sha256"] == sha256(body).hexdigest()
        assert row["path"].startswith(f"images/{row['sha256'][:2]}/{row['sha256'][2:]}.")
        with Image.open(BytesIO(body)) as opened:
            assert (row["width"], row["height"]) == opened.size
        assert row["bytes"] == len(body)
    assert {row["path"] for row in rows} == set(kept)


def test_every_image_is_asked_for_once(crawled: Press) -> None:
    asked = images_asked(crawled)
    assert {address for address, times in asked.items() if times > 1} == {"s1.elaph.com/cdn/flaky.jpg"}


@pytest.mark.parametrize("name", [name for name in CASES if "/" not in name])
def test_an_image_has_its_state_and_its_reason(crawled: Press, name: str) -> None:
    _, state, reason = CASES[name]
    assert states(crawled)[CDN + name] == (state, reason)


def test_robots_txt_holds_for_images_too(crawled: Press) -> None:
    url = "https://www.hespress.com/wp-admin/x.jpg"
    assert states(crawled)[url] == ("rejected", "Forbidden by robots.txt")
    assert not any("wp-admin" in address for address in images_asked(crawled))


def test_an_image_on_a_private_host_is_refused(crawled: Press) -> None:
    for url in PRIVATE:
        assert states(crawled)[url] == ("rejected", "leads into a private network"), url


def test_two_articles_with_one_image_share_a_row_and_a_file(crawled: Press) -> None:
    shared = crawled.rows(
        "SELECT i.path FROM article_images r JOIN images i ON i.id = r.image GROUP BY i.id"
        " HAVING count(DISTINCT r.article) = 2"
    )
    assert len(shared) == 1
    assert shared[0]["path"] in files(crawled)


def test_two_addresses_that_answer_with_one_file_are_two_rows_one_image_and_one_file(crawled: Press) -> None:
    first, second = (crawled.rows("SELECT * FROM images WHERE url = ?", url)[0] for url in TWINS)
    assert first["path"] == second["path"]
    assert (
        first["same_as"] == second["id"]
        or second["same_as"] == first["id"]
        or first["same_as"] == second["same_as"]
    )


def test_one_photo_in_three_sizes_is_one_image(crawled: Press) -> None:
    largest = f"{CDN}photo-1200.jpg"
    rows = crawled.rows(
        "SELECT i.url, s.url FROM images i JOIN images s ON s.id = i.same_as WHERE i.url LIKE '%photo-%'"
    )
    assert {tuple(row) for row in rows} == {(url, largest) for url in SIZES if url != largest}
    assert crawled.value("SELECT same_as FROM images WHERE url = ?", largest) is None


def test_the_next_crawl_asks_only_for_what_failed(crawled: Press) -> None:
    crawled.site.control.reset()
    assert crawled.crawl("hespress", "--images").returncode == 0
    assert images_asked(crawled) == {"s1.elaph.com/cdn/forbidden.jpg": 1}


def test_a_file_that_another_database_of_the_folder_has_stays(crawled: Press, tmp_path: Path) -> None:
    """They share `images/`."""
    folder = tmp_path / "two"
    shutil.copytree(crawled.database.parent, folder)
    shutil.copy(folder / "articles.db", folder / "second.db")
    article = crawled.value(
        "SELECT r.article FROM article_images r JOIN images i ON i.id = r.image WHERE i.state = 'done'"
    )
    before = files(crawled)
    first, second = (Press(crawled.site, folder / name) for name in ("articles.db", "second.db"))
    assert first.command("remove", str(article), "--db", str(first.database)).returncode == 0
    assert files(second) == before
    assert second.command("remove", str(article), "--db", str(second.database)).returncode == 0
    assert files(second).keys() < before.keys()


def test_removing_an_article_takes_its_images_along_and_leaves_those_of_others(crawled: Press) -> None:
    """Its photo's other sizes stay one photo; the image that another article shows too stays."""
    photos = "SELECT id, path, url, same_as FROM images WHERE url IN (?, ?, ?) ORDER BY width"
    small, middle, large = crawled.rows(photos, *SIZES)
    assert small["same_as"] == middle["same_as"] == large["id"]
    gone = crawled.value("SELECT article FROM article_images WHERE image = ?", large["id"])
    shared = crawled.rows(
        "SELECT min(r.article) AS article, i.path FROM article_images r JOIN images i ON i.id = r.image"
        " GROUP BY i.id HAVING count(DISTINCT r.article) = 2"
    )[0]
    done = crawled.command("remove", str(gone), str(shared["article"]), "--db", str(crawled.database))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    kept = files(crawled)
    assert large["path"] not in kept
    assert shared["path"] in kept
    assert set(kept) == {row["path"] for row in crawled.rows("SELECT path FROM images WHERE state = 'done'")}
    assert [row["same_as"] for row in crawled.rows(photos, *SIZES)] == [middle["id"], None]
    assert not crawled.rows("PRAGMA foreign_key_check")


def test_images_of_an_earlier_crawl_are_fetched_through_a_stop(press: Press) -> None:
    press.stands_after("hespress")
    assert not images_asked(press)
    assert {state for state, _ in states(press).values()} == {"known"}
    slow = states(press).keys() - list(states(press))[:8]
    for url in slow:
        press.site.control.hang(url)  # a server that never answers must not hold the stop
    process = press.start(*press.crawling("hespress", "--images"))
    wait_until(lambda: sum(images_asked(press).values()) > 8)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    assert process.returncode == 0
    assert [line for line in err.splitlines() if "stopped by a signal" not in line] == []
    assert press.value("SELECT count(*) FROM images WHERE state = 'leased'") == 0
    kept = {url for url, (state, _) in states(press).items() if state == "done"}
    assert kept
    press.site.control.reset()
    assert press.crawl("hespress", "--images").returncode == 0
    assert {state for state, _ in states(press).values()} == {"done"}
    assert set(images_asked(press)) == {place(url) for url in states(press).keys() - kept}
    press.assert_books_balance()


def test_at_the_budget_it_stops_and_with_a_bigger_one_goes_on_and_tells_a_terminal(press: Press) -> None:
    first = press.crawl("hespress", "--limit", "4", "--images", "-s", "IMAGES_BUDGET=0.001")
    assert first.returncode == 0
    assert "IMAGES_BUDGET is used up" in first.stderr
    assert len(first.stderr.splitlines()) == 1
    waiting = {url for url, (state, _) in states(press).items() if state == "waiting"}
    assert waiting
    size = sum(map(len, files(press).values()))
    assert 1_000 <= size <= 1_000 + 4 * 16_000  # what was under way still came in
    press.site.control.reset()
    code, said = on_a_terminal(press, "hespress", "--limit", "4", "--images", "-s", "IMAGES_BUDGET=50")
    assert code == 0
    assert {state for state, _ in states(press).values()} == {"done"}
    assert {place(url) for url in waiting} <= set(images_asked(press))
    heads, _, figures = said.splitlines()[-3:]
    assert heads.split() == ["images", "of", "done", "rejected", "failed", "waiting", "MB"]
    fetched = images_asked(press).total()
    assert figures.split()[:5] == ["hespress", str(fetched), "0", "0", "0"]


def on_a_terminal(press: Press, *arguments: str) -> tuple[int, str]:
    """The exit code of a crawl whose output goes to a terminal, and what stands there."""
    main, terminal = pty.openpty()
    process = press.start(*press.crawling(*arguments), stdout=terminal)
    process.communicate(timeout=60)
    os.close(terminal)
    said = os.read(main, 100_000).decode()
    os.close(main)
    return process.returncode, said


def test_an_image_host_that_wants_to_be_left_alone_costs_no_article_and_no_other_hosts_images(
    press: Press,
) -> None:
    answer(press.site.newspaper, f"{CDN}other.jpg", Page(JPEG, mime="image/jpeg"))
    print_images(press.site.newspaper, 3, f"{CDN}other.jpg")
    press.site.control.fail("i1.hespress.com/*.jpg", 429, times=None, headers={"Retry-After": "3600"})
    done = press.crawl("hespress", "--images")
    assert (done.returncode, done.stderr) == (0, "")
    assert press.value("SELECT count(*) FROM articles") > 10
    assert states(press)[f"{CDN}other.jpg"] == ("done", None)
    asked = sum(times for address, times in images_asked(press).items() if address.startswith("i1."))
    assert asked <= 4  # what was under way when it said so
    assert Counter(state for state, _ in states(press).values())["known"] > 20


def test_without_the_extra_it_says_which_and_fetches_nothing(press: Press, tmp_path: Path) -> None:
    (tmp_path / "PIL.py").write_text("raise ImportError('not installed')")
    process = press.start(
        *press.crawling("hespress", "--images"), env=os.environ | {"PYTHONPATH": str(tmp_path)}
    )
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "pip install '.[images]'" in err
    assert not press.site.control.log
    assert not press.database.exists()


def test_a_crawl_without_images_does_not_need_the_extra() -> None:
    program = "import sys, pipelines.images, crawler.commands.crawl; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_a_folder_that_cannot_be_written_ends_the_crawl_with_a_clear_word(press: Press) -> None:
    (press.database.parent / "images").write_text("a file where the folder should be")
    done = press.crawl("hespress", "--limit", "2", "--images")
    assert done.returncode == 4
    assert str(press.database.parent / "images") in done.stderr
    assert "Traceback" not in done.stderr
    assert press.value("SELECT count(*) FROM images WHERE state = 'done'") == 0
