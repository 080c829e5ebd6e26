"""When to crawl which source: by its past, spread over the hour, the same from run to run."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.commands.schedule import chosen_sources
from crawler.rhythm import DEFAULT, Rhythm, gap, moment, pace
from crawler.schedule import PACES, Place, crontab, jobs, quoted, units
from crawler.sources import SOURCES

NOW = datetime(2024, 6, 12, 18, 0, tzinfo=UTC)
PLACE = Place("press", "/venv/bin/python", "/srv/press", "/srv/data/articles.db", "")


def every(minutes: int, count: int) -> list[datetime]:
    return [NOW - timedelta(minutes=minutes * number) for number in range(count)]


@pytest.mark.parametrize(
    ("minutes", "listed", "expected"),
    [
        (5, None, 30),  # a news agency
        (20, None, 60),
        (30, None, 120),
        (30, 6, 60),  # a listing so short that an article falls off it after three hours
        (2, 10, 30),  # never more often than that
        (120, 30, 360),
        (24 * 60, None, 1440),
        (30 * 24 * 60, None, 1440),
    ],
)
def test_a_source_is_crawled_as_often_as_it_publishes(
    minutes: int, listed: int | None, expected: int
) -> None:
    assert pace(Rhythm(minutes, listed)) == expected


def test_a_source_without_a_past_has_a_sensible_pace() -> None:
    assert pace(None) == DEFAULT
    assert DEFAULT in PACES


def test_the_rhythm_is_that_of_the_last_weeks() -> None:
    years_ago = [NOW - timedelta(days=900 + day) for day in range(500)]
    assert gap([*every(60, 100), *years_ago], NOW) == pytest.approx(60, rel=0.05)


def test_an_article_kept_on_top_of_a_listing_does_not_make_a_source_slow() -> None:
    pinned = [NOW - timedelta(days=27)]
    assert gap(every(60, 30) + pinned, NOW) == pytest.approx(60, rel=0.05)


def test_a_source_that_fell_silent_is_slow_and_one_with_too_few_articles_has_no_rhythm() -> None:
    silent = gap([NOW - timedelta(days=100 + day) for day in range(50)], NOW)
    assert silent is not None
    assert pace(Rhythm(silent)) == 1440
    assert gap(every(60, 4), NOW) is None


def test_a_date_in_the_future_is_no_news() -> None:
    assert gap([NOW + timedelta(days=day) for day in range(1, 9)], NOW) is None


@pytest.mark.parametrize("text", ["2024-06", "2024-06-12", "2024-06-12T09:30Z", "2024-06-12T09:30:00Z"])
def test_a_time_of_any_precision_is_read(text: str) -> None:
    assert moment(text).tzinfo is not None


def test_no_two_jobs_of_the_whole_catalogue_start_in_one_minute_whatever_the_paces() -> None:
    paces = dict(zip(SOURCES, sorted(PACES) * 12, strict=False))
    work = jobs(paces)
    starts = [minute for job in work for minute in job.minutes.split(",")]
    assert len(starts) == len(set(starts))
    assert sorted(name for job in work for name in job.sources) == sorted(SOURCES)


def test_the_catalogue_at_one_pace_is_a_dozen_lines() -> None:
    work = jobs(dict.fromkeys(SOURCES, 60))
    assert len(work) == 12
    assert max(len(job.sources) for job in work) <= 10


def test_a_source_keeps_its_minute_whatever_else_is_scheduled() -> None:
    alone = jobs({"hespress": 60})
    among = jobs(dict.fromkeys(SOURCES, 60))
    assert [job.minute for job in among if "hespress" in job.sources] == [alone[0].minute]
    assert alone[0].minute == 31  # a constant of the name, on every machine and in every process


@pytest.mark.parametrize("minutes", PACES)
def test_a_crawl_is_stopped_before_its_next_start(minutes: int) -> None:
    (job,) = jobs({"hespress": minutes})
    assert 20 <= job.limit < minutes
    assert len(job.minutes.split(",")) == max(1, 60 // minutes)


def test_the_crontab_is_a_block_between_marks_of_its_database() -> None:
    work = jobs({"hespress": 30, "elaph": 1440})
    first, *_, last = crontab(work, PLACE, []).splitlines()
    other = Place("press", "/venv/bin/python", "/srv/press", "/srv/other/articles.db", "")
    assert (first, last) == (f"# BEGIN {PLACE.mark}", f"# END {PLACE.mark}")
    assert other.mark != PLACE.mark


def test_without_a_name_what_the_database_knows_is_scheduled_else_the_catalogue_but_never_a_mirror() -> None:
    mirrors = {name for name, source in SOURCES.items() if "mirror" in source.caution}
    assert mirrors
    rest = set(SOURCES) - mirrors
    assert set(chosen_sources([], False, known=[])) == rest
    assert chosen_sources([], False, known=["hespress", "masress", "blog.example"]) == ["hespress"]
    assert set(chosen_sources([], True, known=["hespress"])) == rest
    assert chosen_sources(["masress"], False, known=["hespress"]) == ["masress"]
    assert set(chosen_sources(["masress"], True, known=[])) == rest | {"masress"}


def test_what_cron_and_systemd_read_in_their_own_way_is_written_so() -> None:
    odd = Place("press", "/venv/bin/python", "/srv/100%", '/srv/a "b" $c/articles.db', "me%you@example.com")
    work = jobs({"hespress": 60})
    (line,) = [line for line in crontab(work, odd, []).splitlines() if not line.startswith("#")]
    assert line.count("%") == line.count(r"\%") == 2
    service = next(text for name, text in units(work, odd).items() if name.endswith(".service"))
    assert "WorkingDirectory=/srv/100%%\n" in service
    assert "Environment=CRAWLER_CONTACT=me%%you@example.com\n" in service
    assert r'--db "/srv/a \"b\" $$c/articles.db"' in service


def test_a_word_is_quoted_for_systemd_only_where_it_must_be() -> None:
    assert [quoted(word) for word in ("a-b", "a b", "أ", "a\\b")] == ["a-b", '"a b"', '"أ"', '"a\\\\b"']
