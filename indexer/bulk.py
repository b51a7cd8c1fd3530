"""Writing many documents at once: numpy sorts the postings, on disk is an ordinary Whoosh segment.

Whoosh's own writer takes each posting through a pool, a merge and a buffer. Here the tokens of a
field are kept as arrays, sorted in one step and written term by term; stored texts, columns and
field lengths go through Whoosh as always. Tests hold the result to what Whoosh's writer makes.
"""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.formats import Frequency
from whoosh.system import pack_int, pack_long, pack_ushort
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from indexer.document import Postings
from indexer.postings import packed, packed_positions

_LENGTH_BYTES = np.array([length_to_byte(n) for n in range(1 << 16)], np.uint8)


class _Codes(dict[str, int]):
    """Numbers for words, in the order in which they are first seen."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Tokens:
    """The tokens of one field, in the order of the documents."""

    def __init__(self) -> None:
        self.codes = _Codes()
        self.terms, self.docs = array("I"), array("I")
        self.positions, self.weights = array("I"), array("d")

    def add(self, doc: int, postings: Postings) -> None:
        """Add the tokens of a document."""
        self.add_words(doc, postings.words)
        self.positions.extend(postings.positions)
        self.weights.extend(postings.weights)

    def add_words(self, doc: int, words: Sequence[str]) -> None:
        """Add words of a document, without positions."""
        self.terms.extend(map(self.codes.__getitem__, words))
        self.docs.extend([doc] * len(words))


class BulkWriter(SegmentWriter):  # type: ignore[misc]
    """A writer of one new segment that takes documents whose tokens are made."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, compound=False)
        self._tokens: dict[str, _Tokens] = {}

    def add_made(
        self,
        body: str,
        columns: Mapping[str, bytes],
        words: Mapping[str, Sequence[str]],
        texts: Mapping[str, Postings],
    ) -> None:
        """Add a document: its stored text, column values, keywords and texts, by field."""
        documents, doc = self.perdocwriter, self.docnum
        documents.start_doc(doc)
        documents.add_field("body", self.schema["body"], body, 0)
        for name, value in columns.items():
            documents.add_column_value(name, self.schema[name].column_type, value)
        for name, some in words.items():
            self._of(name).add_words(doc, some)
        for name, postings in texts.items():
            if postings.words:
                self._of(name).add(doc, postings)
                documents.add_field(name, self.schema[name], None, len(postings.words))
        documents.finish_doc()
        self._added = True
        self.docnum += 1

    def _of(self, name: str) -> _Tokens:
        if (found := self._tokens.get(name)) is None:
            found = self._tokens[name] = _Tokens()
        return found

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(self._tokens):
            self.fieldwriter.start_field(name, self.schema[name])
            self._write(name, self._tokens.pop(name))
            self.fieldwriter.finish_field()
        self.fieldwriter.close()

    def _write(self, name: str, tokens: _Tokens) -> None:
        """Write the terms of a field in order, each with its postings."""
        words = sorted((word.encode(), number) for word, number in tokens.codes.items())
        ranks = np.empty(len(words), np.uint64)
        ranks[[number for _, number in words]] = np.arange(len(words), dtype=np.uint64)
        # Tokens come in the order of documents and positions: only terms need sorting.
        keys = ranks[np.frombuffer(tokens.terms, np.uint32)] << np.uint64(32)
        keys |= np.arange(len(keys), dtype=np.uint64)
        keys.sort()
        terms, order = keys >> np.uint64(32), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        all_docs = np.frombuffer(tokens.docs, np.uint32)
        docs = all_docs[order]
        lengths = np.zeros(len(docs), np.uint8)
        weights, values = np.ones(len(docs), np.float32), None
        if tokens.positions:
            new = (np.diff(terms, prepend=terms[:1]) > 0) | (np.diff(docs, prepend=docs[:1]) != 0)
            new[0] = True
            starts = np.flatnonzero(new)
            counts = np.diff(starts, append=len(docs))
            positions = np.frombuffer(tokens.positions, np.uint32)[order].astype(np.int64)
            values = packed_positions(counts, positions)
            sums = np.add.reduceat(np.frombuffer(tokens.weights)[order], starts)
            weights = sums.astype(np.float32)
            terms, docs = terms[starts], docs[starts]
            sizes = np.bincount(all_docs)
            lengths = _LENGTH_BYTES[np.minimum(sizes, len(_LENGTH_BYTES) - 1)][docs]
        ends = np.append(np.flatnonzero(np.diff(terms)) + 1, len(docs)).tolist()
        fixed = type(self.schema[name].format) is Frequency
        writer, start = self.fieldwriter, 0
        # Whoosh's public way is one call for each posting; a finished list needs its two files.
        field, postfile = pack_ushort(writer._fieldid), writer._postfile
        offset = postfile.tell()
        firsts = np.array([0, *ends[:-1]])
        totals = np.add.reduceat(weights.astype(np.float64), firsts).tolist()
        highest = np.maximum.reduceat(weights, firsts).tolist()
        shortest = np.minimum.reduceat(lengths, firsts).tolist()
        longest = np.maximum.reduceat(lengths, firsts).tolist()
        for place, ((word, _), end) in enumerate(zip(words, ends, strict=True)):
            here = slice(start, end)
            some = values[here] if values else (b"\0\0\0\1" * (end - start) if fixed else None)
            data = packed(docs[here], weights[here], some, lengths[here])
            postfile.write(data)
            about = W3TermInfo._struct.pack(
                0,
                totals[place],
                end - start,
                shortest[place],
                longest[place],
                highest[place],
                int(docs[start]),
                int(docs[end - 1]),
            )
            extent = pack_long(offset) + pack_int(len(data))
            writer._tindex.add(field + word, about + extent)
            offset += len(data)
            start = end
