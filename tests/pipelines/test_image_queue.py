"""Every image is asked for by one crawl at a time, until it is here, refused, or given up."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.database import connect, migrations, timestamp, transaction
from crawler.frontier import MAX_ATTEMPTS, Frontier
from crawler.image_queue import MOST_FAILURES, ImageQueue, used
from crawler.items import Answer, Article, Block, ImageAddress, Item, Page, Picture
from crawler.removal import remove_within
from crawler.same_image import BAND_SQL, is_same_shape
from crawler.sources import SOURCES
from pipelines.images import verify
from pipelines.store import store_within
from tests.benchmarks.images import card, encode, photo

WORDS = "هاتف جديد بكاميرا قوية وبطارية تدوم يومين في السوق العربية"


class Gallery:
    """A database with articles of one paper, and the crawls that fetch their images."""

    def __init__(self, path: Path, source: str = "elaph"):
        self.connection = connect(path)
        self.source = SOURCES[source]
        self.frontier = Frontier(self.connection, self.source)

    def store(self, key: str, *urls: str, published: str | None = None) -> Article:
        blocks = (Block("paragraph", WORDS), *(Block("image", url=url) for url in urls))
        article = Article(
            self.source.name, f"https://elaph.com/{key}", key, blocks=blocks, published=published
        )
        item = Item(article, Page(key, article.url, "article"), Answer(article.url, 200), key)
        with transaction(self.connection):
            store_within(self.connection, item, self.frontier.crawl)
        return article

    def queue(self, since: str | None = None, budget: int = 0) -> ImageQueue:
        return ImageQueue(self.connection, self.source.name, self.frontier.crawl, since, budget)

    def next_crawl(self) -> None:
        self.frontier.finish("finished", None, 0, 0, 0.0)
        self.frontier = Frontier(self.connection, self.source)

    def states(self) -> dict[str, tuple[str, str | None]]:
        rows = self.connection.execute("SELECT url, state, reason FROM images")
        return {row["url"]: (row["state"], row["reason"]) for row in rows}

    def same(self) -> dict[str, str | None]:
        rows = self.connection.execute(
            "SELECT i.url, s.url AS largest FROM images i LEFT JOIN images s ON s.id = i.same_as"
        )
        return {row["url"]: row["largest"] for row in rows}


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "articles.db")


def lease(queue: ImageQueue, room: int = 100, per_host: int = 100, busy: set[str] | None = None) -> list[str]:
    return [image.url for image in queue.lease(room, per_host, busy or set())]


def picture(body: bytes) -> Picture:
    found = verify(body, "", "https://cdn.example/x")
    assert isinstance(found, Picture)
    return found


def url(name: str, host: str = "cdn.example") -> str:
    return f"https://{host}/{name}.jpg"


def test_newest_articles_first_each_image_once(gallery: Gallery) -> None:
    gallery.store("old", url("a"), url("b"), published="2024-01-01")
    gallery.store("new", url("c"), url("b"), published="2024-06-01")
    queue = gallery.queue()
    assert lease(queue, room=2) == [url("b"), url("c")]
    assert lease(queue) == [url("a")]
    assert lease(queue) == []


def test_an_article_stored_meanwhile_goes_before_older_ones(gallery: Gallery) -> None:
    gallery.store("old", url("a"), url("b"), published="2024-01-01")
    queue = gallery.queue()
    queue.add(gallery.store("new", url("lead"), url("body"), url("a")))
    assert lease(queue, room=3) == [url("lead"), url("body"), url("a")]
    assert lease(queue) == [url("b")]
    assert lease(queue) == []


def test_a_host_gets_its_share_and_a_busy_one_none(gallery: Gallery) -> None:
    gallery.store("k", *(url(f"{n}", host) for n in range(4) for host in ("one.example", "two.example")))
    queue = gallery.queue()
    assert sorted(lease(queue, per_host=2, busy={"one.example"})) == [
        url("0", "two.example"), url("1", "two.example"),
    ]  # fmt: skip
    assert sorted(lease(queue, per_host=2)) == [url("0", "one.example"), url("1", "one.example")]
    assert queue.under_way == 4
    assert queue.waiting() == 4


def test_no_other_source_and_nothing_before_since(gallery: Gallery, tmp_path: Path) -> None:
    Gallery(tmp_path / "articles.db", "hespress").store("theirs", url("theirs"))
    gallery.store("old", url("old"), published="2024-01-01")
    gallery.store("new", url("new"), published="2024-06-01")
    assert lease(gallery.queue(since="2024-02-01")) == [url("new")]
    gallery.next_crawl()
    assert lease(gallery.queue()) == [url("new"), url("old")]


def test_an_image_of_two_papers_is_leased_by_one_crawl(gallery: Gallery, tmp_path: Path) -> None:
    other = Gallery(tmp_path / "articles.db", "hespress")
    gallery.store("ours", url("shared"))
    other.store("theirs", url("shared"))
    ours, theirs = gallery.queue(), other.queue()
    assert lease(ours) == [url("shared")]
    assert lease(theirs) == []
    ours.close()
    other.next_crawl()
    assert lease(other.queue()) == [url("shared")]


def test_what_is_no_address_is_rejected_without_asking(gallery: Gallery) -> None:
    addresses = {
        "data:image/png;base64,iVBORw0KGgo=": "data address",
        "/images/relative.jpg": "no address",
        "ftp://paper.example/a.jpg": "no address",
        "https://[broken/a.jpg": "no address",
        "https://cdn.example/logo.SVG?v=2": "SVG",
    }
    gallery.store("k", *addresses)
    assert lease(gallery.queue()) == []
    assert gallery.states() == {address: ("rejected", reason) for address, reason in addresses.items()}


def test_a_failed_image_is_tried_again_at_once_then_later_then_never(gallery: Gallery) -> None:
    gallery.store("k", url("a"))
    for attempt in range(1, MAX_ATTEMPTS + 1):
        queue = gallery.queue()
        (image,) = queue.lease(9, 9, set())
        assert image.attempts == attempt
        queue.fail(image, "HTTP 503")
        gallery.next_crawl()
        if 1 < attempt < MAX_ATTEMPTS:
            assert lease(gallery.queue()) == []  # not due
            gallery.connection.execute(
                "UPDATE images SET next_fetch = ?", (timestamp(datetime.now(UTC) - timedelta(seconds=1)),)
            )
    assert lease(gallery.queue()) == []
    assert gallery.states() == {url("a"): ("failed", "HTTP 503")}


def test_a_host_that_only_fails_is_left_alone_and_its_other_images_keep_their_attempts(
    gallery: Gallery,
) -> None:
    gallery.store("k", *(url(f"{n}", "dead.example") for n in range(20)), url("alive"))
    queue = gallery.queue()
    while leased := queue.lease(9, 1, set()):
        for image in leased:
            if "dead" in image.url:
                queue.fail(image, "no answer")
            queue.let_go(image)
    assert list(queue.left) == ["dead.example"]
    assert queue.counts().failed == MOST_FAILURES
    untouched = gallery.connection.execute(
        "SELECT count(*) FROM images WHERE state = 'known' AND attempts = 0"
    )
    assert untouched.fetchone()[0] == 20 - MOST_FAILURES


def test_a_dead_crawls_leases_are_taken_up_and_a_living_ones_are_not(gallery: Gallery) -> None:
    gallery.store("k", url("a"), url("b"))
    assert len(lease(gallery.queue())) == 2
    assert lease(gallery.queue()) == []
    gallery.frontier = Frontier(gallery.connection, gallery.source)  # the crawl before never closed its books
    assert sorted(lease(gallery.queue())) == [url("a"), url("b")]
    assert {row[0] for row in gallery.connection.execute("SELECT attempts FROM images")} == {1}


def test_an_image_whose_article_was_removed_while_it_was_fetched_is_not_kept(gallery: Gallery) -> None:
    gallery.store("gone", url("fetched"), url("shared"), url("stopped"))
    gallery.store("kept", url("shared"))
    queue = gallery.queue()
    leased = {image.url: image for image in queue.lease(3, 3, set())}
    with transaction(gallery.connection):
        remove_within(gallery.connection, 1)
    fetched, shared = picture(encode(photo(1, 320, 180), 64, 80)), picture(encode(photo(2, 320, 180), 64, 80))
    assert queue.store(leased[url("fetched")], fetched) == fetched.path
    assert queue.store(leased[url("shared")], shared) is None
    queue.close()
    assert gallery.states() == {url("shared"): ("done", None)}


def test_an_article_removed_in_mid_crawl_takes_its_images_out_of_the_queue(gallery: Gallery) -> None:
    gallery.store("a", url("1"), url("2"))
    queue = gallery.queue()
    with transaction(gallery.connection):
        assert remove_within(gallery.connection, 1) == []  # no file has come yet
    queue.close()
    assert queue.waiting() == 0
    assert not gallery.states()


def test_at_the_budget_the_rest_waits_and_a_bigger_one_fetches_it(gallery: Gallery) -> None:
    bodies = [encode(photo(n, 320, 180), 320, 80) for n in range(3)]
    gallery.store("k", *(url(f"{n}") for n in range(3)))
    queue = gallery.queue(budget=len(bodies[0]) + 1)
    for body in bodies[:2]:
        (image,) = queue.lease(1, 9, set())
        queue.store(image, picture(body))
    assert queue.lease(1, 9, set()) == []
    assert queue.is_spent
    queue.close()
    assert gallery.states()[url("2")] == ("waiting", "budget")
    assert used(gallery.connection) == len(bodies[0]) + len(bodies[1])
    gallery.next_crawl()
    bigger = gallery.queue(budget=10**9)
    assert lease(bigger) == [url("2")]
    assert not bigger.is_spent


def test_what_waits_is_counted_once_however_many_articles_show_it(gallery: Gallery) -> None:
    gallery.store("one", url("a"), url("b"))
    queue = gallery.queue()
    queue.add(gallery.store("two", url("a"), url("b"), url("c")))
    assert len(queue.lease(1, 9, set())) == 1
    queue.close()
    assert queue.waiting() == 3


def test_one_photo_in_three_sizes_points_at_the_largest_in_whatever_order_they_come(tmp_path: Path) -> None:
    sizes = {url(f"{width}"): encode(photo(7), width, 80) for width in (300, 640, 1200)}
    sizes[url("other")] = encode(photo(8), 640, 80)
    for number, order in enumerate((list(sizes), list(reversed(sizes)), sorted(sizes, key=len))):
        gallery = Gallery(tmp_path / f"{number}.db")
        gallery.store("k", *order)
        queue = gallery.queue()
        for image in queue.lease(9, 9, set()):
            queue.store(image, picture(sizes[image.url]))
        assert gallery.same() == {
            url("1200"): None, url("640"): url("1200"), url("300"): url("1200"), url("other"): None,
        }  # fmt: skip


def stored(gallery: Gallery, bodies: dict[str, bytes]) -> dict[str, str | None]:
    gallery.store("k", *bodies)
    queue = gallery.queue()
    for image in queue.lease(99, 99, set()):
        queue.store(image, picture(bodies[image.url]))
    return gallery.same()


def test_a_cut_out_and_a_card_with_other_words_are_images_of_their_own(gallery: Gallery) -> None:
    whole = photo(7)
    bodies = {
        url("whole"): encode(whole, 640, 80),
        url("square"): encode(whole.crop((262, 0, 937, 675)), 640, 80),
        **{url(f"card{n}"): encode(card(n), 640, 85) for n in range(20)},
    }
    assert not any(stored(gallery, bodies).values())


def test_one_file_under_two_addresses_is_one_image_and_one_file_though_it_has_no_hash(
    gallery: Gallery,
) -> None:
    plain = encode(photo(1).crop((0, 0, 1, 1)).resize((64, 64)), 64, 80)
    assert stored(gallery, {url("b"): plain, url("a"): plain}) == {url("b"): None, url("a"): url("b")}
    assert used(gallery.connection) == len(plain)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((1200, 675), (300, 169), True),
        ((300, 169), (1200, 675), True),
        ((1024, 683), (150, 100), True),
        ((1200, 675), (300, 225), False),
        ((1200, 675), (675, 1200), False),
        ((640, 360), (300, 171), False),
    ],
)
def test_the_same_shape_is_the_same_but_for_a_pixel(
    one: tuple[int, int], other: tuple[int, int], same: bool
) -> None:
    assert is_same_shape(one, other) is same


@pytest.mark.parametrize("band", range(len(BAND_SQL)))
def test_copies_are_found_by_an_index(gallery: Gallery, band: int) -> None:
    plan = gallery.connection.execute(
        f"EXPLAIN QUERY PLAN SELECT * FROM images WHERE {BAND_SQL[band]} = 5 AND same_as IS NULL AND id <> 1"
    )
    assert f"USING INDEX images_band{band}" in " ".join(row["detail"] for row in plan)


def test_a_database_of_the_version_before_keeps_its_images_and_can_fetch_them(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    old = sqlite3.connect(path)
    old.execute(
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
    )
    names = [migration.name for migration in migrations.pending(Database(old))]
    for migration in migrations.pending(Database(old)):
        if migration.name == "image_files":
            break
        migration.fn(Database(old))
    for number, name in enumerate(names[: names.index("image_files")], 1):
        old.execute("INSERT INTO _sqlite_migrations VALUES (?, 'crawler', ?, '2024-01-01')", (number, name))
    old.execute("INSERT INTO images (url) VALUES (?)", (url("a"),))
    old.execute(
        "INSERT INTO articles (source, key, url, text, blocks, authors, tags, words, content_hash, first_seen, last_seen)"
        " VALUES ('elaph', 'k', 'u', '', '[]', '[]', '[]', 0, '', '', '')"
    )
    old.execute("INSERT INTO article_images (article, image, position, role) VALUES (1, 1, 0, 'lead')")
    old.commit()
    assert "attempts" not in {row[1] for row in old.execute("PRAGMA table_info(images)")}
    old.close()
    gallery = Gallery(path)
    assert gallery.states() == {url("a"): ("known", None)}
    queue = gallery.queue()
    (image,) = queue.lease(9, 9, set())
    assert image == ImageAddress(1, url("a"), 1)
    queue.store(image, replace(picture(encode(photo(1, 320, 180), 64, 80)), note=None))
    assert gallery.states() == {url("a"): ("done", None)}
