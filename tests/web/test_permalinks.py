"""Links that were shared, replayed after a year of librarians' work: each selects the same.

The shipped catalog is searched by every published link, then changed as catalogs change: every term
and every entry gets another id, terms are merged, entries are merged, some are withdrawn. The old
links are followed in what came of it, and the entries they find are compared by id.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from library import open_shelf

from catalog.model import Entry
from catalog.store import Catalog
from catalog.strict_yaml import dump
from catalog.vocabulary import FACET_FILES, Vocabulary
from indexer.export import FORMATS
from indexer.fields import FACETS
from indexer.query import Params, Query, Sort
from web.listed import listed
from web.reading_list import ReadingList
from web.routes.structured import json_ld
from web.selection import is_list, selection
from web.shelf import Holding

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def params(link: str) -> Params:
    return tuple(parse_qsl(link.partition("?")[2]))


SEARCHES = [line.partition(" -> ")[0] for line in lines("published_links.txt")]
LISTS = [line.partition(" -> ")[0] for line in lines("published_lists.txt")]
LINKS = [*SEARCHES, *LISTS]
EMPTY = {"?q=FGC&expand=no"}
"""Links that find nothing in the shipped catalog, and were meant for more."""

TERMS = {facet.name for facet in FACETS if facet.name in FACET_FILES}
"""Facets whose values are terms of a vocabulary; names and lengths are no terms."""

MERGED = {
    ("topic", "supervisory-neglect"): "neglect",
    ("topic", "kinship-care"): "foster-care",
    ("audience", "supervisors"): "caseworkers",
    ("kind", "podcast-series"): "podcast-episode",
    ("format", "pdf"): "html",
    ("jurisdiction", "uk-england"): "uk",
    ("access", "registration"): "free",
    ("language", "cy"): "en",
}
"""Terms that another takes in, with what it takes them in."""


FIXED = {"audio", "video"}
"""Formats that the program knows by their ids: they make entries "to listen to" or "to watch"."""


@dataclass(frozen=True)
class World:
    """A state of the catalog, and where each id of its beginning leads now."""

    holding: Holding
    entry: Callable[[str], str]
    withdrawn: frozenset[str] = frozenset()

    def found(self, asked: Params) -> list[str]:
        return [entry.id for entry in selection(self.holding, asked).entries()]


def copied(folder: Path) -> Catalog:
    shutil.copytree(ROOT / "kb", folder / "kb")
    return Catalog(folder / "kb")


def opened(folder: Path) -> Holding:
    return open_shelf(folder / "kb", folder / "index").holding


def rewrite(catalog: Catalog, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write every entry anew after a change of its data."""
    for entry_id in list(catalog.ids()):
        before = catalog.read(entry_id)
        data = before.model_dump(mode="json", by_alias=True, exclude_unset=True)
        after = Entry.model_validate(change(data))
        if after.id != entry_id:
            catalog.path(entry_id).unlink()
        catalog.write(after)


def retag(data: dict[str, Any], new: Callable[[str, str], str]) -> dict[str, Any]:
    """Give an entry other terms, wherever it names them."""

    def walk(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: walk(each, key) for key, each in value.items()}
        if isinstance(value, list):
            done = [walk(each, name) for each in value]
            return list(dict.fromkeys(done)) if all(isinstance(d, str) for d in done) else done
        scheme = name if name in TERMS else name.removesuffix("s")
        return new(scheme, value) if scheme in TERMS and isinstance(value, str) else value

    fields = {name: walk(value, name) for name, value in data.items() if name not in TEXTS}
    return {**data, **fields}


TEXTS = {"id", "title", "summary", "publisher", "authors", "relations", "former_ids", "harvest"}


