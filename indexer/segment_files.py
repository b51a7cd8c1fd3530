"""The files of a segment, read in fewer steps than Whoosh takes for each number and text."""

import mmap
import pickle
import threading
import zlib
from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from whoosh.filedb.structfile import StructFile

TERMS = 1000
"""Terms that a segment remembers the places of."""

_TERM = Struct("!5xI14xqi")
"""What the W3 codec keeps of a term, of which we need this: see `_ABOUT` in `term_file.py`."""


class Term(NamedTuple):
    """In how many documents a term stands, deleted ones too, and where its posting list is."""

    documents: int
    start: int
    size: int


class Terms:
    """The terms of a segment; several threads may look them up at once."""

    def __init__(self, reader: Any) -> None:
        """Take Whoosh's reader of them."""
        self._reader, self._table = reader, reader._tindex
        if self._table.dbfile.is_real:
            self._table.dbfile = _Mapped(self._table.dbfile)
        self._found: dict[tuple[str, bytes], Term | None] = {}

    def get(self, field: str, token: bytes) -> Term | None:
        """Return a term of a field, None when there is none.

        A search that nobody asked before wants it several times.
        """
        key = field, token
        try:
            return self._found[key]
        except KeyError:
            pass  # another thread may forget it at any time, so that asking first is no use
        data = self._table.get(self._reader._keycoder(field, token))
        found = None if data is None else Term(*_TERM.unpack_from(data))
        if len(self._found) >= TERMS:
            self._found.clear()
        self._found[key] = found
        return found

    def of(self, field: str) -> Iterator[tuple[bytes, Term]]:
        """Yield all terms of a field, ascending; only one thread at a time."""
        first = self._reader._keycoder(field, b"")
        for key, data in self._table.items_from(first):
            if not key.startswith(first):
                break
            yield key[len(first) :], Term(*_TERM.unpack_from(data))


class _Mapped(StructFile):  # type: ignore[misc]
    """A file that the system maps into memory: reading from it is a slice."""

    def __init__(self, file: Any) -> None:
        super().__init__(file.file, name=file._name, onclose=file.onclose)
        self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def get(self, position: int, length: int) -> bytes:
        return self._map[position : position + length]


class PostingList:
    """The posting list of a term; of the file only those parts are read that are sliced."""

    def __init__(self, file: Any, lock: threading.Lock, term: Term) -> None:
        """Take the file that it is in; the lock is held while its position is moved."""
        self._file, self._lock = file.file, lock
        self._start, self._size = term.start, term.size

    def __getitem__(self, part: slice) -> bytes:
        first, end, _ = part.indices(self._size)
        with self._lock:
            self._file.seek(self._start + first)
            found: bytes = self._file.read(max(0, end - first))
        return found


class Column:
    """Texts of different lengths, one for each document."""

    def __init__(self, file: Any, start: int, size: int, documents: int) -> None:
        """Take the file, and where in it the column is.

        Behind the texts stand their lengths and then, when there are many, where each begins;
        at the end come the type codes of both, with an X in the second case.
        """
        self._file, self._start = file, start
        end = start + size - 1
        code = file.get(end, 1)
        if code == b"X":
            code, starts = file.get(end - 2, 1), np.dtype(file.get(end - 1, 1).decode())
            end -= 2 + starts.itemsize * documents
        kind = np.dtype(code.decode()).newbyteorder(">")
        lengths = file.get(end - kind.itemsize * documents, kind.itemsize * documents)
        self.ends = np.zeros(documents + 1, np.int64)
        """Where each text ends, behind a 0."""
        np.cumsum(np.frombuffer(lengths, kind), out=self.ends[1:])

    def read(self) -> bytes:
        """Return all texts as one."""
        return bytes(self._file.get(self._start, int(self.ends[-1])))

    def get(self, doc: int) -> bytes:
        """Return the text of a document."""
        start, end = self.ends[doc : doc + 2].tolist()
        return bytes(self._file.get(self._start + start, end - start))


def stored(data: bytes) -> dict[str, Any]:
    """Return the stored fields of a document, from their column."""
    # Only files with our checksums are opened: what they hold was pickled by us.
    found: dict[str, Any] = pickle.loads(zlib.decompress(data))  # noqa: S301
    return found
