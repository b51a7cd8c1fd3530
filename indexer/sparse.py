"""Scores of the documents a word stands in: the vectors that matching adds up."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.arrays import Floats, Ints, Mask, Narrow, Weights

DENSE = 16
"""A word in more than one of this many documents is looked up by document number."""


class Scores:
    """Documents in ascending order, and what each scores; all others score 0.

    `size` is the number of documents there are.
    """

    def __init__(self, docs: Ints | Narrow, values: Floats | Weights, size: int) -> None:
        self._docs: npt.NDArray[np.signedinteger[Any]] = docs
        self._values: npt.NDArray[np.floating[Any]] = values
        self.size = size
        self._tables: list[npt.NDArray[np.int32]] = []

    def packed(self) -> "Scores":
        """Return the same in half of the memory, scores to seven digits: a form to keep."""
        docs = self._docs.astype(np.int32, copy=False)
        values = self._values.astype(np.float32, copy=False)
        return self._like(docs, values)

    def unpacked(self) -> "Scores":
        """Return the same in a form to work with; it shares the arrays as long as it can."""
        return self._like(self._docs, self._values)

    def _like(self, docs: Any, values: Any) -> "Scores":
        made = Scores(docs, values, self.size)
        made._tables = self._tables  # filled when it is first needed, by either
        return made

    @cached_property
    def docs(self) -> Ints:
        """The documents, ascending."""
        return self._docs.astype(np.int64, copy=False)

    @cached_property
    def values(self) -> Floats:
        """The scores, parallel to the documents."""
        return self._values.astype(np.float64, copy=False)

    def __len__(self) -> int:
        return len(self._docs)

    @property
    def cost(self) -> int:
        """The bytes it takes in memory at most."""
        table = 4 * self.size if self._is_frequent else 0
        return self._docs.nbytes + self._values.nbytes + table

    @property
    def _is_frequent(self) -> bool:
        return len(self) * DENSE > self.size

    def _table(self) -> npt.NDArray[np.int32]:
        """Return the place of each document there is, -1 for those that are not here."""
        if not self._tables:
            table = np.full(self.size, -1, np.int32)
            table[self._docs] = np.arange(len(self), dtype=np.int32)
            self._tables.append(table)
        return self._tables[0]

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        """Give both at once: `docs, values = scores`."""
        return iter((self.docs, self.values))

    def places(self, docs: Ints) -> Ints:
        """Return where in the arrays ascending documents are, -1 for those that are not."""
        if not len(self):
            return np.full(len(docs), -1)
        if self._is_frequent:
            return self._table()[docs].astype(np.int64)
        if len(self) * 4 < len(docs):
            found = np.full(len(docs), -1)
            theirs, own = self.common(docs)
            found[theirs] = own
            return found
        places = np.searchsorted(self._docs, docs.astype(self._docs.dtype, copy=False))
        places[places == len(self)] = 0
        return np.where(self._docs[places] == docs, places, -1)

    def common(self, docs: Ints) -> tuple[Ints, Ints]:
        """Return where the documents are that are in both: in ascending `docs`, and here."""
        if len(self) * 4 < len(docs):
            places = np.searchsorted(docs, self.docs)
            places[places == len(docs)] = 0
            own = np.flatnonzero(docs[places] == self.docs)
            return places[own], own
        places = self.places(docs)
        theirs = np.flatnonzero(places >= 0)
        return theirs, places[theirs]

    def at(self, docs: Ints) -> Floats:
        """Return what ascending documents score, 0 where there is nothing."""
        if docs is self.docs:
            return self.values
        if not len(self):
            return np.zeros(len(docs))
        places = self.places(docs)
        values = self._values[places].astype(np.float64, copy=False)
        values[places < 0] = 0.0
        return values


def nothing(size: int) -> Scores:
    """Return the scores of a word that stands nowhere."""
    return Scores(np.empty(0, np.int64), np.empty(0), size)


def union(lists: Sequence[Ints], size: int) -> Ints:
    """Return the documents of all lists, ascending, each once."""
    if len(lists) == 1:
        return lists[0]
    if sum(map(len, lists)) * 64 < size:
        return np.unique(np.concatenate([*lists, np.empty(0, np.int64)]))
    mask = np.zeros(size, bool)
    for docs in lists:
        mask[docs] = True
    return np.flatnonzero(mask)


def is_in(values: Ints, others: Ints) -> Mask:
    """Return which values are among others; both ascend."""
    if not len(others):
        return np.zeros(len(values), bool)
    places = np.searchsorted(others, values)
    places[places == len(others)] = 0
    found: Mask = others[places] == values
    return found


def common(first: Ints, second: Ints) -> Ints:
    """Return the values that both have; both ascend."""
    if len(first) > len(second):
        first, second = second, first
    return first[is_in(first, second)]


def highest(parts: Sequence[Scores], size: int) -> Scores:
    """Return where any of the parts is, with the highest of the scores."""
    found = [part for part in parts if len(part)]
    if len(found) < 2:
        return found[0] if found else nothing(size)
    *few, most = sorted(found, key=len)
    if len(few) == 1 and len(few[0]) * 8 < len(most):
        return _raised(most, few[0])
    docs = union([part.docs for part in found], size)
    return Scores(docs, np.maximum.reduce([part.at(docs) for part in found]), size)


def _raised(scores: Scores, others: Scores) -> Scores:
    """Return where either is, with the higher of the scores; the others are few."""
    places = scores.places(others.docs)
    new = places < 0
    docs, values = scores.docs, scores.values.copy()
    both = places[~new]
    values[both] = np.maximum(values[both], others.values[~new])
    if new.any():
        where = np.searchsorted(docs, others.docs[new])
        docs = np.insert(docs, where, others.docs[new])
        values = np.insert(values, where, others.values[new])
    return Scores(docs, values, scores.size)


def added(first: Scores, second: Scores) -> Scores:
    """Return where either is, with the sum of the scores."""
    if not len(first) or not len(second):
        return first if len(first) else second
    docs = union([first.docs, second.docs], first.size)
    return Scores(docs, first.at(docs) + second.at(docs), first.size)
