"""What a run has read so far, on disk, so that a run that was cut off goes on where it stopped."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from catalog.model import Draft, Part
from scrapers.report import Outcome

STALE = timedelta(days=1)
"""What an older run has read is read anew."""


class Visit(Part):
    """One page that was visited, and all that the rest of the run needs of it.

    `leads` are the pages it leads to, as pairs of kind (`page`, `feed`, `sitemap`) and address.
    `outcome` is None for a page that was read, else FAILED or NOT_UNDERSTOOD with a `reason`.
    """

    page: str
    outcome: Outcome | None = None
    reason: str = ""
    drafts: tuple[Draft, ...] = ()
    warnings: tuple[str, ...] = ()
    leads: tuple[tuple[str, str], ...] = ()


class _Start(Part):
    when: datetime


class Journal:
    """The visits of one source's run: a file of JSON lines that only grows until the run is over.

    Each line is on disk before `add` returns. A line that was cut off counts as not written.
    """

    def __init__(self, file: Path, now: datetime) -> None:
        self._file = file
        self._lock = Lock()
        self.when = now
        self._visits: dict[str, Visit] = {}
        lines = file.read_text("utf-8").split("\n") if file.exists() else []
        started = _read(lines[0]) if len(lines) > 1 else None
        if started and timedelta(0) <= now - started.when <= STALE:
            self.when = started.when
            for line in lines[1:-1]:
                visit = Visit.model_validate_json(line)
                self._visits[visit.page] = visit
            # Whatever stands behind the last whole line was cut off.
            os.truncate(file, len("".join(f"{line}\n" for line in lines[:-1]).encode()))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            self._append(_Start(when=now).model_dump_json())

    def get(self, page: str) -> Visit | None:
        """Return the visit to a page in this run or the one it goes on with."""
        return self._visits.get(page)

    def add(self, visit: Visit) -> None:
        """Note a visit."""
        self._append(visit.model_dump_json(by_alias=True, exclude_defaults=True))
        self._visits[visit.page] = visit

    def __iter__(self) -> Iterator[Visit]:
        return iter(self._visits.values())

    def end(self) -> None:
        """Forget the visits: all that came of them is in the inbox."""
        self._file.unlink(missing_ok=True)

    def _append(self, line: str) -> None:
        with self._lock, self._file.open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")
            stream.flush()
            os.fsync(stream.fileno())


def _read(line: str) -> _Start | None:
    try:
        return _Start.model_validate_json(line)
    except ValidationError:
        return None
