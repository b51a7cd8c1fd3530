"""One draft from any web page: every way of reading it in one order, and where each value is from.

The order is one list for all fields. For each field the first claim that can be read as a value
wins; what a claim must look like is the business of the field's own reader.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from catalog.model import Draft
from scrapers import registry
from scrapers.generic import json_ld, meta_tags, microdata, prose, understood, visible
from scrapers.generic.document import Claim, Document
from scrapers.generic.record import Record
from scrapers.page import NotUnderstood, Page
from scrapers.scraper import Findings

__all__ = ["Extracted", "NotUnderstood", "extract"]

LAYERS: tuple[Callable[[Document], Iterator[Claim]], ...] = (
    json_ld.read,
    meta_tags.html_language,
    meta_tags.open_graph,
    meta_tags.dublin_core,
    meta_tags.highwire,
    meta_tags.plain,
    microdata.read,
    visible.read,
)
"""The ways a page describes itself, the surest first; `prose` follows where they leave gaps."""


@dataclass(frozen=True)
class Extracted:
    """What a page gave.

    `origins` says for each field of the draft where on the page its value stood. `warnings` name
    what had to be left out.
    """

    draft: Draft
    origins: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def extract(html: str, address: str = "", today: date | None = None) -> Extracted:
    """Read a page of any site. Raises NotUnderstood, and nothing else.

    A site with a module of its own is read by that; a page of such a site that the module cannot
    read, and any other page, goes down the layers. `today` bounds what dates are believed; it is
    the present day in UTC if not given.
    """
    return _by_site(html, address) or _by_layers(html, address, today or datetime.now(UTC).date())


def _by_site(html: str, address: str) -> Extracted | None:
    """Return what a site's module makes of a page; only the page's own draft, without relations."""
    if not any(scraper.serves(address) for scraper in registry.SCRAPERS.values()):
        return None
    try:
        page = Page(html, address)
        scraper = registry.find(page)
        scraped = scraper.read(page) if scraper else None
    except NotUnderstood:
        return None
    if not scraper or not scraped or not scraped.drafts:
        return None
    draft = scraped.drafts[0].model_copy(update={"relations": ()})
    origin = f"site module {scraper.name}"
    origins = dict.fromkeys(draft.model_fields_set - {"id", "relations"}, origin)
    return Extracted(draft, origins, scraped.warnings)


def _by_layers(html: str, address: str, today: date) -> Extracted:
    page = Document(html, address)
    understood.require_content(page)
    record = Record(page, tuple(chain.from_iterable(layer(page) for layer in LAYERS)), today)
    if not record.complete:
        record = Record(page, (*record.claims, *prose.read(page, today)), today)
    values, origins = record.values()
    title = values.pop("title", None)
    if title is None:
        raise NotUnderstood("there is no title: neither in tags nor as a heading")
    return described(str(title), values, origins)


def described(title: str, values: Mapping[str, Any], origins: Mapping[str, str]) -> Extracted:
    """Make a draft of what was found; what the model refuses is left out with a warning.

    `origins` says where each value stood. Raises NotUnderstood when no draft can be made.
    """
    findings = Findings()
    findings.add(title, **values)
    scraped = findings.scraped()
    if not scraped.drafts:
        raise NotUnderstood("; ".join(scraped.warnings))
    draft = scraped.drafts[0]
    kept = {name: origin for name, origin in origins.items() if getattr(draft, name)}
    return Extracted(draft, kept, scraped.warnings)
