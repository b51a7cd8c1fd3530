"""What every search backend promises, against a plain reference and made-up catalogs."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import Reference
from shelf_of_examples import WORDS, entries, entry, found, ids, put, vocabularies

from catalog.model import Entry
from catalog.vocabulary import NOT_RECORDED, Vocabularies
from indexer.backend import SearchBackend, SearchResult
from indexer.fields import FACET_NAMES
from indexer.query import Query, Sort

OpenBackend = Callable[[Path, Vocabularies, int], SearchBackend]
VALUES = {name: ids(name) for name in ("topic", "audience", "kind", "format", "jurisdiction")} | {
    "language": ids("language"),
    "access": ids("access"),
    "length": ["under-10-minutes", "over-3-hours", "over-50-pages", "listen"],
    "publisher": ["barnardos", "barnardo-s", "celik-co"],
    "series": ["briefs", "bulletin"],
}

law = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def queries(draw: st.DrawFn, sorts: tuple[Sort | None, ...] = tuple(Sort)) -> Query:
    chosen = draw(st.lists(st.sampled_from(FACET_NAMES), max_size=3, unique=True))
    filters = {
        name: draw(st.lists(st.sampled_from([*VALUES[name], NOT_RECORDED]), min_size=1, max_size=2))
        for name in chosen
    }
    years = sorted(draw(st.lists(st.sampled_from([1990, 2010, 2024]), min_size=2, max_size=2)))
    return Query.build(
        " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=5))),
        filters,
        draw(st.sampled_from([None, years[0]])),
        draw(st.sampled_from([None, years[1]])),
        draw(st.sampled_from(sorts)),
        undated=draw(st.booleans()),
        added_from=draw(st.none() | st.sampled_from([date(2000, 1, 1), date(2024, 1, 6)])),
    )


def search(open_backend: OpenBackend, made: list[Entry], *asked: Query) -> list[SearchResult]:
    with TemporaryDirectory() as folder:
        backend = open_backend(Path(folder), vocabularies(), 20)
        put(backend, *made)
        return [backend.search(query) for query in asked]


def counts(result: SearchResult, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in result.facets[facet]}


@law
@given(made=entries(), query=queries())
def test_every_entry_is_given_in_the_order_of_the_pages(
    open_backend: OpenBackend, made: list[Entry], query: Query
) -> None:
    with TemporaryDirectory() as folder:
        backend = open_backend(Path(folder), vocabularies(), 3)
        put(backend, *made)
        pages = range(1, backend.search(query).pages + 1)
        hits = [hit for page in pages for hit in backend.search(query.on_page(page)).hits]
        assert list(backend.every(query.on_page(2))) == [hit.entry for hit in hits]


@law
@given(made=entries(), query=queries())
def test_totals_counts_and_orders_are_those_of_the_reference(
    open_backend: OpenBackend, made: list[Entry], query: Query
) -> None:
    (result,) = search(open_backend, made, query)
    reference = Reference(made, vocabularies())
    query = result.query  # publishers and series that nothing has are dropped
    expected = reference.matches(query)
    assert result.total == len(expected)
    assert {hit.entry.id for hit in result.hits} == {each.id for each in expected}
    assert all(hit.entry in expected for hit in result.hits)
    if query.order != Sort.RELEVANCE:
        assert [hit.entry.id for hit in result.hits] == reference.order(query)
    for facet in FACET_NAMES:
        assert counts(result, facet) == reference.counts(query, facet), facet
    assert {each.year: each.count for each in result.years} == reference.years(query)
    assert result.undated == reference.undated(query)


@law
@given(made=entries(), query=queries(sorts=(None, Sort.RELEVANCE)))
def test_entries_with_all_words_stand_above_the_others_and_scores_fall(
    open_backend: OpenBackend, made: list[Entry], query: Query
) -> None:
    (result,) = search(open_backend, made, query.with_text(query.text or "kova"))
    reference = Reference(made, vocabularies())
    words = reference.word_count(result.query)
    complete = [reference.matched_words(hit.entry, result.query) == words for hit in result.hits]
    assert complete == sorted(complete, reverse=True)
    keys = [(-hit.score, hit.entry.id) for hit in result.hits]
    assert keys == sorted(keys)


@law
@given(made=entries(), query=queries())
def test_a_value_counts_what_choosing_only_it_would_find(
    open_backend: OpenBackend, made: list[Entry], query: Query
) -> None:
    with TemporaryDirectory() as folder:
        backend = open_backend(Path(folder), vocabularies(), 20)
        put(backend, *made)
        for facet, values in backend.search(query).facets.items():
            for value in values:
                only = query.with_filter(facet, [value.value])
                assert backend.search(only).total == value.count, (facet, value.value)
        undated = query.with_years(None, None).with_undated(True)
        assert backend.search(undated).total == backend.search(query).undated


@law
@given(made=entries(), changed=entries(), query=queries())
def test_an_updated_index_answers_as_one_built_anew(
    open_backend: OpenBackend, made: list[Entry], changed: list[Entry], query: Query
) -> None:
    final = {each.id: each for each in [*made[: len(made) // 2], *changed]}
    with TemporaryDirectory() as folder:
        updated = open_backend(Path(folder) / "updated", vocabularies(), 20)
        put(updated, *made)
        with updated.writer() as writer:
            for each in made[len(made) // 2 :]:
                writer.delete(each.id)
        put(updated, *changed)
        anew = open_backend(Path(folder) / "anew", vocabularies(), 20)
        put(anew, *final.values(), rebuild=True)
        assert updated.search(query) == anew.search(query)
        assert updated.checksums() == anew.checksums()


@law
@given(made=entries())
def test_pages_hold_every_entry_once_and_the_one_past_the_end_is_empty(
    open_backend: OpenBackend, made: list[Entry]
) -> None:
    with TemporaryDirectory() as folder:
        backend = open_backend(Path(folder), vocabularies(), 5)
        put(backend, *made)
        first = backend.search(Query.build(sort=Sort.TITLE))
        pages = [backend.search(first.query.on_page(n)) for n in range(1, first.pages + 1)]
        seen = Counter(hit.entry.id for page in pages for hit in page.hits)
        assert set(seen.values()) <= {1}
        assert len(seen) == first.total
        assert all(len(page.hits) == 5 for page in pages[:-1])
        past = backend.search(first.query.on_page(first.pages + 1))
        assert past.hits == ()
        assert past.total == first.total
        assert past.facets == first.facets


@law
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ['"', "(", ")", "AND", "OR", "NOT", "-", "title:", "id:", "kova", "lumi", "the"]
        )
    ).map(" ".join)
)
def test_no_text_raises_and_an_empty_result_is_always_explained(
    backend: SearchBackend, text: str
) -> None:
    if not backend.status().entries:
        put(backend, entry("one", "Kova lumi"), entry("two", "Lumi"))
    result = backend.search(Query.build(text))
    assert result.total or result.notices


def test_what_is_searched_for_is_not_logged(
    backend: SearchBackend, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    put(backend, entry("one", "Kova"))
    backend.search(Query.build("kova secret"))
    backend.explain(Query.build("kova secret"))
    backend.suggest("secret")
    assert "secret" not in caplog.text


def test_an_index_that_was_never_built_is_empty(backend: SearchBackend) -> None:
    result = backend.search(Query.build("anything"))
    assert (result.total, result.hits, result.years) == (0, (), ())
    assert set(result.facets) == set(FACET_NAMES)
    assert backend.suggest("any") == ()
    assert backend.checksums() == {}
    assert backend.status().current is False


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, "day month year old none-a none-b"),
        (Sort.OLDEST, "old year month day none-a none-b"),
        (Sort.TITLE, "none-b none-a day old month year"),
        (Sort.ADDED, "none-b day month none-a old year"),
        (None, "day month year old none-a none-b"),
    ],
)
def test_orders(backend: SearchBackend, sort: Sort | None, expected: str) -> None:
    put(
        backend,
        entry("none-a", "Ábaco"),
        entry("none-b", "abacas", added="2024-02-02"),
        entry("old", "The Bridge", published="1999-12"),
        entry("year", "Zebra", published="2010"),
        entry("month", "Los cuentos", published="2010-05"),
        entry("day", "a Bridge", published="2010-05-03"),
    )
    assert found(backend, "", sort=sort) == expected.split()


def test_values_are_listed_parents_first_with_their_labels(backend: SearchBackend) -> None:
    put(backend, entry("one", topics=["medical-neglect"]), entry("two", topics=["neglect"]))
    listed = [(v.value, v.label, v.depth, v.count) for v in backend.search(Query()).facets["topic"]]
    assert listed == [
        ("maltreatment", "Child abuse and neglect", 0, 2),
        ("neglect", "Neglect", 1, 2),
        ("medical-neglect", "Medical neglect", 2, 1),
    ]


def test_what_is_not_recorded_can_be_chosen_and_stands_last(backend: SearchBackend) -> None:
    put(
        backend,
        entry("one", publisher="Zebra", published="2018", topics=["a-term-nobody-knows"]),
        entry("two", access="free"),
        entry("three", publisher="Not recorded"),
    )
    result = backend.search(Query.build(filters={"publisher": [NOT_RECORDED], "kind": ["guide"]}))
    assert [hit.entry.id for hit in result.hits] == ["three", "two"]
    assert [(v.value, v.label, v.count, v.chosen) for v in result.facets["publisher"]] == [
        ("zebra", "Zebra", 1, False),
        (NOT_RECORDED, "Not recorded", 2, True),
    ]
    assert [(v.value, v.count) for v in result.facets["topic"]] == [(NOT_RECORDED, 2)]
    assert [v.value for v in result.facets["kind"]][-1] != NOT_RECORDED
    since = Query.build(year_from=2010)
    assert [hit.entry.id for hit in backend.search(since).hits] == ["one"]
    assert backend.search(since).undated == 2
    assert backend.search(since.with_undated(True)).total == 3


@pytest.mark.parametrize(
    ("fields", "ranges"),
    [
        ({}, [NOT_RECORDED]),
        ({"length": {"minutes": 9}}, ["under-10-minutes"]),
        ({"length": {"minutes": 10}}, ["10-to-30-minutes"]),
        ({"length": {"minutes": 31, "pages": 10}}, ["30-to-60-minutes", "up-to-10-pages"]),
        ({"length": {"pages": 11}}, ["11-to-50-pages"]),
        ({"length": {"pages": 51}}, ["over-50-pages"]),
        ({"format": "audio"}, ["listen"]),
        ({"links": [{"role": "video", "url": "https://a.example/"}]}, ["watch"]),
        ({"episode": {"minutes": 60}}, ["30-to-60-minutes"]),
        ({"course": {"credit_hours": 2}}, ["1-to-3-hours"]),
        ({"course": {"credit_hours": 2, "duration": {"days": 0.5}}}, ["1-to-3-hours"]),
        ({"course": {"duration": {"days": 1, "hours": 2}}}, ["over-3-hours"]),
    ],
)
def test_lengths_are_ranges(backend: SearchBackend, fields: dict, ranges: list[str]) -> None:
    put(backend, entry("one", **fields))
    assert [value.value for value in backend.search(Query()).facets["length"]] == ranges


def test_a_chosen_value_without_entries_is_listed_below_its_parents(backend: SearchBackend) -> None:
    put(backend, entry("one", topics=["interviewing"]))
    result = backend.search(Query.build(filters={"topic": ["medical-neglect"]}))
    listed = [(v.value, v.count, v.chosen) for v in result.facets["topic"]]
    assert listed == [
        ("maltreatment", 0, False),
        ("neglect", 0, False),
        ("medical-neglect", 0, True),
        ("interviewing", 1, False),
    ]


def test_a_name_is_shown_in_its_commonest_spelling(backend: SearchBackend) -> None:
    put(
        backend,
        entry("one", publisher="NSPCC learning"),
        entry("two", publisher="NSPCC Learning"),
        entry("three", publisher="NSPCC Learning"),
    )
    (value,) = backend.search(Query()).facets["publisher"]
    assert (value.value, value.label, value.count) == ("nspcc-learning", "NSPCC Learning", 3)


def test_retired_ids_become_their_successors_and_unknown_ones_are_told(
    backend: SearchBackend,
) -> None:
    put(backend, entry("one", topics=["physical-abuse"]), entry("two"))
    result = backend.search(Query.build(filters={"topic": ["battering"]}, page=1))
    assert result.query.chosen("topic") == ("physical-abuse",)
    assert [hit.entry.id for hit in result.hits] == ["one"]
    result = backend.search(Query.build(filters={"topic": ["gone", "battering"], "series": ["x"]}))
    assert result.query.to_params() == (("topic", "physical-abuse"),)
    told = [(notice.code, notice.text) for notice in result.notices]
    assert told == [
        ("no-longer-used", "Topic “gone” is no longer used and was left out."),
        ("no-longer-used", "Series “x” is no longer used and was left out."),
    ]


def test_years_the_wrong_way_round_are_swapped(backend: SearchBackend) -> None:
    put(backend, entry("one", published="2015"), entry("two", published="2021"), entry("three"))
    result = backend.search(Query.build(year_from=2020, year_to=2010))
    assert (result.query.year_from, result.query.year_to) == (2010, 2020)
    assert [hit.entry.id for hit in result.hits] == ["one"]
    assert [notice.code for notice in result.notices] == ["years-swapped"]


def test_validity_does_not_count_as_the_year(backend: SearchBackend) -> None:
    put(backend, entry("one", published="2015", valid={"from": "2023", "to": "2026"}))
    result = backend.search(Query.build(year_from=2020))
    assert result.total == 0
    assert [(each.year, each.count) for each in result.years] == [(2015, 1)]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_an_entry_that_is_not_published_is_remembered_but_never_found(
    backend: SearchBackend, status: str
) -> None:
    put(backend, entry("one", "Kova", topics=["neglect"]), entry("two", "Kova"))
    put(backend, entry("one", "Kova", topics=["neglect"], status=status))
    result = backend.search(Query.build("kova"))
    assert [hit.entry.id for hit in result.hits] == ["two"]
    assert [value.value for value in result.facets["topic"]] == [NOT_RECORDED]
    assert backend.suggest("kova")[0].value == "two"
    assert set(backend.checksums()) == {"one", "two"}
    assert backend.status().entries == 1


def test_an_exception_leaves_the_index_as_it_was(backend: SearchBackend) -> None:
    put(backend, entry("one", "Kova"))
    before = backend.status()

    def interrupted() -> None:
        with backend.writer() as writer:
            writer.put(entry("two", "Kova"), "x")
            writer.delete("one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert backend.status() == before
    assert found(backend, "kova") == ["one"]
    put(backend, entry("two", "Kova"))
    assert found(backend, "kova") == ["one", "two"]


def test_the_last_put_of_a_batch_counts(backend: SearchBackend) -> None:
    with backend.writer() as writer:
        writer.put(entry("one", "Kova"), "1")
        writer.put(entry("one", "Lumi"), "2")
        writer.put(entry("two", "Kova"), "3")
        writer.delete("two")
    assert found(backend, "lumi") == ["one"]
    assert backend.checksums() == {"one": "2"}


def test_a_rebuild_starts_empty_but_keeps_what_it_is_told_to(backend: SearchBackend) -> None:
    put(backend, entry("one", "Kova", note="for us"), entry("two", "Kova"))
    with backend.writer(rebuild=True) as writer:
        assert writer.keep("one")
        assert not writer.keep("three")
    assert found(backend, "kova") == ["one"]
    assert backend.checksums() == {"one": "checksum of one"}


def test_nothing_to_write_changes_nothing(backend: SearchBackend) -> None:
    put(backend, entry("one"))
    before = backend.status()
    with backend.writer() as writer:
        writer.delete("nobody")
    assert backend.status() == before


def test_a_second_object_sees_what_the_first_wrote(
    open_backend: OpenBackend, tmp_path: Path
) -> None:
    first = open_backend(tmp_path, vocabularies(), 20)
    second = open_backend(tmp_path, vocabularies(), 20)
    put(first, entry("one", "Kova"))
    assert found(second, "kova") == ["one"]
    put(second, entry("two", "Kova"))
    assert found(first, "kova") == ["one", "two"]


def test_an_index_with_other_vocabularies_is_outdated_but_still_searched(
    open_backend: OpenBackend, tmp_path: Path
) -> None:
    put(open_backend(tmp_path, vocabularies(), 20), entry("one", "Kova", format="pdf"))
    other = vocabularies(format=[{"id": "pdf", "label": "Portable document"}])
    backend = open_backend(tmp_path, other, 20)
    assert not backend.status().current
    assert found(backend, "kova") == ["one"]
    put(backend, entry("two", "Kova"))
    assert not backend.status().current  # what was taken over is still as it was
    put(backend, entry("two", "Kova"), rebuild=True)
    assert backend.status().current


def test_the_entry_of_a_hit_is_the_whole_entry(backend: SearchBackend) -> None:
    whole = entry(
        "one",
        "Kova",
        published="2018-05",
        strategy={"from": "2023", "to": "2026"},
        links=[{"role": "download", "url": "https://example.org/a.pdf", "size_kb": 2676}],
        identifiers={"isbn": ["9780131103627"]},
        note="for librarians",
        course={"credit_hours": 2, "approvals": [{"board": "Florida", "number": "50-23449"}]},
    )
    put(backend, whole)
    assert backend.search(Query.build("kova")).hits[0].entry == whole
