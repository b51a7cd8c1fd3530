"""One committed state of an index as arrays: immutable, shared by all threads that search it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np

from catalog.model import Entry
from catalog.vocabulary import NOT_RECORDED, Vocabularies, Vocabulary
from indexer.analysis import fold
from indexer.arrays import Floats, Ints
from indexer.facet_column import Bits, FacetColumn, packed
from indexer.fields import FACETS, NOT_RECORDED_LABEL, SORTS, Sort
from indexer.sparse import Scores, is_in, nothing
from indexer.whoosh_files import POSITION_BITS, Reader

K1 = 1.4
"""How soon more occurrences of a word stop counting."""

B = 0.75
"""How much a long entry's words count less: 0 not at all, 1 in full proportion."""

CACHE_BYTES = 128 << 20
"""Memory for decoded postings of one snapshot."""

T = TypeVar("T")


class Snapshot:
    """What searching needs of one generation. Numbers of documents are indexes into its arrays."""

    def __init__(self, reader: Reader, vocabularies: Vocabularies) -> None:
        self._reader = reader
        self._cache = _Cache(CACHE_BYTES)
        self.size = reader.size
        self.ids = reader.column("id")
        self.years = np.zeros(self.size, np.int64)
        self.live = np.zeros(self.size, bool)
        """Documents that can be found: neither deleted nor unpublished."""
        for value, _, docs in reader.values("live"):
            self.live[docs] = value == "1"
        for value, _, docs in reader.values("year"):
            self.years[docs] = int(value)
        self.live_docs = np.flatnonzero(self.live)
        self.live_count = len(self.live_docs)
        self.facets: Mapping[str, FacetColumn] = {
            facet.name: _facet_column(reader, facet.name, facet.terms(vocabularies))
            for facet in FACETS
        }

    @cached_property
    def checksums(self) -> Mapping[str, str]:
        """The checksum of every entry by id."""
        checksums = self._reader.column("checksum")
        return {
            self.ids[doc]: checksums[doc] for doc in np.flatnonzero(self._reader.live()).tolist()
        }

    @cached_property
    def by_id(self) -> Ints:
        """Rank of each document's id: what decides between equals."""
        ranks = np.empty(self.size, np.int64)
        ranks[sorted(range(self.size), key=self.ids.__getitem__)] = np.arange(self.size)
        return ranks

    def rank(self, sort: Sort) -> Ints:
        """Return each document's place in an order other than relevance."""
        return self._cache.get(("rank", sort), lambda: self._rank(sort), 8 * self.size)

    def _rank(self, sort: Sort) -> Ints:
        name, downward = SORTS[sort]
        keys = self._reader.column(f"sort_{name}")
        order = sorted(range(self.size), key=self.by_id.__getitem__)
        order.sort(key=keys.__getitem__, reverse=downward)
        order.sort(key=lambda doc: not keys[doc])  # unknown last, either way
        ranks = np.empty(self.size, np.int64)
        ranks[order] = np.arange(self.size)
        return ranks

    def titles(self) -> list[tuple[str, str]]:
        """Return the id and title of every entry that can be found."""
        titles = self._reader.column("title")
        return [(self.ids[doc], titles[doc]) for doc in np.flatnonzero(self.live)]

    def names(self) -> list[str]:
        """Return the parts of authors' names, as they are indexed."""
        return self._reader.words("author")

    def entry(self, doc: int) -> Entry:
        """Read the entry of a document."""

        def read() -> tuple[Entry, int]:
            body = self._reader.body(doc)
            return Entry.model_validate_json(body), len(body)

        return self._cache.get(("entry", doc), read, lambda made: 4 * made[1])[0]

    def has(self, entry_id: str) -> bool:
        """Whether there is an entry, published or not."""
        return len(self._reader.documents(entry_id)) > 0

    def document(self, entry_id: str) -> int | None:
        """Return the document of an entry that can be found; None when there is none."""
        docs = self._reader.documents(entry_id)
        return int(docs[0]) if len(docs) and self.live[docs[0]] else None

    def body(self, entry_id: str) -> tuple[str, str] | None:
        """Return an entry as JSON and its checksum, as the index has them."""
        docs = self._reader.documents(entry_id)
        if not len(docs):
            return None
        doc = int(docs[0])
        return self._reader.body(doc), self._reader.column("checksum")[doc]

    def bits(self, docs: Ints) -> Bits:
        """Return documents as the bitset that facets count many documents with."""
        return packed(docs, self.size)

    def term(self, scope: str | None, token: str) -> Scores:
        """Return the BM25F scores of the documents with a token."""
        return self._cache.get(
            ("term", scope, token), lambda: self._term(scope, token), lambda made: made.cost
        )

    def _term(self, scope: str | None, token: str) -> Scores:
        docs, weights = self._reader.postings(scope, token)
        if not len(docs):
            return nothing(self.size)
        scores = self.idf(len(docs)) * weights * (K1 + 1) / (weights + self._norms(scope)[docs])
        return Scores(docs, scores, self.size)

    def idf(self, docs: int) -> float:
        """Return what a word in so many documents is worth: inverse document frequency.

        The statistics are those of the live documents, so that an index that was updated ranks
        exactly as one that was built anew.
        """
        return float(np.log(1 + (self.live_count - docs + 0.5) / (docs + 0.5)))

    def keep(self, key: Hashable, make: Callable[[], Scores]) -> Scores:
        """Return scores that were made of others, making them when they are not at hand."""
        return self._cache.get(("made", key), make, lambda made: made.cost)

    def _norms(self, scope: str | None) -> Floats:
        def read() -> Floats:
            lengths = self._reader.lengths(scope)
            average = lengths[self.live].mean() if self.live_count else 0.0
            norms: Floats = K1 * (1 - B + B * lengths / (average or 1.0))
            return norms

        return self._cache.get(("norms", scope), read, 8 * self.size)

    def positions(self, scope: str | None, token: str) -> Ints:
        """Return where a token stands, ascending: `doc << POSITION_BITS | position`."""
        return self._cache.get(
            ("positions", scope, token),
            lambda: self._reader.positions(scope, token),
            lambda v: 8 * len(v),
        )

    def following(
        self, scope: str | None, tokens: Iterable[tuple[str, int]], among: Ints | None = None
    ) -> Ints:
        """Return the documents where tokens stand at these distances from each other.

        With `among` (ascending) only those are looked at.
        """
        form = sorted(tokens, key=lambda each: len(self.term(scope, each[0])))
        for token, _ in form:
            docs = self.term(scope, token).docs
            among = docs if among is None else among[is_in(among, docs)]
        if among is None or not len(among):
            return np.empty(0, np.int64)
        starts: Ints | None = None
        for token, offset in form:
            places = _of_documents(self.positions(scope, token), among, self.size) - offset
            starts = places if starts is None else starts[is_in(starts, places)]
        docs = np.empty(0, np.int64) if starts is None else starts >> POSITION_BITS
        docs = docs[np.diff(docs, prepend=-1) > 0]
        return docs[is_in(docs, among)]


