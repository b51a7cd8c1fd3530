"""A scraper for tests: a page is a list of lines `title | address | year | names`."""

from catalog.ids import propose_id
from catalog.model import Draft
from scrapers.page import NotUnderstood, Page
from scrapers.scraper import Scraped, Scraper


def read(page: Page) -> Scraped:
    if not page.html.startswith("SHELF"):
        raise NotUnderstood("looked for SHELF; it is not there")
    drafts: dict[str, Draft] = {}
    for line in page.html.splitlines()[1:]:
        title, url, year, names, *more = (*(part.strip() for part in line.split("|")), "", "", "")
        new_id = propose_id(title, drafts)
        fields: dict[str, object] = {"kind": "guide", "topics": ("neglect",)}
        for extra in more:
            name, _, value = extra.partition("=")
            if value:
                fields[name] = value
        drafts[new_id] = Draft.model_validate(
            {
                "id": new_id,
                "title": title,
                "links": [{"role": "landing", "url": url}] if url else [],
                "published": year or None,
                "relations": [{"type": "related", "entry": n} for n in names.split()],
                **fields,
            }
        )
    warnings = ("one line was odd",) if "odd" in page.html else ()
    return Scraped(tuple(drafts.values()), warnings)


def explode(page: Page) -> Scraped:
    raise ZeroDivisionError("a fault of ours")


SHELF = Scraper("shelf", ("shelf.example",), lambda page: page.html.startswith("SHELF"), read)
FAULTY = Scraper("faulty", ("faulty.example",), lambda page: False, explode)
