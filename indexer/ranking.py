"""The first of very many in order, without sorting them all."""

import numpy as np
import numpy.typing as npt

from indexer.arrays import Floats, Ints


def first(count: int, keys: Floats | Ints, ties: Ints | None = None) -> npt.NDArray[np.intp]:
    """Return where the `count` smallest keys are, in order; of equal keys the smaller tie first.

    Without `ties` no two keys may be equal.
    """
    ties = np.arange(len(keys)) if ties is None else ties
    places = np.arange(len(keys))
    if count < len(keys):
        last = np.partition(keys, count - 1)[count - 1]
        below, equal = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
        if len(below) + len(equal) > count:
            equal = equal[np.argpartition(ties[equal], count - len(below) - 1)]
        places = np.concatenate([below, equal[: count - len(below)]])
    order: npt.NDArray[np.intp] = places[np.lexsort((ties[places], keys[places]))]
    return order
