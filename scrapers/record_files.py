"""Importing a file of records: read it, rehearse on a copy of the catalog, then propose."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from catalog.address import address_key
from catalog.exchange import addresses
from catalog.exchange.addresses import FeedAddress
from catalog.exchange.columns import ColumnMapping
from catalog.exchange.reading import BadRecords
from catalog.exchange.records import Record, Records, read_records
from catalog.exchange.registry import FORMATS, MAX_BYTES, Format, recognise
from catalog.ids import propose_id
from catalog.plain import plain_text
from catalog.sources import IMPORTED, Source, StartPage
from catalog.store import Catalog
from scrapers.address_list import AddressList
from scrapers.any_resource import name_of, single_pages
from scrapers.crawl import FEED_SCRAPER
from scrapers.feeds import read_feed
from scrapers.import_report import Imported, ImportReport, Result
from scrapers.inbox import Inbox
from scrapers.normalise import normalise
from scrapers.page import NotUnderstood
from scrapers.registry import SCRAPERS
from scrapers.report import Item, Outcome

_RESULTS = {
    Outcome.NEW: Result.NEW,
    Outcome.CHANGED: Result.CHANGED,
    Outcome.UNCHANGED: Result.UNCHANGED,
}


class Import:
    """Imports files into the inbox of a catalog, from one of its sources or from none."""

    def __init__(
        self,
        catalog: Catalog,
        sources: Mapping[str, Source],
        when: datetime,
        source: Source | None = None,
    ) -> None:
        self._catalog = catalog
        self._sources = sources
        self._when = when
        self._source = source or Source(
            id=IMPORTED, title="Imported records", scraper=IMPORTED, site="https://import.invalid/"
        )

    def run(
        self,
        file: Path,
        format_name: str | None = None,
        mapping: ColumnMapping | None = None,
        *,
        write: bool = False,
        pages: AddressList | None = None,
    ) -> ImportReport:
        """Import a file; unless told to `write`, only find out what that would do.

        `pages` fetches the pages of a list of addresses, which otherwise is only shown.

        The rehearsal is the import itself, on a copy of the catalog that is thrown away: it cannot
        promise anything else. Raises BadRecords for a file that holds nothing to import, and
        OSError.
        """
        data = _bytes_of(file)
        # One line that is no address must not make a list something else.
        assumed = "addresses" if pages and not mapping else None
        chosen = _format(data, format_name or assumed, mapping)
        if pages and chosen.name != "addresses":
            raise BadRecords(f"only lists of addresses are fetched, not {chosen.title}")
        if chosen.name == "addresses":
            listed, problems = addresses.read(data)
            if pages and not listed:
                raise BadRecords("only lists of addresses are fetched; there is none in this file")
            if pages:
                return self._fetched(chosen, listed, problems, pages, write=write)
            if write:
                problems.append("nothing was written: add --fetch, so that the pages are read")
            known = self._known(listed)
            return ImportReport(chosen, write, addresses=known, problems=tuple(problems))
        if chosen.name == "opml":
            feeds, problems = addresses.read_opml(data)
            found = _feed_sources(feeds, self._sources)
            return ImportReport(chosen, write, sources=found, problems=tuple(problems))
        problems = []
        if chosen.name == "feed":
            records, problems = self._feed(data)
        else:
            records = read_records(data, chosen, self._catalog.vocabularies, mapping)
        if not records.records:
            raise BadRecords(f"there is no record in this file ({chosen.title})")
        with _target(self._catalog, write=write) as catalog:
            items = self._propose(catalog, records, file)
        return ImportReport(
            chosen,
            write,
            tuple(_imported(record, items.get(record.number)) for record in records.records),
            records.unused,
            records.columns,
            records.guessed,
            problems=tuple(problems),
        )

    def _fetched(
        self,
        chosen: Format,
        listed: list[str],
        problems: list[str],
        pages: AddressList,
        *,
        write: bool,
    ) -> ImportReport:
        """Fetch addresses and propose what is on their pages, as `kb new` does one by one."""
        owner = self._source if self._source.id != IMPORTED else None
        found = pages.visit(listed, self._sources, owner, self._catalog.vocabularies)
        records: list[Imported] = []
        with _target(self._catalog, write=write) as catalog:
            inbox = Inbox(catalog, self._sources, SCRAPERS)
            for visit in found.visits:
                source, name = single_pages(self._sources, visit.page), name_of(visit.page)
                items = inbox.propose(visit.drafts, source, name, self._when)
                number = len(records) + 1
                record = Record(number, None, "", None, visit.warnings, problem=visit.reason)
                imported = _imported(record, items[0] if items else None)
                records.append(replace(imported, address=visit.page))
        found.end()
        return ImportReport(
            chosen,
            write,
            tuple(records),
            problems=tuple(problems),
            unfinished=found.unfinished,
        )

    def _known(self, listed: list[str]) -> dict[str, str | None]:
        """Return the id of the entry or draft that has each address already; None if none has."""
        records = (*self._catalog.drafts()[0].values(), *self._catalog.load()[0].values())
        known = {address_key(link.url): record.id for record in records for link in record.links}
        return {address: known.get(address_key(address)) for address in listed}

    def _feed(self, data: bytes) -> tuple[Records, list[str]]:
        """Read a saved feed: the series, then its items, as records."""
        try:
            feed = read_feed(data, "")
        except NotUnderstood as error:
            raise BadRecords(error.reason) from None
        records = tuple(
            Record(number, None, draft.title, draft)
            for number, draft in enumerate(feed.drafts, start=1)
        )
        return Records(records, Counter()), list(feed.warnings)

    def _propose(self, catalog: Catalog, records: Records, file: Path) -> dict[int, Item]:
        """Propose all drafts as those of one page, and return what became of each by number."""
        inbox = Inbox(catalog, self._sources, SCRAPERS)
        vocabularies = self._catalog.vocabularies
        numbers = [record.number for record in records.records if record.draft]
        drafts = [
            normalise(
                record.draft, self._source, None, vocabularies, known=True, is_pages_own=False
            )
            for record in records.records
            if record.draft
        ]
        items = inbox.propose(drafts, self._source, f"file:{file.name}", self._when)
        return dict(zip(numbers, items, strict=True))


def _feed_sources(
    feeds: Iterable[FeedAddress], sources: Mapping[str, Source]
) -> tuple[Source, ...]:
    """Return a source for each feed that none of our sources has yet."""
    known = {page.address for source in sources.values() for page in source.pages}
    taken = set(sources)
    found = []
    for feed in feeds:
        if feed.feed in known:
            continue
        title = plain_text(feed.title)[:1000] or feed.feed
        new_id = propose_id(title, taken)
        taken.add(new_id)
        front = urljoin(feed.feed, "/")
        pages = (StartPage(address=feed.feed),)
        found.append(
            Source(
                id=new_id, title=title, scraper=FEED_SCRAPER, site=feed.site or front, pages=pages
            )
        )
    return tuple(found)


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadRecords(f"the file is larger than {MAX_BYTES:,} bytes: split it up")
    return data


def _format(data: bytes, name: str | None, mapping: ColumnMapping | None) -> Format:
    """Return the format that is asked for, that of a mapping, or what the file looks like."""
    if name:
        if name not in FORMATS:
            raise BadRecords(f"there is no format {name}; there are: {', '.join(FORMATS)}")
        return FORMATS[name]
    return FORMATS["csv"] if mapping else recognise(data)


def _imported(record: Record, item: Item | None) -> Imported:
    if item is None:
        result, draft, reason, title = Result.REFUSED, None, record.problem, record.title
    else:
        result = _RESULTS.get(item.outcome, Result.REFUSED)
        draft, reason, title = item.draft, item.reason, item.title or record.title
    return Imported(
        record.number, record.line, result, draft, title or None, reason, record.warnings
    )


@contextmanager
def _target(catalog: Catalog, *, write: bool) -> Iterator[Catalog]:
    """Give the catalog to write to: a copy that is thrown away when nothing is to be written."""
    if write:
        yield catalog
        return
    with TemporaryDirectory(prefix="caseshelf-") as folder:
        copied = Path(folder) / catalog.folder.name
        shutil.copytree(catalog.folder, copied, ignore=shutil.ignore_patterns(".*"))
        yield Catalog(copied)
