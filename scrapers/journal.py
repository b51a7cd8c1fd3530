"""What a run has read so far, on disk, so that a run that was cut off goes on where it stopped."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from catalog.model import Draft, Part
from scrapers.report import Outcome

STALE = timedelta(days=8)
"""What an older run has read is read anew. More than a week: a weekly run goes on with the last."""


class Visit(Part):
    """One page that was visited, and all that the rest of the run needs of it.

    `leads` are the pages it leads to, as pairs of kind (`page`, `feed`, `sitemap`) and address;
    `older` are those it lists that are left alone because of their age; `partial` says that it
    may list more than could be read. `part_of` is the first page of the list that this one goes
    on with. `items` are the names of the drafts at their source, if it has any for them, and
    `deleted` those of what it says it has no longer.

    `outcome` is None for a page that was read, else FAILED or NOT_UNDERSTOOD with a `reason`. A
    page that failed is `missing` when its site says for sure that there is no such page. It is a
    `dead_end` when a list leads to it and there is nothing for us: no such page, one that
    robots.txt closes, a file of another kind. No setting of ours is wrong then.
    """

    page: str
    part_of: str | None = None
    outcome: Outcome | None = None
    reason: str = ""
    missing: bool = False
    dead_end: bool = False
    drafts: tuple[Draft, ...] = ()
    items: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    leads: tuple[tuple[str, str], ...] = ()
    older: tuple[str, ...] = ()
    partial: bool = False

    @property
    def listed_on(self) -> str:
        """The page that what is found here counts as found on."""
        return self.part_of or self.page

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which the drafts are known again in later runs."""
        return self.items or tuple(draft.id for draft in self.drafts)


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
