"""Small valid pictures made of nothing but their name: the same name always gives the same bytes."""

import struct
import zlib
from functools import lru_cache
from hashlib import sha256

SIZE = (640, 360)  # pixels; large enough to pass for a news picture


@lru_cache(maxsize=512)
def draw(name: str, size: tuple[int, int] = SIZE) -> tuple[bytes, str]:
    """The bytes and the media type of the picture called `name`: PNG where the name says so, else JPEG."""
    seed = sha256(name.encode()).digest()
    if name.lower().endswith(".png"):
        return _png(seed, *size), "image/png"
    return _jpeg(seed, *size), "image/jpeg"


def _png(seed: bytes, width: int, height: int) -> bytes:
    """Horizontal stripes in the colours of the seed (PNG, 8 bits, RGB: ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + seed[3 * (y * 8 // height) :][:3] * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 6))
        + chunk(b"IEND", b"")
    )


def _jpeg(seed: bytes, width: int, height: int) -> bytes:
    """Grey vertical stripes (baseline JPEG, one component: ITU-T T.81).

    Only each block's mean is coded, so the tables stay tiny: DC categories 0, 3 and 7 as `0`, `10`, `110`,
    and one AC code, `0`, the end of the block.
    """

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    across, down = -(-width // 8), -(-height // 8)
    tables = (
        segment(0xDB, b"\0" + b"\x08" * 64)
        + segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
        + segment(0xC4, b"\x00" + bytes((1, 1, 1)) + bytes(13) + bytes((0, 3, 7)))
        + segment(0xC4, b"\x10" + bytes((1,)) + bytes(15) + b"\0")
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    )
    # one row of blocks: a step of 4-7 up, later the same step down, so that its mean comes back to the start
    row, steps = "", 0
    for column in range(across):
        turn = seed[column % 16] & 7
        if column and turn < 4 and steps < 6 and column + steps + 1 < across:
            row, steps = row + "10" + "101" + "0", steps + 1  # +5
        elif column and ((turn > 5 and steps) or column + steps >= across):
            row, steps = (row + "10" + "010" + "0", steps - 1) if steps else (row + "00", 0)  # -5
        else:
            row += "00"
    start = "110" + f"{seed[20] % 94:07b}" + "0"  # the seed's own grey, short of white
    bits = start + row[2:] + row * (down - 1)
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + tables + data + b"\xff\xd9"
