"""A generation that is being read, and what is made of it when it is first needed."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from catalog.vocabulary import NOT_RECORDED, Vocabularies
from indexer.generations import Generation
from indexer.reader import Reader
from indexer.signals import Signals
from indexer.snapshot import Snapshot
from indexer.spelling import Speller
from indexer.suggest import Completions, lines


@dataclass(frozen=True)
class Opened:
    """A generation that is being read."""

    stamp: object
    generation: Generation | None
    reader: Reader
    snapshot: Snapshot
    vocabularies: Vocabularies
    signals_used: Collection[str]

    @cached_property
    def signals(self) -> Signals:
        """What orders results beside their words; read when it is first needed."""
        return Signals(self.snapshot, self.signals_used)

    def completions(self) -> Completions:
        """Make what can be suggested."""
        snapshot = self.snapshot
        found = snapshot.table.counts(snapshot.live_docs)
        counts = {
            name: dict(zip(column.values, found[name].tolist(), strict=True))
            for name, column in snapshot.facets.items()
        }
        column = snapshot.facets["publisher"]
        often = counts.pop("publisher")
        publishers = {
            (value, label): often[value]
            for value, label in zip(column.values, column.labels, strict=True)
            if value != NOT_RECORDED
        }
        titles, authors = snapshot.titles(), snapshot.authors()
        return Completions(lines(titles, authors, publishers, counts, self.vocabularies))

    def speller(self) -> Speller:
        """Make the words that corrections are taken from."""
        snapshot = self.snapshot
        texts = [title for _, title in snapshot.titles()] + list(snapshot.authors().elements())
        for name, column in snapshot.facets.items():
            texts += column.labels
            for term in self.vocabularies[name].terms if name in self.vocabularies else ():
                texts += [label.text for label in term.labels]
        return Speller(texts)
