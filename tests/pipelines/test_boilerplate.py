"""A line printed under many stories of a paper is left out of later ones, and never a story's own."""

from types import SimpleNamespace

from crawler.boilerplate import LEAST_STORIES, learned, repeated, without_learned
from crawler.database import transaction
from crawler.frontier import Frontier
from crawler.items import Block
from crawler.text import comparison_form
from pipelines.clean import Clean
from pipelines.store import store_within
from tests.benchmarks.corpus import Press
from tests.pipelines.conftest import Archive

PRESS = Press(seed=6)
LINE = "تابعوا أخبار التقنية أولا بأول عبر نشرتنا البريدية"
OWN = "هذه فقرة لا تقولها إلا قصة واحدة من القصص كلها"


class Crawl:
    """Crawls of one source, one after another, through cleaning and storing."""

    def __init__(self, archive: Archive):
        self.archive = archive
        self.printed = 0
        self.begin()

    def begin(self, earlier: str = "finished") -> None:
        """End the crawl under way so, and begin another."""
        self.archive.frontier.finish(earlier, None, 0, 0, 0)
        self.frontier = self.archive.frontier = Frontier(
            self.archive.connection, self.archive.frontier.source
        )
        spider = SimpleNamespace(source=self.frontier.source, frontier=self.frontier)
        self.clean = Clean(SimpleNamespace(spider=spider))  # type: ignore[arg-type]

    def take(self, text: str, key: str | None = None) -> str:
        """Store a page with this text; the text stored."""
        self.printed += 1
        key = key or f"{self.printed:03}"
        item = self.archive.item(
            key, text, source="elaph", published=f"2024-06-01T00:{self.printed % 60:02}Z"
        )
        item = self.clean.process_item(item)
        item.fingerprint = None
        with transaction(self.archive.connection):
            store_within(self.archive.connection, item, self.frontier.crawl)
        ((stored,),) = self.archive.rows("SELECT text FROM articles WHERE key = ?", key)
        return str(stored)

    def print_stories(self, number: int, line: str = LINE) -> None:
        for _ in range(number):
            self.take(f"{' '.join(PRESS.words(60))}\n\n{line}")


def story() -> str:
    return " ".join(PRESS.words(60))


def test_a_line_under_many_stories_is_left_out_of_the_next_crawl_s(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.print_stories(LEAST_STORIES)
    assert learned(archive.connection) == []
    crawl.begin()
    text = story()
    assert crawl.take(f"{text}\n\n{LINE.replace('أ', 'ا')}.") == text
    (line,) = learned(archive.connection, "elaph")
    assert (line.line, line.stories) == (comparison_form(LINE), LEAST_STORIES)
    assert learned(archive.connection, "hespress") == []


def test_what_is_left_out_is_settled_when_the_crawl_begins(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.print_stories(LEAST_STORIES)
    assert crawl.take(f"{story()}\n\n{LINE}").endswith(LINE)


def test_a_crawl_killed_and_run_again_leaves_out_what_the_undisturbed_one_would(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.print_stories(LEAST_STORIES)
    crawl.begin(earlier="killed")
    assert crawl.take(f"{story()}\n\n{LINE}").endswith(LINE)
    crawl.begin()
    assert crawl.take(f"{story()}\n\n{LINE}").endswith(LINE) is False


def test_what_was_learned_holds_through_a_crawl_that_is_killed(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.print_stories(LEAST_STORIES)
    crawl.begin()
    crawl.print_stories(LEAST_STORIES, line=OWN)
    crawl.begin(earlier="killed")
    assert crawl.take(f"{story()}\n\n{LINE}").endswith(LINE) is False
    assert crawl.take(f"{story()}\n\n{OWN}").endswith(OWN)


def test_an_article_stored_with_the_line_keeps_it_and_gets_no_new_version(archive: Archive) -> None:
    crawl = Crawl(archive)
    with_line = f"{story()}\n\n{LINE}"
    crawl.take(with_line, key="old")
    crawl.print_stories(LEAST_STORIES)
    crawl.begin()
    assert crawl.take(with_line, key="old") == with_line
    without = crawl.take(f"{story()}\n\n{LINE}", key="new")
    crawl.begin()
    assert crawl.take(f"{without}\n\n{LINE}", key="new") == without
    assert archive.rows("SELECT DISTINCT version FROM articles") == [(1,)]


def test_a_story_copied_many_times_counts_once(archive: Archive) -> None:
    crawl = Crawl(archive)
    text = f"{story()}\n\n{LINE}"
    for _ in range(2 * LEAST_STORIES):
        crawl.take(text)
    crawl.begin()
    assert crawl.take(f"{story()}\n\n{LINE}").endswith(LINE)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in texts)


def test_a_line_of_one_story_is_never_learned_however_often_it_stands_there() -> None:
    stories = [paragraphs(story(), *[OWN] * 50), *(paragraphs(story(), LINE) for _ in range(30))]
    assert set(repeated(stories)) == {comparison_form(LINE)}


def test_a_line_that_few_of_many_stories_share_is_not_learned() -> None:
    stories = [paragraphs(story(), LINE) for _ in range(LEAST_STORIES)] + [
        paragraphs(story()) for _ in range(200)
    ]
    assert repeated(stories) == {}


def test_headings_and_agency_marks_are_not_learned() -> None:
    headed = [(Block("heading", LINE), *paragraphs("(أ ف ب)", story())) for _ in range(30)]
    assert repeated(headed) == {}


def test_no_article_is_emptied() -> None:
    left_out = frozenset({comparison_form(LINE)})
    picture = Block("image", url="https://elaph.example/a.jpg")
    assert without_learned((picture, *paragraphs(LINE)), left_out) == (picture, *paragraphs(LINE))
    assert without_learned((picture, *paragraphs(LINE, OWN)), left_out) == (picture, *paragraphs(OWN))
