"""Which documents have which values of all facets, in the two forms that counting is fast in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.arrays import Codes, Ints, Mask
from indexer.facet_column import FacetColumn, Part

Bits = npt.NDArray[np.uint64]
_List = list[tuple[int, npt.NDArray[np.int32]]]
"""The documents of a value: for each segment where it starts, and the documents in it."""

ROW, WORD, PLACE = 2.2, 1.3, 0.9
"""Nanoseconds to count a code in a row, a word of a bitset, a document in a list (measured)."""


class FacetTable:
    """Counts the values of several facets at once.

    Few documents are counted through a table with a row of codes for each document; many through
    one bitset for each value that many documents have, and the documents of each other value.
    """

    def __init__(
        self,
        columns: Mapping[str, FacetColumn],
        parts: Mapping[str, Sequence[Part]],
        live: Ints,
        size: int,
    ) -> None:
        """Take the parts of each column; `live` are the documents that can be found, ascending."""
        self._live, self._size = live, size
        self._spans: dict[str | None, slice] = {}
        self._slots: dict[str | None, slice] = {}
        """The codes of each facet, and its columns in the rows; None: those of all."""
        self._columns = columns
        self._lists: list[_List] = []
        first, slot = 0, 0
        for name, column in columns.items():
            width = max((part.rows.shape[1] for part in parts[name]), default=0)
            self._spans[name] = slice(first, first + len(column.values))
            self._slots[name] = slice(slot, slot + width)
            first, slot = first + len(column.values), slot + width
            lists: list[_List] = [[] for _ in column.values]
            for part in parts[name]:
                for code, docs in zip(part.codes, part.docs, strict=True):
                    if code >= 0:
                        lists[code].append((part.start, docs))
            self._lists += lists
        # Rows are filled up with a code that no value has.
        self._rows: Codes = np.full((size, slot), first, np.min_scalar_type(first))
        for name in columns:
            span = self._spans[name]
            for part in parts[name]:
                codes = np.array([c + span.start if c >= 0 else first for c in (*part.codes, -1)])
                height, width = part.rows.shape
                place = self._slots[name].start
                here = self._rows[part.start : part.start + height, place : place + width]
                here[...] = codes.astype(self._rows.dtype)[part.rows]
        self._spans[None], self._slots[None] = slice(0, first), slice(0, slot)
        self._totals = self._few(live, None)

    def counts(self, docs: Ints, name: str | None = None) -> Mapping[str, Ints]:
        """Return for each value of each facet, or of one, how many of the documents have it.

        The documents are live and ascend.
        """
        others = len(self._live) - len(docs)
        slots, span = self._slots[name], self._spans[name]
        fewest = min(len(docs), others) * ROW * (slots.stop - slots.start)
        if not others:
            found = self._totals[span]
        elif fewest > self._cost(name):
            found = self._many(docs, name)
        elif len(docs) <= others:
            found = self._few(docs, name)
        else:
            mask = np.zeros(self._size, bool)
            mask[self._live] = True
            mask[docs] = False
            found = self._totals[span] - self._few(np.flatnonzero(mask), name)
        if name is not None:
            return {name: found}
        return {each: found[self._spans[each]] for each in self._columns}

    def any_of(self, name: str, values: Iterable[str], docs: Ints) -> Mask:
        """Return for each of the documents whether it has at least one of a facet's values."""
        mask = np.zeros(self._size, bool)
        code, first = self._columns[name].code, self._spans[name].start
        for value in values:
            for start, having in self._lists[first + code[value]] if value in code else ():
                mask[having + start] = True
        found: Mask = mask[docs]
        return found

    def _cost(self, name: str | None) -> float:
        """Return the nanoseconds that counting many documents takes."""
        form = self._forms[name]
        return WORD * form.bits.size + PLACE * len(form.places) + 0.2 * self._size

    def _few(self, docs: Ints, name: str | None) -> Ints:
        span = self._spans[name]
        codes = self._rows.take(docs, axis=0)[:, self._slots[name]].ravel()
        return np.bincount(codes, minlength=self._spans[None].stop + 1)[span]

    def _many(self, docs: Ints, name: str | None) -> Ints:
        form = self._forms[name]
        mask = np.zeros(-(-self._size // 64) * 64, bool)
        mask[docs] = True
        found = np.zeros(form.count, np.int64)
        bits = np.packbits(mask, bitorder="little").view(np.uint64)
        found[form.dense] = np.bitwise_count(form.bits & bits).sum(axis=1, dtype=np.int64)
        if len(form.starts):
            here = mask.view(np.uint8)[form.places]
            found[form.sparse] = np.add.reduceat(here, form.starts, dtype=np.int64)
        return found

    @cached_property
    def _forms(self) -> Mapping[str | None, "_Many"]:
        whole = _Many.of(self._lists, self._size)
        return {name: whole.part(span) for name, span in self._spans.items()}


@dataclass(frozen=True)
class _Many:
    """Values in the form for many documents."""

    count: int
    dense: Ints
    """Which of the values are in `bits`."""
    bits: Bits
    """A row of bits for each: bit i of the whole is document i."""
    sparse: Ints
    """Which of the others any document has."""
    places: Ints
    """The documents of these, one list after the other."""
    starts: Ints
    """Where each list starts."""

    @classmethod
    def of(cls, lists: Sequence[_List], size: int) -> "_Many":
        words = -(-size // 64)
        dense, sparse, bits, places = [], [], [], []
        for value, parts in enumerate(lists):
            count = sum(len(docs) for _, docs in parts)
            if count * PLACE > words * WORD:
                mask = np.zeros(words * 64, bool)
                for start, docs in parts:
                    mask[docs + start] = True
                dense.append(value)
                bits.append(np.packbits(mask, bitorder="little").view(np.uint64))
            elif count:
                sparse.append(value)
                places.append(np.concatenate([docs + np.int64(start) for start, docs in parts]))
        lengths = np.array([len(each) for each in places], np.int64)
        return cls(
            len(lists),
            np.array(dense, np.int64),
            np.array(bits, np.uint64).reshape(len(bits), words),
            np.array(sparse, np.int64),
            np.concatenate([*places, np.empty(0, np.int64)]),
            np.cumsum(lengths) - lengths,
        )

    def part(self, span: slice) -> "_Many":
        """Return a range of the values; it shares the arrays."""
        low, high = np.searchsorted(self.dense, (span.start, span.stop))
        first, last = np.searchsorted(self.sparse, (span.start, span.stop))
        ends = np.append(self.starts, len(self.places))
        return _Many(
            span.stop - span.start,
            self.dense[low:high] - span.start,
            self.bits[low:high],
            self.sparse[first:last] - span.start,
            self.places[ends[first] : ends[last]],
            self.starts[first:last] - ends[first],
        )
