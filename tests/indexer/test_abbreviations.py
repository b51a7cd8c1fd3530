"""Short forms and their long forms find each other."""

from pathlib import Path

import pytest
from shelf_of_examples import entry, found, put, term, vocabularies

from indexer.abbreviations import abbreviates
from indexer.backend import SearchBackend
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("DV", "Domestic violence"),
        ("CAPTA", "Child Abuse Prevention and Treatment Act"),
        ("POSC", "plan of safe care"),
        ("MARAC", "multi-agency risk assessment conference"),
        ("TF-CBT", "trauma-focused cognitive behavioral therapy"),
        ("GCP2", "graded care profile 2"),
        ("WT2023", "Working Together 2023"),
        ("ACEs", "adverse childhood experiences"),
        ("AI/AN", "American Indian and Alaska Native"),
        ("P.L.", "Public Law"),
    ],
)
def test_initials_tell_what_is_short_for_what(short: str, long: str) -> None:
    assert abbreviates(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("DV", "domestic abuse"),
        ("CAN", "neglect"),
        ("GCP2", "graded care profile"),
        ("SCR", "significant case review panel"),
        ("ACE", "continuing education approval"),
        ("A", "Adoption"),
        ("", "of the"),
        ("DV", ""),
    ],
)
def test_other_words_are_no_long_form(short: str, long: str) -> None:
    assert not abbreviates(short, long)


@pytest.fixture
def backend(tmp_path: Path) -> SearchBackend:
    topics = [
        term(
            "tools",
            "Assessment tools",
            None,
            ("kova lumi nexar", "close", {}),
            ("KLN", "close-abbreviation", {}),
            ("orbit pluto", "synonym", {}),
        ),
        term("violence", "Intimate partner violence", None, ("IPV", "abbreviation", {})),
        term("response", "Differential response", None, ("DR", "abbreviation", {})),
    ]
    backend = WhooshBackend(tmp_path, vocabularies(topic=topics))
    put(
        backend,
        entry("tagged", "Sirius", topics=["tools"]),
        entry("long", "On Kova Lumi Nexar"),
        entry("short", "KLN for beginners"),
        entry("parts", "Nexar, kova and lumi"),
        entry("other", "Orbit pluto"),
        entry("ipv", "Living with IPV"),
        entry("violence", "Intimate partner violence"),
        entry("doctor", "Dr. Kova"),
    )
    return backend


def added(backend: SearchBackend, text: str) -> set[tuple[str, str]]:
    result = backend.search(Query.build(text))
    return {(each.added, each.reason) for each in result.also_searching}


def test_a_short_form_finds_the_long_one_before_what_is_only_close(backend: SearchBackend) -> None:
    assert found(backend, "KLN") == ["short", "long", "tagged"]
    assert added(backend, "KLN") == {
        ("kova lumi nexar", "same as"),
        ("Assessment tools", "close to"),
    }


def test_a_long_form_finds_the_short_one(backend: SearchBackend) -> None:
    assert found(backend, '"kova lumi nexar"') == ["long"]
    assert set(found(backend, "kova lumi nexar")) >= {"long", "short", "tagged"}
    assert ("KLN", "same as") in added(backend, "kova lumi nexar")
    assert ("KLN", "same as") not in added(backend, "orbit pluto")


def test_a_preferred_label_finds_its_short_form(backend: SearchBackend) -> None:
    asked = "intimate partner violence"
    assert found(backend, asked) == ["violence", "ipv"]
    assert added(backend, asked) == {("IPV", "same as")}
    assert [hit.entry.id for hit in backend.search(Query.build(asked, expand=False)).hits] == [
        "violence"
    ]


def test_a_short_form_that_needs_its_capitals_is_not_added(backend: SearchBackend) -> None:
    assert added(backend, "differential response") == set()
