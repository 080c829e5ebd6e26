"""How a command of `scrapy` is found, and how little is loaded for it."""

import re
import subprocess
import sys

import pytest

from crawler.settings import commands_of

SCRAPY = """
import atexit, sys
from scrapy.cmdline import execute
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
sys.argv[0] = "scrapy"
execute()
"""


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("/home/desk/.venv/bin/scrapy cursors reset desk", "crawler.commands.cursors"),
        ("/lib/site-packages/scrapy/__main__.py --nolog search هاتف", "crawler.commands.search"),
        ("scrapy shell https://paper.example", "crawler.commands"),
        ("scrapy ../cursors", "crawler.commands"),
        ("scrapy --help", "crawler.commands"),
        ("scrapy", "crawler.commands"),
        ("nightly.py export", "crawler.commands"),  # which may well ask Scrapy for a crawl
    ],
)
def test_a_command_line_names_the_module_of_its_command(line: str, module: str) -> None:
    assert commands_of(line.split()) == module


def test_only_the_command_that_was_asked_for_is_loaded() -> None:
    out, loaded = run("cursors", "--help")
    assert "List the cursors" in out
    assert loaded == {"cursors"}


def test_without_a_command_scrapy_lists_them_all() -> None:
    out, loaded = run()
    assert {"crawl", "export", "show", "status"} <= loaded
    for name in loaded | {"version"}:
        assert f"\n  {name} " in out


def run(*arguments: str) -> tuple[str, set[str]]:
    """What `scrapy` prints, and which of our commands it loads."""
    command = [sys.executable, "-c", SCRAPY, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout, set(re.findall(r"^crawler\.commands\.(\w+)$", done.stderr, re.MULTILINE))
