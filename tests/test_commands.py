"""How a command of `scrapy` is found, and how little is loaded for it."""

import subprocess
import sys

import pytest

from crawler.settings import commands_of

LOADED = """
import atexit, sys
from scrapy.cmdline import execute
atexit.register(lambda: print("loaded:", *(name for name in sys.modules if name.startswith("crawler.commands."))))
execute()
"""


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("scrapy cursors reset desk", "crawler.commands.cursors"),
        ("scrapy --db=x.db search هاتف", "crawler.commands.search"),
        ("scrapy shell https://paper.example", "crawler.commands"),
        ("scrapy ../cursors", "crawler.commands"),
        ("scrapy --help", "crawler.commands"),
        ("scrapy", "crawler.commands"),
    ],
)
def test_a_command_line_names_the_module_of_its_command(line: str, module: str) -> None:
    assert commands_of(line.split()) == module


def test_only_the_command_that_was_asked_for_is_loaded() -> None:
    said = _said("cursors", "--help")
    assert "List the cursors" in said
    assert said.splitlines()[-1] == "loaded: crawler.commands.cursors"


def test_without_a_command_scrapy_lists_them_all() -> None:
    said = _said()
    for name in ("crawl", "export", "show", "sources", "status", "version"):
        assert f"\n  {name} " in said


def _said(*arguments: str) -> str:
    command = [sys.executable, "-c", LOADED, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
