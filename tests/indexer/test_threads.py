"""Many threads search while another writes: each answer is that of one state, never a mixture."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from shelf_of_examples import entry, put, vocabularies

from indexer.backend import SearchResult
from indexer.query import Query, Sort
from indexer.reader import Reader
from indexer.whoosh_backend import WhooshBackend

STATES = 12
QUERIES = [
    Query.build("kova"),
    Query.build("kova lumi", sort=Sort.TITLE),
    Query.build('"kova lumi" OR state', {"topic": ["neglect"]}),
    Query.build(filters={"kind": ["guide"]}, sort=Sort.NEWEST),
]


@pytest.fixture(autouse=True)
def _switch_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def state(number: int) -> list:
    """In state n there are n + 1 entries, and all of them say so."""
    return [
        entry(f"e-{i}", f"Kova lumi {i:03}", summary=f"state{number}", topics=["neglect"])
        for i in range(number + 1)
    ]


def test_searching_while_writing(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path, vocabularies())
    put(backend, *state(0))
    done = threading.Event()
    failures: list[str] = []

    def search() -> None:
        try:
            while not done.is_set():
                for query in QUERIES:
                    result = backend.search(query)
                    said = {hit.entry.summary for hit in result.hits}
                    counted = {v.count for v in result.facets["topic"]}
                    if said != {f"state{result.total - 1}"} or counted != {result.total}:
                        failures.append(f"{query}: {result.total} {said} {counted}")
                backend.suggest("kov")
        except Exception as error:  # a thread's exception must fail the test
            failures.append(repr(error))

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, STATES):
            put(backend, *state(number), rebuild=number % 3 == 0)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failures, failures[:3]
    assert backend.search(QUERIES[0]).total == STATES


def same(result: SearchResult, expected: SearchResult) -> bool:
    """Whether answers are the same; to a slow machine a correction may come later."""
    meant = result.did_you_mean
    if meant not in (None, expected.did_you_mean):
        return False
    return replace(result, did_you_mean=None) == replace(expected, did_you_mean=None)


def test_each_answer_is_that_of_one_whole_generation(tmp_path: Path) -> None:
    """Every part of an answer, while each state is replaced by one with other entries."""
    states = [
        [
            entry(f"s{n}-{i}", f"Kova lumi {n}", topics=["neglect"], published=str(2000 + n))
            for i in range(3 + 2 * n)
        ]
        for n in range(4)
    ]
    asked = [*QUERIES, Query.build("kova lumi", year_from=2000, year_to=2001)]
    expected: list[list[SearchResult]] = []
    for n, made in enumerate(states):
        alone = WhooshBackend(tmp_path / f"alone{n}", vocabularies())
        put(alone, *made)
        expected.append([alone.search(query) for query in asked])
    backend = WhooshBackend(tmp_path / "shared", vocabularies())
    put(backend, *states[0])
    done = threading.Event()
    wrong: list[object] = []

    def search() -> None:
        try:
            while not done.is_set():
                for place, query in enumerate(asked):
                    result = backend.search(query)
                    if not any(same(result, state[place]) for state in expected):
                        wrong.append(result)
        except Exception as error:  # a thread's exception must fail the test
            wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for number in (*range(1, 4), 0, 2):
            put(backend, *states[number], rebuild=True)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not wrong, wrong[:1]


def test_answers_of_many_threads_are_those_of_one(tmp_path: Path) -> None:
    writer = WhooshBackend(tmp_path, vocabularies())
    put(writer, *state(60))
    expected = [writer.search(query) for query in QUERIES]
    cold = WhooshBackend(tmp_path, vocabularies())
    start = threading.Barrier(8)
    answers: list[bool] = []

    def search() -> None:
        start.wait()
        answers.append([cold.search(query) for query in QUERIES] == expected)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8


def test_one_segment_is_read_by_many_threads(tmp_path: Path) -> None:
    """In files of their own, and where terms are forgotten at once."""
    with patch("indexer.bulk.ONE_FILE", 0):
        put(WhooshBackend(tmp_path, vocabularies()), *state(60))
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    terms = [*(f"{number:03}" for number in range(80)), "kova", "lumi", "state60"]

    def read(reader: Reader) -> list[object]:
        (segment,) = reader.segments
        found: list[object] = []
        for term in terms:
            segment.known.values.clear()
            found.append(segment.values("facet_live").terms)
            found.append([array.tolist() for array in reader.postings(None, term)])
            found.append([array.tolist() for array in reader.positions("title", term)])
        return found

    expected = read(Reader(folder))
    shared = Reader(folder)
    same: list[bool] = []

    def compare() -> None:
        same.extend(read(shared) == expected for _ in range(3))

    with patch("indexer.segment_files.TERMS", 1):
        threads = [threading.Thread(target=compare) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert same == [True] * 24


def test_several_segments_answer_as_one(tmp_path: Path) -> None:
    updated = WhooshBackend(tmp_path / "updated", vocabularies())
    many = [
        entry(f"e-{i}", f"Kova {'lumi' * (i % 3)} {i}", summary="orbit " * (i % 5 + 1))
        for i in range(150)
    ]
    many[3] = entry("e-3", "Kova", publisher="Only here")
    put(updated, *many)
    for i in (3, 70, 149):
        many[i] = entry(f"e-{i}", "Kova lumi changed", topics=["neglect"])
        put(updated, many[i])
    anew = WhooshBackend(tmp_path / "anew", vocabularies())
    put(anew, *many)
    assert updated._open().snapshot.size > len(many)  # some were deleted, none merged away
    for query in (*QUERIES, Query.build("lumi orbit"), Query.build('"kova lumi"')):
        assert updated.search(query) == anew.search(query)
    assert [v.value for v in updated.search(Query()).facets["publisher"]] == ["not-recorded"]
