"""What the entry files hold, in short: one that nobody touched is not read again.

An inventory may be kept in a file of machine state. It says nothing that the entry files do not
say; without it they are all read.
"""

import logging
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from os import stat_result
from pathlib import Path
from typing import NamedTuple

from catalog.atomic import write_text
from catalog.model import RelationType, Status
from catalog.problem import BadFile
from catalog.store import Catalog

log = logging.getLogger(__name__)

FORMAT = "caseshelf-inventory 1"
"""How the kept file begins. Raise the number when its lines mean something else."""

GRANULARITY = 2_000_000_000
"""Nanoseconds within which two changes of a file may bear the same time: FAT counts in two seconds.

Most file systems count in milliseconds; the rest is for a disk in the network whose clock is late.
"""

Reference = tuple[RelationType, str]
"""A kind of relation and the id of the entry at its other end."""


class Named(NamedTuple):
    """The ids that an entry names beside its own. One that is not published names no others."""

    references: tuple[Reference, ...] = ()
    former_ids: tuple[str, ...] = ()


_NOTHING = Named()


class Item(NamedTuple):
    """What is known of an entry's file."""

    state: str
    """Another text after any change, unless the file is not `settled`."""
    checksum: str
    """SHA-256 in hexadecimal; empty when the file cannot be read."""
    named: Named | None = _NOTHING
    """None: the file cannot be used."""
    settled: bool = True
    """False: it was changed so shortly before it was read that one more change could look alike."""


@dataclass(frozen=True)
class Inventory:
    """The entry files at one moment by id, in the order of ids; never changed afterwards."""

    items: Mapping[str, Item] = field(default_factory=dict)

    @property
    def checksums(self) -> dict[str, str]:
        """The checksum of each file by id."""
        return {entry_id: item.checksum for entry_id, item in self.items.items()}

    def has_same_files(self, other: "Inventory") -> bool:
        """Whether both are of the same files with the same contents."""
        return self is other or self.checksums == other.checksums

    @cached_property
    def linked_from(self) -> Mapping[str, list[Reference]]:
        """Which published entries name an entry, and as what; by the id they give."""
        found: dict[str, list[Reference]] = {}
        for entry_id, item in self.items.items():
            for relation, target in (item.named or _NOTHING).references:
                found.setdefault(target, []).append((relation, entry_id))
        return found

    @cached_property
    def former_ids(self) -> Mapping[str, str]:
        """The current id by each former one."""
        found: dict[str, str] = {}
        for entry_id, item in self.items.items():
            for former in (item.named or _NOTHING).former_ids:
                found.setdefault(former, entry_id)
        return found


def take_inventory(
    catalog: Catalog, known: Inventory | None = None, now: int | None = None
) -> Inventory:
    """Look at all entry files; only those that differ from what is known of them are read.

    Returns what was known itself when nothing differs. `now` is in nanoseconds since 1970.
    """
    start = time.time_ns() if now is None else now
    known = known or Inventory()
    items: dict[str, Item] = {}
    for entry_id, status in catalog.states():
        state = _state(status)
        item: Item | None = known.items.get(entry_id)
        if item is None or item.state != state or not item.settled:
            # A file that is written once more in the same moment, to the same size, bears the
            # times it has now: it is trusted when that moment was over before anything was read.
            over = max(status.st_mtime_ns, status.st_ctime_ns) < start - GRANULARITY
            item = _read(catalog, entry_id, state, over)
        if item:
            items[entry_id] = item
    return known if items == known.items else Inventory(dict(sorted(items.items())))


def _state(s: stat_result) -> str:
    # The time of change tells of contents that were changed and given their old time again.
    return f"{s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_ino}"


def _read(catalog: Catalog, entry_id: str, state: str, settled: bool) -> Item | None:
    try:
        data = catalog.path(entry_id).read_bytes()
    except (KeyError, FileNotFoundError):  # not a possible id, or removed this moment
        return None
    except OSError:
        return Item(state, "", None, False)
    item = Item(state, sha256(data).hexdigest(), settled=settled)
    if b"relations" not in data and b"former_ids" not in data:  # most entries: no parsing
        return item
    try:
        entry = catalog.read(entry_id)
    except (KeyError, BadFile):
        return item._replace(named=None)
    told = entry.relations if entry.status is Status.PUBLISHED else ()
    references = tuple((relation.type, relation.entry) for relation in told)
    return item._replace(named=Named(references, entry.former_ids))


def read_inventory(file: Path) -> Inventory:
    """Read what was kept; nothing when there is no file, or a damaged one, which the log says."""
    try:
        header, _, body = file.read_bytes().partition(b"\n")
        if header != _header(body):
            raise ValueError("its checksum or version is another")
        lines = (line.split("\t") for line in body.decode().splitlines())
        return Inventory(
            {
                entry_id: Item(state, checksum, _named(references, former_ids))
                for entry_id, state, checksum, references, former_ids in lines
            }
        )
    except FileNotFoundError:
        return Inventory()
    except (OSError, ValueError) as error:
        log.warning("%s cannot be used (%s): all entry files are read", file, error)
        return Inventory()


def write_inventory(file: Path, inventory: Inventory) -> None:
    """Keep an inventory; whoever reads the file meanwhile finds the old one or this.

    When it cannot be written, the log says so.
    """
    body = "".join(
        f"{entry_id}\t{_lasting_state(item)}\t{item.checksum}\t{_text(item.named or _NOTHING)}\n"
        for entry_id, item in inventory.items.items()
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, f"{_header(body.encode()).decode()}\n{body}")
    except OSError as error:
        log.warning("%s cannot be written (%s): the next start takes longer", file, error)


def _lasting_state(item: Item) -> str:
    """Return the state that the next run may trust; none, so that the file is read again.

    A file that cannot be used now may be so for another version of the software.
    """
    return item.state if item.settled and item.named is not None else ""


def _header(body: bytes) -> bytes:
    """Return the first line: CRC-32 is enough to notice damage."""
    return f"{FORMAT} {zlib.crc32(body):08x}".encode()


def _text(named: Named) -> str:
    references = (f"{relation}={target}" for relation, target in named.references)
    return f"{' '.join(references)}\t{' '.join(named.former_ids)}"


def _named(references: str, former_ids: str) -> Named:
    if not references and not former_ids:
        return _NOTHING
    pairs = (each.split("=") for each in references.split())
    return Named(
        tuple((RelationType(relation), target) for relation, target in pairs),
        tuple(former_ids.split()),
    )
