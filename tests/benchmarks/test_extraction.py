"""The benchmark's own promises: a peer may be absent or raise, and the table still stands."""

from collections import Counter

import pytest

from tests.benchmarks import extraction, peers
from tests.quality.gold import Gold, fixtures
from tests.quality.score import Reading


def sample() -> Gold:
    return next(gold for gold in fixtures() if not gold.rejected)


def test_a_reader_that_raises_counts_as_an_empty_reading_and_is_named() -> None:
    def broken(page: bytes, url: str) -> Reading:
        raise KeyError(url)

    row, faults = extraction.measure([sample()], lambda _: broken)
    assert row["f1"] == 0
    assert faults == Counter({"KeyError": 1})


def test_a_peer_that_is_not_installed_is_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extraction, "peers", lambda: iter([("absent", None)]))
    extraction.table([sample()])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["ours", "ours,", "absent"]
    assert lines[-1].split(maxsplit=1)[1] == "not installed"


def test_trafilatura_is_read_with_its_images_in_place() -> None:
    reader = dict(peers.peers())["trafilatura"]
    assert reader
    paragraph = "<p>" + "كتب المحرر جملة طويلة تكفي لتكون فقرة من خبر عن مدينة بعيدة. " * 4 + "</p>"
    page = f"<html><body><article><h1>عنوان</h1>{paragraph}<img src='https://a.example/b.jpg'>{paragraph}</article>"
    read = reader(page.encode(), "https://a.example/1")
    assert read.images == (("https://a.example/b.jpg", len(read.body) - 1),)
