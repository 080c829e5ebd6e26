"""Fetches the images of articles through Scrapy's media pipeline: bytes as they came, checked, named by their SHA-256."""

import asyncio
import os
import re
import sqlite3
import struct
import warnings
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.pipelines.media import FileInfo, MediaPipeline
from scrapy.utils.request import RequestFingerprinter
from twisted.python.failure import Failure

from crawler.database import DatabaseUnusable, explain
from crawler.image_queue import ImageQueue
from crawler.items import ImageAddress, Picture, Rejected
from crawler.removal import delete_files

if TYPE_CHECKING:
    from PIL import Image  # an extra: the program starts without it

# Pillow's name of a format → its media type and endings, the usual one first. MPO is a JPEG with another behind it,
# as phones make it
FORMATS = {
    "JPEG": ("image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif"),
    "MPO": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
    "AVIF": ("image/avif", ".avif"),
}
DECODERS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")  # no others see what the web sends
MIME_OF = {ending: mime for mime, *endings in FORMATS.values() for ending in endings}
SAME_MIME = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}

STEP = 3  # grey levels of 255: less is noise of the encoder
LEAST_STEPS = 8  # up, and down: on a plain ground or a gradient there are fewer
LEAST_ROWS = 4  # different ones: stripes have fewer
GRID = (12, 12)  # cells by which two images are compared: fine enough to see a word, too coarse for noise


