"""Hespress in English: an edition of its own, from Rabat."""

from crawler.sources.hespress import edition

SOURCE = edition("en", "Hespress English")
