"""The demo as another process, for tests that kill things: start it, steer it, count what was asked of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


class Apart:
    """A running demo elsewhere. `proxy` is its address, `process` its process."""

    def __init__(self, process: subprocess.Popen[str], proxy: str) -> None:
        self.process = process
        self.proxy = proxy

    def control(self, action: str, **values: Any) -> Any:
        """What `/-/ACTION` answers; ValueError with its reason where it refuses."""
        connection = HTTPConnection(urlsplit(self.proxy).netloc, timeout=30)
        try:
            connection.request("POST", f"/-/{action}", json.dumps(values))
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def log(self) -> list[dict[str, Any]]:
        """The requests so far: time, method, host, path, status."""
        entries: list[dict[str, Any]] = self.control("log")
        return entries


@contextmanager
def serve_apart(*arguments: str) -> Iterator[Apart]:
    """`python -m crawler.demo ARGUMENTS` for as long as the block runs; RuntimeError if it does not start."""
    command = [sys.executable, "-m", "crawler.demo", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            proxy = process.stdout.readline().strip()
            if not proxy:
                raise RuntimeError(f"the demo did not start: {' '.join(command)}")
            yield Apart(process, proxy)
        finally:
            process.terminate()
