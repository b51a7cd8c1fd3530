"""The search backend on Whoosh index files."""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from catalog.model import Entry
from catalog.vocabulary import NOT_RECORDED, WORDS, Vocabularies
from indexer import fields
from indexer.analysis import ANALYSIS_VERSION
from indexer.backend import (
    Correction,
    Explanation,
    Hit,
    IndexStatus,
    Notice,
    SearchResult,
    Suggestion,
)
from indexer.batch import BatchWriter
from indexer.counting import Counted, count
from indexer.document import Documents
from indexer.explanation import explain
from indexer.found import Found
from indexer.generations import Fingerprint, Generation, Generations
from indexer.language import parse
from indexer.latest import Latest
from indexer.matching import Matcher
from indexer.opened import Opened
from indexer.query import Query, Sort
from indexer.ranking import first
from indexer.reader import Reader
from indexer.scoring import together
from indexer.signals import NAMES, Asked
from indexer.similar import similar
from indexer.snapshot import Snapshot
from indexer.snippets import marks, snippet
from indexer.spelling import Speller, best_correction
from indexer.suggest import Completions
from indexer.thesaurus import Thesaurus
from indexer.whoosh_files import Floats, Ints, create, distribution, schema

PATIENCE = 0.25
"""Seconds that a reader waits for completions and corrections of an index that was just changed."""

MANY = 20_000
"""So many entries take longer than that; those of fewer are waited for."""

FORMAT = 5
"""Raise it when index files of the version before cannot be read any more."""


@dataclass(frozen=True)
class _Matched:
    """What one query found; `docs` are the page of those left by the filters, in order."""

    matcher: Matcher
    found: Found
    counted: Counted
    docs: Ints
    total: int
    rank: Floats
    asked: Asked


