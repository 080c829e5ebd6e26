"""`scrapy schedule`: the lines of a crontab, or the units of systemd, that crawl every source at its own pace."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.cli import PressCommand, need_whole_catalogue, unknown_source
from crawler.crawls import FAILED, UNWRITABLE
from crawler.database import connect_readonly
from crawler.rhythm import Rhythm, crawled, pace, rhythms
from crawler.schedule import Job, Place, crontab, jobs, units
from crawler.sources import SOURCES, originals


class Command(PressCommand):
    example = "scrapy schedule hespress elaph, or scrapy schedule --systemd --install"

    def syntax(self) -> str:
        return "[options] [SOURCE…]"

    def short_desc(self) -> str:
        return "Print a crontab, or systemd units, that crawl each source as often as it publishes"

    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. Without a SOURCE: those that the database knows, or where it knows none,"
            " the catalogue; mirrors of others only by name."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--all", action="store_true", help="every source of the catalogue but the mirrors"
        )
        parser.add_argument("--systemd", action="store_true", help="services and timers instead of a crontab")
        parser.add_argument(
            "--install",
            action="store_true",
            help="with --systemd: write and start them as units of this user, in place of the earlier ones",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.install and not opts.systemd:
            raise UsageError(
                "--install is for --systemd; a crontab is yours alone: scrapy schedule prints how to install"
                " its lines",
                print_help=False,
            )
        if opts.all or not args:
            need_whole_catalogue()
        for name in args:
            if name not in SOURCES:
                raise unknown_source(name)
        known, past = self.past()
        chosen = chosen_sources(args, opts.all, known)
        work = jobs({name: pace(past.get(name)) for name in chosen})
        if opts.install:
            self.install(work)
        elif opts.systemd:
            print("\n".join(f"# {name}\n{text}" for name, text in units(work, self.place).items()), end="")
        else:
            print(crontab(work, self.place, [*args, *(["--all"] if opts.all else [])]), end="")

    def past(self) -> tuple[list[str], dict[str, Rhythm]]:
        """The sources that the database knows, and the rhythm of those with a past. Raises DatabaseUnusable."""
        if not Path(self.database).exists():
            return [], {}
        connection = connect_readonly(self.database)
        try:
            return crawled(connection), rhythms(connection)
        finally:
            connection.close()

    @property
    def place(self) -> Place:
        assert self.settings is not None
        return Place(
            name=self.settings["BOT_NAME"],
            python=sys.executable,
            project=str(Path(closest_scrapy_cfg()).absolute().parent),
            database=str(Path(self.database).absolute()),
            contact=self.settings["CONTACT"],
        )

    def install(self, work: list[Job]) -> None:
        folder = units_folder()
        wanted = units(work, self.place)
        try:
            gone = replace_units(folder, self.place.mark, wanted)
        except OSError as error:
            self.fail(UNWRITABLE, f"{error.filename}: {error.strerror}; check the rights of the folder")
            return
        print(f"wrote {len(wanted)} units into {folder}, removed {len(gone)} that are not scheduled any more")
        steps = [["daemon-reload"], ["stop", *timers_of(gone)], ["enable", "--now", *timers_of(wanted)]]
        if shutil.which("systemctl") is None:
            print("systemctl is not here: copy the units to where systemd runs, and there enable the timers")
            return
        for step in steps:
            if step != ["stop"]:
                said = subprocess.run(
                    ["systemctl", "--user", *step], capture_output=True, text=True, check=False
                )
                if said.returncode:
                    self.fail(
                        FAILED,
                        f"systemctl --user {step[0]}: {said.stderr.strip()}; log in as this user (su and sudo are not"
                        " enough) and run it again: the units are written, but not started",
                    )
                    return
        print(
            f"started {len(timers_of(wanted))} timers; systemctl --user list-timers shows when they are due"
        )
        print("They run while this user is logged in; after loginctl enable-linger, always")


def replace_units(folder: Path, mark: str, wanted: Mapping[str, str]) -> list[str]:
    """Write the units, and remove those of `mark` that are not among them: their names. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    gone = sorted(path.name for path in folder.glob(f"{mark}-*") if path.name not in wanted)
    for name in gone:
        (folder / name).unlink()
        (folder / "timers.target.wants" / name).unlink(missing_ok=True)  # as `systemctl disable` would
    return gone


def timers_of(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.endswith(".timer")]


def chosen_sources(named: list[str], every: bool, known: list[str]) -> list[str]:
    """The names of the sources to schedule. `known`: to the database."""
    if named and not every:
        return named
    usual = originals()
    crawled_before = [name for name in usual if name in known]
    return [*named, *(usual if every else crawled_before or usual)]


def units_folder() -> Path:
    """Where systemd looks for a user's units."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
