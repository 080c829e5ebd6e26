"""Every publisher of the cases behind one loopback proxy: a listing and an article each, 404 for the rest."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.demo.control import Control
from crawler.demo.printed import Page
from crawler.demo.server import Server, Site
from crawler.sources import SOURCES

FOLDER = Path(__file__).resolve().parent
MIMES = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "sitemap.xml": "application/xml; charset=utf-8",
    "listing.html": "text/html; charset=utf-8",
    "api.json": "application/json; charset=utf-8",
}


class Press:
    """What the demo's server asks of a newspaper, answered from the cases."""

    def __init__(self) -> None:
        self.cases: dict[str, str] = {}
        self.pages: dict[tuple[str, str], Page] = {}
        self.expected: dict[str, dict[str, Any]] = {}
        for name in SOURCES:
            folder = FOLDER / name
            told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
            self.expected[name] = told
            self.put(told["url"], Page((folder / "page.html").read_bytes()))
            file = next(file for mime in MIMES if (file := folder / mime).exists())
            self.put(told["listing"], Page(file.read_bytes(), mime=MIMES[file.name]))
        addresses = [
            root.url for source in SOURCES.values() for root in source.listings if hasattr(root, "url")
        ]
        self.by_host = dict.fromkeys((urlsplit(url).hostname or "" for url in addresses), self)
        self.by_host |= dict.fromkeys((host for host, _ in self.pages), self)
        self.hosts = tuple(self.by_host)

    def put(self, url: str, page: Page) -> None:
        parts = urlsplit(url)
        self.pages[parts.hostname or "", unquote(url.split(parts.netloc, 1)[1])] = page

    def answer(self, host: str, target: str) -> Page | None:
        return self.pages.get((host, unquote(target)))


@contextmanager
def serve(press: Press) -> Iterator[Site]:
    """The press in a thread of this process, for as long as the block runs."""
    server = Server(Control(press))  # type: ignore[arg-type]  # a press is a newspaper as far as it is asked
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="press")
    thread.start()
    try:
        yield Site(server)
    finally:
        server.close()
        thread.join()
