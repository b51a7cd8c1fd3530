"""Posting lists as Whoosh's W3 codec has them on disk, as numpy arrays; see `postings.py`."""

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from struct import unpack_from
from typing import Any

import numpy as np

from indexer.arrays import Floats, Ints
from indexer.postings import MARK

_UINT32, _FLOAT32 = b"I\x94K\x06", b"f\x94K\x0e"
"""How a pickled array begins: type code, machine format (little-endian); then come its bytes."""

_END = b"\x94t\x94R\x94"
"""How it ends."""

_LAST = b"t\x94\x87\x94."
"""How the values end, and the whole."""


def decoded(data: bytes) -> tuple[Ints, Floats]:
    """Return the documents of a list, ascending, and their weights.

    Raises ValueError for other data.
    """
    docs: list[Any] = []
    weights: list[Any] = []
    for count, body in _blocks(data):
        ids, some, _ = _head(body, count) or pickle.loads(body)  # noqa: S301 - as below
        docs.append(np.cumsum(np.asarray(ids, np.int64)))
        same = some is None or isinstance(some, float)
        weights.append(np.full(len(ids), some or 1.0) if same else np.asarray(some, np.float64))
    return _joined(docs), _joined(weights)


def positions(data: bytes, decode: Callable[[bytes], list[int]]) -> tuple[Ints, Ints]:
    """Return how many positions each document of a list has, and all of them, one after the other.

    `decode` is Whoosh's own decoder, for lists that it wrote. Raises ValueError for other data.
    """
    bodies = list(_blocks(data))
    if (quick := _own_positions(bodies)) is not None:
        return quick
    parts = (pickle.loads(body)[2] for _, body in bodies)  # noqa: S301 - as below
    lists = [decode(value) for value in chain.from_iterable(part or () for part in parts)]
    counts = np.fromiter(map(len, lists), np.int64, len(lists))
    return counts, np.fromiter(chain.from_iterable(lists), np.int64, int(counts.sum()))


def _own_positions(bodies: Sequence[tuple[int, bytes]]) -> tuple[Ints, Ints] | None:
    """Return the same of values as `packed_positions` makes them, read without unpickling them.

    In a pickle each is `C` and its length in one byte, or `B` and that in four; then four bytes
    with the number of positions, `(`, their distances as `M` and two bytes each, and `t.`; a byte
    0x94 ends it. Those three bytes stand in a row nowhere else. None for values of another form.
    """
    regions = []
    for count, body in bodies:
        head = _head(body, count)
        if head is None or body[head[2] : head[2] + 1] != b"(" or not body.endswith(_LAST):
            return None
        regions.append(body[head[2] + 1 : -len(_LAST)])
    raw = np.frombuffer(b"".join(regions), np.uint8)
    ends = np.flatnonzero((raw[:-2] == 0x74) & (raw[1:-1] == 0x2E) & (raw[2:] == 0x94)) + 3
    starts = np.concatenate([[0], ends[:-1]])
    if len(ends) != sum(count for count, _ in bodies) or ends[-1] != len(raw):
        return None
    is_short, is_long = raw[starts] == ord("C"), raw[starts] == ord("B")
    starts += np.where(is_short, 6, 9)
    if not (np.all(is_short | is_long) and np.all(raw[np.minimum(starts, ends - 1)] == ord("("))):
        return None
    counts = (ends - starts - 4) // 3
    firsts = np.cumsum(counts) - counts
    place = np.repeat(starts - 3 * firsts + 2, counts) + 3 * np.arange(counts.sum())
    found = raw[place].astype(np.int64) | raw[place + 1].astype(np.int64) << 8
    if len(found) > len(counts):
        found = np.cumsum(found)
        found -= np.repeat(np.concatenate([[0], found[firsts[1:] - 1]]), counts)
    return counts, found


def _head(body: bytes, count: int) -> tuple[Any, Any, int] | None:
    """Return documents and weights, and where the values begin, which are most of the work.

    Only of blocks as `postings.packed` makes them, with its arrays in place; None for others.
    """
    start = _array(body, _UINT32, count, 0)
    if start is None:
        return None
    end = start + 4 * count
    ids = np.frombuffer(body, "<u4", count, start)
    after = end + len(_END)
    if body[end:after] != _END:
        return None
    if body[after : after + 1] == b"N":
        return ids, None, after + 1
    if body[after : after + 1] == b"G":
        return ids, unpack_from(">d", body, after + 1)[0], after + 9
    start = _array(body, _FLOAT32, count, after)
    if start is None:
        return None
    return ids, np.frombuffer(body, "<f4", count, start), start + 4 * count + len(_END)


def _array(body: bytes, kind: bytes, count: int, after: int) -> int | None:
    """Return where the numbers of a pickled array begin; a short one tells its size in a byte."""
    size = 4 * count
    begin = kind + (b"C" + bytes([size]) if size < 256 else b"B" + size.to_bytes(4, "little"))
    found = body.find(begin, after, after + 100)
    return None if found < 0 else found + len(begin)


def _blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number of postings in each block, and what is pickled of them."""
    if data[:4] != MARK:
        raise ValueError("these are not postings as this version of Whoosh writes them")
    stream = BytesIO(data)
    place, length = 4, 1
    while length > 0:
        length = int.from_bytes(data[place : place + 4], "big", signed=True)
        stream.seek(place + 4)
        # Only files with our checksums are opened: what they hold was pickled by us.
        count, _, _, compressed, _, _ = pickle.load(stream)  # noqa: S301
        start, place = stream.tell(), place + 4 + abs(length)
        body = data[start:place]
        yield count, zlib.decompress(body) if compressed else body


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
