"""Hespress in French: an edition of its own, from Rabat."""

from crawler.sources.hespress import edition

SOURCE = edition("fr", "Hespress Français")
