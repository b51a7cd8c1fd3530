"""One committed state of an index as arrays: immutable, shared by all threads that search it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from catalog.model import Entry
from catalog.read_back import entry_again
from catalog.vocabulary import Vocabularies
from indexer.arrays import Floats, Ints, Mask, Narrow
from indexer.cache import Cache
from indexer.facet_column import FacetColumn, Part, facet_column, numbers_column
from indexer.facet_table import FacetTable
from indexer.fields import FACETS, SORTS, Sort
from indexer.quotable import Paragraph, memory, paragraphs
from indexer.reader import Reader
from indexer.sparse import Scores, common, nothing

YEAR = "year"
"""The years of publication are counted like the values of a facet."""

K1 = 1.4
"""How soon more occurrences of a word stop counting."""

B = 0.75
"""How much a long entry's words count less: 0 not at all, 1 in full proportion."""

CACHE_BYTES = 96 << 20
"""Memory for decoded postings and entries of one snapshot, up to 100,000 documents."""

CACHED = 1000
"""The same for each document of more: with less, queries would put out each other's postings."""

_SHIFT = 22
"""Where a token stands is one number: a document's place among some, then its position."""

_MIDDLE = 1 << 20
"""Added to positions, so that what stands before the first one has no negative number."""


class Positions(NamedTuple):
    """Where a token stands in its documents: `places[ends[i - 1] : ends[i]]` in the i-th."""

    ends: Narrow
    places: Narrow


