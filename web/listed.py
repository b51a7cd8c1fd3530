"""What stands on a list: each id looked up, and nothing left out silently."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.model import Entry, Status
from web.reading_list import ReadingList
from web.shelf import Holding


@dataclass(frozen=True)
class Listed:
    """An item of a list: the entry it names, or why there is none.

    `id` is what the link says. A former id leads to the entry that bears it now. `entry` is None
    for an id that no entry ever bore here; a withdrawn one has `successors`, if there are any.
    """

    id: str
    note: str
    entry: Entry | None
    withdrawn: bool = False
    successors: tuple[Entry, ...] = ()

    @property
    def shown(self) -> Entry | None:
        """The entry, if readers may rely on it."""
        return None if self.withdrawn else self.entry


def listed(asked: ReadingList, holding: Holding) -> Sequence[Listed]:
    """Look up all items of a list; an entry that two ids lead to stands once."""
    found: dict[str, Listed] = {}
    for item in asked.items:
        entry = holding.entry(item.id)
        if entry is None or entry.status is Status.DRAFT:
            found.setdefault(item.id, Listed(item.id, item.note, None))
        elif entry.status is Status.WITHDRAWN:
            instead = tuple(holding.successors(entry))
            found.setdefault(entry.id, Listed(item.id, item.note, entry, True, instead))
        else:
            found.setdefault(entry.id, Listed(item.id, item.note, entry))
    return tuple(found.values())
