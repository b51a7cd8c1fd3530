"""What a result shows: passages with marks, completions, reasons for the order, JSON and text."""

import json
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from shelf_of_examples import WORDS, entry, put, vocabularies

from indexer.backend import Hit, SearchBackend
from indexer.fields import FACET_NAMES, FIELD_LABELS
from indexer.json_form import result_to_json
from indexer.query import Query
from indexer.quotable import paragraphs
from indexer.snippets import snippet
from indexer.text_form import result_to_text


def only_hit(backend: SearchBackend, text: str) -> Hit:
    (hit,) = backend.search(Query.build(text)).hits
    return hit


def marked(hit: Hit) -> str:
    assert hit.snippet
    return "".join(f"[{text}]" if match else text for text, match in hit.snippet.pieces)


LONG = (
    "One sentence. " * 40
    + "Here parents learn about kova and lumi in their homes. "
    + "Last. " * 40
)


@pytest.mark.parametrize(
    ("fields", "text", "field", "passage"),
    [
        ({"summary": "On neglecting children."}, "neglected child", "summary", None),
        ({"summary": "Kova\n\nLumi here"}, "lumi", "summary", "[Lumi] here"),
        ({"summary": "The well-being of all"}, "wellbeing", "summary", "The [well-being] of all"),
        ({"summary": "Use the W2 form"}, "W-2", "summary", "Use the [W2] form"),
        ({"summary": "A kova lumi b lumi"}, '"kova lumi"', "summary", "A [kova] [lumi] b lumi"),
        ({"authors": ["Ada Kova"]}, "kova", "author", "Ada [Kova]"),
        ({"course": {"objectives": ["To kova"]}}, "kova", "course", "To [kova]"),
        ({"topics": ["neglect"]}, "neglect", "label", "[Neglect]"),
        ({"topics": ["interviewing"]}, "MI", "label", "[Motivational interviewing]"),
        ({"title": "Kova <b>"}, "kova", "title", "[Kova] <b>"),
        ({"title": "Kova", "summary": "kova too"}, "kova", "summary", "[kova] too"),
        ({"summary": "Über supervisión"}, "uber", "summary", "[Über] supervisión"),
    ],
)
def test_the_passage_that_shows_why(
    backend: SearchBackend, fields: dict, text: str, field: str, passage: str | None
) -> None:
    put(backend, entry("one", **fields))
    hit = only_hit(backend, text)
    assert hit.snippet
    assert hit.snippet.field == field
    assert field in FIELD_LABELS
    assert marked(hit) == (passage or "On [neglecting] [children].")


def test_added_labels_are_marked_as_well(backend: SearchBackend) -> None:
    put(backend, entry("one", summary="Motivational interviewing at work"))
    assert marked(only_hit(backend, "MI")) == "[Motivational] [interviewing] at work"


def test_the_best_passage_of_a_long_text(backend: SearchBackend) -> None:
    put(backend, entry("one", summary="Kova. " + LONG))
    passage = marked(only_hit(backend, "kova lumi parents"))
    assert "[parents] learn about [kova] and [lumi] in their homes" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert len(passage) < 400


def test_no_words_no_passage(backend: SearchBackend) -> None:
    put(backend, entry("one", summary="Kova"))
    assert only_hit(backend, "").snippet is None


@settings(deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("kov lumi-2.'\n\u0301é"), min_size=1, max_size=80),
    forms=st.dictionaries(
        st.lists(st.tuples(st.sampled_from(["kov", "lumi", "2", "o"]), st.just(0)), min_size=1)
        .map(lambda tokens: tuple((t, i) for i, (t, _) in enumerate(tokens))),
        st.just(1.0),
        max_size=4,
    ),
)  # fmt: skip
def test_pieces_are_the_text_cut_up(text: str, forms: dict) -> None:
    if not text.strip():
        return
    made = entry("one", "t", summary=text)
    found = snippet(paragraphs(made), forms, lambda: ())
    if found and found.field == "summary":
        joined = "".join(piece for piece, _ in found.pieces).removeprefix("… ").removesuffix(" …")
        assert joined in (made.summary or "") or "\u0301" in text
        assert any(match for _, match in found.pieces)
        assert all(piece for piece, _ in found.pieces)


