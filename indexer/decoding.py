"""Posting lists as Whoosh's W3 codec has them on disk, as numpy arrays; see `postings.py`."""

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np

from indexer.arrays import Floats, Ints
from indexer.postings import MARK

Values = Sequence[bytes]


def decoded(data: bytes) -> tuple[Ints, Floats]:
    """Return the documents of a list, ascending, and their weights.

    Raises ValueError for other data.
    """
    docs: list[Any] = []
    weights: list[Any] = []
    for ids, some, _ in _blocks(data):
        docs.append(np.cumsum(np.asarray(ids, np.int64)))
        same = some is None or isinstance(some, float)
        weights.append(np.full(len(ids), some or 1.0) if same else np.asarray(some, np.float64))
    return _joined(docs), _joined(weights)


def positions(data: bytes, decode: Callable[[bytes], list[int]]) -> tuple[Ints, Ints]:
    """Return how many positions each document of a list has, and all of them, one after the other.

    `decode` is Whoosh's own decoder, for lists that it wrote. Raises ValueError for other data.
    """
    values = list(chain.from_iterable(values or () for _, _, values in _blocks(data)))
    raw = np.frombuffer(b"".join(values), np.uint8)
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    starts = np.cumsum(lengths) - lengths
    if np.all(raw[starts + 4] == ord("(")):  # as `packed_positions` writes them
        counts = (lengths - 7) // 3
        firsts = np.cumsum(counts) - counts
        place = np.repeat(starts - 3 * firsts + 6, counts) + 3 * np.arange(counts.sum())
        found = np.cumsum(raw[place].astype(np.int64) | raw[place + 1].astype(np.int64) << 8)
        found -= np.repeat(np.concatenate([[0], found[firsts[1:] - 1]]), counts)
        return counts, found
    lists = [decode(value) for value in values]
    counts = np.fromiter(map(len, lists), np.int64, len(lists))
    return counts, np.fromiter(chain.from_iterable(lists), np.int64, int(counts.sum()))


def _blocks(data: bytes) -> Iterator[tuple[Any, Any, Values | None]]:
    """Yield the parts of each block as they are pickled: documents, weights, values."""
    if data[:4] != MARK:
        raise ValueError("these are not postings as this version of Whoosh writes them")
    stream = BytesIO(data)
    place, length = 4, 1
    while length > 0:
        length = int.from_bytes(data[place : place + 4], "big", signed=True)
        stream.seek(place + 4)
        # Only files with our checksums are opened: what they hold was pickled by us.
        _, _, _, compressed, _, _ = pickle.load(stream)  # noqa: S301
        start, place = stream.tell(), place + 4 + abs(length)
        body = data[start:place]
        yield pickle.loads(zlib.decompress(body) if compressed else body)  # noqa: S301


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
