"""The first of very many in order, without sorting them all."""

import numpy as np
import numpy.typing as npt

from indexer.arrays import Floats, Ints

_ROWS = 32
"""Rows that keys are laid in to find a bound for the smallest."""


def first(count: int, keys: Floats | Ints, ties: Ints | None = None) -> npt.NDArray[np.intp]:
    """Return where the `count` smallest keys are, in order; of equal keys the smaller tie first.

    Without `ties` no two keys may be equal.
    """
    ties = keys.astype(np.int64) if ties is None else ties
    places = _candidates(count, keys)
    if count < len(places):
        chosen = keys[places]
        last = np.partition(chosen, count - 1)[count - 1]
        below, equal = places[chosen < last], places[chosen == last]
        if len(below) + len(equal) > count:
            equal = equal[np.argpartition(ties[equal], count - len(below) - 1)]
        places = np.concatenate([below, equal[: count - len(below)]])
    order: npt.NDArray[np.intp] = places[np.lexsort((ties[places], keys[places]))]
    return order


def _candidates(count: int, keys: Floats | Ints) -> npt.NDArray[np.intp]:
    """Return where keys are that may be among the smallest, ascending.

    With the keys in rows, `count` columns have a key no larger than the bound; so none above the
    bound is among the `count` smallest of all.
    """
    columns = len(keys) // _ROWS
    if columns < 4 * count:
        return np.arange(len(keys))
    lowest = keys[: columns * _ROWS].reshape(_ROWS, columns).min(axis=0)
    return np.flatnonzero(keys <= np.partition(lowest, count - 1)[count - 1])
