"""A database with the past of some sources, written as the simulated press writes it."""

import io
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from crawler.database import connect
from tests.benchmarks.health import Paper, Simulation, paper

ROOT = Path(__file__).resolve().parent.parent.parent
DAYS = 45  # of the past, up to today


class Years:
    """A past that ends today, as commands have no clock but the machine's: of `paper`, which is well, and of others
    that broke two days ago: `thin` prints no authors, `short` short bodies, `refused` is blocked."""

    def __init__(self, path: Path):
        self.path = path
        self.today = datetime.now(UTC).date()

    def keep(self, *names: str) -> None:
        """The other sources were never crawled."""
        self.change(f"DELETE FROM sources WHERE name NOT IN ({', '.join('?' * len(names))})", *names)

    def change(self, statement: str, *values: str) -> None:
        with closing(connect(self.path)) as connection:
            connection.execute(statement, values)

    def day(self, back: int) -> str:
        return (self.today - timedelta(days=back)).isoformat()

    def status(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command in this process, which is quicker."""
        command = ["scrapy", "status", *arguments, "--db", str(self.path)]
        out, err, pipes = io.StringIO(), io.StringIO(), signal.getsignal(signal.SIGPIPE)
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            execute(command, get_project_settings())
        signal.signal(signal.SIGPIPE, pipes)
        return subprocess.CompletedProcess(
            command, int(str(ended.value.code)), out.getvalue(), err.getvalue()
        )

    def process(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command as cron runs it."""
        return subprocess.run(
            [sys.executable, "-m", "scrapy", "status", *arguments, "--db", str(self.path)],
            cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip


def steady(name: str, breaks: str = "") -> Paper:
    """A paper of twenty articles a day that has what a paper should have."""
    one = paper(Random(3), name, 20)
    return replace(
        one, every=3, weekend=0.8, words=310, spread=0.4, signed=0.95, pictured=0.97, led=0.95, dated=1.0,
        rejected=0.02, poor=0.0, failures=0.0, breaks=breaks,
    )  # fmt: skip


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("past") / "articles.db"
    today = datetime.now(UTC).date()
    papers = [
        steady("paper"),
        steady("refused", "blocked"),
        steady("short", "short bodies"),
        steady("thin", "no authors"),
    ]
    simulation = Simulation(path, papers, today - timedelta(days=2), seed=1)
    for back in range(DAYS, 0, -1):
        simulation.live(today - timedelta(days=back))
    simulation.connection.close()
    return path


@pytest.fixture
def years(past: Path, tmp_path: Path) -> Years:
    return Years(Path(shutil.copy(past, tmp_path)))
