"""What an article's words are compared by: a hash that finds the same words, a sketch that finds most of them."""

import struct
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

from crawler.items import Fingerprint, Sketch
from crawler.text import comparison_form, search_form

# Sketches of another number are never compared. A change to what follows, or to the comparison form of
# the words, takes a new number: a test holds the sketch of one text fast.
ALGORITHM = 1

BANDS = 27  # two texts are compared if one band of theirs is equal
ROWS = 3  # hashes in a band; fewer bring in strangers, more lose copies with many changes
HASHES = BANDS * ROWS
LEAST_PAIRS = 40  # different word pairs; a shorter text may share its few with any other

LEAST_SIMILAR = 0.3  # of the pairs of both texts: a fifth of the words replaced leaves .47
LEAST_CONTAINED = 0.55  # of the pairs of the shorter text: an extract, or a story inside a longer one
LEAST_TO_CONTAIN = 0.12  # below it what seems contained is the sketch's own error

CACHED_WORDS = 50_000
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15  # 2⁶⁴ over the golden ratio; odd, so that multiplying loses nothing
MULTIPLIERS = [pow(GOLDEN, part + 1, 1 << 64) for part in range(HASHES)]


def fingerprint(title: str | None, text: str) -> Fingerprint:
    """Title and body as they are compared, searched and told from others.

    The stems to be searched are those that differ from their word, each once.
    """
    heading, body = comparison_form(title or ""), comparison_form(text)
    words = body.split()
    stems = dict.fromkeys([_KNOWN[word][2] for word in (*heading.split(), *words)])
    stems.pop("", None)
    return Fingerprint(
        content_hash=blake2b(body.encode(), digest_size=16).hexdigest(),
        words=len(words),
        searched=(heading, body, " ".join(stems)),
        sketch=sketch(words),
    )


def sketch(words: Sequence[str]) -> Sketch | None:
    """The sketch of a text's words, or None for a text too short to be told from others.

    Two texts agree in a byte of their signatures with the probability of their word pairs' Jaccard
    similarity. The pairs' hashes fall into HASHES parts of equal width, and of each part the least is kept:
    one-permutation hashing (Li, Owen, Zhang, 2012). A part left empty takes the least under a hash of its
    own instead, which keeps the probability; a story of 300 words has one or two of them.
    """
    pairs = hashed_pairs(words)
    if len(pairs) < LEAST_PAIRS:
        return None
    least = {pair * HASHES >> 64: pair for pair in sorted(pairs, reverse=True)}
    for part in range(HASHES):
        if part not in least:
            multiplier = MULTIPLIERS[part]
            least[part] = min([pair * multiplier & MASK for pair in pairs])
    packed = struct.pack(f"<{HASHES}Q", *(least[part] for part in range(HASHES)))
    size = 8 * ROWS
    bands = (crc32(packed[at : at + size], at) - (1 << 31) for at in range(0, len(packed), size))
    return Sketch(len(pairs), packed[::8], tuple(bands))


def similarity(one: Sketch, other_pairs: int, other_signature: bytes) -> float | None:
    """How much of the word pairs of both texts is common (Jaccard, ± .05), or None if they are no copies."""
    differing = int.from_bytes(one.signature) ^ int.from_bytes(other_signature)
    agreeing = differing.to_bytes(HASHES).count(0) / HASHES
    similar = max(0.0, (agreeing * 256 - 1) / 255)  # one byte in 256 agrees by chance
    if similar >= LEAST_SIMILAR:
        return similar
    common = similar / (1 + similar) * (one.pairs + other_pairs)
    contained = common / min(one.pairs, other_pairs)
    return similar if similar >= LEAST_TO_CONTAIN and contained >= LEAST_CONTAINED else None


def hashed_pairs(words: Sequence[str]) -> set[int]:
    """A 64-bit number for each different pair of neighbouring words."""
    known = [_KNOWN[word] for word in words]
    return {left[0] ^ right[1] for left, right in pairwise(known)}


class _Words(dict[str, tuple[int, int, str]]):
    """What is worked out once for a word: its hashes as first and as second of a pair, and its stem, empty
    where that is the word itself."""

    def __missing__(self, word: str) -> tuple[int, int, str]:
        if len(self) >= CACHED_WORDS:
            self.clear()
        first, second = struct.unpack("<2Q", blake2b(word.encode(), digest_size=16).digest())
        stem = search_form(word)
        self[word] = known = (first, second, "" if stem == word else stem)
        return known


_KNOWN = _Words()
