"""One committed state of an index: all its segments as one."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from whoosh import index
from whoosh.util.numeric import byte_to_length

from indexer.arrays import Floats, Ints, Mask, Narrow, Weights
from indexer.segment import Segment
from indexer.whoosh_files import text_field

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], float)


class Reader:
    """Reads an index as arrays; several threads may use it."""

    def __init__(self, folder: Path | None, before: "Reader | None" = None) -> None:
        """Open the index in a folder; without a folder, an empty one.

        What was read of segments that `before` has too is taken from it.
        """
        reader: Any = index.open_dir(str(folder)).reader() if folder else None
        # Nobody can say when the last search on it ends, so the files are let go with the object.
        self._files = finalize(self, reader.close if folder else int)
        known = {segment.id: segment.known for segment in before.segments} if before else {}
        self.segments: list[Segment] = []
        for each, start in reader.leaf_readers() if folder and reader.doc_count_all() else ():
            self.segments.append(Segment(each, start, known.get(each.segment().segment_id())))
        self.size = sum(segment.size for segment in self.segments)
        """Document numbers run from 0 up to this; some may be deleted."""
        self._starts = np.array([segment.start for segment in self.segments], np.int64)
        deleted = [segment.deleted() + segment.start for segment in self.segments]
        self._undeleted: Mask | None = None
        if any(map(len, deleted)):
            self._undeleted = np.ones(self.size, bool)
            self._undeleted[np.concatenate(deleted)] = False

    def live(self) -> Mask:
        """Return which document numbers are in use."""
        return np.ones(self.size, bool) if self._undeleted is None else self._undeleted

    def text(self, name: str, doc: int) -> str:
        """Return the text of a document in a column (`id`, `title`, `sort_...`)."""
        segment = self._of(doc)
        found: str = segment.column(name)[doc - segment.start]
        return found

    def texts(self, name: str) -> list[bytes]:
        """Return the texts of a column by document number, in UTF-8."""
        return [text for segment in self.segments for text in segment.column(name).raw()]

    def ids(self) -> list[bytes]:
        """Return the ids by document number, in UTF-8."""
        return [text for segment in self.segments for text in segment.ids()]

    def body(self, doc: int) -> str:
        """Return the entry of a document as JSON."""
        segment = self._of(doc)
        return segment.body(doc - segment.start)

    def _of(self, doc: int) -> Segment:
        return self.segments[int(np.searchsorted(self._starts, doc, "right")) - 1]

    def documents(self, name: str, term: str) -> Ints:
        """Return the documents with a term (an `id`, a `facet_live`), ascending."""
        return self._postings(name, term)[0].astype(np.int64)

    def terms(self, name: str) -> dict[str, Ints]:
        """Return the terms of a field without positions, each with its documents."""
        found: defaultdict[str, list[Ints]] = defaultdict(list)
        for segment in self.segments:
            values = segment.values(name)
            for term, docs in zip(values.terms, values.docs, strict=True):
                found[term].append(docs.astype(np.int64) + segment.start)
        joined = {term: _joined(found[term]) for term in sorted(found)}
        if self._undeleted is None:
            return joined
        return {term: docs[self._undeleted[docs]] for term, docs in joined.items()}

    def postings(self, scope: str | None, token: str) -> tuple[Narrow, Weights]:
        """Return the documents with a token, ascending, and its summed weight in each."""
        return self._postings(text_field(scope), token)

    def _postings(self, name: str, term: str) -> tuple[Narrow, Weights]:
        found = [(each.start, *each.postings(name, term.encode())) for each in self.segments]
        docs = _joined([docs + start if start else docs for start, docs, _ in found])
        weights = _joined([some for _, _, some in found])
        if self._undeleted is None:
            return docs, weights
        keep = self._undeleted[docs]
        return docs[keep], weights[keep]

    def frequency(self, scope: str | None, token: str) -> int:
        """Return in how many documents a token stands; deleted ones count as well."""
        name, term = text_field(scope), token.encode()
        return sum(segment.frequency(name, term) for segment in self.segments)

    def positions(self, scope: str | None, token: str) -> tuple[Narrow, Narrow]:
        """Return where a token stands: how often in each document of `postings`, and all places."""
        name, term = text_field(scope), token.encode()
        found = [segment.positions(name, term) for segment in self.segments]
        counts, places = _joined([some for some, _ in found]), _joined([some for _, some in found])
        if self._undeleted is None:
            return counts, places
        docs = [segment.postings(name, term)[0] + segment.start for segment in self.segments]
        keep = self._undeleted[_joined(docs)]
        return counts[keep], places[np.repeat(keep, counts)]

    def lengths(self, scope: str | None) -> Floats:
        """Return the number of tokens by document number (as Whoosh rounds it)."""
        coded = [segment.lengths(text_field(scope)) for segment in self.segments]
        lengths: Floats = _LENGTHS[_joined(coded)] if coded else np.empty(0)
        return lengths

    def close(self) -> None:
        """Let go of the files."""
        self._files()


def _joined(parts: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
