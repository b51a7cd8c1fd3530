"""The index files: the only module that knows Whoosh's. Writes documents, reads numpy arrays.

It keeps to what Whoosh 2.7.4, Whoosh-Reloaded 2.7.5 and whoosh3 have in common. Whoosh keeps the
postings, positions, lengths, columns and stored texts; matching, ranking and counting are ours.
"""

import threading
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from whoosh import fields, index
from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.columns import VarBytesColumn
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from indexer.arrays import Floats as Floats
from indexer.arrays import Ints as Ints
from indexer.arrays import Mask as Mask
from indexer.bulk import BulkWriter
from indexer.document import Document, Postings
from indexer.fields import FACETS, SCOPES, SORT_COLUMNS
from indexer.postings import blocks, positions

WORDS = "words"
"""The field with all searched words of an entry, each weighted by where it stands."""

POSITION_BITS = 20
"""A document number and a position fit in one integer: `doc << POSITION_BITS | position`."""

BULK = 500
"""From this many documents on, a commit writes a segment of its own in one go."""

_SEPARATOR = "\x1f"
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], float)


@cache
def distribution() -> str:
    """Return which Whoosh is installed (`whoosh3 3.54.0`). Raises RuntimeError unless one is."""
    found = {
        f"{name} {each.version}"
        for each in distributions()
        if (name := each.metadata["Name"] or "").lower() in ("whoosh", "whoosh3", "whoosh-reloaded")
    }
    if len(found) != 1:
        names = ", ".join(sorted(found)) or "none"
        raise RuntimeError(f"exactly one Whoosh must be installed, found: {names}")
    return found.pop()


def schema() -> fields.Schema:
    """Return the Whoosh schema that follows from the table of fields."""
    # Documents come with their tokens made; each is written as text@position^weight.
    analyzer = (
        RegexTokenizer(r"\S+")
        | DelimitedAttributeFilter(delimiter="^", attribute="boost", default=1.0, type=float)
        | DelimitedAttributeFilter(delimiter="@", attribute="pos", default=0, type=int)
    )
    table: dict[str, Any] = {
        "id": fields.ID(unique=True, sortable=True),
        "checksum": fields.COLUMN(VarBytesColumn()),
        "title": fields.COLUMN(VarBytesColumn()),
        "body": fields.STORED(),
        WORDS: fields.TEXT(analyzer=analyzer),
        "facet_year": fields.ID(),
        "facet_live": fields.ID(),
    }
    table |= {f"scope_{scope}": fields.TEXT(analyzer=analyzer) for scope in SCOPES}
    table |= {
        f"facet_{facet.name}": fields.ID() if facet.named else fields.KEYWORD() for facet in FACETS
    }
    table |= {f"sort_{name}": fields.COLUMN(VarBytesColumn()) for name in SORT_COLUMNS}
    return fields.Schema(**table)


def create(folder: Path) -> None:
    """Make an empty index in an empty folder."""
    index.create_in(str(folder), schema())


