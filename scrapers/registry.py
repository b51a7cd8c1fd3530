"""The scrapers there are, and which of them reads a page."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from scrapers import sites
from scrapers.page import NotUnderstood, Page
from scrapers.scraper import Scraped, Scraper

__all__ = ["SCRAPERS", "NotUnderstood", "Page", "Scraped", "Scraper", "find"]


def _load() -> dict[str, Scraper]:
    names = sorted(module.name for module in iter_modules(sites.__path__))
    scrapers = [import_module(f"{sites.__name__}.{name}").SCRAPER for name in names]
    return {scraper.name: scraper for scraper in scrapers}


SCRAPERS: Mapping[str, Scraper] = MappingProxyType(_load())
"""Every module in `scrapers/sites` by its scraper's name."""


def find(page: Page) -> Scraper | None:
    """Return the one scraper that reads a page: by its address, else by its structure.

    None when no scraper, or more than one, takes the page for its own.
    """
    address = page.web_address or ""
    served = [scraper for scraper in SCRAPERS.values() if scraper.serves(address)]
    if len(served) == 1:
        return served[0]
    recognising = [s for s in SCRAPERS.values() if s.recognises(page)]
    return recognising[0] if len(recognising) == 1 else None