def test_the_passage_with_the_rarest_words_is_shown(backend: SearchBackend) -> None:
    put(
        backend,
        entry("one", summary="Kova kova and kova lumi.\n\nNexar alone."),
        *(entry(f"e-{n}", "Kova lumi orbit") for n in range(20)),
    )
    hit = backend.search(Query.build("kova OR lumi OR nexar")).hits
    passages = {each.entry.id: each.snippet for each in hit}
    shown = passages["one"]
    assert shown
    assert [text for text, match in shown.pieces if match] == ["Nexar"]


def test_words_that_the_best_answers_share_are_marked_in_the_answers_to_a_question(
    backend: SearchBackend,
) -> None:
    put(backend, *(entry(f"e-{n}", f"Kova {n}", summary="Kova for sirius.") for n in range(3)))
    put(backend, *(entry(f"o-{n}", "Pluto") for n in range(9)))
    hit = backend.search(Query.build("how do kova and lumi and nexar and orbit help")).hits[0]
    assert marked(hit) == "[Kova] for [sirius]."


# Completions


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("neg", ["Neglect", "Neglect at home", "Child abuse and neglect", "Medical neglect"]),
        ("NEGLECT A", ["Neglect at home", "Child abuse and neglect"]),
        ("child abuse", ["Child abuse and neglect"]),
        ("médic", ["Medical neglect"]),
        ("failure to", ["Neglect"]),
        ("home", ["Neglect at home"]),
        ("battering", []),
        ("phys", []),
        ("", []),
        ("  ", []),
        ("zzz", []),
    ],
)
def test_completions(backend: SearchBackend, prefix: str, expected: list[str]) -> None:
    put(
        backend,
        entry("one", "Neglect at home", topics=["neglect"]),
        entry("two", "Kova", topics=["medical-neglect"]),
        entry("three", "Lumi", topics=["neglect"]),
    )
    assert [each.text for each in backend.suggest(prefix)] == expected


def test_completions_lead_to_terms_and_entries_and_are_few(backend: SearchBackend) -> None:
    put(backend, *(entry(f"e-{i}", f"Kova {i}", topics=["neglect"]) for i in range(30)))
    (neglect,) = backend.suggest("failure", limit=8)
    assert (neglect.source, neglect.value) == ("topic", "neglect")
    assert len(backend.suggest("kova", limit=5)) == 5
    assert {each.source for each in backend.suggest("kova")} == {"title"}
    assert backend.suggest("kova", limit=0) == ()


# Reasons


@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.sampled_from([*WORDS, "MI", "neglect", "failure to provide"]), min_size=1))
def test_the_reasons_add_up_to_the_score(words: list[str]) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from indexer.whoosh_backend import WhooshBackend

    with TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder), vocabularies())
        put(
            backend,
            entry("one", "Kova lumi", summary="orbit pluto kova", topics=["interviewing"]),
            entry("two", "Nexar", summary="kova lumi", topics=["medical-neglect"]),
            entry("three", "Motivational interviewing", topics=["neglect"]),
        )
        query = Query.build(" ".join(words))
        result = backend.search(query)
        explained = backend.explain(query)
        assert [each.entry_id for each in explained] == [hit.entry.id for hit in result.hits]
        for hit, each in zip(result.hits, explained, strict=True):
            assert each.score == hit.score
            total = sum(reason.score for reason in each.reasons) + each.nearness + each.learned
            assert total == pytest.approx(each.text_score)
            assert each.tier <= each.score <= each.tier + 1
            assert all(reason.fields for reason in each.reasons)


