"""One file per publisher, named as its source is: `SOURCES` holds them all by name."""

from importlib import import_module
from pkgutil import iter_modules

from crawler.source import Source, SourceError


def _load() -> dict[str, Source]:
    sources = {}
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        source = getattr(import_module(f"{__name__}.{module.name}"), "SOURCE", None)
        if not isinstance(source, Source):
            raise SourceError(f"crawler/sources/{module.name}.py: define SOURCE = Source(…)")
        if source.name.replace("-", "_") != module.name:
            raise SourceError(
                f"crawler/sources/{module.name}.py: name={source.name!r} differs from the file; rename one of them"
            )
        sources[source.name] = source
    return sources


SOURCES: dict[str, Source] = _load()
