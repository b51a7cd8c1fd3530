"""One module a site; each names its `SCRAPER`, which the registry finds by itself."""
