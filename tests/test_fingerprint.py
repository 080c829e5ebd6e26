"""A text is known again by its sketch, as the exact comparison of word pairs says."""

import random
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fingerprint import ALGORITHM, BANDS, HASHES, LEAST_PAIRS, fingerprint, similarity, sketch
from crawler.items import Sketch
from tests.benchmarks.corpus import Press

PRESS = Press(seed=3)


def jaccard(one: list[str], other: list[str]) -> float:
    first, second = set(pairwise(one)), set(pairwise(other))
    return len(first & second) / len(first | second)


def sketched(words: list[str]) -> Sketch:
    made = sketch(words)
    assert made is not None
    return made


def agreement(one: Sketch, other: Sketch) -> float:
    return sum(a == b for a, b in zip(one.signature, other.signature, strict=True)) / HASHES


def test_the_sketch_of_a_number_stays_the_same_for_years() -> None:
    """If this fails, sketches stored before cannot be compared with new ones: raise ALGORITHM, and ask in the
    changelog for `scrapy search --rebuild`, which the index of words needs then too."""
    words = [f"كلمة{number}" for number in range(60)]
    prints = fingerprint("عنوان", " ".join(words))
    assert prints.sketch is not None
    assert ALGORITHM == 1
    assert (prints.sketch.signature[:8].hex(), prints.sketch.bands[:3]) == (
        "8eb22ba2dfc65fc9",
        (-1520637647, -1491771645, -1739266137),
    )
    assert fingerprint(None, "وبالهاتف الأوّل").searched == ("", "وبالهاتف الاول", "هاتف اول")
    assert prints.content_hash == "5f22da259da3a6191ceb88b51a0ef1b8"


@pytest.mark.parametrize("length", [45, 80, 300, 900])
def test_signatures_agree_as_often_as_the_exact_similarity_says(length: int) -> None:
    off = []
    for _ in range(150):
        words = PRESS.words(length)
        other = PRESS.edited(random.Random(len(off)).random() * 0.4)(words)
        off.append(agreement(sketched(words), sketched(other)) - jaccard(words, other))
    assert abs(mean(off)) < 0.02
    assert mean(error * error for error in off) ** 0.5 < 0.08


@given(st.integers(0, LEAST_PAIRS))
def test_a_text_too_short_to_be_told_from_others_has_no_sketch(length: int) -> None:
    assert sketch([f"w{number}" for number in range(length)]) is None


def test_a_sketch_has_its_bands_and_a_byte_a_hash() -> None:
    made = sketched(PRESS.article())
    assert len(made.bands) == BANDS
    assert len(made.signature) == HASHES
    assert all(-(1 << 31) <= band < 1 << 31 for band in made.bands)


def test_an_extract_is_similar_to_the_whole_and_a_stranger_is_not() -> None:
    words = PRESS.words(600)
    part, stranger = sketched(words[100:300]), sketched(PRESS.words(600))
    whole = sketched(words)
    assert similarity(whole, part.pairs, part.signature) == pytest.approx(1 / 3, abs=0.15)
    assert similarity(whole, stranger.pairs, stranger.signature) is None


def test_spelling_makes_no_difference() -> None:
    words = PRESS.article()
    assert fingerprint("", " ".join(words)).sketch == fingerprint("", " ".join(PRESS.respelled(words))).sketch


def test_the_stems_searched_are_those_that_differ_from_their_word_once_each() -> None:
    prints = fingerprint("الهواتف", "هواتف وبالهواتف الهواتف حاسوب والحاسوب.")
    assert prints.searched == ("الهواتف", "هواتف وبالهواتف الهواتف حاسوب والحاسوب", "هواتف حاسوب")
