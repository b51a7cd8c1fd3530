"""One committed state of an index as arrays: immutable, shared by all threads that search it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from catalog.model import Entry
from catalog.vocabulary import Vocabularies, Vocabulary
from indexer.analysis import fold
from indexer.fields import FACETS, SORTS, Sort
from indexer.whoosh_files import POSITION_BITS, Floats, Ints, Mask, Reader

K1 = 4.0
"""How soon more occurrences of a word stop counting; high, because a title's word counts as six."""

B = 0.5
"""How much a long entry's words count less: 0 not at all, 1 in full proportion."""

CACHE_BYTES = 64 << 20
"""Memory for decoded postings of one snapshot."""

Codes = npt.NDArray[np.int32]
T = TypeVar("T")


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet, in display order, and which documents have which.

    `docs` and `codes` run in parallel: document docs[i] has value values[codes[i]].
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    depths: tuple[int, ...]
    parents: tuple[int, ...]  # index into values; -1 at the top
    docs: Codes
    codes: Codes

    @cached_property
    def code(self) -> Mapping[str, int]:
        """The place of each value in `values`."""
        return {value: place for place, value in enumerate(self.values)}

    def counts(self, mask: Mask) -> list[int]:
        """Return for each value how many documents of the mask have it."""
        found = np.bincount(self.codes[mask[self.docs]], minlength=len(self.values))
        return [int(n) for n in found]

    def any_of(self, values: Iterable[str], size: int) -> Mask:
        """Return which of `size` documents have at least one of the values."""
        chosen = np.zeros(len(self.values) + 1, bool)
        chosen[[self.code[value] for value in values if value in self.code]] = True
        mask = np.zeros(size, bool)
        mask[self.docs[chosen[self.codes]]] = True
        return mask


class Snapshot:
    """What searching needs of one generation. Numbers of documents are indexes into its arrays."""

    def __init__(self, reader: Reader, vocabularies: Vocabularies) -> None:
        self._reader = reader
        self._cache = _Cache(CACHE_BYTES)
        self.size = reader.size
        self.ids = reader.column("id")
        undeleted = reader.live()
        checksums = reader.column("checksum")
        self.checksums: Mapping[str, str] = {
            self.ids[doc]: checksums[doc] for doc in np.flatnonzero(undeleted)
        }
        self.years = np.zeros(self.size, np.int32)
        self.live = np.zeros(self.size, bool)
        """Documents that can be found: neither deleted nor unpublished."""
        for value, _, docs in reader.values("live"):
            self.live[docs] = value == "1"
        for value, _, docs in reader.values("year"):
            self.years[docs] = int(value)
        self.live_count = int(self.live.sum())
        self.facets: Mapping[str, FacetColumn] = {
            facet.name: _facet_column(
                reader, facet.name, vocabularies[facet.name] if facet.vocabulary else None
            )
            for facet in FACETS
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

    def entry(self, doc: int) -> Entry:
        """Read the entry of a document."""

        def read() -> tuple[Entry, int]:
            body = self._reader.body(doc)
            return Entry.model_validate_json(body), len(body)

        return self._cache.get(("entry", doc), read, lambda made: 4 * made[1])[0]

    def body(self, entry_id: str) -> tuple[str, str] | None:
        """Return an entry as JSON and its checksum, as the index has them."""
        if (checksum := self.checksums.get(entry_id)) is None:
            return None
        doc = max(doc for doc, each in enumerate(self.ids) if each == entry_id)
        return self._reader.body(doc), checksum

    def term(self, scope: str | None, token: str) -> tuple[Ints, Floats]:
        """Return the documents with a token, ascending, and their BM25F scores."""
        return self._cache.get(
            ("term", scope, token), lambda: self._term(scope, token), lambda v: 16 * len(v[0])
        )

    def _term(self, scope: str | None, token: str) -> tuple[Ints, Floats]:
        docs, weights = self._reader.postings(scope, token)
        if not len(docs):
            return docs, weights
        # The statistics are those of the live documents, so that an index that was updated
        # ranks exactly as one that was built anew.
        idf = np.log(1 + (self.live_count - len(docs) + 0.5) / (len(docs) + 0.5))
        return docs, idf * weights * (K1 + 1) / (weights + self._norms(scope)[docs])

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

    def following(self, scope: str | None, tokens: Iterable[tuple[str, int]]) -> Ints:
        """Return the documents where tokens stand at these distances from each other."""
        starts: Ints | None = None
        for token, offset in tokens:
            places = self.positions(scope, token) - offset
            starts = places if starts is None else starts[np.isin(starts, places)]
            if not len(starts):
                break
        return np.unique(starts >> POSITION_BITS) if starts is not None else np.empty(0, np.int64)


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
        labels = {value: min(found)[1] for value, found in names.items()}
        depths = dict.fromkeys(sorted(labels, key=lambda v: (fold(labels[v]), v)), 0)
    values = tuple(depths)
    code = {value: place for place, value in enumerate(values)}
    known = [value for value in documents if value in code]
    lists = [np.concatenate(documents[value]) for value in known]
    codes = [np.full(len(d), code[value]) for value, d in zip(known, lists, strict=True)]
    parents = []
    for value in values:
        above = vocabulary.ancestors(value)[:1] if vocabulary and depths[value] else ()
        parents.append(code.get(above[0], -1) if above else -1)
    return FacetColumn(
        values=values,
        labels=tuple(labels[value] for value in values),
        depths=tuple(depths.values()),
        parents=tuple(parents),
        docs=np.concatenate([*lists, np.empty(0, np.int32)]).astype(np.int32),
        codes=np.concatenate([*codes, np.empty(0, np.int32)]).astype(np.int32),
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
