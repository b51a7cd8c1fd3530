"""Everyday words that say the same find each other; words that say little need not be there."""

from pathlib import Path
from typing import Any

import pytest
from shelf_of_examples import entry, found, put, term, vocabularies

from catalog.vocabulary import WORDS, Vocabulary
from indexer.backend import SearchBackend
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

GROUPS = [
    term(
        "mother",
        "mother",
        None,
        ("mum", "synonym", {}),
        ("madre", "spanish", {}),
        ("parent", "close", {}),
    ),
    term("teenager", "teenager", None, ("adolescent", "synonym", {})),
    term("death", "death", None, ("die", "synonym", {}), ("morir", "spanish", {})),
]
TOPICS = [
    term("engaging", "Engaging mothers"),
    term("neglect", "Neglect"),
    term(
        "teen-neglect",
        "Neglect of the young",
        "neglect",
        ("teenager neglect", "synonym", {}),
        ("CANS", "abbreviation", {}),
    ),
]


def shelf(folder: Path, **changed: list[Any]) -> WhooshBackend:
    known = vocabularies(topic=TOPICS, **changed)
    words = {"scheme": WORDS, "title": "Words", "terms": GROUPS}
    return WhooshBackend(folder, {**known, WORDS: Vocabulary.model_validate(words)})


@pytest.fixture
def backend(tmp_path: Path) -> SearchBackend:
    backend = shelf(tmp_path)
    put(
        backend,
        entry("mother", "A mother"),
        entry("mum", "A mum"),
        entry("madre", "Una madre", languages=["es"]),
        entry("parent", "A parent"),
        entry("lumi", "Lumi and mother"),
        entry("young", "Kova", topics=["teen-neglect"]),
        entry("neglect", "Orbit", topics=["neglect"]),
    )
    return backend


def added(backend: SearchBackend, text: str) -> set[tuple[str, str]]:
    result = backend.search(Query.build(text))
    return {(each.added, each.reason) for each in result.also_searching}


def test_what_was_typed_comes_first_and_the_others_follow(backend: SearchBackend) -> None:
    assert found(backend, "mum") == ["mum", "mother", "lumi", "parent"]
    assert added(backend, "mum") == {("mother", "same as"), ("parent", "close to")}


def test_all_words_may_be_there_by_other_names(backend: SearchBackend) -> None:
    assert found(backend, "lumi mums")[0] == "lumi"
    assert backend.search(Query.build("lumi AND mum")).total == 1


def test_spanish_words_find_english_ones_but_not_the_reverse(backend: SearchBackend) -> None:
    assert found(backend, "madres")[0] == "madre"
    assert ("mother", "same as") in added(backend, "madres")
    assert "madre" not in {label for label, _ in added(backend, "mother")}


def test_labels_are_found_in_everyday_words(backend: SearchBackend) -> None:
    assert ("Neglect of the young", "same as") in added(backend, "adolescent neglect")


def test_only_the_words_as_typed_can_be_asked_for(backend: SearchBackend) -> None:
    assert backend.search(Query.build("mum", expand=False)).total == 1


def test_a_much_rarer_word_is_not_added(backend: SearchBackend) -> None:
    put(backend, *(entry(f"more-{n}", "Mother") for n in range(3)))
    assert ("mum", "same as") not in added(backend, "mother")
    assert ("mother", "same as") in added(backend, "mum")


def test_little_words_are_no_stems_of_others(backend: SearchBackend) -> None:
    put(backend, entry("death", "Death"))
    assert added(backend, "mother can do more") == {("parent", "close to"), ("mum", "same as")}


def test_what_is_only_about_the_term_above_does_not_have_the_word(backend: SearchBackend) -> None:
    put(
        backend,
        entry("both", "Sirius", topics=["teen-neglect"], summary="quasar"),
        entry("above", "Quasar", topics=["neglect"]),
    )
    assert found(backend, "quasar teenager neglect")[0] == "both"


def test_without_such_a_vocabulary_words_stand_for_themselves(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path, vocabularies())
    put(backend, entry("mother", "A mother"))
    assert found(backend, "mum") == []


def test_a_change_of_the_words_needs_no_new_index(tmp_path: Path) -> None:
    without = WhooshBackend(tmp_path, vocabularies(topic=TOPICS))
    put(without, entry("mother", "A mother"))
    assert shelf(tmp_path).status().current


def test_words_that_say_little_need_not_be_there(backend: SearchBackend) -> None:
    put(backend, entry("orbit", "Orbit"), entry("seem", "It seems different"))
    assert found(backend, "want orbit") == found(backend, "orbit")
    assert found(backend, "quiero orbit") == found(backend, "orbit")
    assert found(backend, "seems different") == ["seem"]
    assert backend.search(Query.build("quiero orbit")).notices == ()
    assert "quiero" in backend.search(Query.build("quiero")).notices[0].text


def test_words_that_say_little_count_little_in_a_question(backend: SearchBackend) -> None:
    put(
        backend,
        entry("subject", "Pluto", summary="and some more about rigel"),
        entry("chance", "Somebody told me to look somewhere"),
    )
    assert found(backend, "somebody told me to look for pluto, rigel or nexar?")[0] == "subject"
