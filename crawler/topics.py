"""Is an article about technology: a score from 0 to 1, and the words that made it.

Technology is what the press prints under that name: computing, telephony, the internet and its policy, AI,
security, start-ups, electronic trade, payment and government, games, electronics, electric and driverless
vehicles, satellites and space flight. Medicine, nature and archaeology are not, nor is what merely passed
through a device: a quarrel on Facebook, a stolen phone, a goal annulled by video.

The score is a sum of evidence in log-odds, from two tables beside this file that a person can read and edit:

- `topics.tsv`, set by hand: phrases and their weights. The longest phrase beats the words in it, so شبكة
  الإنترنت says more than شبكة and تطبيق القانون (the application of a law) takes back what تطبيق (an app)
  would claim. A word with a star stands for any that begins, or ends, so.
- `topics_learned.tsv`, counted from the labelled headlines under tests/topics: how much a word leans to
  technology (naive Bayes with add-one smoothing, Manning, Raghavan & Schütze 2008, ch. 13). Its share is
  small: it decides where the first table says little.

On headlines not seen before both together miss fewer than the first alone, at the same precision; the
second alone has a third of its finds wrong (figures: tests/benchmarks/topics.py).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from crawler.text import words

PRIOR = -1.9  # with nothing said for it, one headline in eight
LATIN = 0.8  # a name in Latin letters that the table does not know is a hint
TILT = 0.3  # of the learned table: its words are not independent, and few headlines taught it
TAG = 0.5  # of a phrase's weight when it stands in a tag
BODY = 0.35  # of the body's weight in a hundred words
BODY_EVEN = 1.0  # what the body of any article comes to by chance
BODY_LETTERS = 4000  # a story says early what it is about; and long ones cost no more
FLOOR = 40  # words: a body of two sentences proves less than its density says
LIMITS = {"tags": (-1.5, 2.5), "text": (-3.5, 6.0)}

# Where people talk is not what they talk about: on Facebook, a star of TikTok, sets Twitter alight.
PLATFORM = 3.4
VENUE = 0.3
PLATFORMS = """فيسبوك، فيس بوك، فايسبوك، فايس بوك، فيسبك، تويتر، إنستغرام، إنستجرام، إنستقرام، انستا، واتساب، واتس اب،
واتسب، وتساب، سناب شات، سنابشات، سناب، تيك توك، تيكتوك، يوتيوب، يوتوب، تلغرام، تليغرام، تليجرام، تلجرام، تيليغرام،
تيليجرام، تلقرام، لينكد ان، لينكدان، لينكدن، ماسنجر، مسنجر، سكايب، ثريدز، كلوب هاوس، ديسكورد، ماستودون، ريديت،
بينتريست، منصة إكس، facebook، twitter، instagram، whatsapp، snapchat، tiktok، youtube، telegram، linkedin"""
VENUES = """على، عبر، في، من خلال، بواسطة، بسبب، بفضل، رواد، نجم، نجمة، نجوم، فتاة، مشاهير، صفحة، صفحات، حساب على، حسابه على،
حسابها على، قناته على، منشور على، فيديو على، صورة على، تجتاح، يجتاح، تشعل، يشعل، تتصدر، يتصدر، تغزو، يغزو، ترند، تريند"""

SECTIONS = {  # words of a section's name; the heaviest counts
    4.0: "تقنية، تقنيات، تكنولوجيا، تكنو، تك، ذكاء، رقمي، رقمية، إنترنت، أنترنت، معلوميات، اتصالات، هواتف، تطبيقات، "
    "ألعاب، tech، technology، digital، ai، it",
    1.5: "علوم، علم، فضاء، ابتكار، سيارات، science",
    -1.5: "رياضة، كرة، فن، فنون، ثقافة، أدب، صحة، طب، حوادث، جرائم، دين، إسلاميات، طقس، مرأة، أسرة، مطبخ، سياحة، مشاهير، "
    "منوعات، سياسة، سياسي، برلمان، محافظات، جهات، sport، sports، culture، health، politics",
}

STARRED = ("ال*", "ي*", "ل*", "*ي")  # as _readings knows them
ARTICLES = ("ال", "وال", "بال", "فال", "كال", "وبال", "لل", "ولل")
PREFIXES = (*ARTICLES, "و", "ف", "س", "وس", "ب", "ل", "ك", "وب", "ول", "وك")
SUFFIXES = ("ها", "هم", "ه", "نا", "ي", "و", "ا", "ك", "كم", "ان", "ين", "ون", "ات")
STEM = re.compile(r"^(?:[وفبك]?ال|و?لل|[وفبلكس])?(\w{3,}?)(?:يات|ات|ون|ين|ان|ها|هم|يه|[هياو])?$")


def score(title: str, text: str = "", tags: Sequence[str] = (), section: str | None = None) -> float:
    """How surely an article is about technology: 0 to 1, technology from .5 up.

    Any of them may be empty. The body counts by its first 4000 letters.
    """
    return 1 / (1 + math.exp(-sum(_weigh(title, text, tags, section).values())))


def reasons(
    title: str, text: str = "", tags: Sequence[str] = (), section: str | None = None
) -> list[tuple[str, float]]:
    """What made the score, heaviest first: the phrase with its place before it (`title: هاتف ذكي`), and its
    weight in log-odds. They add up to the score's log-odds; phrases without weight are left out."""
    weights = _weigh(title, text, tags, section)
    found = [(reason, round(weight, 2)) for reason, weight in weights.items() if abs(weight) >= 0.005]
    return sorted(found, key=lambda reason: -abs(reason[1]))


