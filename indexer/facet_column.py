"""The values of one facet over all documents, in the two forms that counting is fast in."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.arrays import Ints, Mask

Bits = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint16]

MOST_VALUES = 65_000
"""Values a facet can have (their codes take 16 bits)."""

BIT_BYTES = 32 << 20
"""Memory that the bitsets of one facet may take; without them counting is slower."""


def packed(docs: Ints, size: int) -> Bits:
    """Return documents as a bitset: bit i of the whole is document i."""
    mask = np.zeros(-(-size // 64) * 64, bool)
    mask[docs] = True
    return np.packbits(mask, bitorder="little").view(np.uint64)


class FacetColumn:
    """The values of one facet, in display order, and which documents have which.

    `docs` and `codes` run in parallel: document docs[i] has value values[codes[i]]. Few documents
    are counted through a table with a row of codes for each document, many by bitsets, one for
    each value.
    """

    def __init__(
        self,
        values: tuple[str, ...],
        labels: tuple[str, ...],
        depths: tuple[int, ...],
        parents: tuple[int, ...],
        docs: Ints,
        codes: Ints,
        size: int,
    ) -> None:
        """Take `parents` as places in `values`, -1 at the top; `size` documents."""
        if len(values) > MOST_VALUES:
            raise ValueError(f"a facet can have {MOST_VALUES:,} values, not {len(values):,}")
        self.values, self.labels, self.depths, self.parents = values, labels, depths, parents
        self.code: Mapping[str, int] = {value: place for place, value in enumerate(values)}
        self._size = size
        order = np.argsort(docs, kind="stable")
        docs, codes = docs[order], codes[order]
        starts = np.searchsorted(docs, docs)  # of the run of each document
        columns = np.arange(len(docs)) - starts
        width = int(columns.max()) + 1 if len(docs) else 1
        # Rows are filled up with a code that no value has.
        self._rows: Codes = np.full((size, width), len(values), np.uint16)
        self._rows[docs, columns] = codes

    @cached_property
    def _bits(self) -> Bits | None:
        if not self.values or len(self.values) * self._size > 8 * BIT_BYTES:
            return None
        order = np.argsort(self._rows, axis=None, kind="stable")
        ends = np.cumsum(np.bincount(self._rows.ravel(), minlength=len(self.values) + 1))
        groups = np.split(order // self._rows.shape[1], ends[:-1])[:-1]
        return np.array([packed(docs, self._size) for docs in groups])

    def counts(self, docs: Ints, bits: Bits) -> Ints:
        """Return for each value how many of the documents have it; `bits` are the same ones."""
        count = len(self.values)
        if len(docs) * self._rows.shape[1] * 64 > count * self._size and self._bits is not None:
            many: Ints = np.bitwise_count(self._bits & bits).sum(axis=1, dtype=np.int64)
            return many
        rows = self._rows[docs] if len(docs) < self._size else self._rows
        return np.bincount(rows.ravel(), minlength=count + 1)[:count]

    def any_of(self, values: Iterable[str], docs: Ints) -> Mask:
        """Return for each of the documents whether it has at least one of the values."""
        chosen = np.zeros(len(self.values) + 1, bool)
        chosen[[self.code[value] for value in values if value in self.code]] = True
        found: Mask = np.any(chosen[self._rows[docs]], axis=1)
        return found
