"""Writing many documents at once: numpy sorts the postings, on disk is an ordinary Whoosh segment.

Whoosh's own writer takes each posting through a pool, a merge and a buffer. Here the texts of all
documents become postings in one step and are written term by term, stored texts and columns in one
go. Tests hold the result to what Whoosh's writer makes.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pickle import dumps
from typing import Any
from zlib import compress

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.columns import VarBytesColumn
from whoosh.formats import Frequency
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from indexer.arrays import Ints
from indexer.document import Labels, Passage
from indexer.streams import Numbers, Streams, Tokens
from indexer.term_file import Postings, TermFile
from indexer.whoosh_files import text_field

_LENGTH_BYTES = np.array([length_to_byte(n) for n in range(1 << 16)], np.uint8)


AT_ONCE = 200_000
"""Tokens that are sorted at a time, which takes some 200 bytes for each."""

STORED = "_stored"
"""The column with the entries."""

ONE_FILE = 1000
"""Segments with fewer documents are one file each: many small ones make fewer files to link."""


class BulkWriter(SegmentWriter):  # type: ignore[misc]
    """A writer of one new segment that takes documents ready-made."""

    def __init__(self, index: Any, **settings: Any) -> None:
        super().__init__(index, **settings)
        self._columns: defaultdict[str, list[bytes]] = defaultdict(list)
        self._keywords: defaultdict[str, _Keywords] = defaultdict(_Keywords)
        self._streams = Streams()
        self._terms = TermFile(self.fieldwriter)

    def add_made(
        self,
        body: str,
        columns: Mapping[str, str],
        keywords: Mapping[str, Collection[str]],
        texts: Sequence[Passage],
        labels: Labels,
    ) -> None:
        """Add a document: its stored text, columns, keywords, texts and labels.

        Every document must have every column.
        """
        self._columns[STORED].append(compress(dumps({"body": body}, 2), 3))  # as Whoosh does it
        for name, value in columns.items():
            self._columns[name].append(value.encode())
        for name, terms in keywords.items():
            self._keywords[name].add(self.docnum, terms)
        self._streams.add(self.docnum, texts, labels)
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.compound = self.docnum < ONE_FILE
        while self._columns:  # what is written down is let go
            self._add_column(*self._columns.popitem())
        names = self._streams.words
        made = {name: [keywords.postings()] for name, keywords in self._keywords.items()}
        texts = {text_field(scope): scope for scope in self._streams.scopes}
        for name in sorted({*made, *texts}):
            self.fieldwriter.start_field(name, self.schema[name])
            counted = type(self.schema[name].format) is Frequency
            for words, postings in made.get(name) or self._text(name, names, texts[name]):
                self._terms.add(words, postings, counted)
            self.fieldwriter.finish_field()
        self.perdocwriter._doccount = self.docnum
        self.perdocwriter.close()
        self._terms.close()

    def _text(
        self, name: str, names: list[str], scope: str | None
    ) -> Iterator[tuple[list[bytes], Postings]]:
        """Yield the words of a text field with their postings, and write down its lengths."""
        tokens = self._streams.tokens(scope)
        lengths = np.bincount(tokens.docs)
        if len(lengths):
            self._add_lengths(name, lengths)
            yield from _postings(names, tokens, _as_bytes(lengths))

    def _add_column(self, name: str, values: list[bytes]) -> None:
        """Write a column, in one go."""
        if name == STORED:  # Whoosh has made it, as a column that pickles and compresses
            writer = self.perdocwriter._get_column(name)._child
        else:
            self.perdocwriter._create_column(name, VarBytesColumn())
            writer = self.perdocwriter._get_column(name)
        writer.allow_offsets = False  # they are for columns longer than ours
        writer._dbfile.write(b"".join(values))
        lengths = np.array([*map(len, values)])
        lengths = lengths.astype(np.min_scalar_type(lengths.max()))
        writer._lengths.array = array(lengths.dtype.char, lengths.tobytes())
        writer._count = len(values)

    def _add_lengths(self, name: str, lengths: Ints) -> None:
        """Write the column with the length of a field in each document, in one go."""
        documents, column = self.perdocwriter, f"_{name}_len"
        documents._create_column(column, LENGTHS_COLUMN)
        writer = documents._get_column(column)
        writer._dbfile.write(_as_bytes(lengths).tobytes())
        writer._count = len(lengths)
        documents._fieldlengths[name] += int(lengths.sum())


class _Keywords:
    """The terms of a field that is no text."""

    def __init__(self) -> None:
        self._codes: Numbers[str] = Numbers(lambda _: len(self._codes))
        self._terms, self._docs = array("I"), array("I")

    def add(self, doc: int, terms: Collection[str]) -> None:
        for term in terms:
            self._terms.append(self._codes[term])
            self._docs.append(doc)

    def postings(self) -> tuple[list[bytes], Postings]:
        """Return the terms in order, and their postings."""
        words, ranks = _ranked(list(self._codes))
        terms = ranks[np.array(self._terms, np.int64)]
        order = np.argsort(terms, kind="stable")
        docs = np.array(self._docs, np.uint32)[order]
        ones, none = np.ones(len(docs), np.float32), np.zeros(len(docs), np.uint8)
        return words, Postings(terms[order], docs, ones, none)


def _postings(
    names: list[str], tokens: Tokens, lengths: Any
) -> Iterator[tuple[list[bytes], Postings]]:
    """Yield the words of a field in order, and their postings with positions, some at a time."""
    often = np.bincount(tokens.words, minlength=len(names))
    used = np.flatnonzero(often)
    words, ranks = _ranked([names[number] for number in used.tolist()])
    place = np.zeros(len(names), np.int32)
    place[used] = ranks
    before = np.zeros(len(words) + 1, np.int64)  # tokens of all words before each
    before[ranks + 1] = often[used]
    np.cumsum(before, out=before)
    terms = place[tokens.words]
    start = 0
    while start < len(words):
        end = max(start + 1, int(np.searchsorted(before, before[start] + AT_ONCE, "right")) - 1)
        some = np.flatnonzero((terms >= start) & (terms < end))
        yield words[start:end], _sorted(tokens, some, terms[some] - start, lengths)
        start = end


def _sorted(tokens: Tokens, some: Ints, terms: Any, lengths: Any) -> Postings:
    """Return some of the tokens as postings, given the number of the term of each."""
    # Tokens come in the order of documents and positions: only terms need sorting.
    keys = terms.astype(np.uint64) << np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    terms = (keys >> np.uint64(32)).astype(np.int64)
    order = some[(keys & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    docs, texts = tokens.docs[order], tokens.texts[order]
    firsts = np.flatnonzero((np.diff(terms, prepend=-1) != 0) | (np.diff(docs, prepend=-1) != 0))
    weights, once = tokens.weights[texts], tokens.once[texts]
    total = np.add.reduceat(np.where(once, 0.0, weights), firsts)
    total += np.maximum.reduceat(np.where(once, weights, 0.0), firsts)
    docs = docs[firsts]
    return Postings(
        terms=terms[firsts],
        docs=docs.astype(np.uint32),
        weights=total.astype(np.float32),
        lengths=lengths[docs],
        counts=np.diff(firsts, append=len(keys)),
        positions=tokens.positions[order].astype(np.int64),
    )


def _ranked(words: list[str]) -> tuple[list[bytes], Ints]:
    """Return words in the order of their bytes, and the place of each of those given."""
    order = sorted(range(len(words)), key=words.__getitem__)
    ranks = np.empty(len(words), np.int64)
    ranks[order] = np.arange(len(words))
    return [words[number].encode() for number in order], ranks


def _as_bytes(lengths: Ints) -> Any:
    return _LENGTH_BYTES[np.minimum(lengths, len(_LENGTH_BYTES) - 1)]
