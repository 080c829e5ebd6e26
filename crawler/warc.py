"""Pages as WARC files (ISO 28500), the form in which web archives exchange them: captures written, records read."""

import io
import json
import re
import sys
from base64 import b32encode
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1
from http.client import responses
from typing import Any, BinaryIO

import brotli

from crawler.archive import Capture
from crawler.database import timestamp

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Headers = tuple[tuple[str, str], ...]

LARGEST = 16 * 1024 * 1024  # bytes of a decoded page, as in a crawl; what is larger is no article
LONGEST_LINE = 65_536  # bytes of one HTTP header
STATUS = re.compile(rb"HTTP/\S+[ \t]+(\d{3})\b")

# What the archive knows and HTTP does not, as JSON in one field of the response's own header: it cannot be
# parted from its page, as a metadata record could, and other readers pass over a field they do not know.
FIELD = "Arabic-Tech-Press-Capture"
KNOWN = ("key", "url", "source", "kind", "redirects", "listed", "found_on", "seen")
# Headers on how the page travelled no longer hold, since its content is decoded; web archives rename such.
TRAVELLED = ("content-length", "content-encoding", "transfer-encoding")
RENAMED = "X-Archive-Orig-"


class WarcDamaged(Exception):
    """A WARC file that is cut off or broken; the message says where. What stood before that was given."""


class Unreadable(Exception):
    """A record whose content cannot be had; the message says why in a few words fit for counting."""


def write(captures: Iterable[Capture], file: BinaryIO, compressed: bool = True, operator: str = "") -> int:
    """Write a WARC/1.1 file: how many captures. `compressed`: each record with gzip, as the name `.warc.gz` says;
    `operator`: who made it, an address to write to. Raises ImportError without warcio.
    """
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(file, gzip=compressed, warc_version="WARC/1.1")
    about = {
        "software": "arabic-tech-press",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": operator,
        "description": f"{FIELD}: what the crawler knows of a page besides; {RENAMED}*: headers of its transfer",
    }
    writer.write_record(writer.create_warcinfo_record(None, about))
    written = 0
    for capture in captures:
        writer.write_record(_record(capture))
        written += 1
    return written


def _record(capture: Capture) -> Any:
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

    known = {name: getattr(capture, name) for name in KNOWN}
    header = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", StatusAndHeadersParser.make_warc_id()),
        ("WARC-Date", capture.fetched),
        ("WARC-Target-URI", capture.answered),
        ("WARC-Payload-Digest", f"sha1:{b32encode(sha1(capture.body).digest()).decode()}"),
        (FIELD, json.dumps(known)),
    ]
    block = _http(capture)
    # made by hand, since warcio would rewrite headers that are not ASCII
    return ArcWarcRecord(
        "warc", "response", StatusAndHeaders("", header, protocol="WARC/1.1"), io.BytesIO(block), None,
        "application/http; msgtype=response", len(block),
    )  # fmt: skip