def _of_documents(places: Ints, docs: Ints, size: int) -> Ints:
    """Return the places that lie in some documents, ascending; perhaps others, when not few."""
    if len(docs) * 16 > size:
        return places
    starts = np.searchsorted(places, docs << POSITION_BITS)
    lengths = np.searchsorted(places, (docs + 1) << POSITION_BITS) - starts
    shift = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    found: Ints = places[np.arange(len(shift)) + shift]
    return found


def _facet_column(reader: Reader, name: str, vocabulary: Vocabulary | None) -> FacetColumn:
    documents: dict[str, list[Ints]] = {}
    names: dict[str, list[tuple[int, str]]] = {}
    for value, label, docs in reader.values(name):
        documents.setdefault(value, []).append(docs)
        names.setdefault(value, []).append((-len(docs), label))
    depths: dict[str, int] = {}
    if vocabulary:
        for term, depth in vocabulary.walk():
            depths[term.id] = depth
        depths |= {term.id: 0 for term in vocabulary.terms if term.id not in depths}
        labels = {value: vocabulary.label(value) for value in depths}
    else:
        # Two spellings of a name may share an id; the one used most is shown.
        labels = {value: min(found)[1] for value, found in names.items() if value != NOT_RECORDED}
        depths = dict.fromkeys(sorted(labels, key=lambda v: (fold(labels[v]), v)), 0)
    labels[NOT_RECORDED] = NOT_RECORDED_LABEL
    depths[NOT_RECORDED] = 0
    values = tuple(depths)
    code = {value: place for place, value in enumerate(values)}
    parents = []
    for value in values:
        above = vocabulary.ancestors(value)[:1] if vocabulary and depths[value] else ()
        parents.append(code.get(above[0], -1) if above else -1)
    return FacetColumn(
        values=values,
        labels=tuple(labels[value] for value in values),
        depths=tuple(depths.values()),
        parents=tuple(parents),
        docs=[
            np.concatenate([*documents.get(value, ()), np.empty(0, np.int64)]) for value in values
        ],
        size=reader.size,
    )


class _Cache:
    """Keeps what was used last, up to a number of bytes; safe for threads."""

    def __init__(self, budget: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._budget = budget
        self._used = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: int | Callable[[T], int]) -> T:
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found[0]  # type: ignore[return-value]
        value = make()
        cost = 100 + (size(value) if callable(size) else size)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, cost
                self._used += cost
            while self._used > self._budget and len(self._kept) > 1:
                self._used -= self._kept.popitem(last=False)[1][1]
        return value
