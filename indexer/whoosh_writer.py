"""Writing index files: documents become segments, and a list of segments becomes the index."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from whoosh import index

from indexer.bulk import BulkWriter
from indexer.document import Document
from indexer.fields import FACETS, SORT_COLUMNS
from indexer.whoosh_files import SEPARATOR

LARGEST = 30_000
"""Documents in a segment. To write it takes some 8 KB of memory for each: 0.25 GB at most."""


class SegmentWriter:
    """Writes documents to new segments beside the index in a folder, which it does not change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: list[Any] = []
        self._writer: Any = None

    def add(self, document: Document) -> None:
        """Add a document."""
        if self._writer is None:
            self._writer = BulkWriter(index.open_dir(str(self._folder)), _lk=False)
        self._writer.add_made(
            document.body,
            columns(document),
            keywords(document),
            document.texts,
            document.labels,
        )
        if self._writer.doc_count() == LARGEST:
            self.finish()

    def finish(self) -> list[Any]:
        """Write everything down and return the segments, for `commit`; they can be pickled."""
        if self._writer is not None:
            self._segments.append(self._writer._finalize_segment())
            self._writer = None
        return self._segments

    def cancel(self) -> None:
        """Give up."""
        if self._writer is not None:
            self._writer._close_segment()
            self._writer = None


def segments(folder: Path) -> list[tuple[str, int]]:
    """Return the segments in order: id and number of documents, deleted ones included."""
    found = index.open_dir(str(folder))._segments()
    return [(each.segment_id(), each.doc_count_all()) for each in found]


def commit(
    folder: Path,
    deleted: Iterable[int],
    outdated: Iterable[str],
    dropped: Collection[str],
    made: Iterable[Any],
) -> None:
    """Change the list of segments that is the index.

    Documents are `deleted` by number, those of `outdated` entries by id, whole segments `dropped`
    by id; the segments `made` come to the end, so that numbers of documents stay unless some are
    dropped.
    """
    writer = BulkWriter(index.open_dir(str(folder)))
    for doc in deleted:
        writer.delete_document(doc)
    for entry_id in outdated:
        writer.delete_by_term("id", entry_id)
    kept = [each for each in writer.segments if each.segment_id() not in dropped]
    writer.segments = [*kept, *made]
    writer.commit(merge=False)


def columns(document: Document) -> dict[str, str]:
    """Return the values of a document by column."""
    # Every document has every column: Whoosh loses count when merging columns with holes.
    values = {"id": document.id, "checksum": document.checksum, "title": document.title}
    values["authors"] = "\n".join(document.authors)
    return values | {f"sort_{name}": document.sort_keys.get(name, "") for name in SORT_COLUMNS}


def keywords(document: Document) -> dict[str, Collection[str]]:
    """Return the terms of a document that are not words of a text, by field."""
    terms: dict[str, Collection[str]] = {
        "id": (document.id,),
        "facet_live": (str(int(document.published)),),
    }
    for facet in FACETS:
        labels = document.facets.get(facet.name)
        if labels and not facet.named:
            terms[f"facet_{facet.name}"] = labels
        elif labels:
            ((value, label),) = labels.items()
            terms[f"facet_{facet.name}"] = (f"{value}{SEPARATOR}{label}",)
    if document.year is not None:
        terms["facet_year"] = (str(document.year),)
    if document.signals:
        terms["facet_signal"] = document.signals
    return terms
