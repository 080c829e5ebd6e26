"""The catalogue as a whole: its size, its platforms, and what a broken file is told."""

import importlib
import re
import statistics
import sys
from datetime import date
from pathlib import Path

import pytest

from crawler.listing import address, first_number, number_after
from crawler.platforms import arc, blogger, headline, wordpress
from crawler.source import Api, Archive, Feed, Section, Sitemap, SourceError
from crawler.sources import SOURCES, Catalogue

FOLDER = Path(__file__).resolve().parents[2] / "crawler" / "sources"
BLOG = {"name": "blog", "title": "مدونة", "home": "https://blog.example/", "note": "Guess: all."}
GOOD = 'from crawler.platforms import wordpress\nSOURCE = wordpress(name="{name}", title="x", home="https://x.example/", note=""{more})\n'


def test_the_catalogue_covers_the_field() -> None:
    assert not SOURCES.broken
    assert len(SOURCES) >= 50
    assert {"hespress-en", "hespress-fr", "aitnews", "igli5", "aljazeera-net", "le360-ar"} <= set(SOURCES)
    lines = [len(file.read_text(encoding="utf-8").splitlines()) for file in FOLDER.glob("[a-z]*.py")]
    assert statistics.median(lines) <= 25


def load_from(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Catalogue:
    package = folder / "catalogue"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, text in files.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    try:
        catalogue = Catalogue(importlib.import_module("catalogue"))
        assert isinstance(catalogue.broken, dict)  # read now, while it can be imported
        return catalogue
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "catalogue"]:
            del sys.modules[name]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.format(name="paper", more=', bdy=("p",)'),
            r"catalogue/paper\.py: 'bdy' is no field .* mean 'body'",
        ),
        (GOOD.format(name="paper", more=', xyz="red"'), r"paper\.py: 'xyz' is no field of a source \("),
        (GOOD.format(name="papers", more=""), r"paper\.py: name='papers' differs from the file; rename one"),
        (GOOD.format(name="paper", more=', article=("(",)'), r"paper\.py: paper: pattern '\(' is broken"),
        (
            GOOD.format(name="paper", more=', caution=("evil",)'),
            r"caution='evil' is unknown; write one of terms",
        ),
        (GOOD.format(name="paper", more="").replace('title="x", ', ""), r"paper\.py: .*missing .*title"),
        ("SOURCES = 1\n", r"paper\.py: define SOURCE = Source"),
        ("x = 1\nSOURCE = wordpress(\n", r"paper\.py: line 2: '\(' was never closed"),
        ("SOURCE = wordpres()\n", r"paper\.py: NameError: name 'wordpres' is not defined"),
    ],
)
def test_a_broken_file_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    catalogue = load_from(tmp_path, monkeypatch, paper=text, other=GOOD.format(name="other", more=""))
    assert list(catalogue) == ["other"]
    assert re.search(said, catalogue.broken["paper"])


def test_a_hyphen_in_a_name_is_an_underscore_in_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "my-paper" in load_from(tmp_path, monkeypatch, my_paper=GOOD.format(name="my-paper", more=""))


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (Feed("blog.example/feed"), "https://"),
        (Feed("https://blog.example/feed", pages="https://blog.example/feed?paged=2"), "{page}"),
        (
            Section("https://blog.example/", pages="https://blog.example/?s={word}&p={page}"),
            "no other braces",
        ),
        (Section("https://blog.example/", links="a["), "selector"),
        (Archive("https://blog.example/{yyyy}/", date(2020, 1, 1)), "{mm}"),
        (Api("https://blog.example/api", items="", link="link", pages="https://blog.example/{"), "{page}"),
    ],
)
def test_a_broken_listing_says_what_to_write_instead(listing: Feed | Section, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        wordpress(**BLOG, listings=(listing,))


def test_a_wordpress_blog_is_five_lines() -> None:
    source = wordpress(**BLOG)
    assert source.listings == (
        Feed("https://blog.example/feed/", pages="https://blog.example/feed/?paged={page}"),
        Sitemap("https://blog.example/wp-sitemap.xml"),
    )


def test_a_source_s_own_word_on_a_listing_wins_over_its_platform_s() -> None:
    own = Feed("https://blog.example/feed/")
    assert [root for root in wordpress(**BLOG, listings=(own,)).listings if isinstance(root, Feed)] == [own]


def test_an_open_wordpress_lists_its_days_and_its_posts() -> None:
    source = wordpress(**BLOG, first=date(2008, 3, 25), rest=True)
    archive, posts = source.listings[2:]
    first = first_number(archive, date(2008, 3, 26))
    assert address(archive, first) == "https://blog.example/2008/03/26/"
    assert number_after(archive, first) == first - 1
    assert number_after(archive, first - 1) is None
    assert address(posts, 2).endswith("&page=2")


def test_pages_count_as_the_publisher_counts_them() -> None:
    feed = blogger(**BLOG).listings[0]
    assert [address(feed, number).rpartition("=")[2] for number in (2, 3)] == ["26", "51"]
    feed = arc(**BLOG).listings[0]
    assert [address(feed, number).rpartition("=")[2] for number in (2, 3)] == ["100", "200"]


def test_an_archive_of_months_goes_back_by_months() -> None:
    archive = Archive("https://blog.example/{yyyy}/{mm}/", date(2023, 11, 20))
    number: int | None = first_number(archive, date(2024, 1, 31))
    found = []
    while number is not None:
        found.append(address(archive, number))
        number = number_after(archive, number)
    assert found == [f"https://blog.example/{month}/" for month in ("2024/01", "2023/12", "2023/11")]


@pytest.mark.parametrize(
    "path",
    [
        "phone-with-folding-screen/",
        "tech/phone-with-folding-screen",
        "%d9%87-%d8%a7%d8%aa-%d9%81/",
        "هاتف-جديد-قابل-للطي/",
    ],
)
def test_a_headline_s_address_is_an_article_s(path: str) -> None:
    assert wordpress(**BLOG, article=(headline(BLOG["home"]),)).is_article(f"https://blog.example/{path}")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "artificial-intelligence/",
        "category/phones-with-folding-screens/",
        "blog/tag/phones-with-folding-screens/",
        "author/a-b-c/",
        "phone-with-folding-screen/feed/",
        "phone-with-folding-screen/page/2/",
        "wp-content/uploads/phone-with-folding-screen.jpg",
        "terms-of-use-of-this-site/",
        "وسم/هاتف-جديد-قابل-للطي/",
        "%d9%88%d8%b3%d9%85/a-b-c-d/",
        "2024/06/12/",
        "?p=12&a-b-c-d",
    ],
)
def test_a_site_s_other_pages_are_not(path: str) -> None:
    assert not wordpress(**BLOG).is_article(f"https://blog.example/{path}")