def verify(body: bytes, content_type: str, url: str) -> Picture | Rejected:
    """What the bytes that came from `url` are, whatever it and `content_type` (the header's value) call them.

    Needs Pillow. The whole image is decoded, of an animation the first frame, so that a file cut short is found;
    one of more pixels than Pillow's MAX_IMAGE_PIXELS is not decoded at all.
    """
    from PIL import Image, UnidentifiedImageError

    Image.init()
    try:
        with Image.open(BytesIO(body), formats=DECODERS) as image:
            width, height = image.size
            if max(width, height) <= 2:
                return Rejected("tracking pixel")
            if width * height > (Image.MAX_IMAGE_PIXELS or 0):
                return Rejected("too many pixels")
            mime, suffix, *_ = FORMATS[str(image.format)]
            phash, grey = dhash(image), levels(image)  # what decodes it
    except UnidentifiedImageError:
        return Rejected(_other(body))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Rejected("too many pixels")
    except (OSError, RuntimeError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as error:
        return Rejected("truncated" if "truncated" in str(error) else "broken")
    digest = sha256(body).hexdigest()
    note = misnomer(mime, content_type, url)
    return Picture(digest, suffix, mime, width, height, len(body), phash, grey, note)


def _other(body: bytes) -> str:
    """What a file that is no image of ours is, for its reason."""
    if not body:
        return "empty"
    # it can hold scripts, so we keep none
    return "SVG" if re.search(rb"<svg[\s>]", body[:2000]) else "not an image"


def misnomer(mime: str, content_type: str, url: str) -> str | None:
    """What the ending of the address and the server wrongly call an image of type `mime`; None where they are right."""
    ending = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    sent = content_type.split(";")[0].strip().lower()
    wrong = []
    if MIME_OF.get(ending, mime) != mime:
        wrong.append(f"named {ending}")
    if (
        sent not in ("", "application/octet-stream", "binary/octet-stream")
        and SAME_MIME.get(sent, sent) != mime
    ):
        wrong.append(f"sent as {sent}")
    return f"{mime} {', '.join(wrong)}" if wrong else None


def dhash(image: "Image.Image") -> int | None:
    """64 bits, signed as SQLite keeps them: of each cell of a 9 × 8 grid, whether its right neighbour is clearly lighter.

    The difference hash of Neal Krawetz (Kind of Like That, 2013), with a least step. None for an image that says
    too little to be known by: plain grounds, gradients, stripes, a small logo.
    """
    from PIL import Image

    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    steps = [[grey[at + 1] - grey[at] for at in range(9 * row, 9 * row + 8)] for row in range(8)]
    rows = [tuple(step >= STEP for step in row) for row in steps]
    up = sum(map(sum, rows))
    down = sum(step <= -STEP for row in steps for step in row)
    if min(up, down) < LEAST_STEPS or len(set(rows)) < LEAST_ROWS:
        return None
    bits = sum(bit << place for place, bit in enumerate(bit for row in rows for bit in row))
    return bits - 2**64 if bits >= 2**63 else bits


def levels(image: "Image.Image") -> bytes:
    """The grey level of each cell of a 12 × 12 grid, by which images with nearly one hash are told apart."""
    from PIL import Image

    return image.convert("L").resize(GRID, Image.Resampling.BOX).tobytes()


def keep(body: bytes, path: Path, unfinished: Path) -> None:
    """Put a file in its place so that it never stands there in part. `unfinished`: a name that nobody else
    writes to, on the same disk. Raises OSError.
    """
    if path.exists():
        return  # its name is the hash of its bytes
    path.parent.mkdir(parents=True, exist_ok=True)
    with unfinished.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


class Fingerprinter(RequestFingerprinter):
    """Every image of the queue is a request of its own. The media pipeline would else ask once for two addresses
    that differ in the order of their query alone, and settle one of them.
    """

    def fingerprint(self, request: Request) -> bytes:
        image: ImageAddress | None = request.meta.get("image")
        return f"image {image.id}".encode() if image else super().fingerprint(request)


class Images(MediaPipeline):
    """The pipeline. The spider's loop hands it images from the queue; articles pass it by."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler=crawler)
        warnings.filterwarnings("ignore", module=r"PIL\.")  # what is wrong with an image becomes its reason
        self.spider: Any = crawler.spider
        self.database = Path(crawler.settings["DATABASE"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not getattr(crawler.spider, "images", False):
            raise NotConfigured
        return cls(crawler)

    def get_media_requests(self, item: Any, info: MediaPipeline.SpiderInfo) -> list[Request]:
        return [Request(item.url, meta={"image": item})] if isinstance(item, ImageAddress) else []

    def media_to_download(self, *args: Any, **kwargs: Any) -> None:
        return None  # the queue has asked already

    async def media_downloaded(
        self, response: Response, request: Request, info: MediaPipeline.SpiderInfo, *, item: Any = None
    ) -> FileInfo:
        found: Picture | Rejected | str
        if response.status == 200:
            content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
            found = await asyncio.to_thread(self.take, response.body, content_type, item)
        elif response.status in (404, 410):
            found = Rejected(f"HTTP {response.status}")
        else:
            found = f"HTTP {response.status}"
        self.settle(item, found)
        return FileInfo(url=item.url, path="", checksum=None, status="settled")

    def take(self, body: bytes, content_type: str, image: ImageAddress) -> Picture | Rejected:
        """Check a file and put it in its place, in a thread of its own. Raises DatabaseUnusable."""
        found = verify(body, content_type, image.url)
        if isinstance(found, Picture):
            folder = self.database.parent
            try:
                keep(body, folder / found.path, folder / self.file_path(item=image))
            except OSError as error:
                raise DatabaseUnusable(explain(folder / "images", error)) from error
        return found

    def media_failed(self, failure: Failure, request: Request, info: MediaPipeline.SpiderInfo) -> Any:
        image, error = request.meta["image"], failure.value
        if isinstance(error, DatabaseUnusable):
            self.spider.give_up(error)
        elif isinstance(error, IgnoreRequest):
            self.settle(image, Rejected(str(error)))
        elif isinstance(error, DownloadCancelledError):
            self.settle(image, Rejected("too large"))
        else:
            self.settle(image, f"{type(error).__name__}: {error}")

    def settle(self, image: ImageAddress, found: Picture | Rejected | str) -> None:
        """Enter what came of an image: what it is, or why it was rejected, or why it failed."""
        queue: ImageQueue = self.spider.image_fetcher.queue
        try:
            if isinstance(found, Picture):
                if path := queue.store(image, found):
                    delete_files(self.database, [path])
            elif isinstance(found, Rejected):
                queue.reject(image, found.reason)
            else:
                queue.fail(image, found)
        except sqlite3.Error as error:
            self.spider.give_up(error)

    def item_completed(self, results: Any, item: Any, info: MediaPipeline.SpiderInfo) -> Any:
        info.downloaded.clear()  # no image is asked for twice, and a crawl may have a million
        return item

    def file_path(self, *args: Any, item: Any = None, **kwargs: Any) -> str:
        """Where a file is written before it is moved to its name, seen from the folder of the database. Nobody
        else writes there: this crawl holds the image's lease.
        """
        return f"images/{self.database.stem}-{item.id}.part"
