"""Every source of the catalogue as a spider of its own name."""

from crawler.sources import SOURCES
from crawler.spiders.press import PressSpider

for _source in SOURCES.values():
    # Scrapy lists the spider classes that it finds in a module of SPIDER_MODULES
    globals()[_source.name] = type(
        _source.name, (PressSpider,), {"name": _source.name, "source": _source, "__module__": __name__}
    )
