"""Files that take their name only when they are whole, and are then sure to be on the disk."""

import io
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# bytes; Python's own 8 KB is a record, and a call to the system for each costs a quarter of an export
BUFFER = 1 << 18
AHEAD = 1 << 23  # bytes
UNFINISHED = re.compile(r"[.].+[.]\d+[.]part")  # with the number of the process
ABANDONED = 24 * 3600  # seconds


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears as `path`, in the place of what was there, when the block has ended without an error: a
    reader never sees half of it. By the name's ending it is compressed: `.zst`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{re.sub(r'^[.]+', '', path.name)}.{os.getpid()}.part")
    try:
        with io.BufferedWriter(_Flowing(unfinished, "wb"), BUFFER) as file:
            if path.suffix == ".zst":
                with zstd.ZstdFile(file, "wb") as compressed:
                    yield cast(BinaryIO, compressed)
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class _Flowing(io.FileIO):
    """A file that goes to the disk while it is written, AHEAD at a time: all of it at the end is a tenth of an export,
    in which nothing else happens."""

    written = begun = 0

    def write(self, data: "ReadableBuffer", /) -> int:
        count = super().write(data)
        self.written += count
        if self.written - self.begun >= AHEAD and hasattr(os, "posix_fadvise"):
            # what waits for the disk is sent on its way, and not forgotten before it is there
            os.posix_fadvise(self.fileno(), self.begun, self.written - self.begun, os.POSIX_FADV_DONTNEED)
            self.begun = self.written
        return count


def remove_abandoned(folder: Path) -> None:
    """Delete the unfinished files of `replacing` to which nobody has written for a day: their process was killed."""
    for part in folder.glob(".*.part"):
        if UNFINISHED.fullmatch(part.name) and time.time() - part.stat().st_mtime > ABANDONED:
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk: a file's new name is else lost in a power cut, though the file is not."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # a system that cannot open a folder keeps its names by itself
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
