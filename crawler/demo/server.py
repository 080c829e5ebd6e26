"""The demo on loopback: one port that is a proxy for the real hosts, plain and through TLS tunnels."""

import gzip
import json
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from . import certificate
from .control import Control, parse
from .newspaper import Newspaper
from .printed import Page

TEXT = ("text/", "application/json", "application/xml", "application/rss+xml")
MISSING = Page("الصفحة غير موجودة".encode(), 404, "text/plain; charset=UTF-8")


class Tunnel(ssl.SSLSocket):
    """One whose client went away before it was made, of which Python loses sight while it is open, closes itself."""

    def getpeername(self) -> Any:
        try:
            return super().getpeername()
        except OSError:
            self.close()
            raise


class Server(ThreadingHTTPServer):
    """Answers for every host of a newspaper; a thread per connection, all ended by `close`."""

    request_queue_size = 128
    daemon_threads = False  # server_close() waits for them

    def __init__(self, control: Control, port: int = 0) -> None:
        self.control = control
        self.closing = Event()
        self.tls, self.certificate = certificate.issue(control.newspaper.hosts)
        self.tls.sslsocket_class = Tunnel
        self._open: set[socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def proxy(self) -> str:
        """The address for http_proxy and https_proxy."""
        return f"http://127.0.0.1:{self.server_port}"

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(60)
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def swap(self, old: socket, new: socket) -> None:
        """Notes that a connection goes on as a TLS tunnel."""
        self._open.discard(old)
        self._open.add(new)

    def forget(self, connection: socket) -> None:
        self._open.discard(connection)

    def close(self) -> None:
        """Stops at once, whoever is waiting."""
        self.closing.set()
        self.shutdown()
        for connection in list(self._open):
            try:
                connection.shutdown(SHUT_RDWR)
            except OSError:
                continue  # already gone
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection: proxy requests, then, after CONNECT, the requests inside the tunnel."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    wbufsize = -1  # head and body leave in one packet
    disable_nagle_algorithm = True
    tunnel: str | None = None

    def do_CONNECT(self) -> None:
        host = self.path.rsplit(":", 1)[0]
        if host not in self.server.control.newspaper.by_host:
            self._unknown(host)
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        plain = self.connection
        secure = self.server.tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.server.swap(plain, secure)
        self.connection, self.tunnel = secure, host
        secure.do_handshake()
        self.rfile = secure.makefile("rb")
        self.wfile = secure.makefile("wb")
        self.close_connection = False

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.tunnel is None and not parts.netloc and parts.path.startswith("/-/"):
            self._control(parts.path[3:], b"")
            return
        host = self.tunnel or parts.hostname or self.headers.get("Host", "").rsplit(":", 1)[0]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        control = self.server.control
        if host not in control.newspaper.by_host:
            self._unknown(host)
            return
        rule = control.rule(host, target)
        if rule and rule.status == 0:
            control.note(self.command, host, target, 0)
            self.server.closing.wait()
            self.close_connection = True
            return
        if control.latency:
            self.server.closing.wait(control.latency)
        if rule:
            page = Page(
                HTTPStatus(rule.status).phrase.encode(),
                rule.status,
                "text/plain",
                headers=tuple(rule.headers.items()),
            )
        else:
            page = control.newspaper.answer(host, target) or MISSING
        if self._unchanged(page):
            page = Page(status=304, modified=page.modified, mark=page.mark)
        control.note(self.command, host, target, page.status)
        self._send(page)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.tunnel is None and self.path.startswith("/-/"):
            self._control(self.path[3:], body)
        else:
            self._send(Page(b"only GET and HEAD here", 405, "text/plain"))

    def _control(self, action: str, body: bytes) -> None:
        if action == "certificate":
            self._send(Page(self.server.certificate.encode(), mime="application/x-pem-file"))
            return
        try:
            answer, status = self.server.control.answer(action, parse(body)), 200
        except (KeyError, TypeError, ValueError) as error:
            answer, status = {"error": str(error)}, 400
        self._send(Page(json.dumps(answer, ensure_ascii=False).encode(), status, "application/json"))

    def _unknown(self, host: str) -> None:
        self._send(Page(f"the demo has no host named {host!r}".encode(), 502, "text/plain; charset=UTF-8"))

    def _unchanged(self, page: Page) -> bool:
        """Whether the client has this page already (RFC 9110, 13.1: If-None-Match goes first)."""
        if page.status != 200 or page.mark is None or page.modified is None:
            return False
        if given := self.headers.get("If-None-Match"):
            marks = {one.strip().removeprefix("W/").strip('"') for one in given.split(",")}
            return page.mark in marks or "*" in marks
        if given := self.headers.get("If-Modified-Since"):
            try:
                since = parsedate_to_datetime(given)
            except ValueError:
                return False
            return page.modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))
        return False

    def _send(self, page: Page) -> None:
        body = page.body
        packed = (
            len(body) > 500
            and page.mime.startswith(TEXT)
            and "gzip" in self.headers.get("Accept-Encoding", "")
        )
        if packed:
            body = gzip.compress(body, compresslevel=1, mtime=0)
        self.send_response(page.status)
        if page.status != 304:
            self.send_header("Content-Type", page.mime)
            self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if page.mime.startswith(TEXT):
            self.send_header("Vary", "Accept-Encoding")
        if page.mark:  # weak, as the packed and the plain form share it
            self.send_header("ETag", f'W/"{page.mark}"')
        if page.modified:
            self.send_header("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True))
        if page.location:
            self.send_header("Location", page.location)
        for name, value in page.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and page.status != 304:
            self.wfile.write(body)

    def finish(self) -> None:
        try:
            super().finish()  # fails where the client has gone and an answer waits
        finally:
            if self.tunnel is not None:
                self.server.forget(self.connection)
                self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: the log is in the control."""


class Site:
    """A running demo inside this process. `control` steers it, `newspaper` knows what it has printed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.control = server.control
        self.newspaper = server.control.newspaper
        self.proxy = server.proxy
        self.certificate = server.certificate

    def context(self) -> ssl.SSLContext:
        """A client's TLS context that trusts this demo and nothing else."""
        return ssl.create_default_context(cadata=self.certificate)


@contextmanager
def serve(newspaper: Newspaper | None = None, port: int = 0, latency: float = 0.0) -> Iterator[Site]:
    """The demo in a thread of this process, for as long as the block runs."""
    server = Server(Control(newspaper or Newspaper(), latency), port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo")
    thread.start()
    try:
        yield Site(server)
    finally:
        server.close()
        thread.join()
