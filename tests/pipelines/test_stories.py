"""One article a story, and the others named beside it."""

import pytest

from crawler.choice import Choice
from crawler.export import records
from crawler.stories import unique
from tests.benchmarks.corpus import Press
from tests.pipelines.conftest import Archive

PRESS = Press(seed=4)
STORY = PRESS.words(200)


@pytest.fixture
def printed(archive: Archive) -> Archive:
    """A story under three roofs, longest in the middle, and one that nobody copied."""
    archive.store("second", " ".join([*STORY, *PRESS.words(30)]), published="2024-06-02", source="b")
    archive.store("first", " ".join(STORY), published="2024-06-01", source="a")
    archive.store("third", " ".join(STORY[20:]), published="2024-06-03", source="c")
    archive.store("alone", " ".join(PRESS.words(100)), published="2024-06-02", source="b")
    return archive


def kept(archive: Archive, keep: str = "earliest", **filters: str) -> dict[str, set[str]]:
    names = {row[0]: row[1] for row in archive.rows("SELECT id, key FROM articles")}
    choice = Choice(**filters)  # type: ignore[arg-type]
    found = unique(archive.connection, records(archive.connection, choice), keep, choice)  # type: ignore[arg-type]
    return {str(names[record["id"]]): {str(names[copy]) for copy in record["copies"]} for record in found}


def test_the_earliest_stands_for_its_story(printed: Archive) -> None:
    assert kept(printed) == {"first": {"second", "third"}, "alone": set()}


def test_the_longest_stands_for_its_story_on_demand(printed: Archive) -> None:
    assert kept(printed, "longest") == {"second": {"first", "third"}, "alone": set()}


def test_of_a_source_or_of_days_one_of_those_asked_for_stands_for_the_story(printed: Archive) -> None:
    assert kept(printed, source="c") == {"third": {"first", "second"}}
    assert kept(printed, since="2024-06-02") == {"second": {"first", "third"}, "alone": set()}


def test_links_over_several_steps_are_one_story(printed: Archive) -> None:
    printed.connection.execute("UPDATE articles SET duplicate_of = NULL")
    for key, original in (("third", "second"), ("second", "first")):
        printed.connection.execute(
            "UPDATE articles SET duplicate_of = (SELECT id FROM articles WHERE key = ?) WHERE key = ?",
            (original, key),
        )
    assert kept(printed) == {"first": {"second", "third"}, "alone": set()}
