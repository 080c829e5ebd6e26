"""One photo in three sizes is one image, and nothing else is: the benchmark with a few photos."""

from tests.benchmarks.images import are_one, card, measure, merged, poor, sizes

PHOTOS = 10


def test_every_size_of_a_photo_is_known_for_it_and_no_photo_for_another() -> None:
    groups = [sizes(number) for number in range(PHOTOS)]
    for number, group in enumerate(groups):
        for other, images in enumerate(groups):
            assert {are_one(one, two) for one in group for two in images} == {number == other}


def test_grounds_gradients_logos_and_cards_of_one_template_stay_apart() -> None:
    assert merged(poor, PHOTOS) == 0
    assert merged(card, PHOTOS) == 0


def test_the_figures_can_be_read() -> None:
    assert next(measure(2)) == "2 photos in 3 sizes; 0 of 6 files have no hash"
