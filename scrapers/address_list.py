"""Visiting the pages of a list of addresses: several hosts at once, politely, and resumable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from catalog.ids import propose_id
from catalog.sources import Source, StartPage
from catalog.vocabulary import Vocabulary
from scrapers.fetcher import Fetcher
from scrapers.gather import Gatherer
from scrapers.journal import Journal, Visit
from scrapers.progress import Progress
from scrapers.reading import GENERIC, Reader
from scrapers.registry import SCRAPERS


@dataclass(frozen=True)
class Visited:
    """What came of a list: a visit for each address that was reached, in the order of the list.

    `unfinished` says of each host that was not done with why; the next run goes on there. Call
    `end` when nothing of it is needed any more.
    """

    visits: tuple[Visit, ...]
    unfinished: tuple[str, ...]
    journals: tuple[Journal, ...]

    def end(self) -> None:
        """Forget the visits, unless the run is to be resumed."""
        if not self.unfinished:
            for journal in self.journals:
                journal.end()


class AddressList:
    """Visits addresses as a harvest visits the pages of a source, each host by itself.

    What came of each page is on disk, in `work_dir`, before the next one is asked for.
    """

    def __init__(
        self, fetcher: Fetcher, work_dir: Path, when: datetime, progress: Progress | None = None
    ) -> None:
        self._fetcher = fetcher
        self._folder = work_dir / "import"
        self._when = when
        self._progress = progress

    def visit(
        self,
        addresses: Iterable[str],
        sources: Mapping[str, Source],
        owner: Source | None,
        vocabularies: Mapping[str, Vocabulary],
    ) -> Visited:
        """Visit addresses. `owner` gives its defaults, and its hosts may be private if it says so.

        A host that is one of our `sources` is asked no faster than these want.
        """
        addresses = list(addresses)
        hosts = _by_host(addresses, sources, owner)
        jobs = [(h, Journal(self._folder / f"{h.id}.jsonl", self._when)) for h in hosts]
        reader = Reader(SCRAPERS, vocabularies)
        unfinished = Gatherer(self._fetcher, reader, self._progress).gather(jobs)
        visits = {visit.page: visit for _, journal in jobs for visit in journal}
        return Visited(
            tuple(visits[address] for address in addresses if address in visits),
            tuple(f"{h.title}: {unfinished[h.id]}" for h in hosts if h.id in unfinished),
            tuple(journal for _, journal in jobs),
        )


def _by_host(
    addresses: Iterable[str], sources: Mapping[str, Source], owner: Source | None
) -> list[Source]:
    """Return a source for the addresses on each host, in the order of the list."""
    listed: dict[str, list[str]] = {}
    for address in addresses:
        listed.setdefault(urlsplit(address).hostname or "", []).append(address)
    taken: set[str] = set()
    found = []
    for host, pages in listed.items():
        taken.add(name := propose_id(host, taken))
        own = owner is not None and host in _hosts(owner)
        delays = [source.crawl_delay for source in sources.values() if host in _hosts(source)]
        values = {"crawl_delay": max(delays)} if delays else {}
        found.append(
            Source(
                id=name,
                title=host,
                scraper=GENERIC,
                site=owner.site if owner else urljoin(pages[0], "/"),
                pages=tuple(StartPage(address=page) for page in pages),
                defaults=owner.defaults if owner else Source.model_fields["defaults"].default,
                allow_private=own and owner is not None and owner.allow_private,
                **values,
            )
        )
    return found


def _hosts(source: Source) -> set[str | None]:
    return {urlsplit(a).hostname for a in (source.site, *(page.address for page in source.pages))}