def write_terms(
    catalog: Catalog, change: Callable[[str, list[dict[str, Any]]], list[dict[str, Any]]]
) -> None:
    for scheme, file in FACET_FILES.items():
        data = catalog.vocabularies[scheme].model_dump(mode="json", exclude_unset=True)
        data["terms"] = change(scheme, data["terms"])
        Vocabulary.model_validate(data)
        (catalog.folder / "vocabularies" / file).write_text(dump(data, None), encoding="utf-8")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("before")
    copied(folder)
    return World(opened(folder), lambda entry_id: entry_id)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Every term and every entry has another id; the old one is kept as the rules say."""
    folder = tmp_path_factory.mktemp("renamed")
    catalog = copied(folder)
    known = catalog.vocabularies

    def new(scheme: str, value: str) -> str:
        return f"new-{value}" if known[scheme].resolve(value) and value not in FIXED else value

    def entry(data: dict[str, Any]) -> dict[str, Any]:
        tagged = retag(data, new)
        relations = [
            {**each, "entry": f"new-{each['entry']}"} if each.get("entry") in ids else each
            for each in tagged.get("relations", ())
        ]
        former = [*tagged.get("former_ids", ()), data["id"]]
        more = {"relations": relations} if relations else {}
        return {**tagged, "id": f"new-{data['id']}", "former_ids": former, **more}

    def terms(_: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                **term,
                "id": f"new-{term['id']}",
                "retired": [*term.get("retired", ()), term["id"]],
                **({"broader": f"new-{term['broader']}"} if term.get("broader") else {}),
            }
            if term["id"] not in FIXED
            else term
            for term in listed
        ]

    ids = set(catalog.ids())
    rewrite(catalog, entry)
    write_terms(catalog, terms)
    return World(opened(folder), lambda entry_id: f"new-{entry_id}")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> World:
    """In every vocabulary a term has been taken in by another."""
    folder = tmp_path_factory.mktemp("merged")
    catalog = copied(folder)

    def new(scheme: str, value: str) -> str:
        return MERGED.get((scheme, value), value)

    def terms(scheme: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        gone = {old: into for (where, old), into in MERGED.items() if where == scheme}
        by_id = {term["id"]: term for term in listed}
        for old, into in gone.items():
            taken = by_id[into]
            taken["retired"] = [*taken.get("retired", ()), old, *by_id[old].get("retired", ())]
        for term in listed:
            if term.get("broader") in gone:
                term["broader"] = gone[term["broader"]]
        return [term for term in listed if term["id"] not in gone]

    rewrite(catalog, lambda data: retag(data, new))
    write_terms(catalog, terms)
    return World(opened(folder), lambda entry_id: entry_id)


@pytest.fixture(scope="module")
def thinned(before: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Every fifth entry is withdrawn; of the others every seventh became part of another one."""
    folder = tmp_path_factory.mktemp("thinned")
    catalog = copied(folder)
    ids = sorted(catalog.ids())
    withdrawn = frozenset(ids[::5])
    absorbed = {
        entry_id: f"{entry_id}-whole"[:90] for entry_id in ids[::7] if entry_id not in withdrawn
    }

    def change(data: dict[str, Any]) -> dict[str, Any]:
        if data["id"] in withdrawn:
            return {**data, "status": "withdrawn"}
        if new := absorbed.get(data["id"]):
            return {**data, "id": new, "former_ids": [*data.get("former_ids", ()), data["id"]]}
        return data

    rewrite(catalog, change)
    return World(opened(folder), lambda entry_id: absorbed.get(entry_id, entry_id), withdrawn)


def test_links_of_every_kind_are_on_record() -> None:
    """Every parameter, every order, every facet's "not recorded", and lists in all their forms."""
    queries = [Query.from_params(params(link)) for link in SEARCHES]
    named = {name for link in SEARCHES for name, _ in params(link)}
    assert named >= {facet.name for facet in FACETS}
    assert named >= {"q", "from", "to", "year", "added", "sort", "expand", "page", "lang"}
    assert named >= {"shared", "found"}
    assert {query.sort for query in queries} >= set(Sort)
    recorded = {
        name for query in queries for name, v in query.filters.items() if "not-recorded" in v
    }
    assert recorded >= {facet.name for facet in FACETS}
    lengths = {value for query in queries for value in query.filters.get("length", ())}
    assert lengths >= {term.id for term in next(f.ranges for f in FACETS if f.ranges).terms}  # type: ignore[union-attr]
    assert {name for link in LISTS for name, _ in params(link)} == {
        "title", "note", "item", "packed", "id",
    }  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
