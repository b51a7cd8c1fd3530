"""One segment of an index: what Whoosh's files hold, as arrays.

A segment never changes, but for the documents in it that are deleted; so what was read once can
be used by each later generation that has the segment, too.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.reading import TermNotFound

from indexer.arrays import Codes, Floats, Ints
from indexer.decoding import decoded, positions
from indexer.whoosh_files import WORDS, schema

TERMS = 1000
"""Terms that a segment remembers the places of."""


@cache
def _schema() -> Any:
    return schema()


class Texts(Sequence[str]):
    """The texts of a column, decoded when they are asked for."""

    def __init__(self, data: bytes, starts: Sequence[int], lengths: Sequence[int]) -> None:
        """Take all texts as one, and where in it each starts and how long it is."""
        self._data, self._starts, self._lengths = data, starts, lengths

    def __len__(self) -> int:
        return len(self._lengths)

    def __getitem__(self, place: Any) -> Any:
        start = self._starts[place]
        return self._data[start : start + self._lengths[place]].decode()

    def raw(self) -> list[bytes]:
        """Return all texts as they are stored; in UTF-8 they sort as texts do."""
        ends = zip(self._starts, self._lengths, strict=True)
        return [self._data[start : start + length] for start, length in ends]


@dataclass(frozen=True)
class Values:
    """The values of a facet in one segment: terms as they are indexed, and where they stand."""

    terms: tuple[str, ...]
    docs: tuple[npt.NDArray[np.int32], ...]
    """The documents of each term, ascending, as numbers within the segment."""
    rows: Codes
    """The places in `terms` of each document's values, filled up with the number of terms."""


@dataclass(frozen=True)
class Known:
    """What was read of a segment and stays true."""

    columns: dict[str, Texts] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    lengths: dict[str, npt.NDArray[np.uint8]] = field(default_factory=dict)
    ids: list[bytes] = field(default_factory=list)


class Segment:
    """Reads one segment; several threads may use it.

    Whoosh's readers are not safe for threads (they share file positions), so each read holds a
    lock; what is read are arrays and texts of our own.
    """

    def __init__(self, reader: Any, start: int, known: Known | None = None) -> None:
        """Take Whoosh's reader and the number that the first document has in the whole index."""
        self._reader = reader
        self._lock = threading.Lock()
        self._terms: dict[tuple[str, bytes], Any] = {}
        self.start = start
        self.id: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self.known = known or Known()
        # A writer may remove the files of this generation while it is still searched, and Whoosh
        # opens columns when they are first read.
        files = reader._perdoc
        names = _schema().names()
        for name in ("_stored", *names, *(f"_{name}_len" for name in names)):
            if files.has_column(name):
                files._colfiles[name] = files._get_column_file(name)

    def deleted(self) -> Ints:
        """Return the documents that are deleted, as numbers within the segment."""
        return np.fromiter(self._reader._perdoc.deleted_docs(), np.int64)

    def column(self, name: str) -> Texts:
        """Return the texts of a column (`id`, `title`, `sort_...`) by document."""
        if (found := self.known.columns.get(name)) is None:
            with self._lock:
                column = self._reader._perdoc.column_reader(name, _schema()[name].column_type)
                starts, lengths = column._offsets, column._lengths
                size = starts[-1] + lengths[-1] if len(starts) else 0
                data = bytes(column._dbfile.get(column._basepos, size))
            found = self.known.columns[name] = Texts(data, starts, lengths)
        return found

    def ids(self) -> list[bytes]:
        """Return the ids of all documents, in UTF-8: each generation ranks them anew."""
        if not self.known.ids:
            self.known.ids[:] = self.column("id").raw()  # in one step, for other threads
        return self.known.ids

    def values(self, name: str) -> Values:
        """Return the terms of a field without positions, with their documents."""
        if (found := self.known.values.get(name)) is None:
            terms, lists = self._lists(name)
            docs = tuple(decoded(data)[0].astype(np.int32) for data in lists)
            found = self.known.values[name] = Values(terms, docs, _rows(docs, self.size))
        return found

    def postings(self, name: str, token: bytes) -> tuple[Ints, Floats]:
        """Return the documents with a token, ascending, and its summed weight in each."""
        data = self._list(name, token)
        return decoded(data) if data else (np.empty(0, np.int64), np.empty(0))

    def frequency(self, name: str, token: bytes) -> int:
        """Return in how many documents a token stands; deleted ones count as well."""
        with self._lock:
            about = self._about(name, token)
        return int(about.doc_frequency()) if about else 0

    def positions(self, name: str, token: bytes) -> tuple[Ints, Ints]:
        """Return how often a token stands in each of its documents, and all the positions."""
        data = self._list(name, token)
        if not data:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return positions(data, _schema()[WORDS].format.decode_positions)

    def _list(self, name: str, token: bytes) -> bytes:
        with self._lock:
            if (about := self._about(name, token)) is None:
                return b""
            return bytes(self._reader._terms._postfile.get(*_extent(about)))

    def _about(self, name: str, token: bytes) -> Any:
        """Return what Whoosh keeps of a term, None when it has none; only with the lock.

        A search that nobody asked before wants it several times.
        """
        key = name, token
        if key not in self._terms:
            if len(self._terms) >= TERMS:
                self._terms.clear()
            try:
                self._terms[key] = self._reader._terms.term_info(name, token)
            except TermNotFound:
                self._terms[key] = None
        return self._terms[key]

    def _lists(self, name: str) -> tuple[tuple[str, ...], list[bytes]]:
        """Return all terms of a field and their posting lists, which lie beside each other."""
        terms, extents = [], []
        with self._lock:
            for (field_name, term), about in self._reader._terms.items_from(name, b""):
                if field_name != name:
                    break
                terms.append(term.decode())
                extents.append(_extent(about))
            first = min((start for start, _ in extents), default=0)
            end = max((start + size for start, size in extents), default=0)
            data = bytes(self._reader._terms._postfile.get(first, end - first))
        return tuple(terms), [data[start - first : start - first + size] for start, size in extents]

    def lengths(self, name: str) -> npt.NDArray[np.uint8]:
        """Return the number of tokens in a field by document, in Whoosh's code of one byte."""
        if (found := self.known.lengths.get(name)) is None:
            found = np.zeros(self.size, np.uint8)
            with self._lock:
                column = self._reader._perdoc._cached_reader(f"_{name}_len", LENGTHS_COLUMN)
                if column is not None:  # it ends with the last document that has the field
                    some = column._dbfile.get(column._basepos, column._count)
                    found[: column._count] = np.frombuffer(some, np.uint8)
            self.known.lengths[name] = found
        return found

    def body(self, doc: int) -> str:
        """Return the entry of a document (a number within the segment) as JSON."""
        with self._lock:
            return str(self._reader.stored_fields(doc)["body"])


def _extent(about: Any) -> tuple[int, int]:
    """Return where a posting list starts, and its size (a tuple of one, as it is unpacked)."""
    start, size = about.extent()
    return start, size[0] if isinstance(size, tuple) else size


def _rows(docs: Sequence[npt.NDArray[np.int32]], size: int) -> Codes:
    every = np.concatenate([*docs, np.empty(0, np.int32)])
    width = int(np.bincount(every).max()) if len(every) else 0
    rows: Codes = np.full((size, width), len(docs), np.min_scalar_type(len(docs)))
    filled = np.zeros(size, np.intp)
    for code, having in enumerate(docs):
        rows[having, filled[having]] = code
        filled[having] += 1
    return rows
