"""From a page's bytes to an article, pure: no network, no database, no Scrapy."""
