"""Fetching the pages of many sources: several hosts at once, each by one thread, into journals."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from catalog.sources import Source, StartPage
from scrapers.any_resource import TYPES, is_pdf
from scrapers.crawl import PAGE, Lead, crawl
from scrapers.fetcher import PAGE_TYPES, Failure, Fetcher, FetchError
from scrapers.journal import Journal, Visit
from scrapers.progress import Progress
from scrapers.reading import GENERIC, Came, Reader
from scrapers.report import Outcome

HOSTS_AT_ONCE = 8

Group = TypeVar("Group")

LOG = logging.getLogger("caseshelf.harvest")
"""Gets one record for each page; `JsonLine` makes a line of it."""

_QUERY = re.compile(r"(https?://[^\s?#]+)[?#]\S*")
_FOR_NEXT_RUN = (Failure.STOPPED, Failure.BUDGET)
_DEAD_ENDS = (Failure.GONE, Failure.ROBOTS, Failure.WRONG_TYPE)


class Gatherer:
    """Visits the pages of sources; what came of each page is in its source's journal."""

    def __init__(self, fetcher: Fetcher, reader: Reader, progress: Progress | None) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._progress = progress
        self._finished: set[str] = set()

    def gather(self, jobs: Sequence[tuple[Source, Journal]]) -> dict[str, str]:
        """Visit all pages of sources; return by id why a source was not visited to its end.

        Sources on one host are visited one after the other. When the run is interrupted from the
        keyboard, pages that are being fetched are finished and the rest is left to the next run.
        """
        groups: dict[str, list[tuple[Source, Journal]]] = {}
        for source, journal in jobs:
            first = source.pages[0].address if source.pages else source.site
            groups.setdefault(urlsplit(first).hostname or "", []).append((source, journal))
        unfinished: dict[str, str] = {}
        at_once(groups.values(), lambda group: self._group(group, unfinished), self._fetcher)
        stopped = "the run was stopped; the next one goes on from here"
        for source, _ in jobs:
            if source.id not in self._finished:
                unfinished.setdefault(source.id, stopped)
        return unfinished

    def _group(self, group: list[tuple[Source, Journal]], unfinished: dict[str, str]) -> None:
        for source, journal in group:
            try:
                self._source(source, journal)
                self._finished.add(source.id)
            except FetchError as error:
                unfinished[source.id] = str(error)

    def _source(self, source: Source, journal: Journal) -> None:
        def visit(lead: Lead, start: StartPage | None, depth: int) -> Visit:
            known = journal.get(lead[1])
            if known is None:
                known = self._visit(source, lead, start, depth)
                journal.add(known)
            return known

        for done, step in enumerate(crawl(source, visit), start=1):
            if self._progress:
                self._progress(source.id, done, step.known, step.visit.page)

    def _visit(self, source: Source, lead: Lead, start: StartPage | None, depth: int) -> Visit:
        """Fetch and read a page. Raises FetchError when it is for the next run."""
        kind, address = lead
        begun = monotonic()
        unchanged, size = False, 0
        try:
            page = self._fetcher.fetch(
                address,
                source.crawl_delay,
                private_hosts(source),
                _types(source, kind),
            )
        except FetchError as error:
            if error.failure in _FOR_NEXT_RUN:
                raise
            visit = Visit(
                page=address,
                outcome=Outcome.FAILED,
                reason=str(error),
                missing=error.failure is Failure.GONE,
                dead_end=start is None and kind == PAGE and error.failure in _DEAD_ENDS,
            )
        else:
            unchanged, size = page.unchanged, len(page.content)
            text = kind == PAGE and not is_pdf(page.content, page.media_type)
            content = page.html if text else page.content
            visit = self._reader.read(
                kind, Came(source, start, address, page.address, content), depth
            )
        LOG.info(
            "page",
            extra={
                "page": {
                    "source": source.id,
                    "page": without_query(address),
                    "outcome": visit.outcome.value if visit.outcome else "read",
                    "reason": _QUERY.sub(r"\1", visit.reason),
                    "items": len(visit.drafts),
                    "bytes": size,
                    "unchanged": unchanged,
                    "seconds": round(monotonic() - begun, 3),
                }
            },
        )
        return visit


def at_once(groups: Iterable[Group], visit: Callable[[Group], object], fetcher: Fetcher) -> None:
    """Visit groups of pages, one to a host, several at once. Raises what `visit` raises.

    An interrupt from the keyboard stops the fetcher, and returns when what is under way has ended.
    """
    with ThreadPoolExecutor(HOSTS_AT_ONCE, "harvest") as pool:
        waiting = [pool.submit(visit, group) for group in groups]
        try:
            for done in as_completed(waiting):
                done.result()
        except BaseException as error:
            fetcher.stop()
            for left in waiting:
                left.cancel()
            if not isinstance(error, KeyboardInterrupt):
                raise


class JsonLine(logging.Formatter):
    """One line of JSON for each page, with the time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"time": time, **record.__dict__["page"]}, ensure_ascii=False)


def without_query(address: str) -> str:
    """Return an address for the log: a query, or what stands before the host, can hold a key."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


def _types(source: Source, kind: str) -> tuple[str, ...]:
    """Return the content types that can be read: a file is a page only where any page is."""
    if kind != PAGE:
        return ()
    return TYPES if source.scraper == GENERIC else PAGE_TYPES


def private_hosts(source: Source) -> frozenset[str]:
    """Return the hosts of a source that may lie in the own network."""
    if not source.allow_private:
        return frozenset()
    sitemaps = source.follow.sitemaps if source.follow else ()
    addresses = [source.site, *sitemaps, *(page.address for page in source.pages)]
    return frozenset(urlsplit(address).hostname or "" for address in addresses)
