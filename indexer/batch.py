"""One batch of changes, written into a generation that nobody reads yet."""

from contextlib import suppress
from pathlib import Path

from catalog.model import Entry
from catalog.vocabulary import Vocabularies
from indexer.document import document
from indexer.snapshot import Snapshot
from indexer.whoosh_files import Writer


class BatchWriter:
    """Collects one batch of changes in a generation that nobody reads yet."""

    def __init__(
        self, folder: Path, vocabularies: Vocabularies, before: Snapshot, empty: bool
    ) -> None:
        self._folder = folder
        self._vocabularies = vocabularies
        self._before = before
        self._empty = empty
        self._gone: set[str] = set()  # of those before
        self._stored: set[str] = set()  # of this batch
        self._added: set[str] = set()  # of this batch, unseen by Whoosh as yet
        self._changed = False
        self._writer = Writer(folder)

    def put(self, entry: Entry, checksum: str) -> None:
        """Add an entry or replace the one with its id."""
        self.delete(entry.id)
        self._writer.add(document(entry, checksum, self._vocabularies))
        self._added.add(entry.id)
        self._changed = True

    def keep(self, entry_id: str) -> bool:
        """Take an entry over as the index has it; False when it has none."""
        if entry_id in self._added or self._has(entry_id):
            return True
        if (found := self._before.body(entry_id)) is None:
            return False
        body, checksum = found
        self.put(Entry.model_validate_json(body), checksum)
        return True

    def delete(self, entry_id: str) -> None:
        """Remove an entry; nothing happens when it is not there."""
        if entry_id in self._added:
            # Whoosh does not see what is not committed yet, so commit first (unseen by readers).
            self._writer.commit()
            self._writer = Writer(self._folder)
            self._stored |= self._added
            self._added.clear()
        if self._has(entry_id):
            self._writer.delete(entry_id)
            self._stored.discard(entry_id)
            self._gone.add(entry_id)
            self._changed = True

    def _has(self, entry_id: str) -> bool:
        """Whether the files hold an entry."""
        if entry_id in self._stored:
            return True
        return not self._empty and entry_id not in self._gone and self._before.has(entry_id)

    def commit(self) -> bool:
        """Write everything down; False when there was nothing to change."""
        if self._changed:
            self._writer.commit()
        else:
            self._writer.cancel()
        return self._changed

    def cancel(self) -> None:
        """Give up."""
        with suppress(Exception):
            self._writer.cancel()
