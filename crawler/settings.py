"""Every knob, each with its reason. Set one for a single run with `-s NAME=VALUE`."""

import os
import pkgutil
import sys
from pathlib import Path

from scrapy.settings import default_settings

here = Path(__file__).resolve().parent


def commands_of(line: list[str]) -> str:
    """The module of the command in a command line; the package of all where it names none of ours, or another program
    than Scrapy runs. Scrapy would load all of them to run one: a quarter of a start.
    """
    program, *arguments = line
    is_scrapy = "scrapy" in Path(program).parts[-2:]  # bin/scrapy, or scrapy/__main__.py
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    ours = {module.name for module in pkgutil.iter_modules([str(here / "commands")])}
    return f"crawler.commands.{name}" if is_scrapy and name in ours else "crawler.commands"


BOT_NAME = "arabic-tech-press"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.sources"
COMMANDS_MODULE = commands_of(sys.argv)

# Ours
DATABASE = str(here.parent / "output" / "articles.db")
# a mail address or page where a publisher finds you; set your own
CONTACT = os.environ.get("CRAWLER_CONTACT", "")
# where `scrapy status --notify` tells what changed: addresses as apprise has them, spaces between
NOTIFY = os.environ.get("CRAWLER_NOTIFY", "")
# keep every page as it came, in pages.db beside the database: better rules read it again
ARCHIVE_PAGES = True
IMAGES_BUDGET = 0  # MB on the disk, of all sources; at it no more images are fetched. 0: none
# the time a crawl may take before it is stopped, exit 1; 0: as long as it needs. --timeout MINUTES
CRAWL_SECONDS = 0
EXTRACT_WORKERS = 1  # processes that read articles off the pages; 0 reads them in the crawl's own
EXTRACT_SECONDS = 20  # a page that takes longer is given up; the median takes 0.01

# Who we are: an honest name, and where to complain
USER_AGENT = "arabic-tech-press/0.1"  # the spider adds CONTACT
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "arabic-tech-press"

# Pace: one small press site must not feel us
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_REQUESTS = 32  # over all hosts of one crawl
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0

# What a page may cost
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the books say it
REDIRECT_MAX_TIMES = 8
URLLENGTH_LIMIT = 0  # Scrapy drops a longer address without telling the spider, which would wait for it
METAREFRESH_MAXDELAY = 5  # seconds; a page that comes again after a minute is no redirect
HTTPERROR_ALLOW_ALL = True  # the spider enters every status in the books itself
MEDIA_ALLOW_REDIRECTS = True  # papers move their images; the guard looks at every step
COOKIES_ENABLED = False  # articles need none, and a session would follow us through the site

DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.guard.AddressGuard": 40,
    "crawler.middlewares.pace.Pace": 560,  # sees an answer before the retry middleware (550) does
    "crawler.middlewares.packed.Packed": 595,  # and this one before it is unpacked (590)
}
ITEM_PIPELINES = {
    "pipelines.clean.Clean": 100,
    "pipelines.check.Check": 200,
    "pipelines.topic.Topic": 250,
    "pipelines.dedupe.Dedupe": 300,
    "pipelines.store.Store": 400,
    "pipelines.images.Images": 500,  # with --images alone
}

REQUEST_FINGERPRINTER_CLASS = "pipelines.images.Fingerprinter"

# Two of Scrapy's extensions run code for whoever reaches them. They are left out rather than disabled, as they would be
# loaded all the same: a quarter of the start of a crawl, and 10 MB
EXTENSIONS_BASE = {
    path: order
    for path, order in default_settings.EXTENSIONS_BASE.items()
    if path.rpartition(".")[2] not in ("RemoteControl", "TelnetConsole")
}

FEED_EXPORT_ENCODING = "utf-8"
# of what is printed: quiet under cron. The run's file in logs/ tells the story from INFO on
LOG_LEVEL = "WARNING"
# files in logs/, one a run, some KB each: two days of a dozen lines in a crontab, or weeks of one
LOGS_KEPT = 500
LOG_JSON = False  # the run's file as one JSON object a line, for programs
LOG_FORMATTER = "crawler.spiders.log.Quiet"
LOG_SHORT_NAMES = True
