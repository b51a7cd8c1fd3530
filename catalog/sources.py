"""Sources: which sites are harvested, how politely, and what their pages leave unsaid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from catalog.dates import PartialDate
from catalog.model import Id, Line, Part, TermId, Text, WebAddress
from catalog.yaml_file import read_model

SOURCES_FILE = "sources.yaml"

IMPORTED = "import"
"""What the harvest block names as the source of records that come from no configured one."""

SINGLE_PAGES = "web"
"""The same for pages that were taken in one by one."""

WITHOUT_PAGES = (IMPORTED, SINGLE_PAGES)
"""Names that stand for a source and need none in `sources.yaml`: nothing is fetched again."""


class Defaults(Part):
    """Values for fields that a page leaves unsaid; a value the page gives always wins."""

    publisher: Line | None = None
    kind: TermId | None = None
    languages: tuple[TermId, ...] = ()
    jurisdictions: tuple[TermId, ...] = ()
    topics: tuple[TermId, ...] = ()
    audiences: tuple[TermId, ...] = ()
    access: TermId | None = None

    def given(self) -> Iterator[tuple[str, Any]]:
        """Yield the names and values of the fields that are set."""
        return ((name, value) for name, value in self if value not in (None, ()))


class StartPage(Part):
    """One page that is fetched, and the default values that hold on this page alone."""

    address: WebAddress
    defaults: Defaults = Defaults()


class Follow(Part):
    """How far a run goes beyond the pages that are listed, and no further.

    In patterns `*` stands for any text; a pattern is for a whole address.
    """

    depth: int = Field(
        default=1, ge=0, le=10, description="links from a listed page; 0 follows sitemaps alone"
    )
    pages: int = Field(
        default=200, ge=1, le=50_000, description="most pages of the source in one run"
    )
    include: tuple[Line, ...] = Field(default=(), description="patterns; none: any address")
    exclude: tuple[Line, ...] = Field(default=(), description="patterns that are left alone")
    sitemaps: tuple[WebAddress, ...] = Field(default=(), description="sitemaps to read")
    since: PartialDate | None = Field(
        default=None, description="leave out what a sitemap says was changed last before that"
    )


class Source(Part):
    """A configured site: where its pages are, which scraper reads them, how it is visited."""

    id: Id
    title: Line
    scraper: Id = Field(description="name of the scraper that reads the pages; see `kb harvest`")
    site: WebAddress = Field(description="address that relative links of saved pages start from")
    pages: tuple[StartPage, ...] = ()
    follow: Follow | None = Field(
        default=None, description="what to visit beyond `pages`; nothing when left out"
    )
    crawl_delay: float = Field(
        default=2.0, ge=0, le=3600, description="least seconds between two requests to a host"
    )
    allow_private: bool = Field(
        default=False, description="let this source lead into the own network (intranet, tests)"
    )
    defaults: Defaults = Defaults()
    terms: Text | None = Field(
        default=None, description="what the site's terms of use allow, and where they are"
    )

    def defaults_on(self, address: str) -> dict[str, Any]:
        """Return the default values on a page: its own before those of the source."""
        own = (page.defaults for page in self.pages if page.address == address)
        return dict(self.defaults.given()) | {n: v for given in own for n, v in given.given()}

    @model_validator(mode="after")
    def _pages_once(self) -> "Source":
        seen: set[str] = set()
        for page in self.pages:
            if page.address in seen:
                raise ValueError(f"the page {page.address} is listed twice: keep one of them")
            seen.add(page.address)
        return self


class SourceList(Part):
    """The file `kb/sources.yaml`."""

    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _ids_once(self) -> "SourceList":
        seen: set[str] = set()
        for source in self.sources:
            if source.id in seen:
                raise ValueError(f"two sources have the id {source.id}: give each its own")
            seen.add(source.id)
        return self


def load_sources(folder: Path) -> dict[str, Source]:
    """Return the sources of a knowledge base by id, in the order of the file.

    Empty when there is no `sources.yaml`. Raises BadFile.
    """
    file = folder / SOURCES_FILE
    if not file.exists():
        return {}
    return {source.id: source for source in read_model(file, SourceList).sources}
