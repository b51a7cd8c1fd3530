"""Bringing an index up to date with a catalog: only files that changed are read."""

from dataclasses import asdict, dataclass
from typing import Any

from catalog.inventory import Inventory, take_inventory
from catalog.problem import Problem
from catalog.store import Catalog
from indexer.backend import SearchBackend


@dataclass(frozen=True)
class SyncReport:
    """What a sync did: numbers of entries, and what is wrong with files that cannot be used."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    rebuilt: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Whether the index holds other entries than before."""
        return bool(self.added or self.changed or self.removed or self.rebuilt)

    def __str__(self) -> str:
        counts = f"{self.added:,} added, {self.changed:,} changed, {self.removed:,} removed"
        built = ", built anew" if self.rebuilt else ""
        bad = len({problem.file for problem in self.problems})
        unused = f", {bad:,} cannot be used" if bad else ""
        return f"{counts}, {self.unchanged:,} unchanged{unused}{built}"

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        plain = asdict(self)
        plain["problems"] = [
            {**asdict(problem), "file": problem.file.as_posix(), "severity": problem.severity.value}
            for problem in self.problems
        ]
        return plain


def sync(
    catalog: Catalog,
    backend: SearchBackend,
    rebuild: bool = False,
    inventory: Inventory | None = None,
) -> SyncReport:
    """Index what was added or changed and drop what was removed.

    `inventory` is what the catalog holds; without it all files are read to know. An outdated index
    (`status().current` False) is built anew. A file that cannot be used is a problem in the report;
    its last good version stays in the index. Raises IndexBusy when another process is writing.
    """
    rebuild = rebuild or not backend.status().current
    known = backend.checksums()
    files = (take_inventory(catalog) if inventory is None else inventory).checksums
    wanted = [i for i, checksum in files.items() if rebuild or known.get(i) != checksum]
    removed = [entry_id for entry_id in known if entry_id not in files]
    if not rebuild and not wanted and not removed:
        return SyncReport(unchanged=len(files))
    done: dict[str, int] = {"added": 0, "changed": 0}
    problems: list[Problem] = []
    with backend.writer(rebuild) as writer:
        unread = writer.read(catalog, {entry_id: files[entry_id] for entry_id in wanted})
        for entry_id in wanted:
            if entry_id in unread:
                # Without a problem it was removed since it was listed: the next sync drops it.
                problems += unread[entry_id]
                if unread[entry_id]:
                    writer.keep(entry_id)
            elif entry_id not in known:
                done["added"] += 1
            elif known[entry_id] != files[entry_id]:
                done["changed"] += 1
        for entry_id in () if rebuild else removed:
            writer.delete(entry_id)
    bad = {problem.file for problem in problems}
    return SyncReport(
        added=done["added"],
        changed=done["changed"],
        removed=len(removed),
        unchanged=len(files) - done["added"] - done["changed"] - len(bad),
        rebuilt=rebuild,
        problems=tuple(problems),
    )
