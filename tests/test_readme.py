"""The README's commands are real ones, and the Arabic README says the same as the English."""

import argparse
import ast
import os
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler import settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.ar.md"]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    """The lines of a page's shell blocks, without their comments."""
    lines = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8"))).splitlines()
    return [said for line in lines if (said := re.sub(r"\s+#.*", "", line).strip())]


def command_of(name: str, project: Settings) -> ScrapyCommand:
    for package in ("crawler.commands", "scrapy.commands"):
        try:
            module = import_module(f"{package}.{name}")
        except ModuleNotFoundError:
            continue
        command: ScrapyCommand = module.Command()
        command.settings = project
        return command
    raise AssertionError(f"there is no command {name}")


def mentioned(page: Path) -> list[str]:
    """The commands inside a page's sentences."""
    return [
        " ".join(said.split()) for said in re.findall(r"`(scrapy [^`]+)`", page.read_text(encoding="utf-8"))
    ]


DEPTH = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SCRAPY = sorted(
    {line for page in PAGES + DEPTH for line in commands(page) if line.startswith("scrapy ")}
    | {line for page in PAGES + DEPTH for line in mentioned(page)}
)


@pytest.mark.parametrize("line", SCRAPY)
def test_a_command_of_the_readme_exists_with_its_options(line: str) -> None:
    _, name, *arguments = shlex.split(line.partition(" | ")[0].partition(" > ")[0])
    command = command_of(name, get_project_settings())
    parser = argparse.ArgumentParser(prog=f"scrapy {name}", conflict_handler="resolve", exit_on_error=False)
    command.add_options(parser)
    parser.parse_known_args(arguments)
    unknown = [word for word in parser.parse_known_args(arguments)[1] if word.startswith("-")]
    assert not unknown, f"{name} has no {unknown}"


def test_both_readmes_tell_of_the_same_commands() -> None:
    english, arabic = map(commands, PAGES)
    assert english == arabic


@pytest.mark.parametrize("page", PAGES + DEPTH, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)|src=\"([^\"]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / "".join(target)).exists(), target


def test_the_table_of_settings_says_what_they_are() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| `(.+?)` \|", (ROOT / "docs/operating.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) > 8
    for name, value in rows:
        if f"CRAWLER_{name}" not in os.environ:
            assert getattr(settings, name) == ast.literal_eval(value), name
