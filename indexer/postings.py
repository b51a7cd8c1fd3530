"""Posting lists as Whoosh's W3 codec has them on disk: made from numpy arrays.

A list is the mark `W3Bl` and blocks. A block is its length (a big-endian int32, negative in the
last one), a pickled tuple about it (number of postings, last document, highest weight, whether it
is compressed, shortest and longest field as a byte) and a pickled tuple with its postings: the
documents, each as the distance from the one before; their weights (None where all are 1, one
number where all are equal); their values, one for each. The value of a posting with positions is
their number (a big-endian uint32) and their distances, pickled.

Our lists are one block. Numbers are pickled at their full width and documents and weights as
arrays, so that all that `decoding.py` reads stands where it expects it. Behind the pickle, where
Whoosh does not read on, the positions follow once more: all of them, how many each posting has,
and a `FOOTER` that tells the number and widths of both.
"""

import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.arrays import Ints

MARK = b"W3Bl"

FURTHEST = 0xFFFF
"""The largest distance between positions in our form of their values."""

BODY = 38
"""Where in a list of ours what is pickled of the postings begins."""

COUNT = struct.Struct("<12xi")
"""The number of postings, in the beginning of a list of ours."""

FOOTER = struct.Struct("<IBB")
"""How many positions a list has, the bytes of each, and the bytes of each posting's number of
them; 0 where every posting has one."""


def _kind(typecode: bytes, machine_format: int) -> bytes:
    """Return the kind of an array, as a pickle has it; its size in bytes follows, then they."""
    form = pickle.BININT1 + bytes([machine_format])
    return pickle.SHORT_BINUNICODE + b"\1" + typecode + form + pickle.BINBYTES


_NAME = pickle.SHORT_BINUNICODE + b"\5array"
_MAKE = pickle.SHORT_BINUNICODE + b"\x14_array_reconstructor"
_FIRST = pickle.STACK_GLOBAL + pickle.MEMOIZE

DOCUMENTS = b"".join(
    (pickle.PROTO + b"\4", _NAME + _MAKE + _FIRST, pickle.MARK, _NAME + _NAME + _FIRST)
) + _kind(b"I", 6)
"""What is pickled of the postings begins with little-endian numbers of four bytes,"""

WEIGHTS = pickle.BINGET + b"\0" + pickle.MARK + pickle.BINGET + b"\1" + _kind(b"f", 14)
"""and goes on with such fractions, or with `ONES` or `EQUAL`."""

END_OF_ARRAY = pickle.TUPLE + pickle.REDUCE
ONES, EQUAL = pickle.NONE, pickle.BINFLOAT


@dataclass(frozen=True)
class Values:
    """The values of postings as a pickle has them in a row, and where each ends.

    `places` and `counts` are the positions once more, in as few bytes as they take, and `reached`
    is the number of positions up to the end of each posting.
    """

    pickled: bytes
    ends: Sequence[int]
    places: npt.NDArray[np.unsignedinteger[Any]]
    counts: npt.NDArray[np.unsignedinteger[Any]]
    reached: Sequence[int]

    def between(self, start: int, end: int) -> bytes:
        """Return some of them, pickled."""
        return self.pickled[self.ends[start - 1] if start else 0 : self.ends[end - 1]]

    def again(self, start: int, end: int) -> bytes:
        """Return what follows the pickle of these."""
        first, last = self.reached[start - 1] if start else 0, self.reached[end - 1]
        counts = self.counts[start:end] if last - first > end - start else self.counts[:0]
        width = counts.itemsize if len(counts) else 0
        footer = FOOTER.pack(last - first, self.places.itemsize, width)
        return b"".join((self.places[first:last].data, counts.data, footer))


