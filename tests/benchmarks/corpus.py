"""Articles by the million that look like news to an index: invented words in phrases that come back, and edits of them."""

import random
from collections.abc import Callable
from itertools import accumulate

CONSONANTS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
VOWELS = "اوي"
ENDINGS = ("ة", "ى", "ات", "ين", "ها", "ون")
TASHKEEL = "\u064b\u064e\u064f\u0650\u0651\u0652"
WORDS, PHRASES = 40_000, 120_000
MEAN_WORDS = 300


class Press:
    """A seeded newspaper. Words and phrases are drawn as in a language: a few very often, most seldom."""

    def __init__(self, seed: int = 1):
        self.random = random.Random(seed)
        self.vocabulary = list(dict.fromkeys(self._invent() for _ in range(2 * WORDS)))[:WORDS]
        often = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self.phrases = [
            " ".join(
                self.random.choices(self.vocabulary, cum_weights=often, k=self.random.choice((1, 2, 2, 3, 4)))
            )
            for _ in range(PHRASES)
        ]
        self.often = list(accumulate((rank + 30) ** -0.8 for rank in range(PHRASES)))

    def _invent(self) -> str:
        roll = self.random.random
        letters = [self.random.choice(CONSONANTS) + (self.random.choice(VOWELS) if roll() < 0.3 else "")
                   for _ in range(self.random.choice((3, 3, 4, 4, 4, 5, 6)))]  # fmt: skip
        prefix = "ال" if roll() < 0.35 else self.random.choice("وبلف") if roll() < 0.15 else ""
        return prefix + "".join(letters) + (self.random.choice(ENDINGS) if roll() < 0.2 else "")

    def article(self) -> list[str]:
        """The words of a story: 100 to 900, on the mean MEAN_WORDS and some more."""
        length = min(max(self.random.lognormvariate(0, 0.45), 0.33), 3.0) * MEAN_WORDS / 2.4
        return " ".join(self.random.choices(self.phrases, cum_weights=self.often, k=int(length))).split()

    def words(self, number: int) -> list[str]:
        return self.random.choices(self.vocabulary, k=number)

    # The edits of a copyist

    def edited(self, share: float) -> Callable[[list[str]], list[str]]:
        """Each word is replaced with the probability `share`."""

        def edit(words: list[str]) -> list[str]:
            return [self.words(1)[0] if self.random.random() < share else word for word in words]

        return edit

    def respelled(self, words: list[str]) -> list[str]:
        """Marks, tatweel, hamzas left out, ى for ي and ه for ة, as typed elsewhere."""
        text = " ".join(words)
        for sound, habit in (("أ", "ا"), ("إ", "ا"), ("ة ", "ه "), ("ي ", "ى "), ("ك", "ک")):
            text = text.replace(sound, habit)
        return [
            word[:2] + self.random.choice((*TASHKEEL, "ـ", "")) + word[2:] + self.random.choice(("", "،", ""))
            for word in text.split()
        ]

    def with_lead(self, words: list[str]) -> list[str]:
        return self.words(40) + words

    def with_agency(self, words: list[str]) -> list[str]:
        """Another agency's line before, another's after."""
        return [*self.words(3), "-", *words, *self.words(5)]


def first_part(share: float) -> Callable[[list[str]], list[str]]:
    def cut(words: list[str]) -> list[str]:
        return words[: int(len(words) * share)]

    return cut
