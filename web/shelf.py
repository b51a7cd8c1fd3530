"""The knowledge base as the pages read it: opened once, shared by all readers, kept up to date."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from catalog.lists import FOLDER as LISTS
from catalog.lists import KeptList, load_lists
from catalog.model import Entry, RelationType, Status
from catalog.problem import BadFile, Problem
from catalog.store import Catalog
from catalog.vocabulary import FACET_FILES, Vocabularies
from indexer.backend import SearchBackend
from indexer.generations import IndexBusy
from indexer.sync import sync
from web.labels import vocabularies_in
from web.texts import Language

log = logging.getLogger(__name__)

OpenBackend = Callable[[Vocabularies], SearchBackend]
BACKGROUND = "look-at-folder"
"""Name of the thread that looks for changes."""

Stamp = Mapping[Path, tuple[int, int]]
"""Time of change and size of every data file: cheap to take, different after any change."""

Reference = tuple[RelationType, str]
"""A kind of relation and the id of the entry at its other end."""


@dataclass(frozen=True)
class Holding:
    """What was read at one moment; never changed afterwards, so that a run sees one state."""

    catalog: Catalog
    backend: SearchBackend
    problems: tuple[Problem, ...]
    linked_from: Mapping[str, list[Reference]]
    """Which published entries name an entry, and as what; by the id they give."""
    former_ids: Mapping[str, str] = field(default_factory=dict)
    """The current id by each former one."""
    lists: Mapping[str, KeptList] = field(default_factory=dict)
    """The lists that librarians keep, by id."""
    labels: Vocabularies | None = None
    """The vocabularies in the reader's language; None: as their files have them."""

    @property
    def vocabularies(self) -> Vocabularies:
        """The vocabularies by scheme."""
        return self.labels or self.catalog.vocabularies

    def in_language(self, language: Language) -> "Holding":
        """Return the same with the labels that readers of a language see."""
        if language.code not in self._translated:
            labels = vocabularies_in(self.catalog.vocabularies, language)
            self._translated[language.code] = replace(self, labels=labels)
        return self._translated[language.code]

    @cached_property
    def _translated(self) -> dict[str, "Holding"]:
        return {}

    def entry(self, entry_id: str) -> Entry | None:
        """Return the entry that bears an id now or did so once; None when none can be read."""
        for each in (entry_id, self.former_ids.get(entry_id)):
            with suppress(KeyError, BadFile):
                return self.catalog.read(each) if each else None
        return None

    def published(self, entry_id: str) -> Entry | None:
        """Return the entry that bears an id if readers find it by searching as well."""
        entry = self.entry(entry_id)
        return entry if entry and entry.status is Status.PUBLISHED else None

    def successors(self, entry: Entry) -> list[Entry]:
        """Return what has taken an entry's place, whichever of the two says so."""
        ids = [r.entry for r in entry.relations if r.type is RelationType.REPLACED_BY]
        named_by = self.linked_from.get(entry.id, [])
        ids += [other for relation, other in named_by if relation is RelationType.REPLACES]
        found = (self.published(entry_id) for entry_id in dict.fromkeys(ids))
        return [successor for successor in found if successor]


class Shelf:
    """Opens a knowledge base, brings its index up to date, and notices later changes.

    Raises BadFile when the vocabularies cannot be read, and IndexBusy when another process is
    building the first index: nothing can be shown without them.
    """

    def __init__(self, folder: Path, open_backend: OpenBackend, patience: float = 5.0) -> None:
        """`patience` is how many seconds pass at least between two looks at the folder."""
        self._folder = folder
        self._open_backend = open_backend
        self._patience = patience
        self._working = threading.Lock()
        self._looked = time.monotonic()
        self._named: dict[Path, tuple[tuple[int, int], _Named]] = {}
        self._stamp: Stamp = {}
        stamp = _stamp(folder)
        catalog = Catalog(folder)
        backend = open_backend(catalog.vocabularies)
        try:
            self._holding = self._read(catalog, backend, stamp)
            self._stamp = stamp
        except IndexBusy:  # `kb index` is at work: show what there is, and look again
            if not backend.status().current:
                raise
            lists, problems = load_lists(folder)
            linked, former = self._ids_named(catalog, stamp)
            self._holding = Holding(catalog, backend, tuple(problems), linked, former, lists)

    @property
    def holding(self) -> Holding:
        """What to show now. Starts a look at the folder in the background when one is due."""
        if time.monotonic() - self._looked >= self._patience and self._working.acquire(False):
            self._looked = time.monotonic()
            threading.Thread(target=self._look_again, name=BACKGROUND, daemon=True).start()
        return self._holding

    def refresh(self) -> None:
        """Read what changed since the last look. Raises what opening raises."""
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        catalog, backend = Catalog(self._folder), self._holding.backend
        if catalog.vocabularies != self._holding.vocabularies:
            backend = self._open_backend(catalog.vocabularies)
        self._holding = self._read(catalog, backend, stamp)
        self._stamp = stamp

    def _look_again(self) -> None:
        try:
            self.refresh()
        except Exception:  # readers keep the last good state, whatever a half-saved file does
            log.exception("Changes in %s could not be read; showing the last state", self._folder)
        finally:
            self._working.release()

    def _read(self, catalog: Catalog, backend: SearchBackend, stamp: Stamp) -> Holding:
        report = sync(catalog, backend)
        lists, problems = load_lists(self._folder)
        linked, former = self._ids_named(catalog, stamp)
        return Holding(catalog, backend, (*report.problems, *problems), linked, former, lists)

    def _ids_named(
        self, catalog: Catalog, stamp: Stamp
    ) -> tuple[Mapping[str, list[Reference]], Mapping[str, str]]:
        """Turn relations and former ids round; only files that changed are read again."""
        linked: dict[str, list[Reference]] = {}
        former_ids: dict[str, str] = {}
        kept = self._named
        self._named = {}
        for path, state in stamp.items():
            if path.parent.name != "entries":
                continue
            known = kept.get(path)
            found = known[1] if known and known[0] == state else _named(catalog, path)
            self._named[path] = (state, found)
            for relation, target in found.references:
                linked.setdefault(target, []).append((relation, path.stem))
            for former in found.former_ids:
                former_ids.setdefault(former, path.stem)
        return linked, former_ids


@dataclass(frozen=True)
class _Named:
    """The ids that an entry names beside its own."""

    references: tuple[Reference, ...] = ()
    former_ids: tuple[str, ...] = ()


def _named(catalog: Catalog, path: Path) -> _Named:
    try:
        data = path.read_bytes()
        if b"relations" not in data and b"former_ids" not in data:  # most entries: no parsing
            return _Named()
        entry = catalog.read(path.stem)
    except (OSError, KeyError, BadFile):  # gone meanwhile, or reported as a problem by the sync
        return _Named()
    told = entry.relations if entry.status is Status.PUBLISHED else ()
    references = tuple((relation.type, relation.entry) for relation in told)
    return _Named(references, entry.former_ids)


def _stamp(folder: Path) -> Stamp:
    def files() -> Iterator[Path]:
        yield from (folder / "vocabularies" / name for name in FACET_FILES.values())
        yield from sorted((folder / "entries").glob("*.yaml"))
        yield from sorted((folder / LISTS).glob("*.yaml"))

    found: dict[Path, tuple[int, int]] = {}
    for path in files():
        with suppress(FileNotFoundError):
            state = path.stat()
            found[path] = (state.st_mtime_ns, state.st_size)
    return found
