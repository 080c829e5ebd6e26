"""The demo, running, for the tests of this folder."""

from collections.abc import Iterator

import pytest
from demo_client import Get, fetch

from crawler.demo import Newspaper, Site, serve


@pytest.fixture(scope="session")
def newspaper() -> Newspaper:
    """The default newspaper, read only."""
    return Newspaper()


@pytest.fixture(scope="session")
def shared_site(newspaper: Newspaper) -> Iterator[Site]:
    """One running demo for the tests that only read."""
    with serve(newspaper) as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    """A demo of its own for a test that changes something."""
    with serve(Newspaper(articles=16)) as running:
        yield running


@pytest.fixture
def get() -> Get:
    return fetch
