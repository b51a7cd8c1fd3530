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
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.arrays import Ints

MARK = b"W3Bl"

BLOCK = 1024
"""Postings in a block that we write. Larger than Whoosh's: it is decoded as a whole anyway."""

FURTHEST = 0xFFFF
"""The largest distance between positions in our form of them."""


@dataclass(frozen=True)
class Values:
    """The values of postings as a pickle has them in a row, and where each ends."""

    pickled: bytes
    ends: Sequence[int]

    def between(self, start: int, end: int) -> bytes:
        """Return some of them."""
        return self.pickled[self.ends[start - 1] if start else 0 : self.ends[end - 1]]


def as_values(values: Sequence[bytes]) -> Values:
    """Return ready-made values as a pickle has them."""
    parts = [_bytes_opcode(len(value)) + value + _MEMOIZE for value in values]
    return Values(b"".join(parts), list(accumulate(map(len, parts))))


def packed_positions(counts: Ints, found: Ints) -> Values:
    """Return the value of each posting: `counts` positions of those in `found`.

    What is pickled in it is a tuple of 16-bit numbers, so that all can be written and read as one
    array; where a distance does not fit, all are lists as Whoosh writes them. Raises ValueError
    when positions do not ascend.
    """
    firsts = np.cumsum(counts) - counts
    distances = np.diff(found, prepend=0)
    distances[firsts] = found[firsts]
    if not len(distances):
        return Values(b"", [])
    if distances.min() < 0:
        raise ValueError("positions must ascend")
    if distances.max() > FURTHEST:
        parts = np.split(distances, firsts[1:])
        return as_values(
            [struct.pack("!I", len(part)) + pickle.dumps(part.tolist(), 2) for part in parts]
        )
    lengths = 7 + 3 * counts
    is_short = lengths < 256
    ends = np.cumsum(np.where(is_short, 3, 6) + lengths)
    starts = ends - 1 - lengths  # behind the opcode
    out = np.zeros(int(ends[-1]), np.uint8)
    short, long = starts[is_short], starts[~is_short]
    out[short - 2], out[short - 1] = ord("C"), lengths[is_short]
    out[long - 5] = ord("B")
    for byte in range(4):
        out[long - 4 + byte] = lengths[~is_short] >> (8 * byte) & 0xFF
        out[starts + byte] = counts >> (24 - 8 * byte) & 0xFF
    out[starts + 4] = ord("(")
    place = np.repeat(starts - 3 * firsts + 5, counts) + 3 * np.arange(len(found))
    out[place] = ord("M")
    out[place + 1] = distances & 0xFF
    out[place + 2] = distances >> 8
    out[ends - 3], out[ends - 2], out[ends - 1] = ord("t"), ord("."), _MEMOIZE[0]
    return Values(out.tobytes(), ends.tolist())


_MEMOIZE = pickle.MEMOIZE
_PROTOCOL, _NO_VALUES = b"\x80\4", b"N\x87\x94."
_FRAMED = len(_PROTOCOL) + 9
"""Where what is pickled begins, behind the size of a frame; unpickling does not need one."""


def _bytes_opcode(length: int) -> bytes:
    if length < 256:
        return pickle.SHORT_BINBYTES + bytes([length])
    return pickle.BINBYTES + struct.pack("<I", length)


def packed(
    docs: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.float32],
    values: Values | None,
    lengths: npt.NDArray[np.uint8],
    counted: bool = False,
    start_value: int = 0,
) -> bytes:
    """Return a posting list; `lengths` are those of the field in each document, as bytes.

    `values` holds one for each posting, beginning with number `start_value`; `counted` stands for
    a frequency of one in each instead.
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
        body = pickle.dumps((ids, some, _ONCE * (end - start) if counted else None), 4)
        if values is not None:
            pickled = values.between(start_value + start, start_value + end)
            head = body[_FRAMED : -len(_NO_VALUES)]
            body = b"".join((_PROTOCOL, head, b"(", pickled, b"t\x94\x87\x94."))
        about = pickle.dumps((end - start, int(docs[end - 1]), highest, 0, lower, upper), 2)
        length = len(about) + len(body)
        out += [struct.pack("!i", -length if end == len(docs) else length), about, body]
    return b"".join(out)


_ONCE = b"\0\0\0\1"
"""A frequency of one, where a field keeps frequencies and no positions."""

_ONE_PLACE = np.frombuffer(b"C\x0a\0\0\0\1(M\0\0t.", np.uint8)


def small_lists(
    docs: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.float32],
    lengths: npt.NDArray[np.uint8],
    positions: Ints | None,
    counted: bool,
) -> npt.NDArray[np.uint8]:
    """Return posting lists of one size, a row each, as `packed` makes them, but of one form.

    All arrays have a row for each list; `positions` are one for each posting, `counted` stands
    for a frequency of one. Numbers are pickled at their full width, so that all rows are as long.
    """
    count, size = docs.shape

    def number(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:  # int32
        return _columns(b"J", values.astype("<i4"))

    def real(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:  # float64
        return _columns(b"G", values.astype(">f8"))

    def byte(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        return _columns(b"K", values.astype("u1"))

    def sign(text: bytes) -> npt.NDArray[np.uint8]:
        return np.broadcast_to(np.frombuffer(text, np.uint8), (count, len(text)))

    about = [
        sign(b"\x80\2(K" + bytes([size])),
        number(docs[:, -1:]),
        real(weights.max(axis=1, keepdims=True)),
        sign(b"K\0"),
        byte(lengths.min(axis=1, keepdims=True)),
        byte(lengths.max(axis=1, keepdims=True)),
        sign(b"t."),
    ]
    body = [sign(b"\x80\4((")]
    body += [number(np.diff(docs, axis=1, prepend=np.uint32(0))), sign(b"t(")]
    body += [real(weights), sign(b"t")]
    if positions is not None:
        values = np.empty((count, size, len(_ONE_PLACE)), np.uint8)
        values[:] = _ONE_PLACE
        values[:, :, -4] = positions & 0xFF
        values[:, :, -3] = positions >> 8
        body += [sign(b"("), values.reshape(count, -1), sign(b"t")]
    else:
        body += [sign(b"C" + bytes([4 * size]) + _ONCE * size if counted else b"N")]
    body += [sign(b"t.")]
    length = sum(part.shape[1] for part in (*about, *body))
    return np.concatenate([sign(MARK + struct.pack("!i", -length)), *about, *body], axis=1)


def _columns(opcode: bytes, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return numbers as bytes, each behind the opcode that pickle has for them."""
    rows, columns = values.shape
    raw = np.ascontiguousarray(values).view(np.uint8).reshape(rows, columns, -1)
    out = np.empty((rows, columns, 1 + raw.shape[2]), np.uint8)
    out[:, :, 0] = opcode[0]
    out[:, :, 1:] = raw
    return out.reshape(rows, -1)
