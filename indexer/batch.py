"""One batch of changes, written into a generation that nobody reads yet."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np

from catalog.model import Entry
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.crew import Crew, Entries, Files, Unread, add_all
from indexer.document import Documents
from indexer.snapshot import Snapshot
from indexer.whoosh_writer import SegmentWriter, commit, segments

SMALL = 2000
"""Segments with more entries are not merged, and no process is started to write fewer."""

SENT = 250
"""Entries that a process is given at a time."""

MOST_PROCESSES = 8
"""A machine may have many processors and let us use few; each process may take 0.3 GB."""

AT_ONCE = 100
"""Entries that may be merged together with a change; more are merged when it can be seen."""


T = TypeVar("T")


class BatchWriter:
    """Collects one batch of changes in a generation that nobody reads yet."""

    def __init__(
        self, folder: Path, vocabularies: Vocabularies, before: Snapshot, empty: bool
    ) -> None:
        self._folder = folder
        self._vocabularies = vocabularies
        self._documents = Documents(vocabularies)
        self._before = before
        self._empty = empty
        self._waiting: dict[str, tuple[Entry, str]] = {}
        self._passed_on: set[str] = set()  # to be written by others or by `_writer`
        self._written: set[str] = set()  # in files of this batch
        self._outdated: set[str] = set()  # in files of this batch, to be deleted there
        self._gone: dict[str, list[int]] = {}  # of those before, with their documents
        self._merged: set[str] = set()  # segments whose entries are written anew
        self._crew: Crew | None = None
        self._writer = SegmentWriter(folder)
        self._changed = False
        self.is_written = False
        """Whether the files hold another state than before."""
        self.leaves_small = False
        """Whether there are segments that should be merged; known after `commit`."""

    def put(self, entry: Entry, checksum: str) -> None:
        """Add an entry or replace the one with its id."""
        self.delete(entry.id)
        self._waiting[entry.id] = entry, checksum
        self._changed = True
        if len(self._waiting) >= (SENT if self._crew else 2 * SMALL):
            self._pass_on(_processors())

    def _pass_on(self, processes: int) -> None:
        """Have what waits indexed: by several processes, or one after the other."""
        entries = self._waiting.values()
        if processes > 1:
            crew = self._with_crew(processes)
            for some in _parts([*entries]):
                crew.send(Entries(some))
        else:
            add_all(entries, self._documents, self._writer)
        self._passed_on |= self._waiting.keys()
        self._waiting.clear()

    def _with_crew(self, processes: int) -> Crew:
        if self._crew is None:
            self._crew = Crew(self._folder, self._vocabularies, processes)
        return self._crew

    def read(self, catalog: Catalog, wanted: Mapping[str, str]) -> Unread:
        """Put entries of a catalog from their files, given their checksums by id.

        Returns what is wrong with those that cannot be read; they stay as they are.
        """
        items = list(wanted.items())
        processes = min(_processors(), len(items) // SMALL)
        unread: Unread = {}
        if processes < 2:
            for entry, checksum in Files(catalog, items).entries(unread):
                self.put(entry, checksum)
            return unread
        if not self._passed_on.isdisjoint(wanted):
            self._write()
        crew = self._with_crew(processes)
        for some in _parts(items):
            crew.send(Files(Catalog(catalog.folder), some))
        unread = crew.wait()
        for entry_id in wanted:
            if entry_id not in unread:
                self.delete(entry_id)
                self._passed_on.add(entry_id)
                self._changed = True
        return unread

    def keep(self, entry_id: str) -> bool:
        """Take an entry over as the index has it; False when it has none."""
        if any(entry_id in some for some in (self._waiting, self._passed_on, self._written)):
            return True
        if self._documents_before(entry_id):
            return True
        if (found := self._before.body(entry_id)) is None:
            return False
        self.put(Entry.model_validate_json(found[0]), found[1])
        return True

    def delete(self, entry_id: str) -> None:
        """Remove an entry; nothing happens when it is not there."""
        if self._waiting.pop(entry_id, None):
            return
        if entry_id in self._passed_on:
            self._write()
        if entry_id in self._written:
            self._written.discard(entry_id)
            self._outdated.add(entry_id)
            self._changed = True
        elif docs := self._documents_before(entry_id):
            self._gone[entry_id] = docs
            self._changed = True

    def _documents_before(self, entry_id: str) -> list[int]:
        """Return the document of an entry that this batch has not touched."""
        if self._empty or entry_id in self._gone:
            return []
        return self._before.documents(entry_id)

    def commit(self) -> None:
        """Write everything down."""
        if self._changed:
            self._merge(AT_ONCE)
            self._write()

    def merge(self) -> None:
        """Write small segments together as one."""
        self._merge(None)
        if self._changed:
            self._write()

    def _merge(self, most: int | None) -> None:
        """Put the entries of small segments again, unless they are more than `most`."""
        if self._empty:
            return
        left = self._before.undeleted()
        left[list(chain.from_iterable(self._gone.values()))] = False
        parts: list[tuple[str, int, list[int]]] = []
        end = 0
        for segment, size in segments(self._folder):
            start, end = end, end + size
            if end <= len(left):  # what this batch has written comes after
                numbers = np.flatnonzero(left[start:end]) + start
                parts.append((segment, size, numbers.tolist()))
        sizes = [(len(docs), size) for _, size, docs in parts]
        chosen = [parts[n] for n in due(sizes, len(self._waiting) + len(self._passed_on))]
        if most is not None and sum(len(docs) for _, _, docs in chosen) > most:
            self.leaves_small = True
            return
        for segment, _, docs in chosen:
            self._merged.add(segment)
            self._changed = True
            for doc in docs:
                stored, checksum = self._before.stored(doc)
                entry = Entry.model_validate_json(stored)
                self._waiting[entry.id] = entry, checksum

    def _write(self) -> None:
        self._pass_on(1)
        made = self._writer.finish()
        if self._crew:
            made += self._crew.finish()
            self._crew = None
        gone = chain.from_iterable(self._gone.values())
        commit(self._folder, gone, self._outdated, self._merged, made)
        self._writer = SegmentWriter(self._folder)
        self.is_written = True
        self._written |= self._passed_on
        self._passed_on.clear()
        self._outdated.clear()

    def cancel(self) -> None:
        """Give up. What led to it matters more than what goes wrong now."""
        if self._crew:
            self._crew.stop()
        with suppress(Exception):
            self._writer.cancel()


def due(segments: Sequence[tuple[int, int]], added: int) -> list[int]:
    """Return which segments to write anew: each is given by its entries now, and at first.

    Each small segment is to have at least twice the entries of all smaller ones together, so that
    n entries make log3(n) small segments at most, and each is written anew as seldom. A segment
    that has lost more than half of its entries is written anew as well.
    """
    order = sorted(range(len(segments)), key=lambda number: segments[number][0])
    chosen: list[int] = []
    total = added
    for place, number in enumerate(order):
        left, _ = segments[number]
        if left > SMALL:
            break
        if left < 2 * total:
            chosen = order[: place + 1]
        total += left
    chosen += [n for n in order if 2 * segments[n][0] < segments[n][1] and n not in chosen]
    return chosen


def _processors() -> int:
    """Return how many processors there are for this process, up to a limit."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    return min(MOST_PROCESSES, os.cpu_count() or 1)


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + SENT] for start in range(0, len(items), SENT))
