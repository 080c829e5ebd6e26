"""What `scrapy schedule` prints runs as it stands: under cron's poor environment, and to systemd's own judgement."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.demo import Newspaper, serve
from tests.crawl.conftest import SETTINGS, Press, wait_until

AT_ONCE = "".join(f" -s {setting}" for setting in SETTINGS)  # the tests do not wait a second for every page
WANTS = "timers.target.wants"


@pytest.fixture
def daily(tmp_path: Path) -> Iterator[Press]:
    """A newspaper of these days, four or five articles a day."""
    with serve(Newspaper(newest=datetime.now(UTC))) as site:
        yield Press(site, tmp_path / "an odd 100%" / "articles.db")


def lines_of(press: Press, *arguments: str) -> list[str]:
    done = press.command("schedule", *arguments, "--db", str(press.database))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def as_cron(press: Press, line: str) -> subprocess.Popen[str]:
    """The command of a crontab's line, started as cron starts it."""
    command = line.split(" ", 5)[5].replace(r"\%", "%") + AT_ONCE
    environment = {
        "HOME": "/",
        "PATH": "/usr/bin:/bin",
        "http_proxy": press.site.proxy,
        "https_proxy": press.site.proxy,
    }
    return subprocess.Popen(
        ["sh", "-c", command], cwd="/", env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_the_crontab_crawls_each_source_at_its_pace_and_in_silence(daily: Press) -> None:
    assert daily.crawl("hespress").returncode == 0
    jobs = [line for line in lines_of(daily, "hespress", "elaph") if not line.startswith("#")]
    hourly, six_hourly = jobs  # the one without a past, and the one with
    assert hourly.split()[1] == "*"
    assert " crawl elaph --timeout 50 " in hourly
    assert six_hourly.split()[1] == "*/6"
    assert " crawl hespress --timeout 50 " in six_hourly
    for line in jobs:
        process = as_cron(daily, line)
        assert process.communicate(timeout=120) == ("", "")
        assert process.returncode == 0
    known = [line.split(" crawl ")[1].split()[0] for line in lines_of(daily) if not line.startswith("#")]
    assert sorted(known) == ["elaph", "hespress"], "without a name, those of the database"
    assert daily.value("SELECT count(DISTINCT source) FROM articles") == 2
    assert daily.value("SELECT count(*) FROM crawls WHERE outcome = 'finished'") == 3


def test_of_two_starts_that_overlap_the_second_says_who_crawls_since_when(press: Press) -> None:
    (line,) = [line for line in lines_of(press, "hespress") if not line.startswith("#")]
    press.site.control.hang("*")
    first = as_cron(press, line)
    wait_until(lambda: press.database.exists() and bool(press.site.control.log))
    second = as_cron(press, line)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 3
    started, pid = press.rows("SELECT started, pid FROM crawls")[0]
    assert f"is being crawled since {started} by process {pid} on" in said
    os.kill(pid, 15)
    first.communicate(timeout=30)


def stub(folder: Path, name: str, script: str) -> str:
    """A program that stands for one that would change this machine; the PATH that has it."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_the_lines_are_installed_beside_the_users_own_and_a_second_time_in_place_of_themselves(
    press: Press, tmp_path: Path
) -> None:
    table = tmp_path / "crontab"
    path = stub(
        tmp_path / "bin",
        "crontab",
        f'[ "$1" = -l ] && exec cat {table}; cat > {table}.new; mv {table}.new {table}',
    )
    begin, *lines, end = lines_of(press, "hespress")
    table.write_text(f"0 5 * * * backup\n{begin}\n1 1 1 1 1 an older one\n{end}\n0 6 * * * report\n")
    recipe = lines[1].removeprefix("#")
    for command in (recipe, recipe, recipe.replace(" schedule hespress", " schedule nosuch")):
        subprocess.run(
            ["sh", "-c", command], env={"HOME": "/", "PATH": path}, cwd="/",
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        own = ["0 5 * * * backup", "0 6 * * * report"]
        assert table.read_text().splitlines() == [*own, begin, *lines, end]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_every_unit_of_the_whole_catalogue(
    press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.database = tmp_path / 'an "odd" $HOME 100%' / "articles.db"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("CRAWLER_CONTACT", "me%you@example.com")
    monkeypatch.setenv("PATH", stub(tmp_path / "bin", "systemctl", "true"))
    assert install(press).returncode == 0
    units = sorted((tmp_path / "systemd" / "user").iterdir())
    assert len(units) == 24
    judged = subprocess.run(
        ["systemd-analyze", "verify", "--user", *units],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (judged.returncode, judged.stderr) == (0, "")


def install(press: Press, *sources: str) -> subprocess.CompletedProcess[str]:
    return press.command("schedule", *sources, "--systemd", "--install", "--db", str(press.database))


def test_install_starts_what_is_scheduled_and_removes_what_is_no_longer(
    press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", stub(tmp_path / "bin", "systemctl", f'echo "$@" >> {calls}'))
    folder = tmp_path / "systemd" / "user"
    (folder / WANTS).mkdir(parents=True)
    (folder / "backup.timer").write_text("another's")
    done = install(press, "hespress", "elaph")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"wrote 4 units into {folder}, removed 0" in done.stdout
    elaph, hespress = sorted((path.name for path in folder.glob("arabic*.timer")), key=lambda n: "-31" in n)
    assert calls.read_text().splitlines() == [
        "--user daemon-reload", f"--user enable --now {hespress} {elaph}",
    ]  # fmt: skip
    (folder / WANTS / elaph).symlink_to(folder / elaph)
    calls.unlink()
    assert "removed 2 that are not scheduled any more" in install(press, "hespress").stdout
    assert sorted(path.name for path in folder.glob("*.timer")) == [hespress, "backup.timer"]
    assert list((folder / WANTS).iterdir()) == []
    assert calls.read_text().splitlines() == [
        "--user daemon-reload", f"--user stop {elaph}", f"--user enable --now {hespress}",
    ]  # fmt: skip


def test_install_says_what_to_do_where_systemd_does_not_answer(
    press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", stub(tmp_path / "bin", "systemctl", "echo no bus >&2; exit 1"))
    done = install(press, "hespress")
    assert done.returncode == 1
    assert "systemctl --user daemon-reload: no bus; log in as this user" in done.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    done = install(press, "hespress")
    assert done.returncode == 0
    assert "systemctl is not here" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nosuch"], "no source 'nosuch'"), (["--install"], "a crontab is yours alone")],
)
def test_wrong_usage_exits_2_and_changes_nothing(press: Press, arguments: list[str], said: str) -> None:
    done = press.command("schedule", *arguments, "--db", str(press.database))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not press.database.exists()
