"""Masress, مصرس: a mirror of the Egyptian press. Prefer the papers themselves."""

from crawler.platforms import mirror

SOURCE = mirror(
    name="masress",
    title="مصرس",
    home="https://www.masress.com/",
    country="EG",
    note="Seen: addresses. Guess: front page as listing. As maghress, for Egypt's papers.",
)
