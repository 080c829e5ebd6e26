"""Makes the cases of the sources: `python tests/sources/make.py NAME…`, or without a name those that have none.

A case is a page in the publisher's known markup with a story of our own, the listing that names it, and what
a reader takes from the page. A case may be written by hand just as well; nothing here is read by the tests.
"""

import json
import sys
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from layouts import PAGES
from listings import api, feed, listing, sitemap
from markup import Printed

from crawler.demo.stories import TECHNOLOGY, write_story
from crawler.items import Block
from crawler.listing import address as address_of
from crawler.listing import first_number
from crawler.source import Api, Feed, Section, Sitemap, Source
from crawler.sources import SOURCES

FOLDER = Path(__file__).resolve().parent
FIRST = datetime(2025, 3, 2, 10, 30)  # each case a day and some minutes later
KINDS = {"feed.xml": Feed, "sitemap.xml": Sitemap, "listing.html": Section, "api.json": Api}

# Stories in other languages: title, author, section, tags, then a paragraph a line; the Arabic ones are the
# bundled newspaper's
FOREIGN = {
    "en": """
        Rabat Start-up Trains Speech Model on Darija Recordings
        Salma Idrissi
        Technology
        speech|start-ups|Darija
        A start-up in Rabat has finished training a speech model on four thousand hours of recordings in \
        Darija, its founders said on Tuesday.
        The recordings were collected in markets and taxis over fourteen months, each with the written \
        consent of the people who speak in them.
        In a blind test the model understood nine sentences of ten, two more than the best system that \
        can be bought today, though it still stumbles over numbers.
        The company plans to sell it to call centres first and to publish a smaller version for schools \
        before the end of next year.
    """,
    "fr": """
        Un laboratoire de Casablanca présente un capteur solaire pour les puits
        Yassine Berrada
        Technologie
        capteurs|énergie solaire|agriculture
        Un laboratoire de Casablanca a présenté mercredi un capteur alimenté par le soleil qui mesure le \
        niveau de l'eau dans les puits agricoles.
        L'appareil envoie ses relevés par radio à une passerelle installée au village, sans carte \
        téléphonique ni abonnement.
        Trente exploitations l'ont essayé pendant deux saisons : la consommation d'eau y a baissé d'un \
        cinquième, selon les ingénieurs.
        La fabrication doit commencer à l'automne dans un atelier de la ville, pour un prix inférieur à \
        six cents dirhams.
    """,
    "fr2": """
        Paiement mobile : trois opérateurs ouvrent leurs portefeuilles les uns aux autres
        Nadia El Fassi
        Digital
        paiement mobile|télécoms|banques
        Les clients de trois opérateurs pourront s'envoyer de l'argent d'un portefeuille à l'autre dès \
        lundi, ont annoncé les entreprises.
        Jusqu'ici, un transfert entre réseaux passait par une agence et prenait une journée ; il se fera \
        désormais en quelques secondes.
        Les frais sont plafonnés à deux dirhams, et les petits commerçants en sont dispensés pendant un \
        an.
        Une plateforme commune, hébergée à Rabat, compense les soldes chaque soir et signale les \
        opérations qui sortent de l'ordinaire.
    """,
}


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What differs from source to source; specs.toml says what each is. `listing`: the file to make, and so
    the kind of listing; `section`: whether the page names one; `story`: one of FOREIGN.
    """

    layout: str
    path: str
    listing: str
    no_articles: list[str] = field(default_factory=list)
    markup: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    section: bool = True
    precision: str = "second"
    story: str = ""


SPECS = {
    name: Spec(**values)
    for name, values in tomllib.loads((FOLDER / "specs.toml").read_text(encoding="utf-8")).items()
}
USUAL = ("", "tag/startup-and-cloud-platform/", "author/mona-al-haddad-and-friends/", "page/2/",
         "wp-content/uploads/2025/03/startup-opens-cloud-platform.jpg", "privacy-policy")  # fmt: skip


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def story(
    name: str, number: int, spec: Spec
) -> tuple[str, str, str, tuple[str, ...], list[Block], tuple[str, ...]]:
    """Title, author, section, tags, the blocks after the picture, and headlines of other stories."""
    random = Random(f"cases/{name}")
    if spec.story:
        title, author, section, tags, *paragraphs = lines(FOREIGN[spec.story])
        others = tuple(lines(FOREIGN[key])[0] for key in FOREIGN if key != spec.story)
        blocks = [Block("paragraph", text) for text in paragraphs]
        return title, author, section, tuple(tags.split("|")), blocks, others
    written, _ = write_story(random, TECHNOLOGY[number % len(TECHNOLOGY)])
    titles = tuple(write_story(random, theme)[0].title for theme in TECHNOLOGY[:3])
    pieces = [piece for piece in written.pieces if piece.kind in ("paragraph", "heading", "quote")]
    blocks = [Block(piece.kind, piece.text) for piece in pieces[:7]]
    return written.title, written.author, "تكنولوجيا", written.tags, blocks, titles


def print_case(name: str, number: int) -> tuple[Source, Spec, Printed]:
    source, spec = SOURCES[name], SPECS[name]
    zone = ZoneInfo(source.timezone or "Asia/Riyadh")
    when = (FIRST + timedelta(days=number, minutes=7 * number)).replace(tzinfo=zone)
    title, author, section, tags, blocks, titles = story(name, number, spec)
    pictures = f"{urljoin(source.home, '/wp-content/uploads')}/{when:%Y/%m}/press-photo-{number}"
    captioned = spec.layout in ("modern", "paper", "arc", "elaph", "mirror")
    lead = Block(
        "image",
        url=f"{pictures}481.jpg",
        caption="لقطة من المختبر خلال العرض" if captioned else None,  # “a picture from the laboratory”
        alt=title if spec.layout == "hespress" else None,
    )
    if spec.extra.get("line") == "br":
        blocks = [block for block in blocks if block.kind == "paragraph"]
    elif number % 3 == 0:
        blocks.insert(2, Block("image", url=f"{pictures}482.jpg", caption="صورة التقطت أثناء التجربة"))
    return (
        source,
        spec,
        Printed(
            url=address(source, spec.path),
            site=source.title,
            home=source.home,
            title=title,
            author=author,
            blocks=(lead, *blocks),
            when=when,
            section=section,
            tags=tags,
            related=titles,
            country=source.country,
            language=source.language,
            extra=spec.extra,
            **spec.markup,
        ),
    )


def address(source: Source, path: str) -> str:
    """An address on the publisher's host, percent-encoded with small letters, as most publishers write it."""
    coded = "".join(letter if letter.isascii() else quote(letter).lower() for letter in path)
    return urljoin(source.home, coded)


