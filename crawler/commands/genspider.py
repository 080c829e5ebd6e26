"""`scrapy genspider`: Scrapy's own, with one template more: `source` starts a new source of the catalogue."""

import argparse
import re
from pathlib import Path

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

from crawler.crawls import FAILED
from crawler.sources import SOURCES

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "source.tmpl"
ADDRESS = re.compile(r"[^\s\"'\\{}$]+")  # goes into Python as it is
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Command(genspider.Command):
    def short_desc(self) -> str:
        return "Start a new source (-t source NAME DOMAIN), or a spider from Scrapy's own templates"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if opts.template == "source" and len(args) == 2:
            name, address = args
            if not NAME.fullmatch(name):
                raise UsageError(
                    f"{name!r} is no name; write small letters, digits and single hyphens, a letter first",
                    print_help=False,
                )
            if not ADDRESS.fullmatch(address):
                raise UsageError(
                    f"{address!r} is no address of a site; write it like https://paper.example",
                    print_help=False,
                )
            if not opts.force and name in SOURCES.broken:
                raise UsageError(
                    f"{SOURCES.broken[name]}; mend it, or --force begins it anew", print_help=False
                )
            if not opts.force and self._spider_exists(name):
                self.exitcode = FAILED
                return
            super().run([name, genspider.verify_url_scheme(address).rstrip("/")], opts)
            print(
                f"Next: scrapy sources --check {name}, then its case in tests/sources/{name}/."
                " CONTRIBUTING.md has the steps, and the tests say what is missing."
            )
        else:
            # a spider of another kind is no source: crawler/sources holds nothing else
            self.settings.set("NEWSPIDER_MODULE", "crawler.spiders", priority="cmdline")
            super().run(args, opts)

    def _find_template(self, template: str) -> Path | None:
        return TEMPLATE if template == "source" else super()._find_template(template)

    def _list_templates(self) -> None:
        super()._list_templates()
        print("  source")
