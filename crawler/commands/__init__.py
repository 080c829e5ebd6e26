"""Scrapy's own command line, extended: one module a command, named as the command is."""
