"""A database with one of everything a page shows, `scrapy browse` over it as a process, and a browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.demo.pictures import draw
from crawler.items import Block
from tests.pipelines.conftest import Archive

pytest.importorskip("datasette", reason="the extra `browse` is not installed")
ROOT = Path(__file__).resolve().parent.parent.parent

HOSTILE = "هاتف <script>window.ran = 1</script> & <b>جريء</b>"
PICTURES = "https://pictures.example"
BLOCKS = (
    Block("image", url=f"{PICTURES}/lead.png", caption="واجهة الورشة", credit="عدسة الورشة"),
    Block("paragraph", "كتب أحمد عن الهواتف في ورشة صغيرة تطل على الميناء، ولم يذكر ثمنا."),
    Block("heading", "ما قبل الورشة"),
    Block("item", "بطارية تدوم يومين"),
    Block("item", "شاشة لا تلمع"),
    Block("image", url=f"{PICTURES}/kept.png", alt="صورة محفوظة"),
    Block("quote", "لا نبيع الوعود"),
    Block("table", "الطراز | الثمن\nالأول | 100"),
    Block("code", "if a < b: print('<i>')"),
    Block("embed", "مقطع", url="https://video.example/watch?v=1&t=2"),
    Block("embed", "فخ", url="javascript:window.ran=1"),
    Block("image", url="javascript:window.ran=1", caption="صورة الفخ"),
    Block("paragraph", "وانتهى الكلام <img src=x onerror=window.ran=1> هنا."),
)
COPIED = " ".join(
    f"{word} {number}"
    for number, word in enumerate(["ورشة", "ميناء", "هاتف", "بطارية", "شاشة", "ثمن", "خبر"] * 6)
)


@dataclass
class Paper:
    """The articles' ids by what they show, and where they are kept."""

    path: Path
    archive: Archive

    def id(self, key: str) -> int:
        return int(str(self.archive.rows("SELECT id FROM articles WHERE key = ?", key)[0][0]))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    folder = tmp_path_factory.mktemp("paper")
    archive = Archive(folder / "articles.db")
    made = Paper(folder / "articles.db", archive)
    june = {"source": "elaph", "published_precision": "minute"}
    archive.store(
        "everything", "", **june, title=HOSTILE, blocks=BLOCKS, published="2024-06-12T09:30Z", section="تقنية",
        authors=("سلمى", "Jane Doe"), tags=("هواتف", "R&D"), url="https://paper.example/?a=1&b=2",
    )  # fmt: skip
    archive.store("changed", "ثمن الهاتف مئة درهم", **june, published="2024-06-11T08:00Z")
    archive.store("changed", "ثمن الهاتف مئتا درهم", **june, published="2024-06-11T08:00Z")
    archive.store("first", COPIED, **june, published="2024-05-01T08:00Z", title="الأصل")
    copied = COPIED.replace("ورشة 0", "مصنع 0")
    archive.store("copy", copied, source="paper", published="2024-05-02T08:00Z", title="النسخة")
    for number in range(25):
        archive.store(
            f"plain-{number:02}", f"حاسوب رقم {number}", **june, published="2023-01-01", tags=("حواسيب",)
        )
    (folder / "images").mkdir()
    (folder / "images" / "kept.png").write_bytes(draw("kept.png")[0])
    archive.connection.execute("UPDATE images SET path = 'images/kept.png' WHERE url LIKE '%kept.png'")
    archive.connection.execute("INSERT INTO sources (name, title) VALUES ('paper', 'الجريدة')")
    yield made
    archive.connection.close()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", "browse", *arguments]


@pytest.fixture(scope="module")
def server(paper: Paper) -> Iterator[subprocess.Popen[str]]:
    """`scrapy browse` on a free port."""
    with subprocess.Popen(
        command("--db", str(paper.path), "--port", "0"),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process
        process.terminate()


@pytest.fixture(scope="module")
def site(server: subprocess.Popen[str]) -> str:
    """The address that the server printed, http://127.0.0.1:PORT."""
    assert server.stdout is not None
    found = re.search(r" is at (http://127\.0\.0\.1:\d+)/ ", server.stdout.readline())
    assert found
    return found[1]
