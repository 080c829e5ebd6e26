"""What a reader types into the search, as an expression that the index understands, whatever was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text import search_form, words

TOKENS = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|([()])|([^\s()"«»“”]+)')
MOST_TERMS = 100  # words and phrases; what stands after them is left out
DEEPEST = 20  # parentheses within each other; deeper ones are passed over
OPERATORS = ("AND", "OR", "NOT")
HAMZA_SEATS = (str.maketrans("ؤ", "ئ"), str.maketrans("ئ", "ؤ"))  # مسئول is as often written مسؤول


@dataclass(frozen=True, slots=True)
class Query:
    """`match`: an FTS5 expression, empty where nothing can be found; what to highlight: `stems`, and
    `phrases` as words of the comparison form.
    """

    match: str
    stems: frozenset[str]
    phrases: frozenset[tuple[str, ...]]


def parse(text: str) -> Query:
    """Words side by side must all occur, each in any spelling and with or without its light prefixes;
    "…" and «…» hold words as they are written, side by side; AND, OR, NOT and parentheses bind them.

    Never fails: what makes no sense (an operator without its words, a parenthesis never closed) is passed over.
    """
    reader = _Reader(text)
    match = reader.either()
    while reader.token is not None:  # a parenthesis closed once too often
        reader.advance()
        match = _joined(" AND ", [match, reader.either()])
    return Query(match, frozenset(reader.stems), frozenset(reader.phrases))


def _joined(operator: str, parts: list[str]) -> str:
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else f"({operator.join(kept)})" if kept else ""


class _Reader:
    """Reads a query from left to right. A token is a parenthesis, an operator, or an expression."""

    def __init__(self, text: str):
        self.stems: set[str] = set()
        self.phrases: set[tuple[str, ...]] = set()
        self.tokens = self._read(text)
        self.depth = 0
        self.token: tuple[str, str] | None = None
        self.advance()

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        terms = 0
        for found in TOKENS.finditer(text):
            phrase = found[1] or found[2] or found[3]
            if found[4] or found[5] in OPERATORS:
                yield found[0], found[0]
            elif phrase or found[5]:
                expression = self.phrase(phrase) if phrase else self.word(found[5])
                terms += bool(expression)
                if expression:
                    yield "term", expression
                if terms == MOST_TERMS:
                    return

    def advance(self) -> None:
        self.token = next(self.tokens, None)

    def takes(self, kind: str) -> bool:
        if self.token is None or self.token[0] != kind:
            return False
        self.advance()
        return True

    def either(self) -> str:
        """What OR joins."""
        parts = [self.all()]
        while self.takes("OR"):
            parts.append(self.all())
        return _joined(" OR ", parts)

    def all(self) -> str:
        """What AND joins, or nothing does. FTS5 subtracts, so there must be something to subtract from."""
        wanted: list[str] = []
        unwanted: list[str] = []
        while self.token is not None and self.token[0] not in ("OR", ")"):
            if self.takes("AND"):
                continue
            negative = False
            while self.takes("NOT"):
                negative = not negative
            (unwanted if negative else wanted).append(self.one())
        match, without = _joined(" AND ", wanted), _joined(" OR ", unwanted)
        return f"({match} NOT {without})" if match and without else match

    def one(self) -> str:
        if self.token is None:
            return ""
        kind, expression = self.token
        if kind == "term":
            self.advance()
            return expression
        if kind != "(":
            return ""
        self.advance()
        if self.depth == DEEPEST:
            return ""
        self.depth += 1
        match = self.either()
        self.takes(")")
        self.depth -= 1
        return match

    def word(self, token: str) -> str:
        """A word, or the words of a token like 3.5; each as it stands, or as a stem without its prefixes."""
        spellings = [words(token), *(words(token.translate(seat)) for seat in HAMZA_SEATS)]
        parts = []
        for spelled in zip(*spellings, strict=True):
            stems = {search_form(word) for word in spelled}
            self.stems |= stems
            parts.append(_joined(" OR ", [f'"{word}"' for word in sorted({*spelled, *stems})]))
        return _joined(" AND ", parts)

    def phrase(self, text: str) -> str:
        said = words(text)
        if not said:
            return ""
        self.phrases.add(tuple(said))
        return f'{{title body}} : "{" ".join(said)}"'
