import asyncio
import os
import time
from collections.abc import Iterator

import pytest
from newspaper_page import SENTENCES, URL, page, source, texts

from crawler.extract.pool import Pool
from crawler.items import Article, Rejected
from crawler.source import Source


class Endless(Source):
    """A source whose page never ends."""

    @property
    def body(self) -> tuple[str, ...]:  # type: ignore[override]
        time.sleep(60)
        return ()


class Deadly(Source):
    """A source whose page takes its worker down, as a fault in a C library would."""

    @property
    def body(self) -> tuple[str, ...]:  # type: ignore[override]
        os._exit(9)


def turned_into(kind: type[Source]) -> Source:
    known = source()
    twin = object.__new__(kind)
    twin.__dict__.update({name: value for name, value in known.__dict__.items() if name != "body"})
    return twin


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(workers=1, seconds=2) as pool:
        yield pool


def test_pages_are_read_in_workers_as_they_are_inline(pool: Pool) -> None:
    async def both() -> tuple[Article | Rejected, Article | Rejected]:
        return await pool.extract(page().encode(), URL, source()), await Pool(0).extract(
            page().encode(), URL, source()
        )

    apart, inline = asyncio.run(both())
    assert isinstance(apart, Article)
    assert apart == inline


def test_a_page_over_the_limit_is_given_up_and_the_pool_lives_on(pool: Pool) -> None:
    async def two() -> tuple[Article | Rejected, Article | Rejected]:
        endless = await pool.extract(page().encode(), URL, turned_into(Endless))
        return endless, await pool.extract(page().encode(), URL)

    endless, good = asyncio.run(two())
    assert endless == Rejected("timeout")
    assert isinstance(good, Article)
    assert texts(good) == list(SENTENCES)


def test_a_page_that_kills_its_worker_harms_no_other(pool: Pool) -> None:
    async def three() -> list[Article | Rejected]:
        return await asyncio.gather(
            pool.extract(page().encode(), URL),
            pool.extract(page().encode(), URL, turned_into(Deadly)),
            pool.extract(page().encode(), URL),
        )

    first, dead, last = asyncio.run(three())
    assert dead == Rejected("crash")
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_a_pool_that_was_never_used_starts_no_process() -> None:
    pool = Pool(2)
    assert pool._pool is None
    pool.close()
