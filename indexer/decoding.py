"""Posting lists as Whoosh's W3 codec has them on disk, as numpy arrays; see `postings.py`."""

import pickle
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from struct import unpack_from
from typing import Any, Protocol

import numpy as np

from indexer.arrays import Narrow, Weights
from indexer.postings import (
    BODY,
    COUNT,
    DOCUMENTS,
    END_OF_ARRAY,
    EQUAL,
    FOOTER,
    MARK,
    ONES,
    WEIGHTS,
)


class List(Protocol):
    """A posting list: bytes, or what reads them when it is sliced."""

    def __getitem__(self, part: slice, /) -> bytes: ...


_DATA = BODY + len(DOCUMENTS) + 4
"""Where in a list of ours the documents stand, behind their size."""


def decoded(data: List) -> tuple[Narrow, Weights]:
    """Return the documents of a list, ascending, and their weights.

    Raises ValueError for other data.
    """
    if (count := _own(data)) is None:
        return _decoded(data[:])
    after = 4 * count + len(END_OF_ARRAY)
    some = data[_DATA : _DATA + after + len(WEIGHTS) + 4 + 4 * count]
    docs = np.cumsum(np.frombuffer(some, "<i4", count), dtype=np.int32)
    kind = some[after : after + 1]
    if kind == ONES:
        return docs, np.ones(count, np.float32)
    if kind == EQUAL:
        return docs, np.full(count, unpack_from(">d", some, after + 1)[0], np.float32)
    return docs, np.frombuffer(some, "<f4", count, after + len(WEIGHTS) + 4)


def positions(data: List, decode: Callable[[bytes], list[int]]) -> tuple[Narrow, Narrow]:
    """Return how many positions each document of a list has, and all of them, one after the other.

    `decode` is Whoosh's own decoder, for lists that are not of our form. Raises ValueError for
    other data.
    """
    if (count := _own(data)) is None:
        return _positions(data[:], decode)
    size, width, counted = FOOTER.unpack(data[-FOOTER.size :])
    end = width * size
    some = data[-FOOTER.size - end - counted * count : -FOOTER.size]
    places = np.frombuffer(some, f"<u{width}", size).astype(np.int32)
    if not counted:
        return np.ones(count, np.int32), places
    return np.frombuffer(some, f"<u{counted}", count, end).astype(np.int32), places


def _own(data: List) -> int | None:
    """Return how many postings a list of ours has; None for one that others wrote, or a small one.

    Raises ValueError for other data.
    """
    head = data[:_DATA]
    if head[: len(MARK)] != MARK:
        raise ValueError("these are not postings as this version of Whoosh writes them")
    return COUNT.unpack_from(head)[0] if head.startswith(DOCUMENTS, BODY) else None


def _decoded(data: bytes) -> tuple[Narrow, Weights]:
    docs: list[Any] = []
    weights: list[Any] = []
    for ids, some, _ in _blocks(data):
        docs.append(np.cumsum(np.asarray(ids, np.int32), dtype=np.int32))
        one = 1.0 if some is None else some
        same = isinstance(one, float)
        weights.append(np.full(len(ids), one, np.float32) if same else np.asarray(one, np.float32))
    return _joined(docs), _joined(weights)


def _positions(data: bytes, decode: Callable[[bytes], list[int]]) -> tuple[Narrow, Narrow]:
    lists = [decode(value) for _, _, values in _blocks(data) for value in values or ()]
    counts = np.fromiter(map(len, lists), np.int32, len(lists))
    return counts, np.fromiter(chain.from_iterable(lists), np.int32, int(counts.sum()))


def _blocks(data: bytes) -> Iterator[Any]:
    """Yield documents, weights and values of each block."""
    stream = BytesIO(data)
    place, length = len(MARK), 1
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
