"""The pages that quality is measured on, each with what a careful reader would take from it."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent / "pages"
# Real pages belong to their publishers and lie outside the project, where they lie at all.
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the article: its addresses (sizes of one picture) and the index of the body paragraph
    it follows, -1 before the first.
    """

    urls: tuple[str, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for one page.

    `body`: paragraphs, headings and items in order; a table's rows each on their own. `optional`: captions,
    credits, byline, a standfirst outside the body: they neither help nor hurt. `days`: the days that are
    right for the publication (UTC and as shown), none where the page gives none. `moment`: to the minute in
    UTC, where the page gives it with its zone. `authors`: None where a desk or an agency signs, which a reader
    may take for an author or not. `selector`: CSS of the body's element.
    """

    name: str
    path: Path
    url: str
    rejected: bool = False
    title: str = ""
    body: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    moment: str | None = None
    authors: tuple[str, ...] | None = ()
    images: tuple[Picture, ...] = ()
    images_optional: bool = False
    selector: str | None = None
    notes: str = ""

    def html(self) -> bytes:
        data = self.path.read_bytes()
        return gzip.decompress(data) if self.path.suffix == ".gz" else data


def fixtures() -> Iterator[Gold]:
    """The project's own pages: articles first, then the pages that hold none."""
    golds = [
        _gold(path.stem, path.with_suffix(".html"), json.loads(path.read_text("utf-8")))
        for path in PAGES.glob("*.json")
    ]
    yield from sorted(golds, key=lambda gold: (gold.rejected, gold.name))


def corpus(folder: Path = CORPUS, *, copies: str | None = None) -> Iterator[Gold]:
    """The articles of a corpus laid out as `manifest.jsonl`, `gold/NAME.json`, `pages/NAME.html.gz`.

    `copies`: the name of a derived set (`cp1256` reads `manifest_cp1256.jsonl`) whose pages stand in for
    the originals. Nothing where the folder is absent.
    """
    manifest = folder / "manifest.jsonl"
    if not manifest.exists():
        return
    rows = {row["id"]: row for row in _rows(manifest)}
    if copies:
        rows = {row["id"]: rows[row["id"]] | row for row in _rows(folder / f"manifest_{copies}.jsonl")}
    for name in sorted(rows):
        judged = folder / "gold" / f"{name}.json"
        if judged.exists():
            data = json.loads(judged.read_text("utf-8"))
            yield _gold(name, folder / rows[name]["file"], data | {"url": rows[name]["url"]})


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _gold(name: str, path: Path, data: dict[str, Any]) -> Gold:
    if data.get("rejected"):
        return Gold(name, path, data["url"], rejected=True, notes=data["notes"])
    published = data.get("published") or ""
    shown = data.get("published_shown")
    optional = [*data.get("optional", []), *data.get("captions", [])]
    optional += [text for key in ("byline", "standfirst", "lead") if (text := data.get(key))]
    return Gold(
        name,
        path,
        data["url"],
        title=data["title"],
        body=tuple(data["body"]),
        optional=tuple(optional),
        days=tuple(day for day in (published[:10], shown) if day),
        moment=published[:16] + "Z" if published.endswith("Z") else None,
        authors=None if data["authors"] is None else tuple(data["authors"]),
        images=tuple(
            Picture((image["url"], *image.get("alternates", [])), image["after_paragraph"])
            for image in data["images"]
        ),
        images_optional=data.get("image_optional", False),
        selector=data.get("selector"),
        notes=data.get("notes", ""),
    )