def test_a_link_selects_something(before: World, link: str) -> None:
    """A link that finds nothing would prove nothing."""
    assert bool(before.found(params(link))) == (link not in EMPTY)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_selects_the_same_after_everything_was_renamed(
    before: World, renamed: World, link: str
) -> None:
    asked = params(link)
    expected = [renamed.entry(entry_id) for entry_id in before.found(asked)]
    found = renamed.found(asked)
    if is_list(asked):
        assert found == expected  # in the order of the list
    else:
        assert set(found) == set(expected)
        assert len(found) == len(expected)
        result = renamed.holding.backend.search(Query.from_params(asked))
        assert "no-longer-used" not in {notice.code for notice in result.notices}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_merged_term_selects_what_both_had(
    before: World, merged: World, link: str
) -> None:
    """What a link to either of two terms finds when they are one, a link to both found before."""
    asked = params(link)
    whole = dict.fromkeys(both for pair in asked for both in together(*pair))
    if dict(asked).get("q"):  # the one term's entries are found by the other's names as well now
        assert set(merged.found(asked)) >= set(before.found(asked))
    else:
        assert set(merged.found(asked)) == set(before.found(tuple(whole)))


def together(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a value and all that are one with it after the merge."""
    into = MERGED.get((name, value), value)
    yield name, into
    yield from ((name, old) for (where, old), new in MERGED.items() if (where, new) == (name, into))


@pytest.mark.parametrize("link", SEARCHES)
def test_a_search_loses_what_was_withdrawn_and_nothing_else(
    before: World, thinned: World, link: str
) -> None:
    asked = params(link)
    left = [i for i in before.found(asked) if i not in thinned.withdrawn]
    assert sorted(thinned.found(asked)) == sorted(thinned.entry(entry_id) for entry_id in left)


@pytest.mark.parametrize("link", LISTS)
def test_a_list_names_what_was_withdrawn(before: World, thinned: World, link: str) -> None:
    asked = params(link)
    kept = before.holding.lists.get(dict(asked).get("id", ""))
    if kept and kept.search:
        return
    on_list = ReadingList.kept(kept) if kept else ReadingList.from_params(asked)
    then = [each.entry.id for each in listed(on_list, before.holding) if each.shown and each.entry]
    now = listed(on_list, thinned.holding)
    assert [each.entry.id for each in now if each.entry] == [thinned.entry(i) for i in then]
    assert [each.withdrawn for each in now] == [i in thinned.withdrawn for i in then]


def test_old_values_are_written_by_their_new_names(before: World, renamed: World) -> None:
    """The address a reader passes on is the one of today."""
    for link in SEARCHES:
        query = renamed.holding.backend.search(Query.from_params(params(link))).query
        old: Mapping[str, tuple[str, ...]] = Query.from_params(params(link)).filters
        for name in TERMS & set(old):
            values = {v for v in old[name] if v != "not-recorded"}
            current = {before.holding.vocabularies[name].resolve(value) for value in values}
            expected = {v if v in FIXED else f"new-{v}" for v in current}
            assert set(query.filters[name]) - {"not-recorded"} == expected


def test_files_and_previews_name_kinds_as_before(before: World, renamed: World) -> None:
    """What other programs call a kind does not depend on what we call it."""
    old, new = before.holding, renamed.holding
    for entry_id in old.catalog.ids():
        was, now = old.catalog.read(entry_id), new.catalog.read(f"new-{entry_id}")
        types = [
            json_ld(each, its.vocabularies, None)["@type"] for each, its in ((was, old), (now, new))
        ]
        assert types[0] == types[1], entry_id
        for form in ("ris", "bibtex"):
            first, second = (
                FORMATS[form]
                .write(each, its.vocabularies)
                .lstrip()
                .partition("\n")[0]
                .partition("{")[0]
                for each, its in ((was, old), (now, new))
            )
            assert first == second, entry_id
