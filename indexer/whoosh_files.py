"""The index files: the only module that knows Whoosh's. Writes documents, reads numpy arrays.

It keeps to what Whoosh 2.7.4, Whoosh-Reloaded 2.7.5 and whoosh3 have in common. Whoosh keeps the
postings, positions, lengths, columns and stored texts; matching, ranking and counting are ours.
"""

import threading
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import fields, index
from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.columns import VarBytesColumn
from whoosh.reading import TermNotFound

from indexer.document import Document, Posting
from indexer.fields import FACETS, SCOPES, SORT_COLUMNS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

WORDS = "words"
"""The field with all searched words of an entry, each weighted by where it stands."""

POSITION_BITS = 20
"""A document number and a position fit in one integer: `doc << POSITION_BITS | position`."""

_SEPARATOR = "\x1f"


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
        f"facet_{facet.name}": fields.KEYWORD() if facet.vocabulary else fields.ID()
        for facet in FACETS
    }
    table |= {f"sort_{name}": fields.COLUMN(VarBytesColumn()) for name in SORT_COLUMNS}
    return fields.Schema(**table)


def create(folder: Path) -> None:
    """Make an empty index in an empty folder."""
    index.create_in(str(folder), schema())


class Writer:
    """Adds to and removes from the index in a folder; nothing is seen before `commit`."""

    def __init__(self, folder: Path) -> None:
        # Postings are sorted in memory up to this many megabytes, then in files.
        self._writer = index.open_dir(str(folder)).writer(limitmb=256)

    def add(self, document: Document) -> None:
        """Add a document; one with its id must have been deleted before."""
        values: dict[str, Any] = {
            "id": document.id,
            "checksum": document.checksum.encode(),
            "title": document.title.encode(),
            "body": document.body,
            "facet_live": str(int(document.published)),
            WORDS: _encoded(document.words),
        }
        for scope, postings in document.scopes.items():
            values[f"scope_{scope}"] = _encoded(postings)
        for facet in FACETS:
            labels = document.facets.get(facet.name)
            if labels and facet.vocabulary:
                values[f"facet_{facet.name}"] = " ".join(labels)
            elif labels:
                ((value, label),) = labels.items()
                values[f"facet_{facet.name}"] = f"{value}{_SEPARATOR}{label}"
        if document.year is not None:
            values["facet_year"] = str(document.year)
        # Every document has every column: Whoosh loses count when merging columns with holes.
        for name in SORT_COLUMNS:
            values[f"sort_{name}"] = document.sort_keys.get(name, "").encode()
        self._writer.add_document(**values)

    def delete(self, entry_id: str) -> None:
        """Remove the document of an entry, if there is one."""
        self._writer.delete_by_term("id", entry_id)

    def commit(self) -> None:
        """Write everything down."""
        self._writer.commit()

    def cancel(self) -> None:
        """Leave the index as it was."""
        self._writer.cancel()


class Reader:
    """Reads one committed state of an index; several threads may use it.

    Whoosh's readers are not safe for threads (they share file positions), so each read holds a
    lock; what is read are arrays and texts of our own.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open the index in a folder; without a folder, an empty one."""
        self._lock = threading.Lock()
        reader: Any = index.open_dir(str(folder)).reader() if folder else None
        self._reader = reader
        self.size: int = reader.doc_count_all() if folder else 0
        """Document numbers run from 0 up to this; some may be deleted."""

    def live(self) -> Mask:
        """Return which document numbers are in use."""
        mask = np.zeros(self.size, bool)
        with self._lock:
            mask[list(self._reader.all_doc_ids()) if self.size else []] = True
        return mask

    def column(self, name: str) -> list[str]:
        """Return the texts of a column (`id`, `title`, `sort_...`) by document number."""
        with self._lock:
            if not self.size:
                return []
            values = self._reader.column_reader(name)
            found = [values[doc] for doc in range(self.size)]
        return [v.decode() if isinstance(v, bytes) else str(v) for v in found]

    def values(self, facet: str) -> Iterator[tuple[str, str, Ints]]:
        """Yield the values of a facet, `year` or `live`, each with a label and its documents."""
        name = f"facet_{facet}"
        with self._lock:
            terms = [term.decode() for term in self._lexicon(name)]
        for term in terms:
            with self._lock:
                matcher = self._matcher(name, term)
                docs = np.array(list(matcher.all_ids()) if matcher else [], np.int64)
            if len(docs):  # a term can outlive its last document
                value, _, label = term.partition(_SEPARATOR)
                yield value, label, docs

    def postings(self, scope: str | None, token: str) -> tuple[Ints, Floats]:
        """Return the documents with a token, ascending, and its summed weight in each."""
        return self._postings(_field(scope), token)

    def positions(self, scope: str | None, token: str) -> Ints:
        """Return where a token stands: ascending integers `doc << POSITION_BITS | position`."""
        with self._lock:
            matcher = self._matcher(_field(scope), token)
            keys = [
                doc << POSITION_BITS | position
                for doc, positions in (matcher.items_as("positions") if matcher else ())
                for position in positions
            ]
        return np.array(keys, np.int64)

    def lengths(self, scope: str | None) -> Floats:
        """Return the number of tokens by document number (as Whoosh rounds it)."""
        name = _field(scope)
        with self._lock:
            length = self._reader.doc_field_length
            return np.array([length(doc, name) or 0 for doc in range(self.size)], np.float64)

    def body(self, doc: int) -> str:
        """Return the entry of a document as JSON."""
        with self._lock:
            return str(self._reader.stored_fields(doc)["body"])

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()

    def _lexicon(self, name: str) -> list[bytes]:
        return list(self._reader.lexicon(name)) if self.size else []

    def _matcher(self, name: str, token: str) -> Any:
        try:
            return self._reader.postings(name, token) if self.size else None
        except TermNotFound:
            return None

    def _postings(self, name: str, token: str) -> tuple[Ints, Floats]:
        docs: list[int] = []
        weights: list[float] = []
        with self._lock:
            matcher = self._matcher(name, token)
            while matcher and matcher.is_active():
                docs.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
        return np.array(docs, np.int64), np.array(weights, np.float64)


def _field(scope: str | None) -> str:
    return f"scope_{scope}" if scope else WORDS


def _encoded(postings: Iterable[Posting]) -> str:
    return " ".join(f"{p.text}@{p.position}^{p.weight}" for p in postings)
