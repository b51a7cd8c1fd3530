"""Pages saved from a browser: which files they are, and where each came from."""

import re
from collections.abc import Mapping
from pathlib import Path

from catalog.address import address_key
from catalog.sources import Source, StartPage
from scrapers.charset import decode
from scrapers.page import NotUnderstood, Page, web_address
from scrapers.registry import find

SUFFIXES = (".html", ".htm", ".xhtml")
MAX_BYTES = 10_000_000
"""A larger file is refused; as large as a page that is fetched may be."""

# Chromium and its relatives write this at the top of a page they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)


def list_saved(place: Path) -> tuple[list[Path], list[Path]]:
    """Return the saved pages in a folder and below it, and the files that are none; sorted.

    The `…_files` folders that browsers put beside a page, and hidden files, are passed over.
    `place` may also be one file.
    """
    if place.is_file():
        return [place], []
    files = [
        file
        for file in sorted(place.rglob("*"))
        if file.is_file() and not _beside_a_page(file.relative_to(place))
    ]
    pages = [file for file in files if file.suffix.lower() in SUFFIXES]
    return pages, [file for file in files if file.suffix.lower() not in SUFFIXES]


def _beside_a_page(file: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.parts)
    return hidden or any(folder.endswith("_files") for folder in file.parts[:-1])


def read_saved(file: Path) -> str:
    """Return the text of a saved page. Raises OSError, and ValueError for one too large."""
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"the file is larger than {MAX_BYTES:,} bytes")
    return decode(data)


def address_of(page: Page) -> str | None:
    """Return the address a saved page came from: canonical link, og:url, the browser's comment."""
    graph = page.soup.select_one("meta[property='og:url'][content]")
    comment = _SAVED_FROM.search(page.html[:5_000])
    return (
        page.web_address
        or web_address(str(graph["content"]) if graph else "")
        or web_address(comment[1] if comment else "")
    )


def source_of(
    page: Page, address: str | None, sources: Mapping[str, Source]
) -> tuple[Source, StartPage | None]:
    """Return the source a saved page belongs to, and its start page when it is one.

    When no source is configured for the scraper that reads the page, one named after the scraper
    stands in. Raises NotUnderstood when no scraper knows the page, or several sources could.
    """
    for source in sources.values():
        if address and (start := start_page(source, address)):
            return source, start
    scraper = find(Page(page.html, address) if address else page)
    if scraper is None:
        raise NotUnderstood("no scraper recognises this page")
    using = [source for source in sources.values() if source.scraper == scraper.name]
    if len(using) > 1:
        names = ", ".join(source.id for source in using)
        raise NotUnderstood(f"it can be from {names}: harvest it with `--source` and one of them")
    if using:
        return using[0], None
    site = f"https://{scraper.hosts[0]}/"
    return Source(id=scraper.name, title=scraper.name, scraper=scraper.name, site=site), None


def start_page(source: Source, address: str) -> StartPage | None:
    """Return the start page of a source that an address is."""
    key = address_key(address)
    return next((page for page in source.pages if address_key(page.address) == key), None)
