"""What orders results beside their words: each law, and that it can be switched off."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from shelf_of_examples import entry, found, put, term, vocabularies

from catalog.model import Entry
from indexer.backend import SearchBackend
from indexer.query import Query, Sort
from indexer.signals import EDITIONS, NAMES
from indexer.whoosh_backend import WhooshBackend
from settings import Settings

TODAY = date(2026, 6, 1)


def backend_on(folder: Path, signals: Iterable[str] = NAMES) -> SearchBackend:
    terms = vocabularies(
        audience=[
            term("families", "Families"),
            term("parents", "Parents", "families"),
            term("caseworkers", "Caseworkers", None, ("social workers", "synonym", {})),
        ]
    )
    return WhooshBackend(folder, terms, signals=tuple(signals), today=lambda: TODAY)


def replaced(entry_id: str, by: str, title: str = "Kova", **more: object) -> Entry:
    return entry(entry_id, title, relations=[{"type": "replaced-by", "entry": by}], **more)


def test_what_is_replaced_stands_below_what_replaces_it(tmp_path: Path) -> None:
    backend = backend_on(tmp_path)
    put(
        backend,
        replaced("a-oldest", "b-older", "Kova kova lumi"),
        replaced("b-older", "c-new", "Kova kova lumi"),
        entry("c-new", "On nothing else but lumi", summary="Kova is told of here. " * 9),
        entry("d-other", "Kova"),
    )
    for text in ("kova", "lumi", "kova lumi", "kova OR lumi", "kova what is lumi orbit sirius"):
        ids = found(backend, text, sort=Sort.RELEVANCE)
        assert ids.index("c-new") < ids.index("b-older") < ids.index("a-oldest"), text
    scores = [hit.score for hit in backend.search(Query.build("kova")).hits]
    assert scores == sorted(scores, reverse=True)
    assert found(backend, "kova", sort=Sort.TITLE)[0] == "d-other"


def test_what_is_replaced_by_something_that_is_not_found_stays(tmp_path: Path) -> None:
    backend = backend_on(tmp_path)
    put(
        backend,
        replaced("by-draft", "draft"),
        replaced("by-nothing", "no-entry"),
        replaced("by-lumi", "lumi"),
        entry("draft", "Kova", status="draft"),
        entry("lumi", "Lumi"),
        entry("z-longer", "Kova and more"),
    )
    assert found(backend, "kova") == ["by-draft", "by-lumi", "by-nothing", "z-longer"]


def test_a_loop_of_editions_harms_nobody(tmp_path: Path) -> None:
    backend = backend_on(tmp_path)
    put(backend, replaced("a", "b"), replaced("b", "a"), replaced("c", "c"))
    assert sorted(found(backend, "kova")) == ["a", "b", "c"]


@hypothesis_settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(EDITIONS)), words=st.lists(st.booleans(), min_size=EDITIONS))
def test_many_editions_stand_in_order(order: list[int], words: list[bool]) -> None:
    made = [
        replaced(f"e-{n}", f"e-{n + 1}", "Kova" if words[n] else "Kova lumi orbit", summary="kova")
        for n in range(EDITIONS)
    ]
    with TemporaryDirectory() as folder:
        backend = backend_on(Path(folder))
        put(backend, *(made[n] for n in order))
        assert found(backend, "kova") == [f"e-{n}" for n in reversed(range(EDITIONS))]


def test_an_overdue_review_counts_a_little_less_from_the_day_after(tmp_path: Path) -> None:
    backend = backend_on(tmp_path)
    put(
        backend,
        entry("a-overdue", "Kova", review={"by": "2026-05-31"}),
        entry("b-due", "Kova", review={"by": "2026-06-01"}),
        entry("c-never", "Kova"),
    )
    assert found(backend, "kova") == ["b-due", "c-never", "a-overdue"]


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("kova", {"audience": ["parents"]}),
        ("kova", {"audience": ["families"]}),
        ("kova for parents", {}),
        ("kova families", {}),
    ],
)
def test_what_is_made_first_of_all_for_an_audience_asked_for_counts_more(
    tmp_path: Path, text: str, filters: dict[str, list[str]]
) -> None:
    backend = backend_on(tmp_path)
    put(
        backend,
        entry("a-also", "Kova", audiences=["caseworkers", "parents"]),
        entry("b-first", "Kova", audiences=["parents", "caseworkers"]),
    )
    assert found(backend, text, filters=filters) == ["b-first", "a-also"]
    assert found(backend, "kova social workers")[0] == "a-also"
    assert found(backend, "kova") == ["a-also", "b-first"]


def test_each_signal_is_explained_and_can_be_switched_off(tmp_path: Path) -> None:
    made = (
        replaced("a", "b"),
        entry("b", "Kova", review={"by": "2026-01-01"}),
        entry("c", "Kova", audiences=["parents"]),
        entry("d", "Kova"),
    )
    query = Query.build("kova OR parents", sort=Sort.RELEVANCE)
    orders = {}
    for used in [(), *((name,) for name in NAMES), NAMES]:
        backend = backend_on(tmp_path / "-".join(("index", *used)), used)
        put(backend, *made)
        orders[used] = [hit.entry.id for hit in backend.search(query).hits]
        told = {e.entry_id: [counts for _, counts in e.signals] for e in backend.explain(query)}
        assert told["a"] == ([1.0] if "superseded" in used else [])
        assert told["b"] == ([0.95] if "overdue" in used else [])
        assert told["c"] == ([1.1] if "audience" in used else [])
        assert told["d"] == []
        scores = {hit.entry.id: hit.score for hit in backend.search(query).hits}
        assert {e.entry_id: e.score for e in backend.explain(query)} == scores
    assert orders[()] == ["c", "a", "b", "d"]
    assert orders["superseded",] == ["c", "b", "d", "a"]
    assert orders["overdue",] == ["c", "a", "d", "b"]
    assert orders[NAMES] == ["c", "d", "b", "a"]


def test_the_setting_names_all_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().ranking_signals == NAMES
    monkeypatch.setenv("KB_RANKING_SIGNALS", "overdue, audience")
    assert Settings().ranking_signals == ("overdue", "audience")
    monkeypatch.setenv("KB_RANKING_SIGNALS", "")
    assert Settings().ranking_signals == ()
    monkeypatch.setenv("KB_RANKING_SIGNALS", "newest")
    with pytest.raises(ValueError, match="superseded"):
        Settings()
