"""The knowledge base as the pages read it: opened once, shared by all readers, kept up to date."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from catalog.inventory import Inventory, Reference, read_inventory, take_inventory, write_inventory
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

Stamp = Mapping[Path, bytes]
"""What every file of vocabularies and lists holds, in short: different after any change."""


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
    compared: bool = True
    """False: the index is as the last run left it, and not yet compared with the files."""
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
    """Opens a knowledge base, keeps its index up to date, and notices later changes.

    An index that fits the software and the vocabularies is shown at once, as the last run left it,
    and the first look at the folder compares it with the files. Any other is built before it is
    shown. Raises BadFile when the vocabularies cannot be read, and IndexBusy when another process
    is building the index: nothing can be shown without them.
    """

    def __init__(
        self,
        folder: Path,
        open_backend: OpenBackend,
        patience: float = 5.0,
        links_file: Path | None = None,
        inventory_file: Path | None = None,
    ) -> None:
        """`patience` is how many seconds pass at least between two looks at the folder.

        `links_file` is where checks of links leave what they find, and `inventory_file` where
        this leaves what the entry files hold, so that the next start need not read them.
        """
        self._folder = folder
        self._open_backend = open_backend
        self._patience = patience
        self._links_file = links_file
        self._inventory_file = inventory_file
        self._links_stamp: tuple[int, int] | None = None
        self._links: LinkChecks = {}
        self._working = threading.Lock()
        self._next_look = time.monotonic()
        self._settled_for: Catalog | None = None
        self._stamp = _stamp(folder)
        catalog = Catalog(folder)
        backend = open_backend(catalog.vocabularies)
        known = read_inventory(inventory_file) if inventory_file else Inventory()
        status = backend.status()
        if status.current:
            self._inventory = known if known.items else self._taken(catalog, known)
            self._holding = self._shown(catalog, backend, self._inventory, compared=False)
            log.info(
                "Showing %s entries as they were indexed at %s, until they are compared with the "
                "files", f"{status.entries:,}", status.built,
            )  # fmt: skip
        else:
            log.info("Building the index of %s", folder)
            self._inventory = self._taken(catalog, known)
            self._holding = self._compared(catalog, backend, self._inventory)
            self._next_look += patience

    @property
    def holding(self) -> Holding:
        """What to show now. Starts a look at the folder in the background when one is due."""
        if time.monotonic() >= self._next_look and self._working.acquire(False):
            threading.Thread(target=self._look, name=BACKGROUND, daemon=True).start()
        return self._holding

    def refresh(self) -> None:
        """Read what changed since the last look. Raises what opening raises."""
        with self._working:
            self._refresh()

    def _refresh(self) -> None:
        shown = self._holding
        stamp = _stamp(self._folder)
        inventory = self._taken(shown.catalog, self._inventory)
        same = stamp == self._stamp and inventory.has_same_files(self._inventory)
        if not shown.compared or not same:
            catalog = shown.catalog if same else Catalog(self._folder)
            backend = shown.backend
            if catalog.vocabularies != shown.vocabularies:
                backend = self._open_backend(catalog.vocabularies)
            self._holding = self._compared(catalog, backend, inventory)
            self._stamp = stamp
        elif (links := self._links_now()) is not shown.links:
            self._holding = replace(shown, links=links)
        self._inventory = inventory

    def _look(self) -> None:
        start = time.monotonic()
        shown = self._settled_for
        try:
            self._refresh()
            if self._holding.catalog is not shown:  # what is known of links is little
                settle()
                self._settled_for = self._holding.catalog
        except IndexBusy as busy:
            log.warning("%s Meanwhile the last state is shown.", busy)
        except Exception:  # readers keep the last good state, whatever a half-saved file does
            log.exception("Changes in %s could not be read; showing the last state", self._folder)
        finally:
            end = time.monotonic()
            # A look at a large folder takes a while, and readers wait for the same processor.
            self._next_look = end + max(self._patience, _REST * (end - start))
            self._working.release()

    def _taken(self, catalog: Catalog, known: Inventory) -> Inventory:
        """Look at the entry files, and keep what is new about them for the next start."""
        inventory = take_inventory(catalog, known)
        if self._inventory_file and inventory is not known:
            write_inventory(self._inventory_file, inventory)
        return inventory

    def _compared(self, catalog: Catalog, backend: SearchBackend, inventory: Inventory) -> Holding:
        """Bring the index up to date with the files, and return what to show then."""
        report = sync(catalog, backend, inventory=inventory)
        log.info("The index fits the files: %s", report)
        return self._shown(catalog, backend, inventory, compared=True, found=report.problems)

    def _shown(
        self,
        catalog: Catalog,
        backend: SearchBackend,
        inventory: Inventory,
        *,
        compared: bool,
        found: tuple[Problem, ...] = (),
    ) -> Holding:
        lists, problems = load_lists(self._folder)
        return Holding(
            catalog,
            backend,
            problems=(*found, *problems),
            linked_from=inventory.linked_from,
            former_ids=inventory.former_ids,
            lists=lists,
            links=self._links_now(),
            compared=compared,
        )

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


def settle() -> None:
    """Keep all that is in memory now out of later collections of garbage.

    A full collection goes through every object there is, while all readers wait, and there are more
    with every entry. What was read to stay is no garbage; what runs leave is then found quickly.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _stamp(folder: Path) -> Stamp:
    # They are few and small: what they say is compared, so that times need not be trusted.
    found = {}
    for room in ("vocabularies", LISTS):
        for path in (folder / room).glob("*.yaml"):
            with suppress(OSError):  # removed this moment, or told of when it is read
                found[path] = sha256(path.read_bytes()).digest()
    return found