def packed_positions(counts: Ints, found: Ints) -> Values:
    """Return the value of each posting: `counts` positions of those in `found`.

    What is pickled in it is a tuple of 16-bit numbers, so that all can be written as one array;
    where a distance does not fit, all are lists as Whoosh writes them. Raises ValueError when
    positions do not ascend.
    """
    firsts = np.cumsum(counts) - counts
    distances = np.diff(found, prepend=0)
    distances[firsts] = found[firsts]
    if len(distances) and distances.min() < 0:
        raise ValueError("positions must ascend")
    if len(distances) and distances.max() > FURTHEST:
        parts = np.split(distances, firsts[1:])
        pickled, ends = _as_whoosh_does(parts)
    else:
        pickled, ends = _as_tuples(counts, firsts, distances)
    return Values(pickled, ends, _narrow(found), _narrow(counts), np.cumsum(counts).tolist())


def _narrow(values: Ints) -> npt.NDArray[np.unsignedinteger[Any]]:
    """Return numbers in as few bytes as they take, little-endian."""
    kind = np.min_scalar_type(values.max(initial=0))
    return values.astype(kind.newbyteorder("<"))


def _as_whoosh_does(distances: Sequence[Ints]) -> tuple[bytes, Sequence[int]]:
    parts = []
    for some in distances:
        value = struct.pack("!I", len(some)) + pickle.dumps(some.tolist(), 2)
        parts.append(_bytes_opcode(len(value)) + value)
    return b"".join(parts), list(accumulate(map(len, parts)))


def _as_tuples(counts: Ints, firsts: Ints, distances: Ints) -> tuple[bytes, Sequence[int]]:
    if not len(distances):
        return b"", []
    lengths = 7 + 3 * counts
    is_short = lengths < 256
    ends = np.cumsum(np.where(is_short, 2, 5) + lengths)
    starts = ends - lengths  # behind the opcode
    out = np.zeros(int(ends[-1]), np.uint8)
    short, long = starts[is_short], starts[~is_short]
    out[short - 2], out[short - 1] = ord("C"), lengths[is_short]
    out[long - 5] = ord("B")
    for byte in range(4):
        out[long - 4 + byte] = lengths[~is_short] >> (8 * byte) & 0xFF
        out[starts + byte] = counts >> (24 - 8 * byte) & 0xFF
    out[starts + 4] = ord("(")
    place = np.repeat(starts - 3 * firsts + 5, counts) + 3 * np.arange(len(distances))
    out[place] = ord("M")
    out[place + 1] = distances & 0xFF
    out[place + 2] = distances >> 8
    out[ends - 2], out[ends - 1] = ord("t"), ord(".")
    return out.tobytes(), ends.tolist()


def _bytes_opcode(length: int) -> bytes:
    if length < 256:
        return pickle.SHORT_BINBYTES + bytes([length])
    return pickle.BINBYTES + length.to_bytes(4, "little")


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
    count = len(docs)
    lowest, highest = float(weights.min()), float(weights.max())
    about = (
        *(b"\x80\2(J", count.to_bytes(4, "little"), b"J", int(docs[-1]).to_bytes(4, "little")),
        *(b"G", struct.pack(">d", highest), b"K\0K", bytes([lengths.min()])),
        *(b"K", bytes([lengths.max()]), b"t."),
    )
    distances = docs.astype("<u4")
    distances[1:] -= docs[:-1]
    size = (4 * count).to_bytes(4, "little")
    body: list[bytes | memoryview] = [DOCUMENTS, size, distances.data, END_OF_ARRAY]
    if highest > lowest:
        body += [WEIGHTS, size, weights.astype("<f4").data, END_OF_ARRAY]
    else:
        body += [ONES] if highest == 1.0 else [EQUAL, struct.pack(">d", highest)]
    again = b""
    if values is not None:
        end_value = start_value + count
        body += [pickle.MARK, values.between(start_value, end_value), pickle.TUPLE]
        again = values.again(start_value, end_value)
    else:
        body.append(_bytes_opcode(4 * count) + _ONCE * count if counted else pickle.NONE)
    data = b"".join((*about, *body, pickle.TUPLE3, pickle.STOP, again))
    return b"".join((MARK, struct.pack(">i", -len(data)), data))


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
