"""One segment of an index: what Whoosh's files hold, as arrays.

A segment never changes, but for the documents in it that are deleted; so what was read once can
be used by each later generation that has the segment, too.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import LENGTHS_COLUMN

from indexer.arrays import Codes, Ints, Narrow, Weights
from indexer.decoding import decoded, positions
from indexer.segment_files import Column, PostingList, Terms, stored
from indexer.whoosh_files import WORDS, schema


@cache
def _schema() -> Any:
    return schema()


class Texts(Sequence[str]):
    """The texts of a column, decoded when they are asked for."""

    def __init__(self, data: bytes, ends: Ints) -> None:
        """Take all texts as one, and where in it each ends, behind a 0."""
        self._data, self._ends = data, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: Any) -> Any:
        start, end = self._ends[place : place + 2].tolist()
        return self._data[start:end].decode()

    def raw(self) -> list[bytes]:
        """Return all texts as they are stored; in UTF-8 they sort as texts do."""
        return [self._data[start:end] for start, end in pairwise(self._ends.tolist())]


@dataclass(frozen=True)
class Values:
    """The values of a facet in one segment: terms as they are indexed, and where they stand."""

    terms: tuple[str, ...]
    docs: tuple[Narrow, ...]
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
        self._terms, self._lists = Terms(reader._terms), reader._terms._postfile
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
                column = self._column(name)
                found = self.known.columns[name] = Texts(column.read(), column.ends)
        return found

    def _column(self, name: str) -> Column:
        """Open a column of texts; only with the lock."""
        file, start, size = self._reader._perdoc._colfiles[name]
        return Column(file, start, size, self.size)

    def ids(self) -> list[bytes]:
        """Return the ids of all documents, in UTF-8: each generation ranks them anew."""
        if not self.known.ids:
            self.known.ids[:] = self.column("id").raw()  # in one step, for other threads
        return self.known.ids

    def values(self, name: str) -> Values:
        """Return the terms of a field without positions, with their documents."""
        if (found := self.known.values.get(name)) is None:
            with self._lock:
                terms = list(self._terms.of(name))
                first = min((term.start for _, term in terms), default=0)
                end = max((term.start + term.size for _, term in terms), default=0)
                # The lists lie beside each other.
                data = bytes(self._lists.get(first, end - first))
            places = [(term.start - first, term.size) for _, term in terms]
            docs = tuple(decoded(data[start : start + size])[0] for start, size in places)
            texts = tuple(text.decode() for text, _ in terms)
            found = self.known.values[name] = Values(texts, docs, _rows(docs, self.size))
        return found

    def postings(self, name: str, token: bytes) -> tuple[Narrow, Weights]:
        """Return the documents with a token, ascending, and its summed weight in each."""
        data = self._list(name, token)
        return decoded(data) if data else (np.empty(0, np.int32), np.empty(0, np.float32))

    def frequency(self, name: str, token: bytes) -> int:
        """Return in how many documents a token stands; deleted ones count as well."""
        term = self._terms.get(name, token)
        return term.documents if term else 0

    def positions(self, name: str, token: bytes) -> tuple[Narrow, Narrow]:
        """Return how often a token stands in each of its documents, and all the positions."""
        data = self._list(name, token)
        if not data:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        return positions(data, _schema()[WORDS].format.decode_positions)

    def _list(self, name: str, token: bytes) -> PostingList | None:
        term = self._terms.get(name, token)
        return PostingList(self._lists, self._lock, term) if term else None

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
            data = self._stored.get(doc)
        return str(stored(data)["body"])

    @cached_property
    def _stored(self) -> Column:
        return self._column("_stored")


def _rows(docs: Sequence[Narrow], size: int) -> Codes:
    every = np.concatenate([*docs, np.empty(0, np.int32)])
    width = int(np.bincount(every).max()) if len(every) else 0
    rows: Codes = np.full((size, width), len(docs), np.min_scalar_type(len(docs)))
    filled = np.zeros(size, np.intp)
    for code, having in enumerate(docs):
        rows[having, filled[having]] = code
        filled[having] += 1
    return rows
