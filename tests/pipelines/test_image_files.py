"""What a file is counts, not what it is called; and one photo is known again in another size."""

import random
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from scrapy import Request

from crawler.items import ImageAddress, Picture, Rejected
from pipelines.images import Fingerprinter, dhash, keep, verify
from tests.benchmarks.images import encode, photo

URL = "https://cdn.example/2024/06/photo"
PHOTO = photo(1, 480, 270)


def file(kind: str, picture: Image.Image = PHOTO, **options: object) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that nobody has sent."""
    plain = bytearray(file("PNG", Image.new("L", (8, 8))))
    plain[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    plain[29:33] = zlib.crc32(plain[12:29]).to_bytes(4, "big")
    return bytes(plain)


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("GIF", "image/gif", ".gif"),
        ("WEBP", "image/webp", ".webp"),
        ("AVIF", "image/avif", ".avif"),
    ],
)
def test_what_the_web_shows_is_known_by_its_bytes(kind: str, mime: str, suffix: str) -> None:
    body = file(kind)
    found = verify(body, mime, URL + suffix)
    assert isinstance(found, Picture)
    assert (found.mime, found.suffix, found.width, found.height, found.size) == (
        mime, suffix, 480, 270, len(body),
    )  # fmt: skip
    assert found.note is None
    assert found.phash is not None


def test_two_pictures_in_one_jpeg_as_phones_make_them_are_a_jpeg() -> None:
    body = file("MPO", save_all=True, append_images=[PHOTO])
    found = verify(body, "image/jpeg", URL)
    assert isinstance(found, Picture)
    assert (found.mime, found.suffix) == ("image/jpeg", ".jpg")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        ("<!DOCTYPE html><p>الصفحة غير موجودة".encode(), "not an image"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (file("JPEG")[:-2000], "truncated"),
        (file("JPEG", progressive=True)[:-2000], "truncated"),
        (file("PNG")[:-2000], "truncated"),
        (file("GIF")[:-2000], "truncated"),
        (file("WEBP")[:-200], "broken"),
        (file("GIF", Image.new("P", (1, 1))), "tracking pixel"),
        (png_header(20_000, 5_000), "too many pixels"),
        (png_header(60_000, 60_000), "too many pixels"),
        (file("TIFF"), "not an image"),  # no browser shows it, and its decoder has a long history
    ],
)  # fmt: skip
def test_what_is_no_image_for_us_says_why(body: bytes, reason: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # as in a crawl
        assert verify(body, "image/jpeg", URL) == Rejected(reason)


@pytest.mark.parametrize(
    ("content_type", "ending", "note"),
    [
        ("image/png", ".png", None),
        ("image/png; charset=UTF-8", ".PNG", None),
        ("application/octet-stream", "", None),
        ("", ".php", None),
        ("image/png", ".jpg", "image/png named .jpg"),
        ("image/jpeg", ".png", "image/png sent as image/jpeg"),
        ("image/jpeg", ".jpg?w=300", "image/png named .jpg, sent as image/jpeg"),
        ("text/html", "", "image/png sent as text/html"),
    ],
)
def test_a_wrong_name_and_a_wrong_type_are_written_down(
    content_type: str, ending: str, note: str | None
) -> None:
    found = verify(file("PNG"), content_type, URL + ending)
    assert isinstance(found, Picture)
    assert (found.suffix, found.note) == (".png", note)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_no_damage_to_a_file_raises(kind: str) -> None:
    chance = random.Random(kind)
    whole = file(kind, PHOTO.resize((96, 54)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(150):
            body = bytearray(whole[: chance.randint(1, len(whole))])
            for _ in range(chance.randint(0, 12)):
                body[chance.randrange(len(body))] = chance.randrange(256)
            assert isinstance(verify(bytes(body), "", URL), Picture | Rejected)


def stripes() -> Image.Image:
    made = Image.new("L", (480, 270), 200)
    for x in range(0, 480, 100):
        ImageDraw.Draw(made).rectangle((x, 0, x + 50, 270), fill=40)
    return made


def logo() -> Image.Image:
    made = Image.new("RGB", (480, 270), "white")
    ImageDraw.Draw(made).ellipse((200, 100, 280, 170), fill="red")
    return made


def letters() -> Image.Image:
    made = Image.new("RGB", (480, 270), "white")
    for number in range(4):
        x, y = 60 + 90 * number, 40 + 60 * number
        ImageDraw.Draw(made).rectangle((x, y, x + 30, y + 20), fill="black")
    return made


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (480, 270), "navy"),
        Image.linear_gradient("L").resize((480, 270)),
        Image.linear_gradient("L").rotate(90).resize((480, 270)),
        stripes(),
        logo(),
        letters(),
    ],
    ids=["plain", "gradient down", "gradient across", "stripes", "logo", "letters"],
)
def test_what_says_too_little_has_no_hash(picture: Image.Image) -> None:
    assert dhash(picture) is None


def test_a_hash_fits_into_a_column_and_is_the_same_every_time() -> None:
    hashes = [dhash(photo(number, 480, 270)) for number in range(12)]
    assert all(one is not None and -(2**63) <= one < 2**63 for one in hashes)
    assert len(set(hashes)) == 12
    assert hashes[3] == dhash(photo(3, 480, 270))
    assert any(one is not None and one < 0 for one in hashes)


def test_a_file_stands_under_its_name_whole_or_not_at_all(tmp_path: Path) -> None:
    path, unfinished = tmp_path / "ab" / "cd.jpg", tmp_path / "1.part"
    body = encode(PHOTO, 480, 90)
    unfinished.write_bytes(body[:100])  # what a killed crawl left
    keep(body, path, unfinished)
    assert path.read_bytes() == body
    assert not unfinished.exists()
    keep(body, path, unfinished)
    assert path.read_bytes() == body


def test_every_image_of_the_queue_is_a_request_of_its_own() -> None:
    """Scrapy takes two addresses that differ in the order of their query for one, and would settle one of them."""
    fingerprinter = Fingerprinter()
    images = ImageAddress(1, f"{URL}?a=1&b=2"), ImageAddress(2, f"{URL}?b=2&a=1")
    marks = {fingerprinter.fingerprint(Request(image.url, meta={"image": image})) for image in images}
    assert len(marks) == 2
    assert len({fingerprinter.fingerprint(Request(image.url)) for image in images}) == 1
