"""English and Spanish entries side by side: each is found by the words of its own language."""

from pathlib import Path

import pytest
from shelf_of_examples import entry, found, put, term, vocabularies

from indexer.backend import SearchBackend
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adopciones", ["es"]),
        ("ADOPCION", ["es"]),
        ("niños adoptados", ["es"]),
        ("niña", ["es"]),
        ('"niños adoptados"', ["es"]),
        ("title:adopción", ["es"]),
        ("care", ["en", "es"]),
        ("cars", ["car"]),
        ("supervisadas", ["tagged"]),
        ("visitas supervisadas", ["tagged"]),
        ("¿qué hay para los niños?", ["es"]),
    ],
)
def test_words_are_found_in_the_language_they_are_written_in(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    labels = ("visita supervisada", "spanish", {}), ("supervisada", "spanish", {})
    backend = WhooshBackend(
        tmp_path, vocabularies(topic=[term("visits", "Family time", None, *labels)]), 20
    )
    put(
        backend,
        entry("es", "Adopción", languages=["es"], summary="Para niños adoptados y sin care."),
        entry("en", "Kinship care"),
        entry("car", "Car seats"),
        entry("tagged", "Seeing parents", topics=["visits"]),
    )
    assert sorted(found(backend, text)) == expected


def test_an_english_word_counts_no_more_in_the_few_spanish_entries(backend: SearchBackend) -> None:
    put(backend, *(entry(f"en-{n}", "Kova lumi", languages=["en"]) for n in range(9)))
    put(backend, entry("es", "Guía kova", languages=["es"]), entry("other", "Orbit"))
    scores = {hit.entry.id: hit.score for hit in backend.search(Query.build("kova")).hits}
    assert scores["es"] == pytest.approx(scores["en-0"])


def test_words_of_a_spanish_passage_are_marked(backend: SearchBackend) -> None:
    put(backend, entry("es", "Guía", languages=["es"], summary="Las adopciones de los niños."))
    (hit,) = backend.search(Query.build("adopción niña")).hits
    assert hit.snippet
    assert [text for text, match in hit.snippet.pieces if match] == ["adopciones", "niños"]
