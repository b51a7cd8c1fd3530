"""Posting lists as Whoosh's W3 codec has them on disk: to numpy arrays and back, block by block.

A list is the mark `W3Bl` and blocks. A block is its length (a big-endian int32, negative in the
last one), a pickled tuple about it (number of postings, last document, highest weight, whether it
is compressed, shortest and longest field as a byte) and a pickled tuple with its postings: the
documents, each as the distance from the one before; their weights (None where all are 1, one
number where all are equal); their values, one for each. The value of a posting with positions is
their number (a big-endian uint32) and their distances, pickled.
"""

import pickle
import struct
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.arrays import Floats, Ints

MARK = b"W3Bl"

BLOCK = 1024
"""Postings in a block that we write. Larger than Whoosh's: it is decoded as a whole anyway."""

_FURTHEST = 0xFFFF
"""The largest distance between positions in our form of them."""

Values = Sequence[bytes]


def blocks(data: bytes) -> Iterator[tuple[Ints, Floats, Values | None]]:
    """Yield the documents, weights and values of each block. Raises ValueError for other data."""
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
        ids, weights, values = pickle.loads(zlib.decompress(body) if compressed else body)  # noqa: S301
        docs = np.cumsum(np.array(ids, np.int64))
        same = weights is None or isinstance(weights, float)
        yield docs, np.full(count, weights or 1.0) if same else np.array(weights, float), values


def positions(docs: Ints, values: Values, decode: Callable[[bytes], list[int]]) -> list[Ints]:
    """Return documents and positions that run in parallel; `decode` is Whoosh's own decoder."""
    raw = np.frombuffer(b"".join(values), np.uint8)
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    starts = np.cumsum(lengths) - lengths
    if np.all(raw[starts + 4] == ord("(")):  # as `packed_positions` writes them
        counts = (lengths - 7) // 3
        firsts = np.cumsum(counts) - counts
        place = np.repeat(starts - 3 * firsts + 6, counts) + 3 * np.arange(counts.sum())
        found = np.cumsum(raw[place].astype(np.int64) | raw[place + 1].astype(np.int64) << 8)
        found -= np.repeat(np.concatenate([[0], found[firsts[1:] - 1]]), counts)
    else:
        lists = [decode(value) for value in values]
        counts = np.array([len(each) for each in lists], np.int64)
        found = np.array([position for each in lists for position in each], np.int64)
    return [np.repeat(docs, counts), found]


def packed_positions(counts: Ints, found: Ints) -> list[bytes]:
    """Return the value of each posting: `counts` positions of those in `found`.

    What is pickled is a tuple of 16-bit numbers, so that all have one length and can be written
    and read as an array. Raises ValueError when positions do not ascend or are too far apart.
    """
    firsts = np.cumsum(counts) - counts
    distances = np.diff(found, prepend=0)
    distances[firsts] = found[firsts]
    if len(distances) and (distances.min() < 0 or distances.max() > _FURTHEST):
        raise ValueError("positions must ascend by at most 65,535")
    lengths = 7 + 3 * counts
    ends = np.cumsum(lengths)
    starts = ends - lengths
    out = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    for byte in range(4):
        out[starts + byte] = counts >> (24 - 8 * byte) & 0xFF
    out[starts + 4] = ord("(")
    place = np.repeat(starts - 3 * firsts + 5, counts) + 3 * np.arange(len(found))
    out[place] = ord("M")
    out[place + 1] = distances & 0xFF
    out[place + 2] = distances >> 8
    out[ends - 2] = ord("t")
    out[ends - 1] = ord(".")
    whole = out.tobytes()
    return [whole[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]


def packed(
    docs: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.float32],
    values: Values | bytes | None,
    lengths: npt.NDArray[np.uint8],
) -> bytes:
    """Return a posting list; `lengths` are those of the field in each document, as bytes.

    `values` are one for each posting, or four bytes for each in one, or None.
    """
    out = [MARK]
    for start in range(0, len(docs), BLOCK):
        end = min(start + BLOCK, len(docs))
        some: Any = array("f", weights[start:end].tobytes())
        highest = max(some)
        if highest == min(some):
            some = None if highest == 1.0 else highest
        if end - start == 1:  # as most are
            ids: Any = (int(docs[start]),)
            lower = upper = int(lengths[start])
        else:
            ids = array("I", np.diff(docs[start:end], prepend=np.uint32(0)).tobytes())
            lower, upper = int(lengths[start:end].min()), int(lengths[start:end].max())
        if isinstance(values, bytes):
            part: Any = values[4 * start : 4 * end]
        else:
            part = None if values is None else tuple(values[start:end])
        body = pickle.dumps((ids, some, part), 4)
        about = pickle.dumps((end - start, int(docs[end - 1]), highest, 0, lower, upper), 2)
        length = len(about) + len(body)
        out += [struct.pack("!i", -length if end == len(docs) else length), about, body]
    return b"".join(out)
