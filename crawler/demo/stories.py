"""Stories out of words: the same number always gives the same story, and no two stories read alike."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from crawler.items import BlockKind

from . import words
from .themes import THEMES, Theme

CHOICE = re.compile(r"\[([^\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
TECHNOLOGY = tuple(theme for theme in THEMES if theme.technology)
OTHER = tuple(theme for theme in THEMES if not theme.technology)

# (his form, her form) of the verbs that the sentences use after a speaker's name
VERBS = {
    "said": ("قال", "قالت"),
    "explained": ("أوضح", "أوضحت"),
    "answered": ("أجاب", "أجابت"),
    "stressed": ("شدد", "شددت"),
    "admitted": ("أقر", "أقرت"),
    "hide": ("يخف", "تخف"),
    "promises": ("يعد", "تعد"),
    "noted": ("لاحظ", "لاحظت"),
    "warned": ("حذر", "حذرت"),
    "asked": ("تساءل", "تساءلت"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a story in reading order; `kind` is one of `Block`'s, and an image has its caption."""

    kind: BlockKind
    text: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What a journalist hands in, before any paper prints it."""

    theme: Theme
    title: str
    pieces: tuple[Piece, ...]
    author: str
    tags: tuple[str, ...]
    picture: str  # what the lead picture shows


Recipe = frozenset[str]


def write_story(random: Random, theme: Theme, earlier: Sequence[Recipe] = ()) -> tuple[Story, Recipe]:
    """A story about `theme`, of the sentences least used by the `earlier` recipes of it, and its recipe.

    Eight draws, the best is kept (against the last sixty): with a few hundred stories chance alone would
    make some pairs alike enough to count as near-duplicates.
    """
    earlier = earlier[-60:]
    draws = [_draw_sentences(random, theme) for _ in range(8)]
    chosen = min(draws, key=lambda draw: max((len(recipe(draw) & other) for other in earlier), default=0))
    fill = _filler(random, theme)
    story = Story(
        theme=theme,
        title=fill(random.choice(theme.titles)),
        pieces=tuple(_lay_out(random, fill, theme, chosen)),
        author=_person(random)[0],
        tags=(*random.sample(theme.tags, min(3, len(theme.tags))), fill("{country}")),
        picture=fill(random.choice(words.CAPTIONS) if theme.technology else "{city}: صورة من الأرشيف"),
    )
    return story, recipe(chosen)


def recipe(draw: dict[str, list[str]]) -> Recipe:
    """The set of sentences a draw is made of."""
    return frozenset(sentence for sentences in draw.values() for sentence in sentences)


def respell(text: str) -> str:
    """The same words as a hastier desk types them: hamza, final ya and ta marbuta differ, nothing else."""
    text = re.sub(r"[أإآ]", "ا", text)
    text = re.sub(r"ى(?!\w)", "ي", text)
    return re.sub(r"(?<=\w\w\w)ة(?!\w)", "ه", text)


def _draw_sentences(random: Random, theme: Theme) -> dict[str, list[str]]:
    drawn = {
        "lead": [random.choice(theme.leads)],
        "facts": random.sample(theme.facts, 6 if theme.technology else 8),
    }
    if theme.technology:
        drawn["quotes"] = random.sample(words.QUOTES, 3)
        drawn["opinions"] = random.sample(words.OPINIONS, 2)
        drawn["market"] = random.sample(words.MARKET, 2)
        drawn["background"] = random.sample(words.BACKGROUND, 2)
        drawn["reactions"] = random.sample(words.REACTIONS, 2)
        drawn["closing"] = [random.choice(words.CLOSINGS)]
    return drawn


def _lay_out(
    random: Random, fill: Callable[[str], str], theme: Theme, drawn: dict[str, list[str]]
) -> list[Piece]:
    """Lead first, then paragraphs of one to three sentences; between them subheads, a quote, a list, a picture."""
    facts = drawn["facts"]
    if not theme.technology:
        return [
            Piece("paragraph", _join(fill, part))
            for part in (drawn["lead"], facts[:2], facts[2:4], facts[4:6], facts[6:])
        ]
    quotes, market, background = drawn["quotes"], drawn["market"], drawn["background"]
    reactions, opinions = drawn["reactions"], drawn["opinions"]
    pieces = [
        Piece("paragraph", _join(fill, [*drawn["lead"], background[0]])),
        Piece("paragraph", _join(fill, facts[:2])),
        Piece("paragraph", _join(fill, [quotes[0], facts[2]])),
        Piece("heading", fill(random.choice(words.HEADINGS))),
        Piece("paragraph", _join(fill, [facts[3], market[0]])),
        Piece("paragraph", _join(fill, [quotes[1], opinions[0]])),
        Piece("paragraph", _join(fill, facts[4:])),
        Piece("paragraph", _join(fill, [opinions[1], market[1], background[1]])),
        Piece("paragraph", _join(fill, reactions)),
        Piece("paragraph", _join(fill, drawn["closing"])),
    ]
    if random.random() < 0.6:  # a second picture stands where its paragraph needs it
        picture = Piece("image", caption=fill(random.choice(words.CAPTIONS)))
        pieces.insert(random.choice((2, 5, 7)), picture)
    if random.random() < 0.4:
        pieces.insert(6, Piece("quote", _join(fill, quotes[2:])))
    if random.random() < 0.3:
        pieces[-1:-1] = [Piece("item", fill(f"{point}: {{h}} ألف دولار")) for point in theme.points]
    return pieces


def _join(fill: Callable[[str], str], templates: list[str]) -> str:
    return " ".join(fill(template) for template in templates)


def _person(random: Random) -> tuple[str, int]:
    """A full name, and 0 for a man's verbs or 1 for a woman's."""
    her = random.randrange(2)
    return f"{random.choice(words.WOMEN if her else words.MEN)} {random.choice(words.FAMILIES)}", her


def _filler(random: Random, theme: Theme) -> Callable[[str], str]:
    """A function that fills a template with one cast of names; numbers are new at every place."""
    speaker, speaker_her = _person(random)
    expert, expert_her = _person(random)
    role = random.choice(words.ROLES).split("|")[speaker_her]
    expert_role = random.choice(words.EXPERTS).split("|")[expert_her]
    (city, country), (city2, _) = (place.split("|") for place in random.sample(words.PLACES, 2))
    companies = [
        f"{name} {random.choice(words.COMPANY_KINDS)}" for name in random.sample(words.COMPANY_NAMES, 2)
    ]
    other_countries = sorted({place.split("|")[1] for place in words.PLACES} - {country})
    cast = {
        "company": companies[0],
        "rival": companies[1],
        "product": f"{random.choice(words.PRODUCT_NAMES)} {random.randint(2, 90)}",
        "city": city,
        "country": country,
        "city2": city2,
        "country2": random.choice(other_countries),
        "thing": theme.thing,
        "speaker": speaker,
        "role": role,
        "role_bare": role,
        "expert": expert,
        "erole": expert_role,
        "erole_bare": expert_role,
        "expert_known": f"{expert_role} {expert}",
    }
    for verb, forms in VERBS.items():
        cast[verb] = forms[speaker_her]
        cast[f"e{verb}"] = forms[expert_her]

    def number(slot: str) -> str:
        if slot in ("n", "pct"):
            return str(random.randint(11, 89))
        if slot == "h":  # 120-990 without those that take a plural or a bare genitive (x00, x10)
            return str(100 * random.randint(1, 9) + 10 * random.randint(2, 9))
        if slot == "digit":
            return str(random.randint(3, 9))
        if slot == "year":
            return str(random.randint(2009, 2022))
        if slot == "future":
            return str(random.randint(2026, 2033))
        if slot == "period":
            return random.choice(words.PERIODS)
        if slot == "day":
            return random.choice((*words.PAST_DAYS, f"يوم {random.choice(words.WEEKDAYS)} الماضي"))
        if slot == "nextday":
            return f"يوم {random.choice(words.WEEKDAYS)} المقبل"
        raise KeyError(f"no slot named {slot!r}")

    def fill(template: str) -> str:
        template = CHOICE.sub(lambda found: random.choice(found[1].split("|")), template)
        return SLOT.sub(lambda found: cast.get(found[1]) or number(found[1]), template)

    return fill
