"""Tables: which hold data rather than lay out the page, and what they say."""

import re

from crawler.extract.page import Node, spaced_words_of, words_of


def is_data(table: Node) -> bool:
    """A table of data rather than one that lays out the page: small cells in several rows and columns."""
    if table.find(".//table") is not None or table.find(".//img") is not None:
        return False
    rows = [[len(cell.text_content()) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    wide = [row for row in rows if len(row) > 1]
    return len(rows) > 1 and len(wide) * 2 > len(rows) and max(max(row) for row in wide) <= 300


def text_of(table: Node) -> str:
    """A line a row, bars between the cells."""
    rows = (" | ".join(_words(cell) for cell in row.iterchildren("td", "th")) for row in table.iter("tr"))
    return "\n".join(row for row in rows if re.search(r"\w", row))


def _words(cell: Node) -> str:
    """A cell's text; blocks inside it stand apart."""
    has_blocks = next(cell.iter("div", "p", "li", "h2", "h3", "h4"), None) is not None
    return spaced_words_of(cell) if has_blocks else words_of(cell)
