"""What changed between two texts, word by word, whatever changed in their marks and spaces."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from crawler.text import comparison_form

AROUND = 4  # words shown on each side of a change


class Piece(NamedTuple):
    """Some words in their own spelling. `gap`: words that stand in both texts, too many to show."""

    kind: Literal["same", "gone", "new", "gap"]
    text: str


def differences(old: str, new: str) -> list[list[Piece]]:
    """For each paragraph, or run of paragraphs, that changed: its pieces in reading order; the words
    around a change as they stand in `new`. Empty where the words are the same."""
    if comparison_form(old) == comparison_form(new):
        return []
    before, after = _paragraphs(old), _paragraphs(new)
    changed = []
    for tag, i, j, k, m in SequenceMatcher(None, _forms(before), _forms(after), autojunk=False).get_opcodes():
        if tag != "equal":
            pieces = list(_words(" ".join(before[i:j]).split(), " ".join(after[k:m]).split()))
            if any(kind in ("gone", "new") for kind, _ in pieces):
                changed.append(pieces)
    return changed


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if comparison_form(line)]


def _forms(parts: Sequence[str]) -> list[str]:
    return [comparison_form(part) for part in parts]


def _words(old: list[str], new: list[str]) -> Iterator[Piece]:
    before = [word for word in old if comparison_form(word)]
    after = [word for word in new if comparison_form(word)]
    steps = SequenceMatcher(None, _forms(before), _forms(after), autojunk=False).get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(steps):
        if tag != "equal":
            if i < j:
                yield Piece("gone", " ".join(before[i:j]))
            if k < m:
                yield Piece("new", " ".join(after[k:m]))
            continue
        head = AROUND if number else 0
        tail = AROUND if number < len(steps) - 1 else 0
        if m - k <= head + tail + 1:
            yield Piece("same", " ".join(after[k:m]))
            continue
        if head:
            yield Piece("same", " ".join(after[k : k + head]))
        yield Piece("gap", "…")
        if tail:
            yield Piece("same", " ".join(after[m - tail : m]))
