"""What the archive costs in room and time: `python -m tests.benchmarks.archive [--corpus DIR] [--warc MB]`.

Room as a share of the pages' bytes, alone (zstd at the archive's level) and as the archive keeps them, against the
page of reference; CPU milliseconds a page to keep and to read back. Then a WARC file of so many MB (200), of which
little is wanted, through `scrapy ingest`: its pace, and the most memory that it took.
"""

import argparse
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from crawler import warc
from crawler.archive import LEVEL, Archive, Capture, zstd
from crawler.demo import Newspaper
from crawler.demo.words import BACKGROUND
from crawler.prune import room
from crawler.urls import host_of
from tests.quality.gold import CORPUS, corpus, fixtures

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 200  # of each source of the newspaper
LARGE = 150_000  # bytes of a page with a large template
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
AT = "2026-03-01T10:00:00Z"


def capture(url: str, body: bytes, source: str = "") -> Capture:
    name = source or host_of(url)
    return Capture(url, url, name, "article", url, 200, HEADERS, body, AT, AT)


def newspaper() -> Iterator[Capture]:
    """The bundled newspaper: many pages of a few templates."""
    printed = Newspaper(articles=ARTICLES)
    for article in printed.articles:
        host, _, path = article.url.partition("://")[2].partition("/")
        answer = printed.answer(host, f"/{path}")
        if answer and answer.status == 200:
            yield capture(article.url, answer.body)


def own_pages() -> Iterator[Capture]:
    """A page of each source, and those that quality is measured on: hardly two of one template."""
    for path in sorted((ROOT / "tests" / "sources").glob("*/page.html")):
        yield capture(f"https://{path.parent.name}.example/1", path.read_bytes())
    for gold in fixtures():
        yield capture(f"{gold.url}#{gold.name}", gold.html())


def large_pages(count: int = 200) -> Iterator[Capture]:
    """Pages of 150 KB, of which all but a story of 400 words is the template."""
    draw = random.Random(1)
    words = " ".join(BACKGROUND).split()
    template = ""
    while len(template.encode()) < LARGE - 5000:
        name, link = draw.randbytes(4).hex(), draw.randrange(10**7)
        title = " ".join(draw.choices(words, k=8))
        template += f'<li class="box {name}"><a href="/news/{link}.html" title="{title}">{title}</a></li>\n'
    half = len(template) // 2
    for number in range(count):
        story = " ".join(draw.choices(words, k=400))
        body = f"<html>{template[:half]}<p>{story}</p>{template[half:]}</html>".encode()
        yield capture(f"https://large.example/{number}", body)


def measure(title: str, captures: list[Capture]) -> None:
    """Prints one row."""
    size = sum(len(one.body) for one in captures)
    start = time.process_time()
    alone = sum(len(zstd.compress(one.body, LEVEL)) for one in captures)
    plain = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "pages.db")
        start = time.process_time()
        for one in captures:
            archive.keep(one)
        keep = time.process_time() - start
        start = time.process_time()
        read = list(archive.all())
        back = time.process_time() - start
        assert {one.key: one.body for one in read} == {one.key: one.body for one in captures}
        kept = sum(one.kept for one in archive.sizes())
        file = room(archive)
        archive.close()
    number = len(captures)
    print(
        f"{title:28}{number:7}{size / number / 1000:9.1f}{100 * alone / size:9.1f}{100 * kept / size:9.1f}"
        f"{100 * file / size:9.1f}{1000 * plain / number:9.2f}{1000 * keep / number:9.2f}{1000 * back / number:9.2f}",
        flush=True,
    )


def ingest(megabytes: int) -> None:
    """A WARC file of a thousand hosts through the command: MB a second, and its peak of memory."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    draw = random.Random(1)
    wanted = [one for one in newspaper() if one.source == "www.hespress.com"]
    pages = list(large_pages(20))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.warc.gz"
        records = 0
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            while file.tell() < megabytes * 1_000_000:
                url = f"https://paper{draw.randrange(1000)}.example/{records}.html"
                body, mime = draw.choice(pages).body, "text/html"
                if records % 10 == 0 and wanted:
                    one = wanted.pop()
                    url, body = one.url, one.body
                elif records % 3 == 0:
                    body, mime = draw.randbytes(300_000), "image/jpeg"
                http = StatusAndHeaders("200 OK", [("Content-Type", mime)], protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http
                )
                writer.write_record(record)
                records += 1
        start = time.perf_counter()
        number = sum(1 for _ in warc.read(path.open("rb")))
        reading = time.perf_counter() - start
        assert number == records
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "ingest",
            "--any-arabic",
            str(path),
            "--db",
            f"{folder}/articles.db",
        ]
        start = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("together"):  # taken in, and nothing of it read yet
                    seconds, peak, said = time.perf_counter() - start, most_memory(process.pid), line
                    os.killpg(process.pid, signal.SIGTERM)  # what reads its pages too
    print(f"\nA WARC file of {megabytes} MB, {records} records:")
    print(
        f"read alone at {megabytes / reading:.0f} MB/s; taken in in {seconds:.0f} s with at most {peak:.0f} MB of memory"
    )
    print(said)


def most_memory(process: int) -> float:
    """The MB of memory that a process has held at most until now."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description="What the archive costs in room and time.")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of real pages")
    parser.add_argument("--warc", type=int, default=200, metavar="MB", help="size of the WARC file")
    arguments = parser.parse_args()
    print(f"{'':28}{'':7}{'':9}{'% of the bytes':>27}{'ms of CPU a page':>27}")
    print("".join(f"{name:>9}" for name in ("", "", "", "pages"))[8:] + "".join(
        f"{name:>9}" for name in ("KB", "alone", "archive", "file", "zstd", "keep", "read")
    ))  # fmt: skip
    real = [capture(gold.url, gold.html()) for gold in corpus(arguments.corpus)]
    sets = {
        "the bundled newspaper": list(newspaper()),
        "150 KB, one template": list(large_pages()),
        "the project's own pages": list(own_pages()),
        "real pages": real,
    }
    for title, captures in sets.items():
        if captures:
            measure(title, captures)
        else:
            print(f"{title}: none in {arguments.corpus}")
    if arguments.warc:
        for megabytes in (1, arguments.warc):
            ingest(megabytes)


if __name__ == "__main__":
    main()
