"""One photo in several sizes is one image: copies are found by their perceptual hash, and point at the largest.

The hash of 64 bits finds them: of two that differ in no more than NEAR bits one of BANDS groups of bits is equal,
so an index on each group finds every copy without looking at the rest. Cards made from one template differ in a
few words, too little for such a hash: the grey levels of both images settle it.
"""

import sqlite3
from typing import Any

NEAR = 5  # bits; resized and encoded anew a photo keeps all but 4 (python -m tests.benchmarks.images)
BANDS = NEAR + 1
BAND_BITS = 11  # 6 × 11 covers the 64
ALIKE = 20  # grey levels of 255 between two cells; a photo's sizes stay below 6, a word more makes 40

# The expressions are those of the indexes in the schema: others would not be served by them
BAND_SQL = tuple(f"((phash >> {BAND_BITS * band}) & {2**BAND_BITS - 1})" for band in range(BANDS))

Image = sqlite3.Row | dict[str, Any]  # with the columns of `images`


def link_within(connection: sqlite3.Connection, image: int) -> None:
    """Find what is the same as `image`, just stored: all of them point at the largest, which points at none.

    Runs inside the caller's transaction.
    """
    new = connection.execute("SELECT * FROM images WHERE id = ?", (image,)).fetchone()
    same = [new, *_copies(connection, new)]
    largest = max(same, key=_size)
    for other in same:
        if other is not largest:
            connection.execute(
                "UPDATE images SET same_as = :largest WHERE id = :other OR same_as = :other",
                {"largest": largest["id"], "other": other["id"]},
            )


def unlink_within(connection: sqlite3.Connection, image: int) -> None:
    """Make room for an image to be deleted: the others of its sizes point at the largest of them."""
    others = connection.execute("SELECT * FROM images WHERE same_as = ?", (image,)).fetchall()
    if others:
        largest = max(others, key=_size)["id"]
        connection.execute(
            "UPDATE images SET same_as = nullif(:largest, id) WHERE same_as = :image",
            {"largest": largest, "image": image},
        )


def _copies(connection: sqlite3.Connection, new: sqlite3.Row) -> list[sqlite3.Row]:
    """The images that point at no other, and are the same file as `new` or the same picture."""
    rows = connection.execute(
        "SELECT * FROM images WHERE id IN"
        " (SELECT coalesce(same_as, id) FROM images WHERE sha256 = :sha256 AND id <> :id)",
        dict(new),
    ).fetchall()
    found = {row["id"]: row for row in rows}
    for number, band in enumerate(BAND_SQL if new["phash"] is not None else ()):
        rows = connection.execute(
            f"SELECT * FROM images WHERE {band} = ? AND same_as IS NULL AND id <> ?",
            (_band(new["phash"], number), new["id"]),
        ).fetchall()
        found |= {row["id"]: row for row in rows if is_same(row, new)}
    return list(found.values())


def _band(phash: int, number: int) -> int:
    group: int = (phash >> (BAND_BITS * number)) & (2**BAND_BITS - 1)
    return group


def is_same(one: Image, other: Image) -> bool:
    """Whether two hashed images are one picture at two sizes. A cut-out is another image."""
    return (
        distance(one["phash"], other["phash"]) <= NEAR
        and is_same_shape((one["width"], one["height"]), (other["width"], other["height"]))
        and max(abs(a - b) for a, b in zip(one["grey"], other["grey"], strict=True)) <= ALIKE
    )


def distance(one: int, other: int) -> int:
    """How many of 64 bits differ."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def is_same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one is the other in proportion, give or take the pixel that rounding costs."""
    (width, height), (larger_width, larger_height) = sorted((one, other))
    return abs(larger_height * width - height * larger_width) <= max(larger_width, larger_height)


def _size(image: sqlite3.Row) -> tuple[int, int, str, str]:
    """By what the largest is told, down to the last tie."""
    return image["width"] * image["height"], image["bytes"], image["sha256"], image["url"]
