"""Processes that open a fresh file at the same instant, as the lines of a crontab do, all get it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Of eight that set the journal's mode at once, SQLite turned one away in every seventh round
ROUNDS = 30
OPENERS = """
import os, sys, time
from crawler.archive import Archive
from crawler.database import connect
for number in range({rounds}):
    path = f"{{sys.argv[1]}}/{{number}}.db"
    begin = time.time() + 0.05
    children = []
    for _ in range(8):
        child = os.fork()
        if not child:
            while time.time() < begin:
                pass
            {how}.close()
            os._exit(0)
        children.append(child)
    for child in children:
        if os.waitpid(child, 0)[1]:
            sys.exit(1)
    if {how}.{vacuum} != {mode}:
        sys.exit("it cannot shrink")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.parametrize(
    ("how", "vacuum", "mode"),
    [
        ("connect(path)", 'execute("PRAGMA auto_vacuum").fetchone()[0]', 0),
        ("Archive(path)", 'connection.execute("PRAGMA auto_vacuum").fetchone()[0]', 2),
    ],
    ids=["articles", "pages"],
)
def test_a_fresh_file_opened_by_eight_at_once(how: str, vacuum: str, mode: int, tmp_path: Path) -> None:
    program = OPENERS.format(rounds=ROUNDS, how=how, vacuum=vacuum, mode=mode)
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
