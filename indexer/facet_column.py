"""The values of one facet over all documents, in the two forms that counting is fast in."""

from collections.abc import Iterable, Mapping, Sequence
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

    Few documents are counted through a table with a row of codes for each document, many by
    bitsets, one for each value.
    """

    def __init__(
        self,
        values: tuple[str, ...],
        labels: tuple[str, ...],
        depths: tuple[int, ...],
        parents: tuple[int, ...],
        docs: Sequence[Ints],
        size: int,
    ) -> None:
        """Take `parents` as places in `values`, -1 at the top, and the `docs` of each value."""
        if len(values) > MOST_VALUES:
            raise ValueError(f"a facet can have {MOST_VALUES:,} values, not {len(values):,}")
        self.values, self.labels, self.depths, self.parents = values, labels, depths, parents
        self.code: Mapping[str, int] = {value: place for place, value in enumerate(values)}
        self._size = size
        self._docs = docs
        every = np.concatenate([*docs, np.empty(0, np.int64)])
        width = int(np.bincount(every).max()) if len(every) else 1
        # Rows are filled up with a code that no value has.
        self._rows: Codes = np.full((size, width), len(values), np.uint16)
        filled = np.zeros(size, np.intp)
        for code, having in enumerate(docs):
            self._rows[having, filled[having]] = code
            filled[having] += 1

    @cached_property
    def _bits(self) -> Bits | None:
        if not self.values or len(self.values) * self._size > 8 * BIT_BYTES:
            return None
        return np.array([packed(having, self._size) for having in self._docs])

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
        mask = np.zeros(self._size, bool)
        for value in values:
            if value in self.code:
                mask[self._docs[self.code[value]]] = True
        found: Mask = mask[docs]
        return found
