"""`scrapy browse`: the database in the browser, right to left."""

import argparse
import logging
import socket
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.cli import PressCommand, complain, need_extra
from crawler.crawls import USAGE
from crawler.database import at_rest, connect_readonly


class Command(PressCommand):
    example = "scrapy browse --port 8001"

    def short_desc(self) -> str:
        return "Read, search and compare the articles in the browser, beside running crawls"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--port", metavar="N", default="8001", help="the port (default: 8001; 0: any free one)"
        )
        parser.add_argument(
            "--host",
            metavar="H",
            default="127.0.0.1",
            help="the address to listen on (default: 127.0.0.1, this machine alone)",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("browse takes no arguments; name a database with --db")
        need_extra("datasette", "browse makes its pages with Datasette", "browse")
        import uvicorn

        from crawler.browse.plugin import application

        database = Path(self.database)
        connect_readonly(database).close()
        try:
            listener = listen(opts.host, opts.port)
        except OSError as error:
            self.fail(
                USAGE, f"{opts.host}:{opts.port}: {error.strerror}; choose another with --host and --port"
            )
            return
        app = application(database.resolve(), opts.host, at_rest(database))
        self.outlive_connections()
        # a reader who goes away is no news
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        if not ip_address(listener.getsockname()[0]).is_loopback:
            complain(f"whoever reaches {opts.host} can read the whole database")
        with suppress(KeyboardInterrupt):
            print(f"{database} is at {address(listener)} (Ctrl-C ends it)", flush=True)
            uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listener])


def listen(host: str, port: str) -> socket.socket:
    """Raises UsageError, OSError."""
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{port!r} is no port; write a number up to 65535", print_help=False)
    return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
