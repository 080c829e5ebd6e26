"""How well one photo in three sizes is known for one image, and other images for others: recall and false merges.

`python -m tests.benchmarks.images [PHOTOS]`. The photos are synthetic: seeded noise in octaves (as landscapes have
it), and hard-edged shapes on it. Beside them stand images that must never become one: plain grounds, gradients,
logos on either, and cards that share a template and differ in their words.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from io import BytesIO
from itertools import combinations
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from crawler.items import Picture
from crawler.same_image import NEAR, distance, is_same
from pipelines.images import verify

SIZES = (1200, 640, 300)  # pixels across, as a paper's full view, its article and its thumbnail are


def photo(number: int, width: int = 1200, height: int = 675) -> Image.Image:
    """A picture of its number alone: octaves of noise, then blurred lights and hard-edged shapes."""
    random = Random(number)
    picture = Image.new("RGB", (width, height), tuple(random.randbytes(3)))
    for cells in (3, 6, 12, 24, 96):
        grid = (cells, max(2, cells * 9 // 16))
        noise = Image.frombytes("RGB", grid, random.randbytes(3 * grid[0] * grid[1]))
        picture = Image.blend(picture, noise.resize((width, height), Image.Resampling.BICUBIC), 0.35)
    draw = ImageDraw.Draw(picture)
    for _ in range(random.randint(0, 9)):
        x, y = random.randrange(width), random.randrange(height)
        box = (x, y, x + random.randint(20, width // 2), y + random.randint(20, height // 2))
        getattr(draw, random.choice(("ellipse", "rectangle")))(box, fill=tuple(random.randbytes(3)))
    return picture


def poor(number: int) -> Image.Image:
    """A ground with next to nothing on it: plain, a gradient, or a logo in the middle of either."""
    random = Random(f"poor {number}")
    ends = random.randbytes(3), random.randbytes(3)
    strip = Image.frombytes("RGB", (2, 1), ends[0] + (ends[1] if number % 2 else ends[0]))
    picture = strip.resize((1200, 675), Image.Resampling.BILINEAR)
    if number % 4 > 1:
        draw = ImageDraw.Draw(picture)
        for _ in range(3):
            x, y = random.randint(500, 650), random.randint(280, 360)
            draw.rectangle(
                (x, y, x + random.randint(10, 80), y + random.randint(10, 60)),
                fill=tuple(random.randbytes(3)),
            )
    return picture


def card(number: int) -> Image.Image:
    """The template of a paper's cards over one photo, with words (bars) of its own."""
    random = Random(f"card {number}")
    picture = photo(10**6)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 420, 1200, 675), fill="navy")
    for line in range(3):
        x = 1150
        while x > random.randint(80, 500):
            word = random.randint(40, 160)
            draw.rectangle((x - word, 450 + 75 * line, x, 490 + 75 * line), fill="white")
            x -= word + 25
    return picture


def encode(picture: Image.Image, width: int, quality: int, kind: str = "JPEG") -> bytes:
    """`picture` at `width` pixels, as a paper's system makes its sizes."""
    file = BytesIO()
    height = round(picture.height * width / picture.width)
    picture.resize((width, height), Image.Resampling.LANCZOS).save(file, kind, quality=quality)
    return file.getvalue()


def seen(body: bytes) -> dict[str, Any]:
    """An image as the database knows it."""
    found = verify(body, "", "")
    assert isinstance(found, Picture)
    return asdict(found)


def sizes(number: int) -> list[dict[str, Any]]:
    """A photo in SIZES, each encoded anew at a quality from 60 to 95, the smallest as WebP."""
    random = Random(f"sizes {number}")
    picture = photo(number)
    kinds = ("JPEG", "JPEG", "WEBP")
    return [
        seen(encode(picture, width, random.randint(60, 95), kind))
        for width, kind in zip(SIZES, kinds, strict=True)
    ]


def are_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["phash"] is not None and other["phash"] is not None and is_same(one, other)


def merged(make: Callable[[int], Image.Image], count: int) -> int:
    """How many pairs of `count` different images would become one."""
    images = [seen(encode(make(number), 1200, 85)) for number in range(count)]
    return sum(are_one(one, other) for one, other in combinations(images, 2))


def measure(photos: int) -> Iterator[str]:
    """The lines of a report."""
    groups = [sizes(number) for number in range(photos)]
    unhashed = sum(image["phash"] is None for group in groups for image in group)
    yield f"{photos} photos in {len(SIZES)} sizes; {unhashed} of {3 * photos} files have no hash"
    copies = [pair for group in groups for pair in combinations(group, 2)]
    others = [(a, b) for one, two in combinations(groups, 2) for a in one for b in two]
    found = sum(are_one(*pair) for pair in copies)
    wrong = sum(are_one(*pair) for pair in others)
    yield f"  recall {found / len(copies):.4f} ({found} of {len(copies)}); false merges {wrong} of {len(others)}"
    apart, strange = (Counter(bits(pair) for pair in pairs) for pairs in (copies, others))
    for within in range(9):
        recall = sum(apart[n] for n in range(within + 1)) / len(copies)
        false = sum(strange[n] for n in range(within + 1))
        here = "  <- NEAR" if within == NEAR else ""
        yield f"  by the hash alone within {within} bits: recall {recall:.4f}, false merges {false}{here}"
    for name, make in (("plain grounds, gradients, logos", poor), ("cards of one template", card)):
        yield f"{name}: {merged(make, photos)} of {photos * (photos - 1) // 2} pairs become one"


def bits(pair: tuple[dict[str, Any], dict[str, Any]]) -> int:
    """By how many bits two hashes differ; 64 where there is none."""
    one, other = (image["phash"] for image in pair)
    return 64 if one is None or other is None else distance(one, other)


if __name__ == "__main__":
    for line in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 200):
        print(line)