def stem(word: str) -> str:
    """A word of the comparison form without its commonest prefix and suffix, three letters at least."""
    found = STEM.match(word)
    return found[1] if found else word


def _weigh(title: str, text: str, tags: Sequence[str], section: str | None) -> dict[str, float]:
    weights = weigh_title(title, _learned())
    in_tags = {f"tag: {phrase}": TAG * weight for tag in tags for phrase, weight in evidence(tag)}
    weights |= _within("tags", in_tags)
    if text:
        body = text[:BODY_LETTERS]
        dense = BODY * 100 / (body.count(" ") + FLOOR)
        said = Counter(evidence(body)).items()
        in_text = {f"text: {phrase}": dense * weight * min(times, 4) for (phrase, weight), times in said}
        weights |= _within("text", {"text: by chance": -BODY_EVEN} | in_text)
    if section:
        known = _sections()
        found = [known[name] for word in words(section) for name in _undressed(word) if name in known]
        weights["section"] = max(found, default=0.0, key=abs)
    return weights


def weigh_title(title: str, learned: Mapping[str, float]) -> dict[str, float]:
    """The title's evidence, with a learned table of one's choice: stem → log-odds."""
    weights = {"before reading": PRIOR} | {f"title: {phrase}": weight for phrase, weight in evidence(title)}
    stems = dict.fromkeys(map(stem, words(title)))
    return weights | {f"title, learned: {word}": TILT * learned[word] for word in stems if word in learned}


def _within(place: str, weights: dict[str, float]) -> dict[str, float]:
    """The weights, and what holds their sum within the place's limits."""
    low, high = LIMITS[place]
    total = sum(weights.values())
    return weights | {f"{place}: limit": min(max(total, low), high) - total}


def evidence(text: str) -> Iterator[tuple[str, float]]:
    """The phrases of the hand-made table in `text`, in its order, each with its weight; the longest first,
    no word twice."""
    root = _table()
    spoken = words(text)
    readings = [_readings(word) for word in spoken]
    at = 0
    while at < len(spoken):
        end, entry = _longest(readings, at, root) if readings[at] else (at, None)
        if entry and end > at:
            yield entry
            at = max(at + 1, end - ("*" in entry[0]))  # the word under the star may begin a phrase itself
            continue
        if spoken[at].isascii() and spoken[at].isalpha() and len(spoken[at]) > 2:
            yield "a-z", LATIN
        at += 1


class _Node(dict[str, "_Node"]):
    """A word of a phrase: the words that may follow, and the phrase with its weight if it may end here."""

    end: tuple[str, float] | None = None


def _longest(
    readings: Sequence[tuple[str, ...]], at: int, node: _Node
) -> tuple[int, tuple[str, float] | None]:
    best = at, node.end
    if at < len(readings):
        for reading in readings[at]:
            if reading in node:
                end, entry = _longest(readings, at + 1, node[reading])
                if entry and (end > best[0] or not best[1]):
                    best = end, entry
    return best


@lru_cache(maxsize=20_000)
def _readings(word: str) -> tuple[str, ...]:
    """The words of the table that `word` may be: as it is written first, then undressed, then starred."""
    known = _vocabulary()
    found = [form for form in _undressed(word) if form in known]
    found += [f"{edge}*" for edge in ("ي", "ل") if word.startswith(edge)]
    if word.endswith("ي"):
        found.append("*ي")
    if word.startswith(ARTICLES):
        found.append("ال*")
    return tuple(found)


def _undressed(word: str) -> list[str]:
    """`word`, then without each prefix, then each of those without each suffix. After a one-letter prefix
    four letters must remain: وابل (a hail) is not و + أبل (Apple)."""
    bare = [word]
    for prefix in PREFIXES:
        least = 3 if prefix in ARTICLES else 4
        if word.startswith(prefix) and len(word) - len(prefix) >= least:
            bare.append(word[len(prefix) :])
    forms = list(bare)
    for form in bare:
        for suffix in SUFFIXES:
            short = form.removesuffix(suffix)
            if short != form and len(short) >= 3:
                forms.append(short)
                if suffix == "ات":
                    forms.append(short + "ه")
                elif short.endswith("ت"):  # شبكتها is شبكة with ها
                    forms.append(short[:-1] + "ه")
    return list(dict.fromkeys(forms))


@cache
def _table() -> _Node:
    entries = list(read_table("topics.tsv"))
    for platform in _listed(PLATFORMS):
        entries.append((platform, PLATFORM))
        entries += [(f"{venue} {platform}", VENUE) for venue in _listed(VENUES)]
    root = _Node()
    for phrase, weight in entries:
        node = root
        for word in phrase.split():
            node = node.setdefault(word if word in STARRED else words(word)[0], _Node())
        node.end = node.end or (phrase, weight)
    return root


@cache
def _vocabulary() -> frozenset[str]:
    def walk(node: _Node) -> Iterator[str]:
        for word, following in node.items():
            yield word
            yield from walk(following)

    return frozenset(walk(_table()))


@cache
def _learned() -> dict[str, float]:
    return dict(read_table("topics_learned.tsv"))


@cache
def _sections() -> dict[str, float]:
    return {words(name)[0]: weight for weight, names in SECTIONS.items() for name in _listed(names)}


def _listed(text: str) -> list[str]:
    return [" ".join(item.split()) for item in text.split("،")]


def read_table(name: str) -> Iterator[tuple[str, float]]:
    """The phrases and weights of a table beside this module; lines that begin with # are remarks."""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            weight, phrase = line.split("\t")
            yield phrase, float(weight)