class Snapshot:
    """What searching needs of one generation. Numbers of documents are indexes into its arrays."""

    def __init__(self, reader: Reader, vocabularies: Vocabularies) -> None:
        self._reader = reader
        self._cache = Cache(max(CACHE_BYTES, CACHED * reader.size))
        self.size = reader.size
        self.live = np.zeros(self.size, bool)
        """Documents that can be found: neither deleted nor unpublished."""
        self.live[reader.documents("facet_live", "1")] = True
        self.live_docs = np.flatnonzero(self.live)
        self.live_count = len(self.live_docs)
        self.years = np.zeros(self.size, np.int64)
        """The year of each document, 0 where none is recorded."""
        for segment in reader.segments:
            values = segment.values("facet_year")
            numbers = np.array([*map(int, values.terms), 0])[values.rows]
            self.years[segment.start : segment.start + segment.size] = numbers.sum(axis=1)
        self.year_values: tuple[int, ...] = tuple(np.unique(self.years[self.years > 0]).tolist())
        self.facets: dict[str, FacetColumn] = {}
        parts: dict[str, list[Part]] = {}
        for facet in FACETS:
            name, terms = facet.name, facet.terms(vocabularies)
            column, parts[name] = facet_column(name, reader.segments, terms, self.live)
            self.facets[name] = column
        years, parts[YEAR] = numbers_column(YEAR, self.year_values, reader.segments)
        self.table = FacetTable({**self.facets, YEAR: years}, parts, self.live_docs, self.size)

    def id(self, doc: int) -> str:
        """Return the id of a document's entry."""
        return self._reader.text("id", doc)

    @cached_property
    def checksums(self) -> Mapping[str, str]:
        """The checksum of every entry by id."""
        pairs = zip(self._reader.ids(), self._reader.texts("checksum"), strict=True)
        kept = zip(pairs, self._reader.live().tolist(), strict=True)
        return {key.decode(): checksum.decode() for (key, checksum), here in kept if here}

    def signals(self) -> Mapping[str, Ints]:
        """Return the ranking signals, each with the documents that have it."""
        return self._reader.terms("facet_signal")

    @cached_property
    def by_id(self) -> Ints:
        """Rank of each document's id: what decides between equals."""
        ids = self._reader.ids()
        ranks = np.empty(self.size, np.int64)
        ranks[sorted(range(self.size), key=ids.__getitem__)] = np.arange(self.size)
        return ranks

    def rank(self, sort: Sort) -> Ints:
        """Return each document's place in an order other than relevance."""
        return self._cache.get(("rank", sort), lambda: self._rank(sort), 8 * self.size)

    def _rank(self, sort: Sort) -> Ints:
        name, downward = SORTS[sort]
        keys = self._reader.texts(f"sort_{name}")
        place = {key: place for place, key in enumerate(sorted(set(keys)))}
        codes = np.fromiter(map(place.__getitem__, keys), np.int64, self.size)
        unknown = codes == place.get(b"", -1)  # last, either way
        ranks = np.empty(self.size, np.int64)
        ranks[np.lexsort((self.by_id, -codes if downward else codes, unknown))] = np.arange(
            self.size
        )
        return ranks

    def added_since(self, first: date) -> Mask:
        """Return which documents came into the catalog on a day or later."""

        def read() -> Mask:
            wanted = first.isoformat().encode()  # years of four digits: ordered as texts are
            keys = self._reader.texts("sort_added")
            return np.fromiter((key >= wanted for key in keys), bool, self.size)

        return self._cache.get(("added", first), read, self.size)

    def titles(self) -> list[tuple[str, str]]:
        """Return the id and title of every entry that can be found."""
        pairs = zip(self._reader.ids(), self._reader.texts("title"), strict=True)
        kept = zip(pairs, self.live.tolist(), strict=True)
        return [(key.decode(), title.decode()) for (key, title), here in kept if here]

    def authors(self) -> Counter[str]:
        """Return how many of the entries that can be found each author has."""
        texts = self._reader.texts("authors")
        some = (texts[doc].decode().split("\n") for doc in self.live_docs if texts[doc])
        return Counter(chain.from_iterable(some))

    def entry(self, doc: int) -> Entry:
        """Read the entry of a document."""

        def read() -> tuple[Entry, int]:
            body = self._reader.body(doc)
            return entry_again(body), len(body)

        return self._cache.get(("entry", doc), read, lambda made: 4 * made[1])[0]

    def quotable(self, doc: int) -> Sequence[Paragraph]:
        """Return what the entry of a document says itself, cut into words."""
        return self._cache.get(("quotable", doc), lambda: paragraphs(self.entry(doc)), memory)

    def documents(self, entry_id: str) -> list[int]:
        """Return the documents of an entry, published or not: one, or none."""
        found: list[int] = self._reader.documents("id", entry_id).tolist()
        return found

    def document(self, entry_id: str) -> int | None:
        """Return the document of an entry that can be found; None when there is none."""
        docs = self._reader.documents("id", entry_id).tolist()
        return docs[0] if docs and self.live[docs[0]] else None

    def body(self, entry_id: str) -> tuple[str, str] | None:
        """Return an entry as JSON and its checksum, as the index has them."""
        docs = self.documents(entry_id)
        return self.stored(docs[0]) if docs else None

    def stored(self, doc: int) -> tuple[str, str]:
        """Return the entry of a document as JSON and its checksum."""
        return self._reader.body(doc), self._reader.text("checksum", doc)

    def undeleted(self) -> Mask:
        """Return which documents are in use, published or not."""
        return self._reader.live().copy()

    def term(self, scope: str | None, token: str) -> Scores:
        """Return the BM25F scores of the documents with a token."""
        return self._kept(("term", scope, token), lambda: self._term(scope, token))

    def _term(self, scope: str | None, token: str) -> Scores:
        docs, narrow = self._reader.postings(scope, token)
        if not len(docs):
            return nothing(self.size)
        weights = narrow.astype(np.float64)
        scores = self.idf(len(docs)) * weights
        scores *= K1 + 1
        weights += self._norms(scope).take(docs)
        scores /= weights
        return Scores(docs, scores, self.size)

    def idf(self, docs: int) -> float:
        """Return what a word in so many documents is worth: inverse document frequency.

        The statistics are those of the live documents, so that an index that was updated ranks
        exactly as one that was built anew.
        """
        return float(np.log(1 + (self.live_count - docs + 0.5) / (docs + 0.5)))

    def frequency(self, token: str, scope: str | None = None) -> int:
        """Return in about how many documents a token stands, without reading in which.

        Documents that were deleted count until the index is tidied up.
        """

        def read() -> int:
            return min(self._reader.frequency(scope, token), self.live_count)

        return self._cache.get(("frequency", scope, token), read, 32)

    def keep(self, key: Hashable, make: Callable[[], Scores]) -> Scores:
        """Return scores that were made of others, making them when they are not at hand."""
        return self._kept(("made", key), make)

    def _kept(self, key: Hashable, make: Callable[[], Scores]) -> Scores:
        return self._cache.get(key, lambda: make().packed(), lambda v: v.cost).unpacked()

    def _norms(self, scope: str | None) -> Floats:
        def read() -> Floats:
            lengths = self._reader.lengths(scope)
            average = lengths[self.live].mean() if self.live_count else 0.0
            norms: Floats = K1 * (1 - B + B * lengths / (average or 1.0))
            return norms

        return self._cache.get(("norms", scope), read, 8 * self.size)

    def positions(self, scope: str | None, token: str) -> Positions:
        """Return where a token stands in the documents of its `term`."""

        def read() -> Positions:
            counts, places = self._reader.positions(scope, token)
            return Positions(np.cumsum(counts, dtype=np.int32), places)

        return self._cache.get(
            ("positions", scope, token), read, lambda v: v.ends.nbytes + v.places.nbytes
        )

    def following(
        self, scope: str | None, tokens: Iterable[tuple[str, int]], among: Ints | None = None
    ) -> Ints:
        """Return the documents where tokens stand at these distances from each other.

        With `among` (ascending) only those are looked at. What was found is kept like the
        postings of a token, unless a few documents are looked at only.
        """
        form = tuple(tokens)
        fewest = min((self.frequency(token, scope) for token, _ in form), default=0)
        if not fewest:
            return np.empty(0, np.int64)
        if among is not None and 4 * len(among) < fewest:
            return self._following(scope, form, among)
        docs = self._cache.get(
            ("form", scope, form),
            lambda: self._following(scope, form).astype(np.int32),
            lambda v: v.nbytes,
        ).astype(np.int64)
        return docs if among is None else common(docs, among)

    def _following(
        self, scope: str | None, form: Sequence[tuple[str, int]], among: Ints | None = None
    ) -> Ints:
        # The rarest first: often there is nothing left before all were read.
        form = sorted(form, key=lambda each: self.frequency(each[0], scope))
        docs, places = among, list[Ints]()
        for token, _ in form:
            here = self.term(scope, token)
            if docs is None:
                docs, found = here.docs, np.arange(len(here))
            else:
                kept, found = here.common(docs)
                docs, places = docs[kept], [each[kept] for each in places]
            if not len(docs):
                return docs
            places.append(found)
        if docs is None:
            return np.empty(0, np.int64)
        standing = zip(form, places, strict=True)
        keys = (self._keys(scope, token, at) - offset for (token, offset), at in standing)
        starts = next(keys)
        for others in keys:
            starts = common(starts, others)
            if not len(starts):
                return starts
        found = starts >> _SHIFT
        return docs[found[np.diff(found, prepend=-1) > 0]]

    def _keys(self, scope: str | None, token: str, at: Ints) -> Ints:
        """Return where a token stands in documents, given by their places in its `term`."""
        ends, places = self.positions(scope, token)
        firsts = np.where(at > 0, ends[at - 1], 0)
        lengths = ends[at] - firsts
        total = np.cumsum(lengths)
        found = places[np.repeat(firsts - total + lengths, lengths) + np.arange(total[-1])]
        keys: Ints = (np.repeat(np.arange(len(at)), lengths) << _SHIFT) + (found + _MIDDLE)
        return keys
