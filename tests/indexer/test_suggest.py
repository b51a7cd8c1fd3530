"""Suggestions: what is offered while typing, in which order, and that nobody waits for it."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf_of_examples import entry, put, vocabularies

from indexer.backend import SearchBackend, Suggestion
from indexer.latest import Latest
from indexer.spelling import slips
from indexer.suggest import Completions, lines


@pytest.fixture
def shelf(backend: SearchBackend) -> SearchBackend:
    put(
        backend,
        entry("one", "The Éclair kinship report", authors=["Ada Rigel", "Zoë Ångström"]),
        entry("two", "Kinship for kova workers", authors=["Ada Rigel"], publisher="Pluto Press"),
        entry("three", "Lumi", topics=["interviewing"], publisher="Pluto Press"),
        entry("draft", "Kinship draft", status="draft", authors=["No Body"]),
    )
    return backend


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kin", ["Kinship for kova workers", "The Éclair kinship report"]),
        ("KINSHIP ecl", ["The Éclair kinship report"]),
        ("éclair", ["The Éclair kinship report"]),
        ("report kinship", ["The Éclair kinship report"]),
        ("kinhsip", ["Kinship for kova workers", "The Éclair kinship report"]),
        ("knship rep", ["The Éclair kinship report"]),
        ("kinship reqort", ["The Éclair kinship report"]),
        ("knihsip", []),
        ("kni", []),
        ("rigel", ["Ada Rigel"]),
        ("ada", ["Ada Rigel"]),
        ("zoe ang", ["Zoë Ångström"]),
        ("pluto", ["Pluto Press"]),
        ("pres", ["Pluto Press"]),
        ("body", []),
        ("draft", []),
        ("kinship body", []),
        ("…", []),
    ],
)
def test_what_is_suggested(shelf: SearchBackend, typed: str, expected: list[str]) -> None:
    assert [each.text for each in shelf.suggest(typed)] == expected


def test_where_suggestions_lead(shelf: SearchBackend) -> None:
    assert shelf.suggest("MI") == (
        Suggestion("Motivational interviewing", "topic", "interviewing", "MI"),
    )
    assert shelf.suggest("motivational") == (
        Suggestion("Motivational interviewing", "topic", "interviewing"),
    )
    assert shelf.suggest("ada") == (Suggestion("Ada Rigel", "author"),)
    assert shelf.suggest("pluto") == (Suggestion("Pluto Press", "publisher", "pluto-press"),)
    assert shelf.suggest("lumi") == (Suggestion("Lumi", "title", "three"),)


def test_each_kind_has_its_turn_and_what_begins_as_typed_comes_first(
    backend: SearchBackend,
) -> None:
    put(
        backend,
        *(entry(f"e-{n}", f"Neglect {n}", topics=["neglect"]) for n in range(9)),
        entry("inside", "On neglect", publisher="Neglect Watch", authors=["Neglect Jones"]),
        entry("often", "Orbit", publisher="Neglect Trust"),
        entry("again", "Orbit", publisher="Neglect Trust"),
    )
    sources = [each.source for each in backend.suggest("neglect", 8)]
    assert sources == [
        "topic",
        "publisher",
        "author",
        "title",
        "title",
        "title",
        "title",
        "publisher",
    ]
    assert backend.suggest("neglect", 8)[1].text == "Neglect Trust"
    assert backend.suggest("neglect", 50)[-1].text in ("Child abuse and neglect", "On neglect")


@given(st.text(alphabet="kovalumi neXé-", max_size=12), st.integers(0, 5))
def test_anything_can_be_typed(typed: str, limit: int) -> None:
    titles = [("one", "Kova lumi"), ("two", "Lumi née-nova"), ("three", "—")]
    completions = Completions(lines(titles, {"Ova Lumi": 1}, {}, {}, vocabularies()))
    found = completions.starting_with(typed, limit)
    assert len(found) == len(set(found)) <= limit
    assert Completions(lines([], {}, {}, {}, {})).starting_with(typed, limit) == ()


@pytest.mark.parametrize("word", ["children", "neglect", "rees"])
def test_one_slip_in_a_word_of_four_letters_or_more_is_forgiven(word: str) -> None:
    completions = Completions(lines([("one", f"About {word}")], {}, {}, {}, {}))
    assert all(completions.starting_with(slip, 1) for slip in slips(word) if len(slip) > 3)


def test_what_takes_long_is_made_in_the_background() -> None:
    latest: Latest[str] = Latest()
    go_on = threading.Event()

    def slowly() -> str:
        go_on.wait(10)
        return "new"

    assert latest.of("a", slowly, 0) is None
    go_on.set()
    assert latest.of("a", slowly, None) == "new"
    go_on.clear()
    assert latest.of("b", lambda: f"{slowly()}er", 0) == "new"  # that from before
    go_on.set()
    assert latest.of("b", slowly, None) == "newer"
    with pytest.raises(ValueError, match="broken"):
        latest.of("c", lambda: str(int("broken")), None)


def test_suggestions_follow_the_index(shelf: SearchBackend, tmp_path: Path) -> None:
    assert shelf.suggest("sirius") == ()
    put(shelf, entry("new", "Sirius"))
    assert [each.value for each in shelf.suggest("sirius")] == ["new"]
