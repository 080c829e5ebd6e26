"""Extraction holds the quality it once had: `floors.toml` is never lowered silently."""

import json
from pathlib import Path

import pytest

from crawler.extract import extract
from crawler.source import Section, Source
from tests.quality.floors import Floors, difference, fallen, figures, measure, raised, read, sets
from tests.quality.gold import CORPUS, PAGES, Gold, Picture, fixtures
from tests.quality.score import Reading, overlap, reading, same_picture, score, words

GOLDS = {gold.name: gold for gold in fixtures()}
GOLD = Gold(
    name="sample",
    path=Path("sample.html"),
    url="https://press.example/news/1",
    title="عنوان «الخبر» الأول",
    body=("وصل الفريق إلى المدينة صباح أمس.", "عنوان فرعي", "ثم غادرها مساء بعد أن أنهى عمله."),
    optional=("تصوير: وكالة المدينة للصور",),
    days=("2024-06-12",),
    moment="2024-06-12T09:30Z",
    authors=("أحمد علي",),
    images=(Picture(("https://press.example/files/team-photo-600x400.jpg",), 0),),
)
PERFECT = Reading(
    title=GOLD.title,
    body=GOLD.body,
    published="2024-06-12T09:30:00Z",
    authors=GOLD.authors,
    images=(("https://press.example/files/team-photo.jpg", 1),),
)


@pytest.fixture(scope="module", params=sorted(sets()))
def reached(request: pytest.FixtureRequest) -> Floors:
    golds = sets()[request.param]
    return figures(request.param, golds, measure(golds))


def test_no_quality_is_below_its_floor(reached: Floors) -> None:
    moved = difference(read(), reached)
    print("\n".join(moved) or "no figure has moved")  # pytest shows it with a failure, or with -rP
    assert not fallen(read(), reached), "\n".join(
        ["quality fell:", *fallen(read(), reached), "", "all that moved:", *moved]
    )


def test_every_page_and_every_set_has_a_floor(reached: Floors) -> None:
    for table, values in reached.items():
        assert set(values) == set(read()[table]), f"{table}: run python -m tests.quality.floors --pin"


def test_pinning_lowers_no_floor() -> None:
    floors = {"a": {"f1": 0.9, "title_in_body": 0.0}, "absent": {"f1": 0.5}}
    assert raised(floors, {"a": {"f1": 0.8, "title_in_body": 0.5}}) == floors
    assert raised(floors, {"a": {"f1": 0.95, "title_in_body": 0.0}})["a"]["f1"] == 0.95


def test_a_page_that_is_not_measured_any_more_counts_as_fallen() -> None:
    assert fallen({"a-f1": {"gone": 0.9}}, {"a-f1": {}}) == ["a-f1 gone: 0.900 -> not measured any more"]


def test_every_page_has_its_gold_and_every_gold_its_page() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == {path.stem for path in PAGES.glob("*.json")}


def test_the_sets_are_as_varied_as_promised() -> None:
    rejected = [gold for gold in GOLDS.values() if gold.rejected]
    assert len(GOLDS) - len(rejected) >= 90
    assert len(rejected) >= 15
    assert all(len(gold.html()) <= 80 * 1024 for gold in GOLDS.values())


@pytest.mark.parametrize("name", [name for name, gold in GOLDS.items() if not gold.rejected])
def test_with_the_bodys_selector_known_no_paragraph_of_the_body_is_lost(name: str) -> None:
    gold = GOLDS[name]
    assert gold.selector
    source = Source(
        name="sample",
        title="عينة",
        home="https://press.example/",
        country="MA",
        timezone="Africa/Casablanca",
        listings=(Section("https://press.example/"),),
        article=(".",),
        body=(gold.selector,),
    )
    recall = score(gold, reading(extract(gold.html(), gold.url, source)))["recall"]
    assert recall is not None
    assert recall >= KNOWN_BODY.get(name, 0.999)


# Where the element that holds the body holds it in a form that cannot be read whole.
KNOWN_BODY: dict[str, float] = {}


def test_the_scorer_gives_full_marks_to_the_gold_itself() -> None:
    scores = dict(score(GOLD, PERFECT))
    assert scores.pop("title_in_body") == 0
    assert set(scores.values()) == {1.0}


