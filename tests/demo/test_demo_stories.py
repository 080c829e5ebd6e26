"""The demo's articles: the same every time, each unlike the others."""

import re
from itertools import combinations, pairwise
from random import Random

from crawler.demo import Newspaper
from crawler.demo.stories import OTHER, TECHNOLOGY, respell, write_story


def shingles(text: str) -> frozenset[tuple[str, str]]:
    words = re.findall(r"\w+", respell(text))
    return frozenset(pairwise(words))


def test_two_newspapers_of_one_seed_are_equal() -> None:
    assert Newspaper().articles == Newspaper().articles


def test_another_seed_gives_other_articles() -> None:
    titles = {article.title for article in Newspaper(seed=1).articles}
    assert not titles & {article.title for article in Newspaper(seed=2).articles}


def test_more_blogs_change_nothing_for_the_others() -> None:
    assert Newspaper(blogs=2).articles[:60] == Newspaper().articles


def test_asked_for_a_number_of_articles_every_publisher_prints_so_many() -> None:
    newspaper = Newspaper(articles=30, blogs=8)
    assert [len(publisher.articles) for publisher in newspaper.publishers] == [30] * 11


def test_no_two_articles_come_near_a_near_duplicate() -> None:
    newspaper = Newspaper(articles=120)
    copies = {newspaper.cases["near_duplicate"], newspaper.cases["reprint"]}
    known = [
        (article.url, shingles(article.text)) for article in newspaper.articles if article.url not in copies
    ]
    worst = max(len(a & b) / min(len(a), len(b)) for (_, a), (_, b) in combinations(known, 2))
    assert worst < 0.5


def test_the_deliberate_near_duplicate_differs_by_spelling_alone() -> None:
    newspaper = Newspaper()
    copy = newspaper.find(newspaper.cases["near_duplicate"])
    original = newspaper.find(newspaper.cases["near_duplicate_of"])
    assert copy.text != original.text
    assert respell(copy.text) == respell(original.text)


def test_the_deliberate_reprint_is_word_for_word() -> None:
    newspaper = Newspaper()
    copy = newspaper.find(newspaper.cases["reprint"])
    original = newspaper.find(newspaper.cases["reprint_of"])
    assert copy.text == original.text
    assert copy.url != original.url


def test_every_sentence_of_every_theme_can_be_filled() -> None:
    for theme in (*TECHNOLOGY, *OTHER):
        for number in range(60):
            story, _ = write_story(Random(number), theme)
            for text in (story.title, *(piece.text + piece.caption for piece in story.pieces)):
                assert not re.search(r"[{}|\[\]]", text), text


def test_articles_have_the_length_of_news() -> None:
    lengths = [len(article.text.split()) for article in Newspaper().articles]
    assert min(lengths) >= 90
    assert sum(lengths) / len(lengths) > 200
