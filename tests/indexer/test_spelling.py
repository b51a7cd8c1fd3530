"""Slips of the pen are noticed, and a correction always finds something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf_of_examples import entry, put

from indexer.backend import SearchBackend
from indexer.json_form import result_to_json
from indexer.query import Query
from indexer.spelling import Speller, corrected


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("negelct", "neglect"),
        ("neglct", "neglect"),
        ("neglekt", "neglect"),
        ("neglecct", "neglect"),
        ("Negelct", "neglect"),
        ("supervison", "supervision"),
        ("superwizion", "supervision"),
        ("supervisión", None),
        ("neglect", None),
        ("rigl", "rigel"),
        ("rig", None),
        ("zzzzzz", None),
        ("GCP3", None),
        ("x" * 500, None),
    ],
)
def test_the_nearest_word(word: str, meant: str | None) -> None:
    nearest = Speller(["Neglect", "Supervision at Rigel", "Supervisión"]).nearest(word)
    assert nearest == ((meant,) if meant else ())


def test_the_commoner_of_two_is_meant() -> None:
    assert Speller(["cart", "card card"]).nearest("carf") == ("card", "cart")
    assert Speller(["bare", "care", "care"]).nearest("barw") == ("bare",)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_can_be_given(word: str, texts: list[str]) -> None:
    speller = Speller(texts)
    assert all(any(meant in text.lower() for text in texts) for meant in speller.nearest(word))


def test_only_words_change() -> None:
    assert (
        corrected('title:kva AND "kva x" -kva2', {"kva": "kova"}) == 'title:kova AND "kova x" -kva2'
    )


@pytest.fixture
def shelf(backend: SearchBackend) -> SearchBackend:
    put(
        backend,
        entry("one", "Neglect at school", authors=["Howard Dubowitz"], topics=["supervision"]),
        entry("two", "Neglect at home", kind="course", publisher="Barnardo"),
        entry("home", "Protection in every home", authors=["Zoë Ångström"]),
        entry("more", "Protection"),
        entry("es-1", "Lumi infantil", summary="Protection in Spanish", languages=["es"]),
        entry("es-2", "Kova infantil", summary="On protection of whom", languages=["es"]),
        entry("es", "Protección infantil: adopción de niños", languages=["es"]),
    )
    return backend


@pytest.mark.parametrize(
    ("text", "meant", "total"),
    [
        ("negelct", "neglect", 2),
        ("negelct school", "neglect school", 2),
        ("author:dubowits", "author:dubowitz", 1),
        ("dubowits", "dubowitz", 1),
        ("barnarod", "barnardo", 1),
        ("supervison", "supervision", 1),
        ("how did dubowitz write about negelct", "how did dubowitz write about neglect", 2),
        ("negelct scool", "neglect school", 2),
        ("protecion infantil", "protección infantil", 3),
        ("protecion home", "protection home", 5),
        ("adopcoin de ninos", "adopción de ninos", 1),
        ("angstrm", "ångström", 1),
        ('"negelct at school"', '"neglect at school"', 1),
        ("neglect", None, 0),
        ("zzzzz", None, 0),
        ("", None, 0),
    ],
)
def test_did_you_mean(shelf: SearchBackend, text: str, meant: str | None, total: int) -> None:
    correction = shelf.search(Query.build(text)).did_you_mean
    assert (correction.text, correction.total) == (meant, total) if meant else correction is None
    if correction:
        assert shelf.search(Query.build(correction.text)).total == total


def test_a_correction_keeps_the_filters_and_must_find_something_with_them(
    shelf: SearchBackend,
) -> None:
    result = shelf.search(Query.build("negelct", {"kind": ["course"]}))
    assert result_to_json(result)["did_you_mean"] == {
        "q": "neglect", "total": 1, "permalink": "?q=neglect&kind=course",
    }  # fmt: skip
    nothing = shelf.search(Query.build("schol", {"kind": ["course"]}))
    assert nothing.did_you_mean is None
    assert result_to_json(nothing)["did_you_mean"] is None
