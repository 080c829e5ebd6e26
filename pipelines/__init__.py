"""From an article to a row: clean, check, dedupe, store; the order stands in crawler/settings.py."""
