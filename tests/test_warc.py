"""Captures survive a WARC file, other programs read ours, and a file of others is read as far as it is whole."""

import gzip
import io
import json
import re
import zlib
from base64 import b32encode
from dataclasses import replace
from hashlib import sha1

import brotli
import fastwarc
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import warc
from crawler.archive import Capture
from crawler.warc import Record, Unreadable, WarcDamaged, zstd

HTML = "<html><p>أعلنت الشركة عن هاتف جديد</p></html>".encode()
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("X-Title", "السلام".encode().decode("latin-1")),  # ends in 0x85, a blank in Latin-1
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
    ("content-length", "77"),
    ("X-Empty", ""),
)
CAPTURES = [
    Capture(
        "paper:1", "https://paper.example/1", "paper", "article", "https://www.paper.example/خبر/1", 200, HEADERS,
        HTML, "2026-03-01T10:00:00Z", "2026-03-09T10:00:00Z", ("https://paper.example/x", "https://paper.example/y"),
        "2026-02-28", "https://paper.example/feed",
    ),
    Capture(
        "paper:2", "https://paper.example/2", "paper", "article", "https://paper.example/2", 404, (), b"",
        "2026-03-01T10:00:01Z", "2026-03-01T10:00:01Z",
    ),
    Capture(
        "paper listing", "https://paper.example/", "paper", "listing", "https://paper.example/", 520, HEADERS[:1],
        bytes(range(256)) * 200 + b"\r\n\r\nWARC/1.1\r\n", "2026-03-01T10:00:02Z", "2026-03-01T10:00:02Z",
    ),
]  # fmt: skip


def written(captures: list[Capture] = CAPTURES, compressed: bool = True) -> bytes:
    file = io.BytesIO()
    assert warc.write(captures, file, compressed, "desk@paper.example") == len(captures)
    return file.getvalue()


def captures_in(data: bytes) -> list[Capture | None]:
    return [record.capture() for record in warc.read(io.BytesIO(data)) if record.type == "response"]


def foreign(block: bytes, version: str = "1.0", type: str = "response", **more: str) -> bytes:
    """A record as others write it, by hand."""
    header = {
        "WARC-Type": type,
        "WARC-Record-ID": "<urn:uuid:11111111-2222-3333-4444-555555555555>",
        "WARC-Date": "2024-06-12T09:30:00Z",
        "WARC-Target-URI": "https://paper.example/1",
        "Content-Type": f"application/http; msgtype={type}",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return f"WARC/{version}\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def only(data: bytes) -> Record:
    return next(warc.read(io.BytesIO(data)))


@pytest.mark.parametrize("compressed", [True, False])
def test_captures_come_back_as_they_were_written(compressed: bool) -> None:
    assert captures_in(written(compressed=compressed)) == CAPTURES


def test_warcio_reads_each_answer_with_right_digests() -> None:
    records = list(read_with_warcio(written()))
    assert records[0][:2] == ("warcinfo", None)
    assert b"software: arabic-tech-press\r\nformat: WARC File Format 1.1\r\n" in records[0][-1]
    assert b"operator: desk@paper.example" in records[0][-1]
    for (kind, url, date, http, body), capture in zip(records[1:], CAPTURES, strict=True):
        assert (kind, url, date, body) == ("response", capture.answered, capture.fetched, capture.body)
        assert int(http.get_statuscode()) == capture.status
        assert http.get_header("content-length") == str(len(capture.body)) or capture.headers == HEADERS
        assert [value for name, value in http.headers if name == "Content-Length"] == [str(len(capture.body))]
        assert http.get_header("content-encoding") is None
        kept = [pair for pair in http.headers[:-1] if not pair[0].startswith(warc.RENAMED)]
        assert kept[:1] == list(capture.headers[:1])
        assert len(http.headers) == len(capture.headers) + 1


def read_with_warcio(data: bytes):  # type: ignore[no-untyped-def]
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        told = record.rec_headers.get_header
        assert record.rec_headers.protocol == "WARC/1.1"
        body = record.content_stream().read()
        assert record.digest_checker.passed is not False
        if record.rec_type == "response":
            assert told("WARC-Payload-Digest") == f"sha1:{b32encode(sha1(body).digest()).decode()}"
        yield record.rec_type, told("WARC-Target-URI"), told("WARC-Date"), record.http_headers, body


@pytest.mark.parametrize("compressed", [True, False])
def test_fastwarc_reads_each_answer(compressed: bool) -> None:
    records = fastwarc.ArchiveIterator(
        io.BytesIO(written(compressed=compressed)),
        record_types=fastwarc.WarcRecordType.response,
        parse_http=True,
        verify_digests=True,
    )
    read = [(record.http_headers.status_code, record.reader.read()) for record in records]
    assert read == [(capture.status, capture.body) for capture in CAPTURES]


def test_a_record_is_a_gzip_member_of_its_own() -> None:
    data = written()
    members = 0
    while data:
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        assert unpacking.decompress(data).startswith(b"WARC/1.1\r\n")
        data, members = unpacking.unused_data, members + 1
    assert members == len(CAPTURES) + 1


@pytest.mark.parametrize("version", ["0.17", "0.18", "1.0", "1.1"])
def test_every_version_is_read(version: str) -> None:
    record = only(foreign(answer(HTML, "Content-Type: text/html", "X: a", " b"), version))
    assert (record.url, record.fetched, record.status) == (
        "https://paper.example/1",
        "2024-06-12T09:30:00Z",
        200,
    )
    assert record.headers == (("Content-Type", "text/html"), ("X", "a b"))
    assert record.body() == HTML
    assert record.capture() is None


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 20] for start in range(0, len(body), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(HTML), ["Content-Encoding: gzip"]),
        (zlib.compress(HTML), ["Content-Encoding: deflate"]),
        (zlib.compress(HTML)[2:-4], ["Content-Encoding: deflate"]),
        (brotli.compress(HTML), ["Content-Encoding: br"]),
        (zstd.compress(HTML), ["Content-Encoding: zstd"]),
        (chunked(HTML), ["Transfer-Encoding: Chunked"]),
        (chunked(gzip.compress(HTML)), ["content-encoding: GZIP", "transfer-encoding: chunked"]),
        (HTML, ["Content-Encoding: gzip"]),  # as some archives keep it: decoded, the header left
        (HTML, ["Transfer-Encoding: chunked"]),
        (HTML, ["Content-Encoding: identity"]),
    ],
    ids=range(10),
)
def test_a_body_is_freed_of_its_encodings(body: bytes, headers: list[str]) -> None:
    assert only(foreign(answer(body, *headers))).body() == HTML


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (foreign(answer(HTML, "Content-Encoding: sdch")), "unknown encoding"),
        (foreign(answer(HTML, "Content-Encoding: gzip, br")), "unknown encoding"),
        (foreign(answer(gzip.compress(HTML)[:-20], "Content-Encoding: gzip")), "cut short"),
        (foreign(answer(brotli.compress(HTML)[:-5], "Content-Encoding: br")), "cut short"),
        (foreign(answer(zstd.compress(HTML)[:-5], "Content-Encoding: zstd")), "cut short"),
        (foreign(answer(HTML), WARC_Truncated="length"), "cut short"),
        (foreign(answer(gzip.compress(bytes(warc.LARGEST + 1)), "Content-Encoding: gzip")), "too large"),
    ],
    ids=range(7),
)
def test_a_body_that_cannot_be_had_says_why(
    record: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    records = list(warc.read(io.BytesIO(foreign(answer(HTML)) + record)))
    assert len(records) == 2
    with pytest.raises(Unreadable, match=why):
        only(record).body()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2024-06-12T09:30:00.123456Z", "2024-06-12T09:30:00Z"),
        ("2024-06-12T12:30:00+03:00", "2024-06-12T09:30:00Z"),
        ("2024-06-12T09:30:00", "2024-06-12T09:30:00Z"),
        ("2024-06-12", "2024-06-12T00:00:00Z"),
        ("yesterday", None),
    ],
)
def test_times_are_read_as_utc(date: str, read: str | None) -> None:
    assert only(foreign(answer(HTML), WARC_Date=date)).fetched == read


