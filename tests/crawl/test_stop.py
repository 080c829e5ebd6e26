"""A signal and the time limit end a crawl in one way, whatever it was doing, and whatever the server does not do."""

import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from crawler.demo import Newspaper, Site, serve
from tests.crawl.conftest import Press, wait_until

WITHIN = 10  # seconds from a signal to the end of the process


def hanging(site: Site, answered: int) -> None:
    """All but the first articles of a paper get no answer."""
    for article in site.newspaper.of("hespress")[answered:]:
        site.control.hang(article.url)


def assert_put_away(press: Press) -> None:
    """The lock is free, nothing is leased, the books balance."""
    assert press.value("SELECT count(*) FROM crawls WHERE finished IS NULL") == 0
    assert press.value("SELECT count(*) FROM pages WHERE state = 'leased'") == 0
    press.assert_books_balance()


def seconds_to_end(process: subprocess.Popen[str], name: str) -> float:
    begun = time.monotonic()
    process.send_signal(signal.Signals[name])
    process.wait(timeout=90)
    return time.monotonic() - begun


def test_a_hung_server_holds_a_crawl_no_longer_than_its_limit_and_the_next_one_stores_all(
    press: Press,
) -> None:
    hanging(press.site, answered=5)
    done = press.crawl("hespress", "--set=CRAWL_SECONDS=5")
    assert done.returncode == 1
    assert (
        "hespress: timeout: not done within its limit of 5 s; the next crawl goes on from here" in done.stderr
    )
    assert press.value("SELECT outcome FROM crawls") == "timeout"
    assert "limit of 5 s" in press.value("SELECT reason FROM crawls")
    assert press.value("SELECT waiting FROM crawls") > 0
    assert_put_away(press)
    press.site.control.reset()
    assert press.crawl("hespress").returncode == 0
    stored = {row["url"] for row in press.rows("SELECT url FROM articles")}
    recent = [
        article.url for article in press.site.newspaper.of("hespress") if article.published.year == 2024
    ]
    assert len(recent) == 15
    assert set(recent) <= stored
    press.assert_books_balance()


def test_a_limit_that_is_no_number_of_minutes_is_wrong_usage(press: Press) -> None:
    done = press.crawl("hespress", "--timeout", "soon")
    assert done.returncode == 2
    assert "whole number from 1 on" in done.stderr


@pytest.mark.soak
def test_a_server_that_does_not_even_give_robots_txt_holds_a_crawl_no_longer(press: Press) -> None:
    press.site.control.hang("*")
    assert press.crawl("hespress", "--set=CRAWL_SECONDS=1").returncode == 1
    assert press.value("SELECT outcome FROM crawls") == "timeout"
    assert_put_away(press)


def stop_at_random_instants(folder: Path, seeds: range) -> None:
    """As many crawls as seeds, side by side, each with a paper of its own."""
    newspaper = Newspaper(articles=60)
    with serve(newspaper, latency=0.01) as site:
        hanging(site, answered=20)
        presses = [Press(site, folder / f"stopped-{seed}.db") for seed in seeds]
        processes = [press.start(*press.crawling("hespress")) for press in presses]
        wait_until(lambda: all(press.database.exists() for press in presses))
        instants = {seed: random.Random(seed).uniform(0.2, 2.5) for seed in seeds}
        begun, sent = time.monotonic(), {}
        for seed, instant in sorted(instants.items(), key=lambda pair: pair[1]):
            time.sleep(max(0.0, begun + instant - time.monotonic()))
            sent[seed] = time.monotonic()
            processes[seed - seeds.start].send_signal(
                random.Random(seed).choice([signal.SIGTERM, signal.SIGINT])
            )
        for seed in sorted(instants, key=instants.__getitem__):
            process = processes[seed - seeds.start]
            out, err = process.communicate(timeout=90)
            assert time.monotonic() - sent[seed] < WITHIN, f"{seed}: signalled after {instants[seed]:.3f} s"
            assert process.returncode == 0, f"{seed}: {err}{out}"
        for press in presses:
            assert_put_away(press)


def test_a_signal_at_whatever_instant_ends_a_crawl_of_a_hung_server_within_seconds(tmp_path: Path) -> None:
    stop_at_random_instants(tmp_path, range(3))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(3, 103, 4))
def test_a_hundred_signals_end_a_crawl_of_a_hung_server_within_seconds(tmp_path: Path, first: int) -> None:
    stop_at_random_instants(tmp_path, range(first, first + 4))


def test_a_signal_ends_a_crawl_that_has_left_the_site_while_requests_hang(press: Press) -> None:
    """The loop that leases is over by then, so nothing in it can notice the signal."""
    first, *others = press.site.newspaper.of("hespress")
    press.site.control.fail(first.url, 503, times=None, headers={"Retry-After": "3600"})
    for article in others:
        press.site.control.hang(article.url)
    process = press.start(*press.crawling("hespress"))
    wait_until(lambda: sum(".html" in address for address in press.asked()) >= 3)
    time.sleep(0.5)  # the answer is read, and the crawl waits for what hangs
    assert seconds_to_end(process, "SIGTERM") < WITHIN
    process.communicate()
    assert_put_away(press)


@pytest.mark.soak
def test_a_process_that_is_blocked_itself_ends_a_little_after_its_limit_and_frees_the_lock(
    press: Press,
) -> None:
    press.crawl("hespress", "--limit", "1")
    process = press.start(*press.crawling("hespress", "--set=CRAWL_SECONDS=2", "--set=DOWNLOAD_DELAY=1"))
    wait_until(lambda: press.value("SELECT count(*) FROM crawls WHERE finished IS NULL") == 1)
    holder = sqlite3.connect(press.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")  # the next write of the crawl waits 60 s, and the whole process with it
    try:
        _, err = process.communicate(timeout=40)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert process.returncode == 1
    assert "Timeout" in err
    assert press.crawl("hespress").returncode == 0
    assert_put_away(press)