def _http(capture: Capture) -> bytes:
    """The answer as a server would send it that uses no encodings."""
    lines = [f"HTTP/1.1 {capture.status} {responses.get(capture.status, '')}"]
    for name, value in capture.headers:
        lines.append(f"{RENAMED if name.lower() in TRAVELLED else ''}{name}: {value}")
    lines.append(f"Content-Length: {len(capture.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + capture.body


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file. `type`: its WARC-Type, `response` being a page; `fetched`: ISO 8601 in UTC, None where
    the file tells no time; `status`: of the HTTP answer, 0 where it is none; `headers`: its HTTP headers as they came.
    """

    type: str
    url: str
    fetched: str | None
    status: int
    headers: Headers
    _record: Any = field(repr=False)

    def header(self, name: str) -> str:
        """The first HTTP header of a name in small letters; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def body(self) -> bytes:
        """The content, free of its transfer and content encodings. To be asked for once, before the next record.
        Raises Unreadable.
        """
        from warcio.bufferedreaders import BufferedReader

        encoding = self.header("content-encoding").strip().lower()
        if encoding not in ("", "identity", *BufferedReader.get_supported_decompressors()):
            raise Unreadable("unknown encoding")
        if self._record.rec_headers.get_header("WARC-Truncated"):
            raise Unreadable("cut short")
        with redirect_stderr(io.StringIO()):  # where an encoding is broken warcio says so there, and goes on
            content = self._record.content_stream()
            body: bytes = content.read(LARGEST + 1)
            if len(body) > LARGEST:
                raise Unreadable("too large")
            if not _is_whole(self._record) or (body and not _is_decoded(content)):
                raise Unreadable("cut short")
        return body

    def capture(self) -> Capture | None:
        """The very capture that was written into this record; None in a file of others. Raises Unreadable."""
        known = _known(self._record.rec_headers.get_header(FIELD))
        if known is None or self.fetched is None:
            return None
        headers = tuple((_original(name), value) for name, value in self.headers[:-1])
        return Capture(
            **known,
            answered=self.url,
            status=self.status,
            headers=headers,
            body=self.body(),
            fetched=self.fetched,
        )


def read(file: BinaryIO) -> Iterator[Record]:
    """The records of a WARC file (0.17 to 1.1), with gzip for each record or without, in constant memory.
    Raises WarcDamaged at the first that is not whole, and ImportError without warcio.
    """
    from warcio.archiveiterator import WARCIterator
    from warcio.bufferedreaders import BufferedReader
    from warcio.exceptions import ArchiveLoadFailed

    BufferedReader.DECOMPRESSORS.update(br=_Brotli, zstd=zstd.ZstdDecompressor)
    records = WARCIterator(file, no_record_parse=True)
    end = 0  # of the last whole record
    while True:
        try:
            with redirect_stderr(io.StringIO()):  # warcio would tell the terminal what is raised here
                record: Any = next(records, None)
                opened = _opened(record) if record else None
        except ArchiveLoadFailed as error:
            raise WarcDamaged(_explain(end, str(error))) from None
        if record is None and records.fh.tell() == end:
            return
        if opened is None or not record.rec_headers.get_header("Content-Length"):
            raise WarcDamaged(_explain(end))
        yield opened
        with redirect_stderr(io.StringIO()):
            if not _is_whole(record):
                raise WarcDamaged(_explain(end))
            records.read_to_end()
        end = records.offset


def _explain(offset: int, error: str = "") -> str:
    if "non-chunked" in error:
        return "is one gzip around all its records; unpack it (gunzip) and read what comes out"
    if offset == 0 and error:
        return "is no WARC file"
    return f"is cut off or damaged at byte {offset}; the records before it were read"


def _opened(record: Any) -> Record:
    from warcio.statusandheaders import StatusAndHeaders

    told = record.rec_headers.get_header
    url = told("WARC-Target-URI") or ""
    status, headers = 0, ()  # type: int, Headers
    if record.rec_type == "response" and url.startswith(("http:", "https:")):
        status, headers = _head(record.raw_stream)
        small = [(name, value.strip().lower()) for name, value in headers]
        record.http_headers = StatusAndHeaders(str(status), small)  # how it is encoded
    return Record(record.rec_type or "", url, _time(told("WARC-Date")), status, headers, record)


def _head(stream: Any) -> tuple[int, Headers]:
    """The status and the headers of an HTTP answer, as Latin-1 for what it is: any bytes.

    warcio's own reader strips them as text, and with it the last byte of an Arabic م (0x85, a blank in Latin-1).
    """
    first: bytes = stream.readline(LONGEST_LINE)
    status = STATUS.match(first)
    headers: list[tuple[str, str]] = []
    while line := stream.readline(LONGEST_LINE).rstrip(b"\r\n"):
        name, colon, value = line.partition(b":")
        if line[:1] in b" \t" and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip().decode('latin-1')}")
        elif colon:
            headers.append((name.strip().decode("latin-1"), value.strip().decode("latin-1")))
    return int(status[1]) if status else 0, tuple(headers)


def _original(name: str) -> str:
    plain = name.removeprefix(RENAMED)
    return plain if plain.lower() in TRAVELLED else name


def _time(text: str | None) -> str | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _known(text: str | None) -> dict[str, Any] | None:
    try:
        known = json.loads(text or "")
        return {name: known[name] for name in KNOWN} | {"redirects": tuple(known["redirects"])}
    except (ValueError, LookupError, TypeError):  # another's field of that name
        return None


def _is_whole(record: Any) -> bool:
    """Whether the file holds as much of a record as its length says; reads on to its end."""
    while record.raw_stream.read(io.DEFAULT_BUFFER_SIZE):
        pass
    return bool(record.raw_stream.limit == 0)


def _is_decoded(content: Any) -> bool:
    """Whether a content encoding was followed to its end."""
    decompressor = getattr(content, "decompressor", None)
    return decompressor is None or bool(decompressor.eof)


class _Brotli:
    """As warcio wants a decompressor, which the brotli package's own no longer is."""

    unused_data = b""

    def __init__(self) -> None:
        self.stream = brotli.Decompressor()

    def decompress(self, data: bytes) -> bytes:
        return bytes(self.stream.process(data))

    @property
    def eof(self) -> bool:
        return bool(self.stream.is_finished())