class Writer:
    """Adds to and removes from the index in a folder; nothing is seen before `commit`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._deleted: list[str] = []
        self._waiting: list[Document] = []
        self._bulk: BulkWriter | None = None

    def add(self, document: Document) -> None:
        """Add a document; one with its id must have been deleted before."""
        self._waiting.append(document)
        if len(self._waiting) == BULK:
            if self._bulk is None:
                self._bulk = BulkWriter(index.open_dir(str(self._folder)))
            for each in self._waiting:
                self._bulk.add_made(each.body, _columns(each), _words(each), _texts(each))
            self._waiting.clear()

    def delete(self, entry_id: str) -> None:
        """Remove the document of an entry, if there is one."""
        self._deleted.append(entry_id)

    def commit(self) -> None:
        """Write everything down."""
        if self._bulk is None:
            writer = index.open_dir(str(self._folder)).writer()
            for document in self._waiting:
                writer.add_document(**_fields(document))
        else:
            writer = self._bulk
            for each in self._waiting:
                writer.add_made(each.body, _columns(each), _words(each), _texts(each))
        for entry_id in self._deleted:
            writer.delete_by_term("id", entry_id)
        # Whoosh merges small segments with the new one, but it would take minutes for large ones.
        writer.commit(merge=self._bulk is None)

    def cancel(self) -> None:
        """Leave the index as it was."""
        if self._bulk is not None:
            self._bulk.cancel()


def _columns(document: Document) -> dict[str, bytes]:
    # Every document has every column: Whoosh loses count when merging columns with holes.
    values = {"id": document.id, "checksum": document.checksum, "title": document.title}
    values |= {f"sort_{name}": document.sort_keys.get(name, "") for name in SORT_COLUMNS}
    return {name: value.encode() for name, value in values.items()}


def _words(document: Document) -> dict[str, list[str]]:
    """Return the terms that are not words of a text, by field."""
    terms = {"id": [document.id], "facet_live": [str(int(document.published))]}
    for facet in FACETS:
        labels = document.facets.get(facet.name)
        if labels and not facet.named:
            terms[f"facet_{facet.name}"] = list(labels)
        elif labels:
            ((value, label),) = labels.items()
            terms[f"facet_{facet.name}"] = [f"{value}{_SEPARATOR}{label}"]
    if document.year is not None:
        terms["facet_year"] = [str(document.year)]
    return terms


def _texts(document: Document) -> dict[str, Postings]:
    texts = {f"scope_{scope}": postings for scope, postings in document.scopes.items()}
    return texts | {WORDS: document.words}


def _fields(document: Document) -> dict[str, Any]:
    """Return a document as Whoosh's own writer takes it."""
    values: dict[str, Any] = {"body": document.body, **_columns(document)}
    values |= {name: " ".join(terms) for name, terms in _words(document).items()}
    return values | {name: _encoded(postings) for name, postings in _texts(document).items()}