def test_a_reason_names_words_fields_weights_and_synonyms(backend: SearchBackend) -> None:
    put(backend, entry("one", "Kova", summary="kova kova", topics=["interviewing"]))
    (explained,) = backend.explain(Query.build("kova MI"))
    told = {reason.looked_for: reason for reason in explained.reasons}
    assert told["kova"].fields == (("title", 1, 2.5), ("summary", 2, 1.0))
    assert told["kova"].added_for is None
    added = told["Motivational interviewing"]
    assert added.added_for == "MI"
    assert added.fields == (("label", 1, 2.0),)
    assert added.factor < 1


# JSON and text


def test_json_has_what_the_api_promises(backend: SearchBackend) -> None:
    secret = {"note": "not for readers", "review": {"by": "2025-01-01"}}
    put(backend, entry("one", "Kova", topics=["neglect"], published="2018-05", **secret))
    query = Query.build("kova", {"topic": ["neglect", "gone"]})
    plain = json.loads(json.dumps(result_to_json(backend.search(query), backend.explain(query))))
    assert plain["query"] == {"q": "kova", "topic": ["neglect"]}
    assert plain["permalink"] == "?q=kova&topic=neglect"
    assert (plain["total"], plain["page"], plain["pages"], plain["page_size"]) == (1, 1, 1, 20)
    assert tuple(plain["facets"]) == FACET_NAMES
    assert plain["facets"]["topic"][1] == {
        "value": "neglect", "label": "Neglect", "count": 1, "chosen": True, "depth": 1,
    }  # fmt: skip
    assert plain["years"] == [{"year": 2018, "count": 1}]
    assert [notice["code"] for notice in plain["notices"]] == ["no-longer-used"]
    (hit,) = plain["hits"]
    assert (hit["id"], hit["title"], hit["published"]) == ("one", "Kova", "2018-05")
    assert not {"note", "review", "harvest"} & set(hit)
    assert hit["snippet"]["pieces"] == [{"text": "Kova", "match": True}]
    assert hit["explanation"]["reasons"][0]["fields"][0]["field"] == "title"


def test_text_for_people(backend: SearchBackend) -> None:
    put(
        backend,
        entry("one", "Kova [b]", publisher="NSPCC", audiences=["caseworkers"], published="2018"),
        entry("two", "Motivational interviewing"),
    )
    query = Query.build("kova OR MI", {"series": ["gone"]})
    console = Console(file=StringIO(), width=100)
    explained = backend.explain(query)
    console.print(result_to_text(backend.search(query), vocabularies(), explained))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for expected in (
        "2 entries, page 1 of 1",
        "1. Kova [b]",
        "Guide · NSPCC · 2018 · Caseworkers",
        "Also searching: Motivational interviewing (same as “MI”)",
        "Series “gone” is no longer used and was left out.",
        "“kova”: once in title (counts 2.5)",
        "(added for “MI”, counts 0.3): once in title (counts 2.5)",
        "Kind: Publication 2, Guide 2",
    ):
        assert expected in text


def test_what_an_abbreviation_can_mean_is_said_once(backend: SearchBackend) -> None:
    put(
        backend,
        entry("one", "Kova", topics=["interviewing"]),
        entry("two", "Lumi", jurisdictions=["us-michigan"]),
    )
    console = Console(file=StringIO(), width=200)
    console.print(result_to_text(backend.search(Query.build("MI")), vocabularies()))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "“MI” can mean Motivational interviewing or Michigan." in text
    assert "Also searching" not in text


def test_signals_are_told_with_the_reasons(backend: SearchBackend) -> None:
    replaced = [{"type": "replaced-by", "entry": "new"}]
    put(
        backend,
        entry("old", "Kova", relations=replaced, review={"by": "2020-01-01"}),
        entry("new", "Kova"),
    )
    query = Query.build("kova")
    console = Console(file=StringIO(), width=200)
    explained = backend.explain(query)
    console.print(result_to_text(backend.search(query), vocabularies(), explained))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "×0.95  its review is overdue" in text
    assert "↓  stands below the entry that replaces it" in text
