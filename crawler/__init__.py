"""From a publisher to an article: a crawler of the Arabic tech press."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.articles import Archive

__all__ = ["open_archive"]


def open_archive(path: str | Path) -> "Archive":
    """The articles of a database such as output/articles.db, read-only, safe beside running crawls.

    Raises crawler.database.DatabaseUnusable where there is none or it cannot be read.
    """
    from crawler.articles import Archive  # here, so that `import crawler` costs nothing

    return Archive(path)
