"""Databases of invented articles, made in no time, and the command line without the second it takes to start."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.cmdline import execute

from tests.benchmarks.export import fill
from tests.crawl.conftest import ROOT

ARTICLES = 2500  # more than a row group of Parquet and two pieces of a stream
Ran = tuple[int, str, str]  # exit code, stdout, stderr


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ARTICLES of them; to be read only."""
    path = tmp_path_factory.mktemp("filled") / "articles.db"
    fill(path, ARTICLES)
    return path


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Path:
    """A copy to write to."""
    path = tmp_path / "articles.db"
    shutil.copy(filled, path)
    return path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`scrapy …` in this process."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")

    def command(*arguments: object) -> Ran:
        handlers = {name: signal.getsignal(name) for name in (signal.SIGPIPE, signal.SIGTERM)}
        try:
            with pytest.raises(SystemExit) as end:
                execute(["scrapy", *map(str, arguments)])
        finally:
            for (
                name,
                handler,
            ) in handlers.items():  # a command may die of SIGPIPE, the tests' own servers may not
                signal.signal(name, handler)
        return int(end.value.code or 0), *capfd.readouterr()

    return command
