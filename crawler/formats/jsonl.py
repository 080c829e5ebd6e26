"""One JSON object a line."""

from collections.abc import Iterable
from typing import BinaryIO


def write(lines: Iterable[bytes], file: BinaryIO) -> int:
    count = 0
    for line in lines:
        file.write(line)
        count += 1
    return count
