"""Extraction in worker processes, so that a page which takes for ever, or kills its reader, costs only itself."""

import asyncio
import atexit
import multiprocessing
from functools import cache
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from crawler.extract import extract
from crawler.items import Article, Rejected
from crawler.source import Source

PAGES_PER_WORKER = 5000  # then a fresh one takes its place: what leaks, leaks no further


class Pool:
    """Reads pages in `workers` processes, each page in at most `seconds`.

    Started by the first page; 0 workers read in the calling process, without a limit. To be closed.
    """

    def __init__(self, workers: int, seconds: float = 20.0) -> None:
        self.workers = workers
        self.seconds = seconds
        self._pool: ProcessPool | None = None

    async def extract(
        self, html: bytes, url: str | None = None, source: Source | None = None, fetched: str | None = None
    ) -> Article | Rejected:
        """As `crawler.extract.extract`; `Rejected("timeout")` where the page took too long, and
        `Rejected("crash")` where it took its worker down. The other pages do not notice.
        """
        if not self.workers:
            return extract(html, url, source, fetched)
        if self._pool is None:
            self._pool = ProcessPool(self.workers, max_tasks=PAGES_PER_WORKER, context=_context())
        future = self._pool.schedule(extract, args=(html, url, source, fetched), timeout=self.seconds)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            return Rejected("timeout")
        except (ProcessExpired, MemoryError):
            return Rejected("crash")

    def close(self) -> None:
        """Stops the workers, and whatever they still read."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@cache
def shared_pool(workers: int, seconds: float) -> Pool:
    """The one pool of this process, however many crawls run in it; closed when the process ends."""
    pool = Pool(workers, seconds)
    atexit.register(pool.close)
    return pool


def _context() -> multiprocessing.context.BaseContext:
    """A server that has the imports done forks the workers; where there is none, they start from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.extract.reading"])
    return context
