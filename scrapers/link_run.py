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
from scrapers.network import Network
from scrapers.progress import Progress

CHECKS_A_SAVE = 50
"""What a killed run loses at most; the file is written whole, so not after each check."""

DELAY = Source.model_fields["crawl_delay"].default

_FOR_NEXT_RUN = (Failure.STOPPED, Failure.BUDGET)
_UNREACHED = (Failure.NO_CONNECTION, Failure.NO_HOST, Failure.TIME_OUT)
_NOT_ASKED = (Failure.ROBOTS, Failure.NO_ROBOTS, Failure.PRIVATE, Failure.NOT_WEB)
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
    offline: bool = False
    """Whether the run ended because no host could be reached."""

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
        counts = {"checked": self.checked, "left": self.left, "offline": self.offline}
        return {**counts, "links": links}

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
    """Checks addresses and keeps what came of it in a file, saved while it goes on.

    When no host answers any more the run is over, and what is known of those that could not be
    reached stays as it was: it is the network that is not there.
    """

    def __init__(self, file: Path, fetcher: Fetcher, sources: Iterable[Source], today: date):
        """Raises ValueError when the file cannot be read."""
        self._file = file
        self._fetcher = fetcher
        self._today = today
        self._known = read_link_checks(file)
        self._lock = Lock()
        self._checked = 0
        self._offline = False
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
        self._network = Network(lambda one: bool(self._ask(one).heard), self._witnesses(entries))
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
        left = len(due) - self._checked
        return LinkReport(known, entries, self._checked, left, self._offline)

    def _is_due(self, address: str, older_than: int) -> bool:
        check = self._known.get(address)
        return check is None or check.is_due(self._today, older_than)

    def _last(self, address: str) -> date:
        check = self._known.get(address)
        return check.checked if check else date.min

    def _check(self, address: str) -> None:
        """Check one address. Raises FetchError when that is for the next run."""
        question = self._network.question()
        came = self._ask(address)
        if came.heard is False and not self._network.is_there(question, _host(address)):
            self._offline = True
            self._fetcher.stop()
            raise FetchError(Failure.STOPPED, "no host can be reached")
        with self._lock:
            before = self._known.get(address)
            check = checked(before, self._today, came.answer, came.reason, came.moved_to)
            self._known[address] = check
            self._checked += 1
            if self._checked % CHECKS_A_SAVE == 0:
                write_link_checks(self._file, self._known)
        line = {"link": without_query(address), "state": check.state.value}
        LOG.info("link", extra={"page": line})

    def _ask(self, address: str) -> "_Came":
        """Ask for an address. Raises FetchError when that is for the next run."""
        host, question = _host(address), self._network.question()
        try:
            found = self._fetcher.probe(address, self._delays.get(host, DELAY), self._private)
        except FetchError as error:
            if error.failure in _FOR_NEXT_RUN:
                raise
            came = _Came.failed(error)
        else:
            came = _Came(Answer.OPENS) if found == address else _Came(Answer.MOVED, moved_to=found)
        if came.heard and host not in self._private:  # one's own network needs no internet
            self._network.heard(question, host, address)
        return came

    def _witnesses(self, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield hosts that may answer: those that opened last, then those never asked."""
        able = (a for a in addresses if a not in self._known or self._known[a].last_ok)
        for address in sorted(able, key=lambda a: (self._opened(a), a), reverse=True):
            if (host := _host(address)) not in self._private:
                yield host, address

    def _opened(self, address: str) -> date:
        check = self._known.get(address)
        return (check and check.last_ok) or date.min


@dataclass(frozen=True)
class _Came:
    """What came of asking for an address."""

    answer: Answer
    reason: str = ""
    moved_to: str | None = None
    heard: bool | None = True
    """Whether anybody answered; None when nobody was asked."""

    @classmethod
    def failed(cls, error: FetchError) -> "_Came":
        failure = error.failure
        if failure is Failure.NO_ROBOTS and isinstance(error.__cause__, FetchError):
            failure = error.__cause__.failure  # not even that could be asked for
        answer = Answer.CLOSED if failure in _CLOSED else Answer.FAILED
        if failure in _GONE:
            answer = Answer.GONE
        heard = None if failure in _NOT_ASKED else failure not in _UNREACHED
        return cls(answer, str(error), heard=heard)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
