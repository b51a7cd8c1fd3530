"""Checking whether the addresses of entries still open: the oldest checks first, politely."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from catalog.link_checks import (
    Answer,
    LinkCheck,
    LinkState,
    checked,
    read_link_checks,
    write_link_checks,
)
from catalog.sources import Source
from scrapers.fetcher import Failure, Fetcher, FetchError
from scrapers.gather import LOG, at_once, private_hosts, without_query
from scrapers.progress import Progress

CHECKS_A_SAVE = 50
"""What a killed run loses at most; the file is written whole, so not after each check."""

DELAY = Source.model_fields["crawl_delay"].default

_FOR_NEXT_RUN = (Failure.STOPPED, Failure.BUDGET)
_GONE = (Failure.GONE, Failure.NO_HOST)
_CLOSED = (
    *(Failure.ROBOTS, Failure.NO_ROBOTS, Failure.DENIED, Failure.BUSY),
    *(Failure.PRIVATE, Failure.NOT_WEB),
)


@dataclass(frozen=True)
class LinkReport:
    """What is known of the addresses asked about, and how many were checked just now."""

    known: Mapping[str, LinkCheck]
    entries: Mapping[str, Sequence[str]]
    """The ids of the entries that lead to an address."""
    checked: int
    left: int

    def in_state(self, state: LinkState) -> Iterator[tuple[str, LinkCheck]]:
        """Yield the addresses in a state."""
        return ((a, check) for a, check in sorted(self.known.items()) if check.state is state)

    def to_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        links = [
            {
                "address": address,
                "state": check.state.value,
                "entries": list(self.entries[address]),
                **check.model_dump(mode="json", exclude_defaults=True),
            }
            for address, check in sorted(self.known.items())
        ]
        return {"checked": self.checked, "left": self.left, "links": links}

    def __str__(self) -> str:
        lines = []
        for state in (LinkState.BROKEN, LinkState.DOUBTFUL, LinkState.REDIRECTED):
            for address, check in self.in_state(state):
                detail = f"moved to {check.moved_to}" if check.moved_to else check.reason
                since = f" (since {check.failing_since})" if check.failing_since else ""
                lines.append(f"{state.value}: {address}: {detail}{since}")
                lines.append(f"  in {', '.join(self.entries[address])}")
        counts = [f"{len(list(self.in_state(state)))} {state.value}" for state in LinkState]
        lines.append(f"{self.checked} checked, {self.left} left; {', '.join(counts)}")
        return "\n".join(lines)


class LinkRun:
    """Checks addresses and keeps what came of it in a file, saved while it goes on."""

    def __init__(self, file: Path, fetcher: Fetcher, sources: Iterable[Source], today: date):
        """Raises ValueError when the file cannot be read."""
        self._file = file
        self._fetcher = fetcher
        self._today = today
        self._known = read_link_checks(file)
        self._lock = Lock()
        self._checked = 0
        self._delays: dict[str, float] = {}
        self._private: set[str] = set()
        for source in sources:
            self._private |= private_hosts(source)
            for address in (source.site, *(page.address for page in source.pages)):
                host = _host(address)
                self._delays[host] = max(self._delays.get(host, 0), source.crawl_delay)

    def run(
        self,
        entries: Mapping[str, Sequence[str]],
        chosen: Collection[str],
        older_than: int,
        progress: Progress | None = None,
    ) -> LinkReport:
        """Check those of the chosen addresses that are due.

        `entries` are the ids by each address that the catalog leads to; what is known of others
        is forgotten. `older_than` is how many days a check holds. Raises OSError.
        """
        self._known = {a: check for a, check in self._known.items() if a in entries}
        due = [address for address in chosen if self._is_due(address, older_than)]
        due.sort(key=lambda address: (self._last(address), address))
        by_host: dict[str, list[str]] = {}
        for address in due:
            by_host.setdefault(_host(address), []).append(address)

        def visit(group: list[str]) -> None:
            for done, address in enumerate(group, start=1):
                try:
                    self._check(address)
                except FetchError:  # the run is over; what is left is the oldest of the next one
                    return
                if progress:
                    progress(_host(address), done, len(group), address)

        try:
            at_once(by_host.values(), visit, self._fetcher)
        finally:
            write_link_checks(self._file, self._known)
        known = {address: self._known[address] for address in chosen if address in self._known}
        return LinkReport(known, entries, self._checked, len(due) - self._checked)

    def _is_due(self, address: str, older_than: int) -> bool:
        check = self._known.get(address)
        return check is None or check.is_due(self._today, older_than)

    def _last(self, address: str) -> date:
        check = self._known.get(address)
        return check.checked if check else date.min

    def _check(self, address: str) -> None:
        """Check one address. Raises FetchError when that is for the next run."""
        delay = self._delays.get(_host(address), DELAY)
        moved_to, reason = None, ""
        try:
            found = self._fetcher.probe(address, delay, self._private)
        except FetchError as error:
            if error.failure in _FOR_NEXT_RUN:
                raise
            answer, reason = _answer(error), str(error)
        else:
            answer = Answer.OPENS if found == address else Answer.MOVED
            moved_to = None if found == address else found
        with self._lock:
            check = checked(self._known.get(address), self._today, answer, reason, moved_to)
            self._known[address] = check
            self._checked += 1
            if self._checked % CHECKS_A_SAVE == 0:
                write_link_checks(self._file, self._known)
        line = {"link": without_query(address), "state": check.state.value}
        LOG.info("link", extra={"page": line})


def _answer(error: FetchError) -> Answer:
    if error.failure in _GONE:
        return Answer.GONE
    if error.failure is Failure.NO_ROBOTS and isinstance(error.__cause__, FetchError):
        return _answer(error.__cause__)  # not even that could be asked for
    return Answer.CLOSED if error.failure in _CLOSED else Answer.FAILED


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
