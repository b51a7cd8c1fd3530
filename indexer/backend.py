"""The seam between search and its engines: what every backend takes and gives."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from catalog.model import Entry
from catalog.problem import Problem
from catalog.store import Catalog
from indexer.query import Query


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of one field, cut into pieces; a piece is marked when it matched the query.

    Pieces are plain text. Whoever shows them escapes them.
    """

    field: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found entry."""

    entry: Entry
    score: float
    snippet: Snippet | None = None


@dataclass(slots=True, unsafe_hash=True)  # frozen, the hundreds of each search take twice as long
class FacetCount:
    """A value of a facet and how many results choosing it would give.

    The count ignores what is chosen in the facet itself. `depth` is 0 for a top term;
    parents stand before their children, and a parent counts its descendants' entries once.
    """

    value: str
    label: str
    count: int
    chosen: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many results were published in a year (ignoring the chosen span of years)."""

    year: int
    count: int


NoticeValue = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the searcher should know about how the query was read.

    `code` is stable (for tests and the API). `message` is a plain English sentence; each
    `%(name)s` in it stands for one of the `values`. A tuple holds alternatives.
    """

    code: str
    message: str
    values: Mapping[str, NoticeValue] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence with its values."""
        filled = {name: _in_words(value) for name, value in self.values.items()}
        return self.message % filled if filled else self.message


def _in_words(value: NoticeValue) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else " or ".join(value)


BROADER_THAN = "broader than"
"""Why a term above is searched for: what is only about it does not have what was typed."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that were searched for as well, and the words that led to them."""

    typed: str
    added: str
    reason: str  # "same as", "close to", BROADER_THAN: see docs/search.md


@dataclass(frozen=True, slots=True)
class Correction:
    """What was probably meant: the text of a query with other spelling, and how much it finds."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Everything one search gives; plain data, safe to keep and to share between threads."""

    query: Query  # as it was read: retired ids resolved, unknown values dropped
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    years: tuple[YearCount, ...]
    notices: tuple[Notice, ...] = ()
    also_searching: tuple[Expansion, ...] = ()
    page_size: int = 20
    did_you_mean: Correction | None = None
    undated: int = 0  # how many results have no year (ignoring what is chosen by year)

    @property
    def pages(self) -> int:
        """Number of pages; at least 1."""
        return max(1, -(-self.total // self.page_size))


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: what was looked for, where it stands, and what that gives."""

    looked_for: str  # as typed, or what the thesaurus added
    added_for: str | None  # the typed words it was added for
    fields: tuple[tuple[str, int, float], ...]  # field, occurrences, weight of one
    factor: float  # below 1 for what was added
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it does.

    `score` is the whole: `tier` (2: all that was typed is there; 1: all is there with the help of
    the thesaurus; 0: only some) and a fraction that grows with `text_score`, the sum of the
    reasons, of `nearness`, which rewards words that stand together as typed, are the whole title
    or are many of a question's, and of `learned`: what words of the best results add to a question.
    Each of the `signals` says what else is known of the entry, and what its text score counts then.
    """

    entry_id: str
    score: float
    tier: int
    text_score: float
    nearness: float
    reasons: tuple[Reason, ...]
    learned: float = 0.0
    signals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed: `text` to search for, and where it comes from.

    `matched` is the other name of a term that was being typed; `text` is then its preferred label.
    """

    text: str
    source: str  # "title", "author" or a facet name
    value: str | None = None  # the id of the entry or of the facet's value
    matched: str | None = None


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an index holds and whether it can be used."""

    entries: int
    generation: str
    built: datetime | None
    current: bool  # False: fields, analysis, vocabularies or library changed; needs a rebuild


class IndexWriter(Protocol):
    """Collects changes; they become visible together, or not at all."""

    def put(self, entry: Entry, checksum: str) -> None:
        """Add an entry or replace the one with its id.

        One that is not published is remembered by its checksum, but never found.
        """

    def read(
        self, catalog: Catalog, wanted: Mapping[str, str]
    ) -> Mapping[str, tuple[Problem, ...]]:
        """Put entries from their files; `wanted` has their checksums by id.

        Returns what is wrong with those that cannot be read, and nothing for those that are gone;
        the index has them as before.
        """

    def keep(self, entry_id: str) -> bool:
        """Take an entry over into a rebuilt index as the old one has it; False when it has none.

        For entries whose file cannot be read just now. Without a rebuild nothing changes.
        """

    def delete(self, entry_id: str) -> None:
        """Remove an entry; nothing happens when it is not there."""


class SearchBackend(Protocol):
    """A search engine. `search` and `suggest` may be called from many threads at once."""

    def search(self, query: Query) -> SearchResult:
        """Find entries. A page past the end has no hits and the true total."""

    def every(self, query: Query) -> Iterator[Entry]:
        """Return all entries that a search finds, whatever its page, in its order.

        They are those of one moment, even if the index changes while they are read.
        """

    def explain(self, query: Query) -> tuple[Explanation, ...]:
        """Say for each hit of the query's page, in order, what gave its score."""

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete a prefix from labels of terms, names and titles, best first.

        It is compared with every word, without capitals and accents, and may have one slip. In a
        large index that was just changed, the answer may for some seconds be that from before.
        """

    def similar(self, entry_id: str, limit: int = 6) -> tuple[Hit, ...]:
        """Return the entries most like one, best first; without passages.

        Scores are given in parts of what the entry itself would score. The entry itself and its
        editions, translations, predecessors and successors are left out, and any other work is
        there once. Nothing is like an entry that is unknown or not published.
        """

    def checksums(self) -> Mapping[str, str]:
        """Return the checksum of every indexed entry by id."""

    def writer(self, rebuild: bool = False) -> AbstractContextManager[IndexWriter]:
        """Open the only writer there can be.

        Leaving the block commits; an exception leaves the index as it was. With `rebuild` the
        new index starts empty and replaces the old one in one step.
        """

    def status(self) -> IndexStatus:
        """Tell what the index holds."""