def test_the_scorer_sees_each_fault() -> None:
    def with_(**changes: object) -> dict[str, float | None]:
        fields = {name: getattr(PERFECT, name) for name in Reading.__slots__}
        return dict(score(GOLD, Reading(**(fields | changes))))

    assert with_(title=GOLD.title + " - موقع")["title"] == 0
    assert with_(body=(GOLD.title, *GOLD.body))["title_in_body"] == 1
    assert with_(body=GOLD.body[1:])["first"] == 0
    assert with_(body=GOLD.body[:-1])["last"] == 0
    assert with_(body=(*GOLD.body, "اقرأ أيضا خبر آخر"))["precision"] < 1  # type: ignore[operator]
    assert with_(body=GOLD.body[:2])["recall"] < 1  # type: ignore[operator]
    assert with_(published="2024-06-13")["day"] == 0
    assert with_(published=None)["day"] == 0
    assert with_(published="2024-06-12T10:30:00Z")["minute"] == 0
    assert with_(authors=("محمد علي",))["authors"] == 0
    assert with_(images=())["image_recall"] == 0
    assert (
        with_(images=(*(PERFECT.images or ()), ("https://press.example/logo.png", 0)))["image_precision"]
        == 0.5
    )
    assert with_(images=(("https://press.example/files/team-photo.jpg", 3),))["image_position"] == 0
    assert with_(body=(), rejected="thin")["f1"] == 0


def test_a_moment_late_in_the_evening_of_utc_is_right_by_the_day_shown_east_of_it() -> None:
    assert score(GOLD, Reading(body=GOLD.body, published="2024-06-11T21:30Z"))["day"] == 1
    assert score(GOLD, Reading(body=GOLD.body, published="2024-06-11T18:30Z"))["day"] == 0
    assert score(GOLD, Reading(body=GOLD.body, published="2024-06-11"))["day"] == 0
    assert score(GOLD, Reading(body=GOLD.body, published="12 يونيو"))["day"] == 0


def test_captions_and_bylines_neither_help_nor_hurt() -> None:
    body = (*GOLD.body[:1], "تصوير: وكالة المدينة للصور", *GOLD.body[1:])
    assert score(GOLD, Reading(body=body))["f1"] == 1
    joined = (GOLD.body[0] + " تصوير: وكالة المدينة للصور", *GOLD.body[1:])
    assert score(GOLD, Reading(body=joined))["f1"] == 1


def test_words_that_run_together_are_a_fault_and_marks_are_none() -> None:
    assert words("«أَهْلًا»، يا عـــالم!") == ["أهلا", "يا", "عالم"]
    assert overlap(words("انتهى الخبر. بدأ آخر"), words("انتهى الخبر.بدأ آخر"))[2] < 1


def test_a_picture_is_known_in_other_sizes_and_through_a_resizer() -> None:
    page = "https://press.example/news/1"
    known = ("https://cdn.press.example/2024/market-hall.jpg",)
    assert same_picture("https://cdn.press.example/2024/market-hall-300x200.jpg", known, page)
    assert same_picture(
        "/_next/image?url=https%3A%2F%2Fcdn.press.example%2F2024%2Fmarket-hall.jpg&w=640", known, page
    )
    assert not same_picture("https://cdn.press.example/2024/market-gate.jpg", known, page)
    assert not same_picture(
        "https://cdn.press.example/2025/1.jpg", ("https://cdn.press.example/2024/1.jpg",), page
    )


def test_a_page_without_an_article_is_right_only_when_nothing_comes_out() -> None:
    gold = Gold("no", Path("no.html"), "https://press.example/", rejected=True)
    assert score(gold, Reading(rejected="thin")) == {"f1": 1.0}
    assert score(gold, PERFECT) == {"f1": 0.0}


def test_the_outside_corpus_is_never_inside_the_project() -> None:
    assert not CORPUS.is_relative_to(Path(__file__).resolve().parents[2])
    assert all(
        json.loads(path.read_text("utf-8"))["url"].split("/")[2].endswith(".example")
        for path in PAGES.glob("*.json")
    )
