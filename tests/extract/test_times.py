import pytest
from newspaper_page import PARAGRAPHS, page, read

LD = '<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{}","dateModified":"{}"}}</script>'
SHOWN = '<span class="date-post">الأربعاء 12 يونيو 2024 - 10:30</span>'


def test_machine_date_is_kept_in_utc_with_the_pages_own_words() -> None:
    article = read(
        page(above=SHOWN, head=LD.format("2024-06-12T10:30:00+01:00", "2024-06-13T09:00:00+01:00"))
    )
    assert article.published == "2024-06-12T09:30:00Z"
    assert article.published_precision == "second"
    assert article.published_raw == "الأربعاء 12 يونيو 2024 - 10:30"
    assert article.modified == "2024-06-13T08:00:00Z"


def test_visible_time_is_in_the_sources_zone() -> None:
    article = read(page(above=SHOWN), date=("span.date-post",))
    assert (article.published, article.published_precision) == ("2024-06-12T09:30Z", "minute")


def test_visible_time_without_a_known_zone_keeps_only_the_day() -> None:
    article = read(page(above=SHOWN))
    assert (article.published, article.published_precision) == ("2024-06-12", "day")


def test_without_a_source_the_day_shown_is_never_shifted_by_the_zone() -> None:
    head = '<meta property="article:published_time" content="2020-06-03T01:01:00+0400">'
    assert read(page(head=head)).published == "2020-06-03"
    assert read(page(head=head), date=(".none",)).published == "2020-06-02T21:01:00Z"


@pytest.mark.parametrize(
    "nonsense", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "2999-01-01T00:00:00Z", "", "null"]
)
def test_implausible_machine_dates_are_skipped(nonsense: str) -> None:
    head = f'<meta property="article:published_time" content="{nonsense}">'
    assert read(page(head=head, above=SHOWN)).published == "2024-06-12"


def test_a_stamp_that_equals_the_last_change_gives_way_to_the_date_shown() -> None:
    head = LD.format("2025-03-01T08:00:00+00:00", "2025-03-01T08:00:00+00:00")
    assert read(page(head=head, above=SHOWN)).published == "2024-06-12"


def test_dates_of_other_articles_and_of_the_footer_are_not_taken() -> None:
    below = '<div class="related"><span class="date">3 ماي 2021</span></div><footer>© 2019</footer>'
    assert read(page(below=below)).published is None


def test_relative_times_are_left_alone() -> None:
    assert read(page(above='<span class="date">منذ ساعتين</span>')).published is None


def test_a_whole_date_in_the_address_is_the_last_resort() -> None:
    assert read(page(), url="https://a.example/2024/06/12/x/").published == "2024-06-12"
    assert read(page(), url="https://a.example/2026/01/5_10.html").published is None
    assert read(page(), url="https://a.example/Web/2013/5/813372.html").published is None


def test_the_date_in_a_line_of_its_own_above_the_text_is_read_and_is_no_text() -> None:
    article = read(page("<p>الخميس 14 غشت 2014 - 17:32</p>" + PARAGRAPHS))
    assert article.published == "2014-08-14"
    assert "غشت" not in article.text


def test_the_update_time_counts_only_where_nothing_else_is_shown() -> None:
    updated = '<span class="date">آخر تحديث: 20 يونيو 2024</span>'
    assert read(page(above=updated + '<span class="date">12 يونيو 2024</span>')).published == "2024-06-12"
    assert read(page(above=updated)).published == "2024-06-20"