class Reader:
    """Reads one committed state of an index; several threads may use it.

    Whoosh's readers are not safe for threads (they share file positions), so each read holds a
    lock; what is read are arrays and texts of our own.
    """

    def __init__(self, folder: Path | None, before: "Reader | None" = None) -> None:
        """Open the index in a folder; without a folder, an empty one.

        Columns and facets of segments that `before` has too are taken from it: they never change.
        """
        self._lock = threading.Lock()
        reader: Any = index.open_dir(str(folder)).reader() if folder else None
        self._reader = reader
        # Nobody can say when the last search on it ends, so the files are let go with the object.
        self._files = finalize(self, reader.close if folder else int)
        self.size: int = reader.doc_count_all() if folder else 0
        """Document numbers run from 0 up to this; some may be deleted."""
        self._segments: list[tuple[Any, int]] = list(reader.leaf_readers()) if self.size else []
        self._undeleted: Mask | None = None
        if self.size and reader.has_deletions():
            self._undeleted = np.ones(self.size, bool)
            for segment, offset in self._segments:
                deleted = segment._perdoc.deleted_docs()
                self._undeleted[np.fromiter(deleted, np.int64) + offset] = False
        known = {segment.segment().segment_id() for segment, _ in self._segments}
        self._columns: dict[tuple[str, str], list[str]] = {}
        self._known_terms: dict[tuple[str, str], list[tuple[str, Ints]]] = {}
        if before is not None:
            columns, terms = before._columns.copy(), before._known_terms.copy()
            self._columns |= {key: each for key, each in columns.items() if key[0] in known}
            self._known_terms |= {key: each for key, each in terms.items() if key[0] in known}

    def live(self) -> Mask:
        """Return which document numbers are in use."""
        return np.ones(self.size, bool) if self._undeleted is None else self._undeleted

    def column(self, name: str) -> list[str]:
        """Return the texts of a column (`id`, `title`, `sort_...`) by document number."""
        found: list[str] = []
        for segment, _ in self._segments:
            key = segment.segment().segment_id(), name
            with self._lock:
                if key not in self._columns:
                    values = segment.column_reader(name)
                    some = [values[doc] for doc in range(segment.doc_count_all())]
                    self._columns[key] = [v.decode() if isinstance(v, bytes) else v for v in some]
                found += self._columns[key]
        return found

    def values(self, facet: str) -> Iterator[tuple[str, str, Ints]]:
        """Yield the values of a facet, `year` or `live`, each with a label and its documents."""
        found: dict[str, list[Ints]] = {}
        for segment, offset in self._segments:
            for term, docs in self._terms_of(segment, f"facet_{facet}"):
                found.setdefault(term, []).append(docs + offset)
        for term in sorted(found):
            docs = np.concatenate(found[term])
            docs, _ = self._kept(docs, docs)
            if len(docs):  # a term can outlive its last document
                value, _, label = term.partition(_SEPARATOR)
                yield value, label, docs

    def _terms_of(self, segment: Any, name: str) -> list[tuple[str, Ints]]:
        """Return the terms of a field in one segment, with its own numbers of documents."""
        key = segment.segment().segment_id(), name
        if (known := self._known_terms.get(key)) is None:
            with self._lock:
                terms = [term.decode() for term in segment.lexicon(name)]
            known = []
            for term in terms:
                docs = [ids for ids, _, _ in self._blocks_of(segment, name, term)]
                known.append((term, np.concatenate(docs)))
            self._known_terms[key] = known
        return known

    def documents(self, entry_id: str) -> Ints:
        """Return the documents of an entry: one, or none."""
        found = [np.empty(0, np.int64), *(ids for ids, _, _ in self._blocks("id", entry_id))]
        docs = np.concatenate(found)
        return self._kept(docs, docs)[0]

    def postings(self, scope: str | None, token: str) -> tuple[Ints, Floats]:
        """Return the documents with a token, ascending, and its summed weight in each."""
        docs, weights = [np.empty(0, np.int64)], [np.empty(0)]
        for ids, some, _ in self._blocks(_field(scope), token):
            docs.append(ids)
            weights.append(some)
        return self._kept(np.concatenate(docs), np.concatenate(weights))

    def positions(self, scope: str | None, token: str) -> Ints:
        """Return where a token stands: ascending integers `doc << POSITION_BITS | position`."""
        decode = schema()[WORDS].format.decode_positions
        found = [np.empty(0, np.int64)]
        for ids, _, values in self._blocks(_field(scope), token):
            docs, places = self._kept(*positions(ids, values or (), decode))
            found.append(docs << POSITION_BITS | places)
        return np.concatenate(found)

    def _kept(self, docs: Ints, parallel: Any) -> tuple[Ints, Any]:
        """Drop deleted documents."""
        if self._undeleted is None:
            return docs, parallel
        keep = self._undeleted[docs]
        return docs[keep], parallel[keep]

    def _blocks(self, name: str, token: str) -> Iterator[tuple[Ints, Floats, Any]]:
        for segment, offset in self._segments:
            for ids, weights, values in self._blocks_of(segment, name, token):
                yield ids + offset, weights, values

    def _blocks_of(self, segment: Any, name: str, token: str) -> Iterator[tuple[Ints, Floats, Any]]:
        with self._lock:
            try:
                about = segment._terms.term_info(name, token.encode())
            except TermNotFound:
                return
            start, length = about.extent()  # length: a tuple of one, as it is unpacked
            size = length[0] if isinstance(length, tuple) else length
            data = segment._terms._postfile.get(start, size)
        yield from blocks(data)

    def words(self, scope: str) -> list[str]:
        """Return every token of a scope (`author`), as it is indexed."""
        with self._lock:
            return [token.decode() for token in self._lexicon(_field(scope))]

    def lengths(self, scope: str | None) -> Floats:
        """Return the number of tokens by document number (as Whoosh rounds it)."""
        coded = np.zeros(self.size, np.uint8)
        for segment, offset in self._segments:
            with self._lock:
                column = segment._perdoc._cached_reader(f"_{_field(scope)}_len", LENGTHS_COLUMN)
                if column is not None:  # it ends with the last document that has the field
                    found = column._dbfile.get(column._basepos, column._count)
                    coded[offset : offset + column._count] = np.frombuffer(found, np.uint8)
        lengths: Floats = _LENGTHS[coded]
        return lengths

    def body(self, doc: int) -> str:
        """Return the entry of a document as JSON."""
        with self._lock:
            return str(self._reader.stored_fields(doc)["body"])

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._files()

    def _lexicon(self, name: str) -> list[bytes]:
        return list(self._reader.lexicon(name)) if self.size else []


def _field(scope: str | None) -> str:
    return f"scope_{scope}" if scope else WORDS


def _encoded(postings: Postings) -> str:
    every = zip(postings.words, postings.positions, postings.weights, strict=True)
    return " ".join(f"{word}@{position}^{weight}" for word, position, weight in every)
