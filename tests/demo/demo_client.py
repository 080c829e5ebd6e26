"""A client that sees the demo as a crawler does: through its proxy, over real sockets."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from crawler.demo import Site


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def fetch(site: Site, url: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
    """One request through the proxy: a tunnel for https, an absolute address for http."""
    parts = urlsplit(url)
    loopback, port = urlsplit(site.proxy).hostname or "", urlsplit(site.proxy).port
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection: HTTPConnection
    if parts.scheme == "https":
        connection = HTTPSConnection(loopback, port, timeout=20, context=site.context())
        connection.set_tunnel(parts.netloc, 443)
    else:
        connection, target = HTTPConnection(loopback, port, timeout=20), url
    try:
        connection.request(method, target, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(response.status, dict(response.headers), body)
    finally:
        connection.close()


Get = Callable[..., Answer]
