"""A module imports only from floors beneath its own, and the pure packages stay pure."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from crawler import settings

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    {"items", "tables", "text", "urls", "source", "files", "migrations"},
    {
        "platforms", "topics", "database", "demo", "fingerprint", "query", "differences", "choice", "schedule", "bands",
    },
    {
        "listing", "sources", "extract", "search", "snippet", "duplicates", "boilerplate", "stories", "export",
        "crawls", "archive", "same_image", "rhythm", "cursors",
    },
    {"frontier", "rebuild", "fixture", "warc", "prune", "health", "removal", "formats", "articles"},
    {"replay", "image_queue", "health_page", "notices", "feed"},
    {"spiders", "middlewares", "pipelines", "settings", "cli", "browse"},
    {"commands"},
]  # fmt: skip
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS, 1) for name in floor}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "crawler":
            yield from (f"crawler.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def home(module: str) -> str | None:
    """The name that has a floor: `crawler.extract.dates` lives in `extract`."""
    parts = module.split(".")
    if parts[0] == "pipelines":
        return "pipelines"
    return parts[1] if parts[0] == "crawler" and len(parts) > 1 else None


MODULES = [p for package in ("crawler", "pipelines") for p in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_beneath(path: Path) -> None:
    own = home(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    if own is None:
        return
    assert own in FLOOR_OF, f"{own} has no floor; give it one here and in the README"
    for module in imports(path):
        other = home(module)
        if other is not None and other != own:
            assert FLOOR_OF[other] < FLOOR_OF[own], f"{own} imports {module}"
            assert not (other == "pipelines" and path.is_relative_to(ROOT / "crawler")), (
                "crawler never imports pipelines"
            )


@pytest.mark.parametrize(
    "module", ["crawler.sources", "crawler.extract.reading", "crawler.text", "crawler.urls"]
)
def test_reading_articles_needs_neither_scrapy_nor_a_database(module: str) -> None:
    program = f"import sys, {module}; sys.exit(bool({{'scrapy', 'sqlite3', 'sqlite_utils', 'twisted'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_command_that_reads_no_page_does_not_wait_for_trafilatura() -> None:
    program = "import sys, crawler.spiders.named; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_nobody_can_give_a_crawl_orders_from_outside() -> None:
    left_out = default_settings.EXTENSIONS_BASE.keys() - settings.EXTENSIONS_BASE.keys()
    assert left_out == {
        "scrapy.extensions.remote_control.RemoteControl", "scrapy.extensions.telnet.TelnetConsole",
    }  # fmt: skip
