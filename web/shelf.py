"""The knowledge base as the pages read it: opened once, shared by all readers, kept up to date."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from catalog.link_checks import LinkChecks, read_link_checks
from catalog.lists import FOLDER as LISTS
from catalog.lists import KeptList, load_lists
from catalog.model import Entry, RelationType, Status
from catalog.problem import BadFile, Problem
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.backend import SearchBackend
from indexer.generations import IndexBusy
from indexer.sync import sync
from web.labels import vocabularies_in
from web.texts import Language

log = logging.getLogger(__name__)

OpenBackend = Callable[[Vocabularies], SearchBackend]
BACKGROUND = "look-at-folder"
"""Name of the thread that looks for changes."""

_REST = 20
"""How many times as long as a look took it is at least until the next one begins."""

Stamp = Mapping[str, tuple[int, int]]
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
    links: LinkChecks = field(default_factory=dict)
    """What checks of links have found, by address."""
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

    def __init__(
        self,
        folder: Path,
        open_backend: OpenBackend,
        patience: float = 5.0,
        links_file: Path | None = None,
    ) -> None:
        """`patience` is how many seconds pass at least between two looks at the folder.

        `links_file` is where checks of links leave what they find.
        """
        self._folder = folder
        self._open_backend = open_backend
        self._patience = patience
        self._links_file = links_file
        self._links_stamp: tuple[int, int] | None = None
        self._links: LinkChecks = {}
        self._working = threading.Lock()
        self._next_look = time.monotonic() + patience
        self._named: dict[str, tuple[tuple[int, int], _Named]] = {}
        self._stamp: Stamp = {}
        self._settled_for: Catalog | None = None
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
            links = self._links_now()
            self._holding = Holding(catalog, backend, tuple(problems), linked, former, lists, links)

    @property
    def holding(self) -> Holding:
        """What to show now. Starts a look at the folder in the background when one is due."""
        if time.monotonic() >= self._next_look and self._working.acquire(False):
            threading.Thread(target=self._look_again, name=BACKGROUND, daemon=True).start()
        return self._holding

    def refresh(self) -> None:
        """Read what changed since the last look. Raises what opening raises."""
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            if (links := self._links_now()) is not self._holding.links:
                self._holding = replace(self._holding, links=links)
            return
        catalog, backend = Catalog(self._folder), self._holding.backend
        if catalog.vocabularies != self._holding.vocabularies:
            backend = self._open_backend(catalog.vocabularies)
        self._holding = self._read(catalog, backend, stamp)
        self._stamp = stamp

    def _look_again(self) -> None:
        start = time.monotonic()
        shown = self._settled_for
        try:
            self.refresh()
            if self._holding.catalog is not shown:  # what is known of links is little
                settle()
                self._settled_for = self._holding.catalog
        except Exception:  # readers keep the last good state, whatever a half-saved file does
            log.exception("Changes in %s could not be read; showing the last state", self._folder)
        finally:
            end = time.monotonic()
            # A look at a large folder takes a while, and readers wait for the same processor.
            self._next_look = end + max(self._patience, _REST * (end - start))
            self._working.release()

    def _read(self, catalog: Catalog, backend: SearchBackend, stamp: Stamp) -> Holding:
        report = sync(catalog, backend)
        lists, problems = load_lists(self._folder)
        linked, former = self._ids_named(catalog, stamp)
        found = (*report.problems, *problems)
        return Holding(catalog, backend, found, linked, former, lists, self._links_now())

    def _links_now(self) -> LinkChecks:
        """Return what is known of links; the file is read when it changed, and may be missing."""
        stamp = None
        if self._links_file:
            with suppress(OSError):
                state = self._links_file.stat()
                stamp = (state.st_mtime_ns, state.st_size)
        if stamp != self._links_stamp:
            self._links_stamp, self._links = stamp, {}
            if self._links_file and stamp:
                try:
                    self._links = read_link_checks(self._links_file)
                except (OSError, ValueError) as error:  # once for each state of the file
                    log.warning("Nothing is known of links: %s", error)
        return self._links

    def _ids_named(
        self, catalog: Catalog, stamp: Stamp
    ) -> tuple[Mapping[str, list[Reference]], Mapping[str, str]]:
        """Turn relations and former ids round; only files that changed are read again."""
        linked: dict[str, list[Reference]] = {}
        former_ids: dict[str, str] = {}
        kept = self._named
        self._named = {}
        for name, state in stamp.items():
            path = Path(name)
            if path.parent.name != "entries":
                continue
            known = kept.get(name)
            found = known[1] if known and known[0] == state else _named(catalog, path)
            self._named[name] = (state, found)
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


def settle() -> None:
    """Keep all that is in memory now out of later collections of garbage.

    A full collection goes through every object there is, while all readers wait, and there are more
    with every entry. What was read to stay is no garbage; what runs leave is then found quickly.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _stamp(folder: Path) -> Stamp:
    found: dict[str, tuple[int, int]] = {}
    for room in ("vocabularies", "entries", LISTS):
        # Five times as fast as paths: it is done again and again, and there may be 100,000 files.
        with suppress(FileNotFoundError), os.scandir(folder / room) as files:
            for file in files:
                with suppress(FileNotFoundError):
                    if file.name.endswith(".yaml"):
                        state = file.stat()
                        found[file.path] = (state.st_mtime_ns, state.st_size)
    return dict(sorted(found.items()))
