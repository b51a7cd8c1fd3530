"""One resource at a time: what an address or a file gives, into the inbox like any harvest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from catalog.address import address_key
from catalog.model import Draft, to_plain
from catalog.problem import BadFile
from catalog.sources import SINGLE_PAGES, Source, load_sources
from catalog.store import Catalog
from scrapers import pdf
from scrapers.fetcher import PAGE_TYPES, PDF_TYPE, Fetched
from scrapers.generic.chain import Extracted, extract
from scrapers.inbox import Inbox
from scrapers.normalise import normalise, tidy_address
from scrapers.outline import with_headings
from scrapers.page import Page
from scrapers.registry import SCRAPERS
from scrapers.report import Item

TYPES = (*PAGE_TYPES, PDF_TYPE)
"""The content types that can be read."""

_WANTED = "summary kind authors publisher published languages topics audiences".split()


def is_pdf(content: bytes, content_type: str | None) -> bool:
    """Whether what was fetched is a PDF, by what it is called or how it begins."""
    return (content_type or "").startswith(PDF_TYPE) or b"%PDF-" in content[:1_024]


def read(file: Fetched) -> Extracted:
    """Return what a fetched page or PDF gives. Raises NotUnderstood."""
    if is_pdf(file.content, file.media_type):
        return pdf.read(file.content, file.address)
    return read_page(file.html, file.address)


def read_page(html: str, address: str) -> Extracted:
    """Return what a page gives, with its headings. Raises NotUnderstood."""
    found = extract(html, address)
    return replace(found, draft=with_headings(found.draft, Page(html, address)))


def to_json(found: Extracted) -> dict[str, Any]:
    """Return a draft, where each value stood, and what had to be left out, as plain data."""
    return {
        "draft": to_plain(found.draft),
        "origins": dict(found.origins),
        "missing": missing(found.draft),
        "warnings": list(found.warnings),
    }


def missing(draft: Draft) -> list[str]:
    """Return the fields an entry should have and the draft has not."""
    return [name for name in _WANTED if not getattr(draft, name)]


def take_in(found: Extracted, page: str, catalog: Catalog, when: datetime) -> list[Item]:
    """Put a draft into the inbox; taking it in again changes nothing. Raises BadFile.

    `page` is the address it was read from, or `file:NAME`.
    """
    sources = load_sources(catalog.folder)
    source = single_pages(sources, found.draft.address or "")
    try:
        vocabularies = catalog.vocabularies
    except BadFile:
        vocabularies = {}
    draft = normalise(found.draft, source, None, vocabularies, known=True, is_pages_own=True)
    inbox = Inbox(catalog, sources, SCRAPERS)
    return inbox.propose([draft], source, name_of(page), when)


def name_of(page: str) -> str:
    """Return what the harvest block calls a page that was taken in by itself."""
    return page if page.startswith("file:") else tidy_address(page)


def single_pages(sources: Mapping[str, Source], address: str = "") -> Source:
    """Return the source that stands for single pages, at the front page of an address's site."""
    if known := sources.get(SINGLE_PAGES):
        return known
    host = urlsplit(address).netloc if address and address_key(address) else ""
    site = f"https://{host}/" if host else "https://localhost/"
    return Source(id=SINGLE_PAGES, title="Single pages", scraper=SINGLE_PAGES, site=site)
