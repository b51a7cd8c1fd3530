"""The index files: their schema and how documents are written; `segment.py` reads them.

It keeps to what Whoosh 2.7.4, Whoosh-Reloaded 2.7.5 and whoosh3 have in common. Whoosh keeps the
postings, positions, lengths, columns and stored texts; matching, ranking and counting are ours.
"""

from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from whoosh import fields, index
from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.columns import VarBytesColumn

from indexer.arrays import Floats as Floats
from indexer.arrays import Ints as Ints
from indexer.arrays import Mask as Mask
from indexer.bulk import BulkWriter
from indexer.document import Document, Postings
from indexer.fields import FACETS, SCOPES, SORT_COLUMNS

WORDS = "words"
"""The field with all searched words of an entry, each weighted by where it stands."""

BULK = 500
"""From this many documents on, a commit writes a segment of its own in one go."""

SEPARATOR = "\x1f"
"""Stands between the id and the label in a term of a facet of names."""


@cache
def distribution() -> str:
    """Return which Whoosh is installed (`whoosh3 3.54.0`). Raises RuntimeError unless one is."""
    found = []
    for name in ("Whoosh", "whoosh3", "Whoosh-Reloaded"):
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    if len(found) != 1:
        names = ", ".join(found) or "none"
        raise RuntimeError(f"exactly one Whoosh must be installed, found: {names}")
    return found[0]


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
            terms[f"facet_{facet.name}"] = [f"{value}{SEPARATOR}{label}"]
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


def _encoded(postings: Postings) -> str:
    every = zip(postings.words, postings.positions, postings.weights, strict=True)
    return " ".join(f"{word}@{position}^{weight}" for word, position, weight in every)