class WhooshBackend:
    """Searches the index in a folder; see `SearchBackend` for what each method promises.

    Anything in the folder can be deleted: what is missing, damaged or from another version counts
    as an empty index that is not `current`, and the next sync builds it anew.
    """

    def __init__(
        self,
        folder: Path,
        vocabularies: Vocabularies,
        page_size: int = 20,
        lock_timeout: float = 10.0,
        signals: Collection[str] = NAMES,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Use the ranking signals of these names (see `indexer.signals`); without, only words."""
        self._generations = Generations(folder)
        self._vocabularies = vocabularies
        self._page_size = page_size
        self._lock_timeout = lock_timeout
        self._signals = signals
        self._today = today
        self._thesaurus = Thesaurus(vocabularies)
        self._documents = Documents(vocabularies)
        self._completions: Latest[Completions] = Latest()
        self._speller: Latest[Speller] = Latest()
        self._opening = threading.Lock()
        self._opened: Opened | None = None

    @cached_property
    def _fingerprint(self) -> Fingerprint:
        table = [
            FORMAT,
            ANALYSIS_VERSION,
            distribution(),
            sorted(schema().names()),
            [(field.name, field.weight, field.scope) for field in fields.TEXT_FIELDS],
            [(name, field.weight) for name, field in fields.LABEL_FIELDS.items()],
            [
                (facet.name, facet.vocabulary, facet.ranges and list(facet.ranges.by_id))
                for facet in fields.FACETS
            ],
        ]
        indexed = {name: v for name, v in self._vocabularies.items() if name != WORDS}
        terms = {name: v.model_dump(mode="json") for name, v in indexed.items()}
        return Fingerprint(_digest(table), _digest(terms))

    # Reading

    def search(self, query: Query) -> SearchResult:
        """Find entries. A page past the end has no hits and the true total."""
        opened = self._open()
        snapshot = opened.snapshot
        query, notices = self._read(query, snapshot)
        matched = self._find(query, opened, notices)
        reading, counted = matched.matcher.reading, matched.counted
        found = matched.found
        forms = marks(reading, snapshot)
        hits = []
        for doc in matched.docs:
            entry = snapshot.entry(int(doc))
            labels = partial(self._documents.labels, entry)
            passage = snippet(snapshot.quotable(int(doc)), forms, labels) if forms else None
            hits.append(Hit(entry, float(matched.rank[found.place(doc)]), passage))
        return SearchResult(
            query=query,
            total=matched.total,
            hits=tuple(hits),
            facets=counted.facets,
            years=counted.years,
            notices=tuple(reading.notices),
            also_searching=tuple(each.expansion for each in reading.additions.values()),
            page_size=self._page_size,
            did_you_mean=self._correction(query, reading.unknown, opened),
            undated=counted.undated,
        )

    def _correction(self, query: Query, unknown: list[str], opened: Opened) -> Correction | None:
        """Return the query as it was probably meant, when that finds something."""
        if not unknown:
            return None
        speller = self._speller.of(opened, opened.speller, _patience(opened))
        if speller is None:
            return None

        def found(text: str) -> _Matched:
            return self._find(query.with_text(text), opened, [])

        def worth(text: str) -> tuple[int, int, int] | None:
            meant = found(text)
            if not meant.total or set(meant.matcher.reading.unknown) >= set(unknown):
                return None
            full = int(meant.found.full[meant.counted.kept].sum())
            return together(opened.snapshot, text), full, meant.total

        text = best_correction(query.text, unknown, speller, worth)
        return Correction(text, found(text).total) if text else None

    def every(self, query: Query) -> Iterator[Entry]:
        """Return all entries that a search finds, whatever its page, in its order."""
        opened = self._open()
        query, _ = self._read(query, opened.snapshot)
        found = self._find(query, opened, [], whole=True)
        return map(opened.snapshot.entry, found.docs.tolist())

    def explain(self, query: Query) -> tuple[Explanation, ...]:
        """Say for each hit of the page what gave its score."""
        opened = self._open()
        query, notices = self._read(query, opened.snapshot)
        matched = self._find(query, opened, notices)
        return tuple(
            explain(
                opened.snapshot.entry(doc),
                doc,
                matched.found,
                matched.matcher.reading,
                self._documents,
                matched.rank,
                opened.signals.moving(doc, matched.found, matched.asked),
            )
            for doc in matched.docs.tolist()
        )

    def ranking(self, query: Query, limit: int) -> tuple[tuple[str, float], ...]:
        """Return the ids and scores of the best `limit` entries, whatever the query's page."""
        opened = self._open()
        snapshot = opened.snapshot
        query, _ = self._read(query, snapshot)
        matcher = Matcher(snapshot, self._thesaurus if query.expand else None)
        found = matcher.find(parse(query.text).node)
        kept = count(snapshot, found.docs, query).kept
        rank = opened.signals.rank(found, self._asked(query, matcher))
        docs, scores = found.docs[kept], rank[kept]
        return tuple(
            (snapshot.id(int(docs[place])), float(scores[place]))
            for place in first(limit, -scores, snapshot.by_id[docs])
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete a prefix from titles and vocabulary labels, best first."""
        opened = self._open()
        completions = self._completions.of(opened, opened.completions, _patience(opened))
        return completions.starting_with(prefix, limit) if completions else ()

    def similar(self, entry_id: str, limit: int = 6) -> tuple[Hit, ...]:
        """Return the entries most like one, best first; without passages."""
        found = similar(self._open().snapshot, entry_id, limit, self._vocabularies)
        return tuple(Hit(entry, score) for entry, score in found)

    def checksums(self) -> Mapping[str, str]:
        """Return the checksum of every indexed entry by id."""
        return dict(self._open().snapshot.checksums)

    def status(self) -> IndexStatus:
        """Tell what the index holds."""
        opened = self._open()
        generation = opened.generation
        return IndexStatus(
            entries=opened.snapshot.live_count,
            generation=generation.name if generation else "",
            built=generation.built if generation else None,
            current=generation is not None and generation.fingerprint == self._fingerprint,
        )

    def _find(
        self, query: Query, opened: Opened, notices: list[Notice], whole: bool = False
    ) -> "_Matched":
        snapshot = opened.snapshot
        parsed = parse(query.text)
        matcher = Matcher(snapshot, self._thesaurus if query.expand else None)
        found = matcher.find(parsed.node, fill=query.order == Sort.RELEVANCE)
        reading = matcher.reading
        reading.notices[:0] = [*notices, *parsed.notices]
        counted = count(snapshot, found.docs, query)
        docs = found.docs[counted.kept]
        if not len(docs) and (others := len(found.docs)):
            reading.tell(
                "filters-exclude-all",
                "Entries that match the words, but not the chosen filters: %(count)s.",
                count=others,
            )
        elif not len(docs):
            reading.tell("nothing-found", "No entry matches.")
        asked = self._asked(query, matcher)
        rank = opened.signals.rank(found, asked)
        end = max(1, len(docs)) if whole else query.page * self._page_size
        if query.order == Sort.RELEVANCE:
            order = first(end, -rank[counted.kept], snapshot.by_id[docs])
        else:
            order = first(end, snapshot.rank(query.order)[docs])
        page = docs[order if whole else order[end - self._page_size :]]
        return _Matched(matcher, found, counted, page, len(docs), rank, asked)

    def _asked(self, query: Query, matcher: Matcher) -> Asked:
        return Asked({*query.chosen("audience"), *matcher.reading.audiences}, self._today())

    def _read(self, query: Query, snapshot: Snapshot) -> tuple[Query, list[Notice]]:
        """Resolve retired ids, drop unknown ones, set right a span of years given backwards."""
        notices = []
        for facet in fields.FACETS:
            resolved, gone = [], []
            terms = facet.terms(self._vocabularies)
            for value in query.chosen(facet.name):
                if terms and value != NOT_RECORDED:
                    known = terms.resolve(value)
                else:
                    known = value if value in snapshot.facets[facet.name].code else None
                if known is None:
                    gone.append(value)
                else:
                    resolved.append(known)
            if gone:
                notices.append(
                    Notice(
                        "no-longer-used",
                        "%(facet)s %(names)s is no longer used and was left out.",
                        {"facet": facet.label, "names": ", ".join(f"“{each}”" for each in gone)},
                    )
                )
            if tuple(resolved) != query.chosen(facet.name):
                query = query.with_filter(facet.name, resolved).on_page(query.page)
        start, end = query.year_from, query.year_to
        if start is not None and end is not None and start > end:
            query = replace(query, year_from=end, year_to=start)
            span = {"first": str(end), "last": str(start)}
            notices.append(
                Notice("years-swapped", "Read as the years %(first)s to %(last)s.", span)
            )
        return query, notices

    def _open(self) -> Opened:
        """Return the current generation, opening it when it is another than last time."""
        opened = self._opened
        if opened and opened.stamp == self._generations.stamp():
            return opened
        with self._opening:
            stamp = self._generations.stamp()
            if self._opened is None or self._opened.stamp != stamp:
                self._opened = self._load(stamp)
            return self._opened

    def _load(self, stamp: object) -> Opened:
        for _ in range(5):  # a writer may remove a generation while it is being opened
            generation = self._generations.current()
            if generation and generation.fingerprint.structure == self._fingerprint.structure:
                with suppress(OSError):
                    before = self._opened.reader if self._opened else None
                    return self._made(stamp, generation, Reader(generation.folder, before))
            if self._generations.stamp() == stamp:
                break
            stamp = self._generations.stamp()
        return self._made(stamp, None, Reader(None))

    def _made(self, stamp: object, generation: Generation | None, reader: Reader) -> Opened:
        snapshot = Snapshot(reader, self._vocabularies)
        return Opened(stamp, generation, reader, snapshot, self._vocabularies, self._signals)

    # Writing

    @contextmanager
    def writer(self, rebuild: bool = False) -> Iterator[BatchWriter]:
        """Open the only writer there can be. Raises IndexBusy when another process has it."""
        with self._generations.lock(self._lock_timeout):
            with self._next_generation(rebuild) as batch:
                yield batch
                batch.commit()
            if batch.leaves_small:
                with self._next_generation() as batch:
                    batch.merge()
            self._generations.clean()

    @contextmanager
    def _next_generation(self, rebuild: bool = False) -> Iterator[BatchWriter]:
        """Make the next generation, and switch to it when something changed."""
        opened = self._open()
        base = None if rebuild else opened.generation
        folder = self._generations.begin(base)
        try:
            if base is None:
                create(folder)
            batch = BatchWriter(folder, self._vocabularies, opened.snapshot, base is None)
            try:
                yield batch
            except BaseException:
                batch.cancel()
                raise
            if batch.is_written or base is None:
                # Entries taken over from an index with other vocabularies keep it outdated.
                kept = base.fingerprint if base else self._fingerprint
                self._generations.finish(folder, kept)
            else:
                rmtree(folder)
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise


def _patience(opened: Opened) -> float | None:
    return PATIENCE if opened.snapshot.live_count > MANY else None


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
