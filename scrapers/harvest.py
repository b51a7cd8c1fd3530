"""A harvest run: pages in, drafts into the inbox, a report out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from catalog.model import Draft
from catalog.problem import BadFile
from catalog.sources import Source, StartPage
from catalog.store import Catalog
from catalog.vocabulary import Vocabulary
from scrapers.fetcher import Fetcher, FetchError
from scrapers.inbox import Inbox
from scrapers.normalise import normalise, tidy_address
from scrapers.page import NotUnderstood, Page
from scrapers.progress import Progress
from scrapers.registry import SCRAPERS
from scrapers.report import Item, Outcome, Report
from scrapers.saved_pages import (
    SUFFIXES,
    address_of,
    list_saved,
    read_saved,
    source_of,
    start_page,
)
from scrapers.scraper import Scraper


@dataclass(frozen=True)
class _Found:
    """A page that was read, ready for its scraper.

    `name` is what the harvest block calls it; `address` is what its links are relative to, which
    is the front page of the site when the page's own address is not `known`.
    """

    source: Source
    start: StartPage | None
    name: str
    address: str
    html: str
    known: bool = True


class Harvest:
    """One run over sources or saved pages; each page is in the inbox before the next is read."""

    def __init__(
        self,
        catalog: Catalog,
        sources: Mapping[str, Source],
        when: datetime,
        scrapers: Mapping[str, Scraper] = SCRAPERS,
    ) -> None:
        self.report = Report()
        self._inbox = Inbox(catalog, sources, scrapers)
        self._sources = sources
        self._when = when
        self._vocabularies = _readable_vocabularies(catalog)
        self._scrapers = scrapers

    def fetch(
        self, sources: Iterable[Source], fetcher: Fetcher, progress: Progress | None = None
    ) -> Report:
        """Harvest the start pages of sources."""
        jobs = [(source, start) for source in sources for start in source.pages]
        for done, (source, start) in enumerate(jobs):
            if progress:
                progress(done, len(jobs), start.address)
            try:
                page = fetcher.fetch(start.address, source.crawl_delay, _private_hosts(source))
            except FetchError as error:
                self._page_item(Outcome.FAILED, source.id, start.address, str(error))
                continue
            self._take(_Found(source, start, start.address, page.address, page.html))
        return self.report

    def read(
        self, place: Path, source: Source | None = None, progress: Progress | None = None
    ) -> Report:
        """Harvest saved pages: one file, or a folder; all from `source` if it is given."""
        files, ignored = list_saved(place)
        names = {f: f.name if f == place else f.relative_to(place).as_posix() for f in files}
        self.report.ignored += [file.relative_to(place).as_posix() for file in ignored]
        if not files:
            reason = f"there is no saved page here ({', '.join(SUFFIXES)})"
            self._page_item(Outcome.FAILED, source.id if source else None, str(place), reason)
        for done, file in enumerate(files):
            if progress:
                progress(done, len(files), names[file])
            name = f"file:{names[file]}"
            try:
                found = self._saved(read_saved(file), name, source)
            except (OSError, ValueError) as error:
                self._page_item(Outcome.FAILED, source.id if source else None, name, str(error))
            except NotUnderstood as error:
                self._page_item(
                    Outcome.NOT_UNDERSTOOD, source.id if source else None, name, error.reason
                )
            else:
                self._take(found)
        return self.report

    def _saved(self, html: str, name: str, source: Source | None) -> _Found:
        """Find out where a saved page came from. Raises NotUnderstood."""
        page = Page(html)
        address = address_of(page)
        if source:
            start = start_page(source, address) if address else None
        else:
            source, start = source_of(page, address, self._sources)
        if address is None:
            return _Found(source, None, name, source.site, html, known=False)
        return _Found(
            source, start, start.address if start else tidy_address(address), address, html
        )

    def _take(self, page: _Found) -> None:
        source = page.source.id
        scraper = self._scrapers.get(page.source.scraper)
        if scraper is None:
            names = ", ".join(self._scrapers)
            reason = f"there is no scraper `{page.source.scraper}`; there are: {names}"
            self._page_item(Outcome.FAILED, source, page.name, reason)
            return
        try:
            scraped = scraper.read(Page(page.html, page.address))
        except NotUnderstood as error:
            self._page_item(Outcome.NOT_UNDERSTOOD, source, page.name, error.reason)
            return
        except Exception as error:
            reason = f"the scraper {scraper.name} has a fault: {type(error).__name__}: {error}"
            self._page_item(Outcome.FAILED, source, page.name, reason)
            return
        self.report.warnings += [(page.name, warning) for warning in scraped.warnings]
        if not scraped.drafts:
            reason = "nothing on the page is described well enough to be an entry"
            self._page_item(Outcome.NOT_UNDERSTOOD, source, page.name, reason)
            return
        # The page's own draft comes first.
        drafts = [self._normalised(d, page, first=not n) for n, d in enumerate(scraped.drafts)]
        self.report.items += self._inbox.propose(drafts, page.source, page.name, self._when)

    def _normalised(self, draft: Draft, page: _Found, *, first: bool) -> Draft:
        return normalise(
            draft,
            page.source,
            page.start,
            self._vocabularies,
            known=page.known,
            is_pages_own=first,
        )

    def _page_item(self, outcome: Outcome, source: str | None, page: str, reason: str) -> None:
        self.report.items.append(Item(outcome, source, page, reason=reason))


def _private_hosts(source: Source) -> frozenset[str]:
    if not source.allow_private:
        return frozenset()
    addresses = [source.site, *(page.address for page in source.pages)]
    return frozenset(urlsplit(address).hostname or "" for address in addresses)


def _readable_vocabularies(catalog: Catalog) -> Mapping[str, Vocabulary]:
    """Return the vocabularies; without sound ones retired terms stay until a draft is accepted."""
    try:
        return catalog.vocabularies
    except BadFile:
        return {}
