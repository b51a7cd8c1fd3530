"""What else than words moves an entry up or down: the signals, and the order they lead to.

Each can be switched off (`KB_RANKING_SIGNALS`). None changes what is found. The first keeps two
editions in order whatever words they have; the others change the text score, which only orders
entries that have as much of what was typed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from indexer.arrays import Floats, Ints, Mask
from indexer.document import AUDIENCE, REPLACED_BY, REVIEW_BY
from indexer.found import Found
from indexer.snapshot import Snapshot
from indexer.sparse import is_in


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal, what it says of an entry, and what the entry's text score counts then."""

    name: str
    says: str
    counts: float = 1.0


SUPERSEDED = Signal("superseded", "stands below the entry that replaces it, which was found, too")
OVERDUE = Signal("overdue", "its review is overdue", 0.95)
FOR_AUDIENCE = Signal("audience", "made first of all for an audience that was asked for", 1.1)

SIGNALS: tuple[Signal, ...] = (SUPERSEDED, OVERDUE, FOR_AUDIENCE)
"""All signals, as they are applied."""

NAMES = tuple(signal.name for signal in SIGNALS)

EDITIONS = 10
"""So many editions that replaced one another are kept in order, the newest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search says beside its words: the audiences it names, and the day it is made."""

    audiences: Collection[str]
    today: date


class Signals:
    """What is known about the documents of one snapshot beside their words."""

    def __init__(self, snapshot: Snapshot, used: Collection[str] = NAMES) -> None:
        """Read the signals that are used, by their names."""
        self._snapshot = snapshot
        self._used = used
        self._values = snapshot.signals() if used else {}

    def rank(self, found: Found, asked: Asked) -> Floats:
        """Return the scores that order what was found, parallel to it."""
        factor: Floats | None = None
        for signal in (OVERDUE, FOR_AUDIENCE):
            having = self._having(signal, found.docs, asked)
            if having is not None and having.any():
                factor = np.where(having, signal.counts, 1.0) * (1.0 if factor is None else factor)
        rank = found.rank if factor is None else replace(found, score=found.score * factor).rank
        old, new = self._found_pairs(found.docs)
        if len(old):
            rank = rank.copy()
            for _ in range(EDITIONS):
                np.minimum.at(rank, old, np.nextafter(rank[new], -np.inf))
        return rank

    def moving(self, doc: int, found: Found, asked: Asked) -> tuple[Signal, ...]:
        """Return the signals that apply to a document that was found."""
        place = found.place(doc)
        signals = [SUPERSEDED] if place in self._found_pairs(found.docs)[0] else []
        for signal in (OVERDUE, FOR_AUDIENCE):
            having = self._having(signal, found.docs[[place]], asked)
            if having is not None and having[0]:
                signals.append(signal)
        return tuple(signals)

    def _having(self, signal: Signal, docs: Ints, asked: Asked) -> Mask | None:
        """Return to which of some documents a signal applies; None when to none."""
        if signal.name not in self._used:
            return None
        if signal is OVERDUE:
            due = self._due
            return None if due is None else due[docs] < asked.today.toordinal()
        return self._made_for(asked.audiences, docs)

    def _made_for(self, audiences: Iterable[str], docs: Ints) -> Mask | None:
        made = [v for each in audiences if (v := self._values.get(AUDIENCE + each)) is not None]
        if not made:
            return None
        having = np.zeros(self._snapshot.size, bool)
        for some in made:
            having[some] = True
        return having[docs]

    def _found_pairs(self, docs: Ints) -> tuple[Ints, Ints]:
        """Return where in `docs` entries are, and where those that replace them, if both are."""
        old, new = self._replaced
        both = is_in(old, docs) & is_in(new, docs)
        return np.searchsorted(docs, old[both]), np.searchsorted(docs, new[both])

    @cached_property
    def _replaced(self) -> tuple[Ints, Ints]:
        """Documents, and parallel to them one that replaces each."""
        old, new = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for value, docs in self._values.items():
            if SUPERSEDED.name in self._used and value.startswith(REPLACED_BY):
                successor = self._snapshot.document(value.removeprefix(REPLACED_BY))
                if successor is not None:
                    old.append(docs)
                    new.append(np.full(len(docs), successor))
        return np.concatenate(old), np.concatenate(new)

    @cached_property
    def _due(self) -> Ints | None:
        """The day by which each document is to be reviewed, as its ordinal; None without any."""
        due = np.full(self._snapshot.size, date.max.toordinal())
        for value, docs in self._values.items():
            if value.startswith(REVIEW_BY):
                due[docs] = date.fromisoformat(value.removeprefix(REVIEW_BY)).toordinal()
        return due if any(value.startswith(REVIEW_BY) for value in self._values) else None
