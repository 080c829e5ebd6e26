"""Nothing is thrown away, nothing stands twice, and what is a copy of what does not depend on luck."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.database import transaction
from crawler.rebuild import rebuild
from tests.benchmarks.corpus import Press
from tests.fuzz import TIMES
from tests.pipelines.conftest import Archive

PRESS = Press(seed=11)
STORY = PRESS.words(200)
TEXT = " ".join(STORY)


def test_the_same_text_elsewhere_is_kept_and_points_at_the_first_printed(archive: Archive) -> None:
    assert archive.store("late", TEXT, published="2024-06-02") == "stored"
    assert archive.store("early", " ".join(PRESS.respelled(STORY)), published="2024-06-01") == "stored"
    assert archive.store("undated", TEXT) == "duplicate"
    assert archive.originals() == {"early": None, "late": "early", "undated": "early"}
    assert archive.rows("SELECT similarity FROM articles ORDER BY key") == [(None,), (1.0,), (1.0,)]


def test_a_copy_with_changes_points_at_the_original_and_says_how_similar_it_is(archive: Archive) -> None:
    archive.store("first", TEXT, published="2024-06-01")
    changed = " ".join(PRESS.with_lead(PRESS.edited(0.05)(STORY)))
    assert archive.store("second", changed, published="2024-06-02") == "duplicate"
    ((similarity,),) = archive.rows("SELECT similarity FROM articles WHERE key = 'second'")
    assert 0.5 < float(str(similarity)) < 0.9


def test_half_of_a_story_is_a_copy_and_another_story_is_none(archive: Archive) -> None:
    archive.store("whole", TEXT, published="2024-06-01")
    assert archive.store("half", " ".join(STORY[:100]), published="2024-06-02") == "duplicate"
    assert archive.store("other", " ".join(PRESS.words(200))) == "stored"


def test_a_short_text_is_a_copy_only_of_the_same_words(archive: Archive) -> None:
    archive.store("first", " ".join(STORY[:30]), published="2024-06-01")
    assert archive.store("nearly", " ".join(STORY[:29]), published="2024-06-02") == "stored"
    assert archive.store("same", " ".join(STORY[:30]), published="2024-06-03") == "duplicate"


def test_few_words_may_be_the_same_in_two_stories(archive: Archive) -> None:
    archive.store("one", " ".join(STORY[:15]))
    assert archive.store("two", " ".join(STORY[:15])) == "stored"


def test_each_change_of_a_link_is_told_to_the_exports(archive: Archive) -> None:
    archive.store("late", TEXT, published="2024-06-02")
    archive.store("early", TEXT, published="2024-06-01")
    assert archive.rows(
        "SELECT a.key, c.kind FROM changes c JOIN articles a ON a.id = c.article ORDER BY seq"
    ) == [
        ("late", "new"),
        ("early", "new"),
        ("late", "duplicate"),
    ]


def test_a_correction_is_a_version_and_no_duplicate(archive: Archive) -> None:
    archive.store("story", TEXT, published="2024-06-01")
    assert archive.store("story", f"{TEXT} تصحيح", published="2024-06-01") == "updated"
    assert archive.rows("SELECT version, duplicate_of FROM articles") == [(2, None)]
    assert archive.rows("SELECT version, text FROM versions") == [(1, TEXT)]


def test_other_marks_and_spaces_are_no_version(archive: Archive) -> None:
    archive.store("story", "أعلنت الشركة عن هاتف جديد في السوق المحلية هذا اليوم")
    assert archive.store("story", "أَعلنت  الشركةُ عن هاتفٍ جديد، في السوق المحلية هذا اليوم") == "updated"
    assert archive.rows("SELECT version FROM articles") == [(1,)]
    assert archive.rows("SELECT * FROM versions") == []


def test_a_story_rewritten_is_no_copy_any_more_and_its_copies_find_another_original(archive: Archive) -> None:
    archive.store("a", TEXT, published="2024-06-01")
    archive.store("b", TEXT, published="2024-06-02")
    archive.store("c", TEXT, published="2024-06-03")
    archive.store("a", " ".join(PRESS.words(200)), published="2024-06-01")
    assert archive.originals() == {"a": None, "b": None, "c": "b"}


def test_a_date_corrected_turns_the_links_around(archive: Archive) -> None:
    archive.store("a", TEXT, published="2024-06-01")
    archive.store("b", TEXT, published="2024-06-02")
    archive.store("a", TEXT, published="2024-06-03")
    assert archive.originals() == {"a": "b", "b": None}


def chain() -> list[tuple[str, str, str]]:
    """Stories that drift: each like its neighbours, the ends unlike; two with the same words, one alone."""
    made, words = [], STORY
    for number in range(5):
        made.append((f"d{number}", " ".join(words), f"2024-06-0{(number * 3) % 5 + 1}"))
        words = Press(seed=number).edited(0.12)(words)
    return [*made, ("same", made[2][1], "2024-05-01"), ("alone", " ".join(Press(5).words(150)), "2024-06-03")]


CHAIN = chain()


@settings(max_examples=25 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CHAIN), rewritten=st.booleans())
def test_the_order_of_arrival_makes_no_difference(
    order: list[tuple[str, str, str]], rewritten: bool, tmp_path: Path
) -> None:
    path = tmp_path / f"{random.random()}.db"
    archive = Archive(path)
    for key, _, _ in order:
        if rewritten and key in ("d1", "alone"):  # printed first with other words and on another day
            archive.store(key, CHAIN[2][1], published="2024-05-15")
    for key, text, published in order:
        archive.store(key, text, published=published)
    links = archive.rows(
        "SELECT a.key, o.key, a.similarity FROM articles a LEFT JOIN articles o ON o.id = a.duplicate_of ORDER BY 1"
    )
    for _ in rebuild(archive.connection):
        pass
    assert links == archive.rows(
        "SELECT a.key, o.key, a.similarity FROM articles a LEFT JOIN articles o ON o.id = a.duplicate_of ORDER BY 1"
    )
    archive.connection.close()
    EXPECTED.setdefault("links", links)
    assert links == EXPECTED["links"]


EXPECTED: dict[str, list[tuple[object, ...]]] = {}


def test_drifting_stories_lead_step_by_step_to_the_first(archive: Archive) -> None:
    for key, text, published in CHAIN:
        archive.store(key, text, published=published)
    originals = archive.originals()
    assert originals["alone"] is None
    assert originals["same"] is None
    for key in ("d0", "d1", "d3", "d4"):
        steps: str | None = key
        while steps is not None and originals[steps] is not None:
            steps = originals[steps]
        assert steps == "same"


def test_a_template_printed_again_and_again_is_one_story(archive: Archive) -> None:
    words = PRESS.words(120)
    for number in range(250):
        archive.store(
            f"{number:03}",
            " ".join([*words, *PRESS.words(5)]),
            published=f"2024-06-01T00:00:{number % 60:02}Z",
        )
    assert archive.rows("SELECT count(*) FROM articles WHERE duplicate_of IS NULL")[0][0] == 1


def test_a_failed_transaction_leaves_no_part_of_an_article(archive: Archive) -> None:
    def stop() -> None:
        with transaction(archive.connection):
            archive.store("a", TEXT)

    with pytest.raises(Exception, match="within a transaction"):
        stop()
    for table in ("articles", "sketches", "bands", "young_bands", "fresh_bands", "changes"):
        assert archive.rows(f"SELECT count(*) FROM {table}") == [(0,)]
