"""Maghress, مغرس: a mirror of the Moroccan press. Prefer the papers themselves."""

from crawler.platforms import mirror

SOURCE = mirror(
    name="maghress",
    title="مغرس",
    home="https://www.maghress.com/",
    country="MA",
    note="Seen: addresses. Guess: front page as listing. Reprints national papers since about 2000:"
    " pages that are dead elsewhere, and duplicates of the rest. A ticker of other headlines stands"
    " above each text.",
)
