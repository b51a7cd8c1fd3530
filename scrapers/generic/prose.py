"""What trafilatura and htmldate make of a page whose own words about itself leave gaps.

Both can also be handed an address, which they would fetch: they only ever get a parsed tree here.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from datetime import date

from trafilatura.metadata import extract_metadata

from catalog.dates import PartialDate
from scrapers.generic import dates
from scrapers.generic.document import Claim, Document, claim

_CHARACTERS_AT_MOST = 2_000_000
"""A longer page is left to the other layers: patterns over all of its text would take too long."""

_SHORT_LINE = 40

for _name in ("trafilatura", "htmldate"):  # they log what they make of odd pages; we report it
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def read(page: Document, latest: date) -> Iterator[Claim]:
    """Yield title, authors, date and site as trafilatura finds them."""
    if len(page.html) > _CHARACTERS_AT_MOST:
        return
    config = {"original_date": True, "extensive_search": True, "max_date": latest.isoformat()}
    try:
        found = extract_metadata(
            deepcopy(page.tree), default_url=page.address or None, date_config=config
        )
    except Exception:  # a fault of the library on an odd page must not cost what others found
        logging.getLogger(__name__).info("trafilatura failed on %s", page.address, exc_info=True)
        return
    yield from claim("title", "trafilatura", found.title)
    # It cuts at every comma; as one text a place or a role behind a name can still be told apart.
    yield from claim("authors", "trafilatura", (found.author or "").replace(";", ","))
    if found.date and (day := _as_written(found.date, page)):
        yield from claim("published", "htmldate", str(day))
    if found.sitename and "." not in found.sitename:
        yield from claim("site", "trafilatura", found.sitename)
    yield from claim("description", "trafilatura", found.description)


def _as_written(found: str, page: Document) -> PartialDate | None:
    """Return htmldate's day no more precise than the page has it.

    It fills in the first day where only a month or a year is written, and takes a copyright line
    for a date when there is nothing else; the year alone of a footer is none.
    """
    day = PartialDate.parse(found)
    if day.day != 1:
        return day
    short = "\n".join(line for line in page.lines if len(line) <= _SHORT_LINE)
    seen = dates.written(day, f"{page.html}\n{page.address}")
    if seen is None or seen.month:
        return seen
    alone = [line for line in short.split("\n") if dates.read(line, day.last_day) == seen]
    return seen if alone and not any("©" in line for line in alone) else None
