"""The part of a text that answers a query, in its own spelling, and where in it the words found stand."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.query import Query
from crawler.text import search_form, words

WINDOW = 30  # words shown
LEADING = 4  # of them before the first found


@dataclass(frozen=True, slots=True)
class Snippet:
    """`matches`: start and end of each word found, as places in `text`."""

    text: str
    matches: tuple[tuple[int, int], ...]

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, piece by piece, and whether each is a word found."""
        place = 0
        for start, end in self.matches:
            yield self.text[place:start], False
            yield self.text[start:end], True
            place = end
        yield self.text[place:], False

    def marked(self, before: str, after: str) -> str:
        """The text with each word found between two marks."""
        return "".join(f"{before}{piece}{after}" if found else piece for piece, found in self.pieces())


def snippet(text: str, query: Query) -> Snippet:
    """The WINDOW words of `text` with the most different words of the query; its beginning where it has none,
    all of it where it is no longer."""
    chunks = text.split()
    found = matching(chunks, query)
    best, first = (0, 0), 0
    for start in sorted({max(0, place - LEADING) for place in found}) if len(chunks) > WINDOW else ():
        inside = [found[place] for place in range(start, start + WINDOW) if place in found]
        if (worth := (len(set(inside)), len(inside))) > best:
            best, first = worth, start
    said = "…" if first else ""
    matches = []
    for place in range(first, min(first + WINDOW, len(chunks))):
        said += " " * (place > first)
        if place in found:
            left, right = inner(chunks[place])
            matches.append((len(said) + left, len(said) + right))
        said += chunks[place]
    return Snippet(said + "…" * (first + WINDOW < len(chunks)), tuple(matches))


def matching(chunks: Sequence[str], query: Query) -> dict[int, object]:
    """The places of the chunks that the query found, and what of it each is."""
    flat = [(word, stem, place) for place, chunk in enumerate(chunks) for word, stem in said(chunk)]
    found: dict[int, object] = {place: stem for _, stem, place in flat if stem in query.stems}
    for phrase in query.phrases:
        for start in range(len(flat) - len(phrase) + 1):
            if flat[start][0] == phrase[0]:
                span = flat[start : start + len(phrase)]
                if tuple(word for word, _, _ in span) == phrase:
                    found |= {place: phrase for _, _, place in span}
    return found


@lru_cache(maxsize=20_000)
def said(chunk: str) -> tuple[tuple[str, str], ...]:
    """The words of a chunk, mostly one, each with its stem."""
    return tuple((word, search_form(word)) for word in words(chunk))


def inner(chunk: str) -> tuple[int, int]:
    """Where the word stands in a chunk like «خبر»، without what surrounds it."""
    places = [
        place for place, char in enumerate(chunk) if char.isalnum() or unicodedata.category(char)[0] == "M"
    ]
    return (places[0], places[-1] + 1) if places else (0, len(chunk))