def write(name: str, number: int) -> None:
    source, spec, case = print_case(name, number)
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    root = next(root for root in source.listings if type(root) is KINDS[spec.listing])
    home = source.home.rstrip("/") + "/"
    others = [urljoin(home, path) for path in USUAL] + [address(source, path) for path in spec.no_articles]
    makers = {"feed.xml": feed, "sitemap.xml": sitemap, "api.json": api}
    text = listing(case, others) if isinstance(root, Section) else makers[spec.listing](case)
    (folder / spec.listing).write_text(text, encoding="utf-8")
    (folder / "page.html").write_text(PAGES[spec.layout](case), encoding="utf-8")
    form = {"second": "%Y-%m-%dT%H:%M:%SZ", "minute": "%Y-%m-%dT%H:%MZ"}.get(spec.precision)
    expected = {
        "url": case.url,
        "listing": address_of(root, first_number(root, FIRST.date())),
        "title": case.title,
        "authors": [case.author],
        "published": case.when.astimezone(UTC).strftime(form) if form else f"{case.when:%Y-%m-%d}",
        "section": case.section if spec.section else None,
        "tags": list(case.tags),
        "images": [block.url for block in case.blocks if block.kind == "image"],
        "blocks": [block.as_dict() for block in case.blocks],
        "no_articles": others,
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for number, name in enumerate(SPECS):
        if name in sys.argv[1:] or (len(sys.argv) == 1 and not (FOLDER / name / "expected.json").exists()):
            write(name, number)
            print(name)
