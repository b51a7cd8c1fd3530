"""More like this: which entries are like one, and which never stand among them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf_of_examples import entries, entry, put, vocabularies

from catalog.model import Entry
from indexer.backend import SearchBackend
from indexer.whoosh_backend import WhooshBackend


def like(backend: SearchBackend, entry_id: str, limit: int = 6) -> list[str]:
    return [hit.entry.id for hit in backend.similar(entry_id, limit)]


def test_shared_rare_words_and_topics_make_entries_alike(backend: SearchBackend) -> None:
    put(
        backend,
        entry("this", "Kova for families", topics=["neglect"], summary="All about lumi."),
        entry("title", "Kova"),
        entry("narrower", "Orbit", topics=["medical-neglect"]),
        entry("both", "Kova lumi", topics=["neglect"]),
        entry("common", "Other families"),
        *(entry(f"more-{n}", f"Pluto{n} families") for n in range(20)),
        entry("apart", "Quasar"),
    )
    found = like(backend, "this")
    assert found[0] == "both"
    assert set(found[1:3]) == {"title", "narrower"}
    assert "apart" not in like(backend, "this", 50)
    scores = [hit.score for hit in backend.similar("this", 50)]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert like(backend, "this", 1) == ["both"]
    assert like(backend, "this", 0) == []


def test_who_made_it_does_not_make_entries_alike(backend: SearchBackend) -> None:
    maker = {"publisher": "Pluto Press", "authors": ["Ada Rigel"], "series": {"title": "Nexar"}}
    put(backend, entry("this", "Kova", **maker), entry("other", "Lumi", **maker))
    assert like(backend, "this") == []


def test_the_same_work_is_no_other_work(backend: SearchBackend) -> None:
    def related(entry_id: str, kind: str, to: str) -> Entry:
        return entry(entry_id, "Kova", relations=[{"type": kind, "entry": to}])

    put(
        backend,
        related("this", "replaces", "older"),
        entry("older", "Kova"),
        related("translated", "translation-of", "this"),
        related("edition", "edition-of", "this"),
        related("part", "part-of", "this"),
        entry("withdrawn", "Kova", status="withdrawn"),
        related("other-edition", "edition-of", "older"),
        entry("like", "Kova"),
    )
    assert like(backend, "this") == ["like", "part"]
    assert like(backend, "edition") == ["like", "older", "part"]


def test_another_work_is_there_once_in_its_newest_edition(backend: SearchBackend) -> None:
    replaced = [{"type": "replaced-by", "entry": "b-new"}]
    put(
        backend,
        entry("this", "Kova"),
        entry("a-old", "Kova", relations=replaced),
        entry("b-new", "Kova lumi"),
        entry("c-spanish", "Kova", relations=[{"type": "translation-of", "entry": "b-new"}]),
        entry("d-gone", "Kova", relations=[{"type": "replaced-by", "entry": "nothing"}]),
    )
    assert like(backend, "this") == ["c-spanish", "d-gone"]
    assert like(backend, "d-gone") == ["c-spanish", "this"]


@pytest.mark.parametrize("entry_id", ["draft", "nothing", ""])
def test_nothing_is_like_what_cannot_be_found(backend: SearchBackend, entry_id: str) -> None:
    put(backend, entry("draft", "Kova", status="draft"), entry("kova", "Kova"))
    assert like(backend, entry_id) == []


def test_spanish_entries_are_compared_in_their_language(backend: SearchBackend) -> None:
    put(
        backend,
        entry("this", "Adopciones", languages=["es"]),
        entry("same", "La adopción", languages=["es"]),
        entry("other", "Visitas", languages=["es"]),
    )
    assert like(backend, "this") == ["same"]


@settings(max_examples=15, deadline=None)
@given(made=entries(), changed=entries(), limit=st.integers(1, 8))
def test_an_updated_index_finds_the_same_as_one_built_anew(
    made: list[Entry], changed: list[Entry], limit: int
) -> None:
    final = {each.id: each for each in [*made, *changed]}
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        updated = WhooshBackend(Path(folder), vocabularies())
        put(updated, *made)
        put(updated, *changed)
        anew = WhooshBackend(Path(other), vocabularies())
        put(anew, *final.values())
        for entry_id, each in final.items():
            hits = updated.similar(entry_id, limit)
            assert hits == anew.similar(entry_id, limit)
            assert len(hits) <= limit
            assert entry_id not in {hit.entry.id for hit in hits}
            assert all(hit.entry.status == "published" for hit in hits)
            assert each.status == "published" or not hits
