"""The terms of a field and their posting lists, written to the files of a Whoosh segment.

Whoosh's public way is one call for each posting and each term. Most terms stand in a few
documents only: their lists have one form and are made as a table, all of one size at once.
"""

from array import array
from dataclasses import dataclass
from hashlib import md5
from itertools import accumulate, chain, repeat
from struct import Struct, iter_unpack
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.arrays import Ints
from indexer.postings import FURTHEST, packed, packed_positions, small_lists

SMALL = 8
"""Up to so many postings, one position each, a list is made as a row of a table."""

_ABOUT = np.dtype(
    [
        *(("inlined", "u1"), ("weight", ">f4"), ("documents", ">u4")),
        *(("shortest", "u1"), ("longest", "u1"), ("highest", ">f4")),
        *(("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("size", ">i4")),
    ]
)
"""What the W3 codec keeps of a term: totals, then where its postings are."""

_SIZES = Struct("!ii")  # of key and value, in front of both

_SLOT = np.dtype([("digest", ">u4"), ("place", ">i8")])
"""Where a key stands; 0 in a slot that is free."""


@dataclass(frozen=True)
class Postings:
    """The postings of a field by term, then document; parallel arrays."""

    terms: Ints
    """The number of each posting's term; terms are numbered in the order of their bytes."""
    docs: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.uint8]
    """Length of the field in the document, as Whoosh's byte."""
    counts: Ints | None = None
    """Positions each posting has; None in a field without positions."""
    positions: Ints | None = None
    """The positions of all postings, one list after the other."""


class TermFile:
    """The terms of a segment, on their way to Whoosh's W3FieldWriter."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._digests: list[Ints] = []
        self._places: list[Ints] = []

    def add(self, words: list[bytes], postings: Postings, counted: bool) -> None:
        """Write `words`, ascending, with their postings.

        The writer must be in the field already, with all words before these. `counted`: the field
        keeps a frequency with each posting.
        """
        firsts = np.flatnonzero(np.diff(postings.terms, prepend=-1))
        sizes = np.diff(firsts, append=len(postings.terms))
        about = np.zeros(len(words), _ABOUT)
        about["weight"] = np.add.reduceat(postings.weights.astype(np.float64), firsts)
        about["documents"] = sizes
        about["shortest"] = np.minimum.reduceat(postings.lengths, firsts)
        about["longest"] = np.maximum.reduceat(postings.lengths, firsts)
        about["highest"] = np.maximum.reduceat(postings.weights, firsts)
        about["first"] = postings.docs[firsts]
        about["last"] = postings.docs[firsts + sizes - 1]
        _write_lists(self._writer._postfile, postings, firsts, sizes, about, counted)
        self._write_terms(words, about)

    def _write_terms(self, words: list[bytes], about: Any) -> None:
        """Add terms: what `OrderedHashWriter.add` does, for all at once."""
        table, width = self._writer._tindex, _ABOUT.itemsize
        field = self._writer._fieldid.to_bytes(2, "big")
        keys = [field + word for word in words]
        sizes = [*map(len, keys)]
        heads = map(_SIZES.pack, sizes, repeat(width))
        infos = chain.from_iterable(iter_unpack(f"{width}s", about.tobytes()))
        taken = np.array(sizes) + (_SIZES.size + width)
        self._places.append(table.dbfile.tell() + np.cumsum(taken) - taken)
        parts = zip(heads, keys, infos, strict=True)
        table.dbfile.write(b"".join(chain.from_iterable(parts)))
        table.lastkey = keys[-1]
        digests = b"".join(md5(key, usedforsecurity=False).digest() for key in keys)
        self._digests.append(np.frombuffer(digests, ">u4")[3::4].astype(np.int64))

    def close(self) -> None:
        """Write how a term is found: what `HashWriter._write_hashes` does, for all at once."""
        table = self._writer._tindex
        none = np.empty(0, np.int64)
        digests = np.concatenate([none, *self._digests])
        places = np.concatenate([none, *self._places])
        table.index.array = array("I", places.tolist())
        for bucket in range(256):
            here = np.flatnonzero(digests & 255 == bucket)
            slots = _hash_table(digests[here], places[here])
            table.directory.append((table.dbfile.tell(), len(slots)))
            table.dbfile.write(slots.tobytes())
        table.buckets.clear()
        self._writer.close()


def _write_lists(
    file: Any, postings: Postings, firsts: Ints, sizes: Ints, about: Any, counted: bool
) -> None:
    """Write the posting list of each term and note in `about` where it is."""
    small = sizes <= SMALL
    if postings.counts is not None and postings.positions is not None:
        starts = np.cumsum(postings.counts) - postings.counts
        small &= np.maximum.reduceat(postings.counts, firsts) == 1
        small &= np.maximum.reduceat(postings.positions[starts], firsts) <= FURTHEST
    offset = file.tell()
    for size in range(1, SMALL + 1):
        chosen = np.flatnonzero(small & (sizes == size))
        if not len(chosen):
            continue
        rows = firsts[chosen][:, None] + np.arange(size)
        places = None if postings.positions is None else postings.positions[starts[rows]]
        data = small_lists(
            postings.docs[rows], postings.weights[rows], postings.lengths[rows], places, counted
        )
        file.write(data.tobytes())
        about["offset"][chosen] = offset + data.shape[1] * np.arange(len(chosen))
        about["size"][chosen] = data.shape[1]
        offset += data.size
    large = np.flatnonzero(~small)
    values = None
    if postings.counts is not None and postings.positions is not None:
        chosen = np.repeat(~small, sizes)
        places = postings.positions[np.repeat(chosen, postings.counts)]
        values = packed_positions(postings.counts[chosen], places)
    lists, done = [], 0
    for start, size in zip(firsts[large].tolist(), sizes[large].tolist(), strict=True):
        here = slice(start, start + size)
        docs, weights, lengths = (
            postings.docs[here],
            postings.weights[here],
            postings.lengths[here],
        )
        lists.append(packed(docs, weights, values, lengths, counted, done))
        done += size
    file.write(b"".join(lists))
    taken = list(map(len, lists))
    about["offset"][large] = [*accumulate(taken, initial=offset)][:-1]
    about["size"][large] = taken


def _hash_table(digests: Ints, places: Ints) -> npt.NDArray[Any]:
    """Return a table of Whoosh's: each key in the first free slot from that of its digest on."""
    table = np.zeros(2 * len(digests), _SLOT)
    if not len(digests):
        return table
    wanted = (digests >> 8) % len(table)
    order = np.argsort(wanted)
    wanted = wanted[order]
    slots = _first_free(wanted)
    if beyond := int((slots >= len(table)).sum()):  # they go on at the start
        order = np.roll(order, beyond)
        slots = _first_free(np.concatenate([np.zeros(beyond, np.int64), wanted[:-beyond]]))
    table["digest"][slots], table["place"][slots] = digests[order], places[order]
    return table


def _first_free(wanted: Ints) -> Ints:
    """Return ascending slots for ascending wishes, each at its wish or behind the one before."""
    numbers = np.arange(len(wanted))
    return np.maximum.accumulate(wanted - numbers) + numbers
