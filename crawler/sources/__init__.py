"""One file per publisher, named as its source is: `SOURCES` holds them all by name."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from crawler.source import Source, SourceError


class Catalogue(Mapping[str, Source]):
    """The source of every module in a package, by name. The modules are read when a source is first asked for: most
    commands ask for none.

    A file that holds no source stops nobody else's crawl: it is left out, and `broken` says by name what to mend.
    """

    def __init__(self, package: ModuleType):
        self.package = package

    def __getitem__(self, name: str) -> Source:
        return self._read[0][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read[0])

    def __len__(self) -> int:
        return len(self._read[0])

    @property
    def broken(self) -> dict[str, str]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[str, Source], dict[str, str]]:
        sources, broken = {}, {}
        package = self.package.__name__
        for name in sorted(module.name for module in iter_modules(self.package.__path__)):
            try:
                source = _source_of(f"{package}.{name}")
            except Exception as error:  # noqa: BLE001  # somebody is writing it: it may raise anything
                broken[name.replace("_", "-")] = f"{package.replace('.', '/')}/{name}.py: {_explain(error)}"
            else:
                sources[source.name] = source
        return sources, broken


def _source_of(module: str) -> Source:
    source = getattr(import_module(module), "SOURCE", None)
    if not isinstance(source, Source):
        raise SourceError("define SOURCE = Source(…)")
    if source.name.replace("-", "_") != module.rpartition(".")[2]:
        raise SourceError(f"name={source.name!r} differs from the file; rename one of them")
    return source


def _explain(error: Exception) -> str:
    """What is wrong with a source's file; what Python says of a call with a field too many in words that help."""
    if isinstance(error, SourceError):
        return str(error)
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    misspelt = re.search(r"unexpected keyword argument '(\w+)'", str(error))
    if not misspelt:
        return f"{type(error).__name__}: {error}"
    near = get_close_matches(misspelt[1], [field.name for field in fields(Source)], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{misspelt[1]!r} is no field of a source{hint} (crawler/source.py explains each)"


SOURCES = Catalogue(sys.modules[__name__])


def originals() -> list[str]:
    """The names of the sources that are no mirror of others: what is meant by all of them."""
    return [source.name for source in SOURCES.values() if "mirror" not in source.caution]
