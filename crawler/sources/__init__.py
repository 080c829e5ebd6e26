"""One file per publisher, named as its source is: `SOURCES` holds them all by name."""

import re
import sys
from dataclasses import fields
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from crawler.source import Source, SourceError


def load(package: ModuleType) -> dict[str, Source]:
    """The source of every module in a package, by name. Raises SourceError, which names the file at fault."""
    sources = {}
    for found in sorted(iter_modules(package.__path__), key=lambda module: module.name):
        file = f"{package.__name__.replace('.', '/')}/{found.name}.py"
        try:
            source = getattr(import_module(f"{package.__name__}.{found.name}"), "SOURCE", None)
        except SourceError as error:
            raise SourceError(f"{file}: {error}") from None
        except TypeError as error:
            raise SourceError(f"{file}: {_explain(str(error))}") from error
        if not isinstance(source, Source):
            raise SourceError(f"{file}: define SOURCE = Source(…)")
        if source.name.replace("-", "_") != found.name:
            raise SourceError(f"{file}: name={source.name!r} differs from the file; rename one of them")
        sources[source.name] = source
    return sources


def _explain(error: str) -> str:
    """What Python says of a call with a field too many, in words that help."""
    misspelt = re.search(r"unexpected keyword argument '(\w+)'", error)
    if not misspelt:
        return error
    near = get_close_matches(misspelt[1], [field.name for field in fields(Source)], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{misspelt[1]!r} is no field of a source{hint} (crawler/source.py explains each)"


SOURCES: dict[str, Source] = load(sys.modules[__name__])


def originals() -> list[str]:
    """The names of the sources that are no mirror of others: what is meant by all of them."""
    return [source.name for source in SOURCES.values() if "mirror" not in source.caution]
