"""On random catalogs our search gives what plain Whoosh gives: entries, scores, order, counts.

Whoosh reads the very files of the index through its own matchers, scorers and facets, with our
formula as its weighting. The index has several segments, and entries were replaced and deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf_of_examples import WORDS, entries, ids, put, vocabularies
from whoosh import index, query, sorting
from whoosh.scoring import WeightingModel, WeightScorer

from catalog.model import Entry
from indexer.backend import SearchResult
from indexer.counting import count
from indexer.fields import FACETS
from indexer.query import Query
from indexer.ranking import first
from indexer.snapshot import K1, B, Snapshot
from indexer.sparse import common, union
from indexer.whoosh_backend import WhooshBackend
from indexer.whoosh_files import SEPARATOR

NAMES = ("topic", "audience", "kind")
"""Facets that are filtered by; entries have several topics and audiences, or none."""

LIVE = ("facet_live", "1")


class Ours(WeightingModel):  # type: ignore[misc]
    """Our formula on Whoosh's side, with Whoosh's weights and lengths."""

    def __init__(self, reader: Any) -> None:
        live = set(reader.postings("facet_live", "1").all_ids()) if LIVE in reader else set()
        lengths = [reader.doc_field_length(doc, "words", 0) or 0 for doc in live]
        self.live, self.average = len(live), sum(lengths) / max(1, len(lengths))
        self.reader = reader

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> WeightScorer:
        having = len(list(self.reader.postings(fieldname, text).all_ids()))
        idf = log(1 + (self.live - having + 0.5) / (having + 0.5))
        average = self.average

        class Scorer(WeightScorer):  # type: ignore[misc]
            def score(self, matcher: Any) -> float:
                length = searcher.doc_field_length(matcher.id(), fieldname, 0)
                weight: float = matcher.weight()
                return idf * weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / average))

        return Scorer(1.0)


@dataclass
class Asked:
    """Words that must all stand in an entry, or any of them, or one after the other."""

    words: list[str]
    operator: str
    filters: dict[str, list[str]]

    @property
    def text(self) -> str:
        joined = f" {self.operator} ".join(self.words)
        return f'"{joined}"'.replace(" THEN ", " ") if self.operator == "THEN" else joined

    def of_whoosh(self) -> Any:
        terms = [query.Term("words", word) for word in self.words]
        if self.operator == "THEN":
            return query.Phrase("words", self.words)
        return query.And(terms) if self.operator == "AND" else query.Or(terms)

    def docs(self, snapshot: Snapshot) -> Any:
        if self.operator == "THEN":
            form = [(word, place) for place, word in enumerate(self.words)]
            return snapshot.following(None, form)
        lists = [snapshot.term(None, word).docs for word in self.words]
        if self.operator == "OR":
            return union(lists, snapshot.size)
        docs = lists[0]
        for others in lists[1:]:
            docs = common(docs, others)
        return docs


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))
    filters = {
        name: draw(st.lists(st.sampled_from(ids(name)), min_size=1, max_size=2, unique=True))
        for name in draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
    }
    return Asked(words, draw(st.sampled_from(("AND", "OR", "THEN"))), filters)


def plain(searcher: Any, asked: Asked, without: str | None = None) -> tuple[dict[str, float], Any]:
    """Return what plain Whoosh finds: scores by id, and counts by facet and value."""
    if not searcher.doc_count_all():
        return {}, {}
    filters: list[Any] = [query.Term(*LIVE)]
    for name, values in asked.filters.items():
        if name != without:
            filters.append(query.Or([query.Term(f"facet_{name}", value) for value in values]))
    groups = sorting.Facets()
    for facet in FACETS:
        groups.add_field(f"facet_{facet.name}", allow_overlap=True, maptype=sorting.Count)
    kept = query.And(filters)
    found = searcher.search(asked.of_whoosh(), filter=kept, limit=None, groupedby=groups)
    names = searcher.reader().column_reader("id")
    counts = {f.name: found.groups(f"facet_{f.name}") for f in FACETS} if len(found) else {}
    return {names[hit.docnum]: hit.score for hit in found}, counts


def changed(folder: Path, made: Sequence[Entry], data: st.DataObject) -> WhooshBackend:
    """Index entries in some batches, then replace and delete some of them."""
    backend = WhooshBackend(folder, vocabularies(), page_size=50, signals=())
    # Queries are read in both languages; the words here are to stand for themselves alone.
    made = [each.model_copy(update={"languages": ("en",)}) for each in made]
    for start in range(3):
        put(backend, *made[start::3])
    some = st.lists(st.sampled_from([each.id for each in made]), unique=True, max_size=4)
    summary = data.draw(st.sampled_from(["kova lumi kova", None]))
    for each in made if data.draw(st.booleans()) else ():
        if each.id in data.draw(some):
            put(backend, each.model_copy(update={"summary": summary, "topics": ()}))
    with backend.writer() as writer:
        for entry_id in data.draw(some):
            writer.delete(entry_id)
    return backend


@settings(max_examples=15, deadline=None)
@given(made=entries().filter(bool), asked=questions(), data=st.data())
def test_entries_scores_order_and_counts_are_those_of_plain_whoosh(
    made: list[Entry], asked: Asked, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        backend = changed(Path(name), made, data)
        generation = backend._generations.current()
        assert generation is not None
        snapshot = backend._open().snapshot
        docs = asked.docs(snapshot)
        counted = count(snapshot, docs, Query.build(filters=asked.filters))
        docs = docs[counted.kept]
        scores = sum(
            (snapshot.term(None, word).at(docs) for word in asked.words), np.zeros(len(docs))
        )
        result = backend.search(Query.build(asked.text, asked.filters, expand=False))
        files = index.open_dir(str(generation.folder))
        with files.reader() as reader, files.searcher(weighting=Ours(reader)) as searcher:
            expected, _ = plain(searcher, asked)
            counts = {
                facet.name: plain(searcher, asked, without=facet.name)[1].get(facet.name, {})
                for facet in FACETS
            }
        found = [snapshot.id(doc) for doc in docs.tolist()]
        if asked.operator == "THEN":
            assert set(found) == set(expected)
        else:
            assert dict(zip(found, scores, strict=True)) == pytest.approx(expected, abs=1e-6)
            best = first(5, -scores.round(5), snapshot.by_id[docs])
            order = sorted(expected, key=lambda each: (-round(expected[each], 5), each))
            assert [found[place] for place in best] == order[:5]
        for facet, values in counted.facets.items():
            numbers = {v.value: v.count for v in values if v.count}
            assert numbers == _by_id(counts[facet]), facet
        _check_seam(result, expected, counts)


def _by_id(groups: Mapping[Any, int]) -> dict[str, int]:
    """Return counts by the ids of values; a term of a name has its label behind the id."""
    numbers: dict[str, int] = {}
    for term, number in groups.items():
        if term is not None:
            value = term.partition(SEPARATOR)[0]
            numbers[value] = numbers.get(value, 0) + number
    return numbers


def _check_seam(result: SearchResult, expected: Mapping[str, float], counts: Any) -> None:
    """The same through the query language, when that neither relaxed nor narrowed the query."""
    codes = {notice.code for notice in result.notices}
    if "relaxed" in codes or any(len(values) > 1 for values in result.query.filters.values()):
        return
    assert result.total == len(expected)
    assert {hit.entry.id for hit in result.hits} == set(expected)
    for facet, values in result.facets.items():
        assert {v.value: v.count for v in values if v.count} == _by_id(counts[facet]), facet