FIELDS = {name: "x" for name in warc.KNOWN}


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"key": 1}', json.dumps(FIELDS | {"redirects": 5})])
def test_a_field_of_the_same_name_is_taken_for_nothing(text: str) -> None:
    record = foreign(answer(HTML)).replace(b"WARC-Date", f"{warc.FIELD}: {text}\r\nWARC-Date".encode())
    assert only(record).capture() is None


def captures_before_damage(data: bytes) -> tuple[list[Capture | None], str]:
    """The captures that a file gives, and the error after them."""
    captures = []
    try:
        for record in warc.read(io.BytesIO(data)):
            if record.type == "response":
                captures.append(record.capture())
    except (WarcDamaged, Unreadable) as error:
        return captures, str(error)
    return captures, ""


@pytest.mark.parametrize("compressed", [True, False])
def test_a_file_cut_off_anywhere_gives_what_is_whole_and_then_an_error(
    compressed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    captures = [replace(CAPTURES[0], key=str(number)) for number in range(3)]
    data = written(captures, compressed)
    starts = [
        found.start() for found in re.finditer(rb"\x1f\x8b\x08" if compressed else rb"WARC/1\.1\r\n", data)
    ]
    ends = [*starts[1:], len(data)]
    for cut in range(1, len(data)):
        read, error = captures_before_damage(data[:cut])
        assert read == captures[: len(read)]
        # a record is whole without the blank lines after it and the sum of its gzip
        least, most = (sum(end - spare <= cut for end in ends[1:]) for spare in (0, 20))
        assert least <= len(read) <= most
        assert error or cut in ends or len(read) > least or ends[0] - 20 < cut < ends[0], cut
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("share", range(0, 100, 3))
def test_a_damaged_file_gives_what_stands_before_and_says_where(
    share: int, capsys: pytest.CaptureFixture[str]
) -> None:
    captures = [replace(CAPTURES[2], key=str(number), body=HTML * 40) for number in range(8)]
    data = bytearray(written(captures))
    starts = [found.start() for found in re.finditer(rb"\x1f\x8b\x08", data)]
    at = len(data) * share // 100
    data[at : at + 8] = bytes(byte ^ 0x5A for byte in data[at : at + 8])
    read, error = captures_before_damage(bytes(data))
    assert read == captures[: len(read)]
    assert error
    if found := re.search(r"at byte (\d+)", error):
        assert int(found[1]) in starts
        assert int(found[1]) <= at + 8
        assert len(read) == max(starts.index(int(found[1])) - 1, 0)
    assert capsys.readouterr() == ("", "")


def test_one_gzip_around_all_records_says_what_to_do() -> None:
    with pytest.raises(WarcDamaged, match="gunzip"):
        list(warc.read(io.BytesIO(gzip.compress(written(compressed=False)))))


@pytest.mark.parametrize(
    "data", [b"<html>no archive</html>\n" * 100, bytes(5000), gzip.compress(b"hello\n", mtime=0)]
)
def test_what_is_no_warc_file_is_said_so(data: bytes) -> None:
    with pytest.raises(WarcDamaged, match="is no WARC file"):
        list(warc.read(io.BytesIO(data)))
