"""Accepting a draft as an edition or a translation of an entry: what is written, and where."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.acceptance import Acceptance
from catalog.accepted import Outcome
from catalog.checks import run as check
from catalog.kinship import Kinship
from catalog.merge import with_values
from catalog.store import Catalog
from tests.harvest.command import kb
from tests.harvest.records import TODAY, draft, entry

GUIDE: dict[str, Any] = {"title": "Working with neglect: a guide", "publisher": "City"}

CASES = [
    ("--edition-of", {"new": ["edition-of old"], "old": []}),
    ("--replaces", {"new": ["replaces old"], "old": ["replaced-by new"]}),
    ("--translation-of", {"new": ["translation-of old"], "old": []}),
    ("--original-of", {"new": [], "old": ["translation-of new"]}),
]


def said(catalog: Catalog) -> dict[str, list[str]]:
    entries, _ = catalog.load()
    return {i: [f"{r.type} {r.entry}" for r in e.relations] for i, e in entries.items()}


def contents(catalog: Catalog) -> dict[Path, bytes]:
    return {f: f.read_bytes() for f in catalog.folder.rglob("*.yaml")}


def sound(catalog: Catalog) -> bool:
    relations = ("relation-missing", "relation-itself", "relation-not-mutual", "duplicate-title")
    return not check(catalog.folder, TODAY, relations).problems


@pytest.fixture
def shelf(catalog: Catalog) -> Catalog:
    catalog.write(entry("old", **GUIDE, published="2015"))
    catalog.write_draft(draft("new", **GUIDE, published="2021"))
    return catalog


@pytest.mark.parametrize(("option", "expected"), CASES)
def test_the_relation_is_written_where_it_belongs(
    shelf: Catalog, option: str, expected: dict[str, list[str]]
) -> None:
    before = contents(shelf)
    dry = kb(shelf, "accept", "new", option, "old", "--dry-run")
    assert (dry.exit_code, contents(shelf)) == (0, before)
    done = kb(shelf, "accept", "new", option, "old")
    assert done.stdout == dry.stdout
    assert "nothing has changed" in dry.stderr
    told = [line.split(": ")[1] for line in done.output.splitlines() if "relation:" in line]
    assert told == [f"{i} {relation}" for i, all_ in expected.items() for relation in all_]
    assert said(shelf) == expected
    assert shelf.drafts()[0] == {}
    assert sound(shelf)


def test_the_inbox_names_the_commands_and_says_no_more_once_it_is_decided(shelf: Catalog) -> None:
    text = kb(shelf, "inbox").output
    assert "other edition of old: same title, 2015 instead of 2021" in text
    assert "if so: kb accept new with --edition-of old or --replaces old" in text
    kb(shelf, "accept", "new", "--edition-of", "old")
    shelf.write_draft(draft("new", **GUIDE, published="2021", summary="More is said now."))
    (again,) = json.loads(kb(shelf, "inbox", "--json").stdout)
    assert (again["proposal"], again["alike"]) == ("changed", [])


def test_a_translation_is_proposed_as_one(catalog: Catalog) -> None:
    catalog.write(entry("old", **GUIDE, languages=["en"]))
    catalog.write_draft(draft("guia", **GUIDE, languages=["es"]))
    text = kb(catalog, "inbox").output
    assert "kb accept guia with --translation-of old or --original-of old" in text


def test_the_relation_is_a_persons_and_a_harvest_leaves_it(shelf: Catalog) -> None:
    kb(shelf, "accept", "new", "--edition-of", "old")
    shelf.write_draft(draft("new", **GUIDE, published="2022"))
    kb(shelf, "accept", "new")
    assert str(shelf.read("new").published) == "2022"
    assert said(shelf)["new"] == ["edition-of old"]


def test_a_draft_of_an_entry_that_is_there_can_be_related_too(shelf: Catalog) -> None:
    kb(shelf, "accept", "new")
    related = [{"type": "related", "entry": "old"}]
    shelf.write(with_values(shelf.read("new"), {"relations": related}))
    shelf.write_draft(draft("new", **GUIDE, published="2021", summary="More is said now."))
    assert kb(shelf, "accept", "new", "--edition-of", "old").exit_code == 0
    assert said(shelf)["new"] == ["related old", "edition-of old"]
    assert shelf.read("new").summary == "More is said now."


def test_a_former_id_will_do(shelf: Catalog) -> None:
    shelf.write(with_values(shelf.read("old"), {"former_ids": ("older",)}))
    kb(shelf, "accept", "new", "--replaces", "older")
    assert said(shelf) == {"new": ["replaces old"], "old": ["replaced-by new"]}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("none", "there is no entry none in the catalog\n"),
        ("new", "there is no entry new in the catalog\n"),
        ("later", "there is no entry later in the catalog: accept it first\n"),
        ("odd", "comment"),
    ],
)
def test_what_cannot_be_is_explained_and_changes_nothing(
    shelf: Catalog, other: str, words: str
) -> None:
    shelf.write(entry("odd"))
    shelf.write_draft(draft("later"))
    file = shelf.path("odd")
    file.write_text(file.read_text("utf-8") + "# ask Ann\n", "utf-8")
    before = contents(shelf)
    refused = kb(shelf, "accept", "new", "--replaces", other)
    assert (refused.exit_code, contents(shelf)) == (1, before)
    assert words in refused.output


def test_an_entry_is_no_edition_of_itself(shelf: Catalog) -> None:
    kb(shelf, "accept", "new")
    shelf.write_draft(draft("new", **GUIDE, published="2022"))
    assert "of itself" in kb(shelf, "accept", "new", "--edition-of", "new").output


def test_what_a_draft_names_comes_first(shelf: Catalog) -> None:
    named = [{"type": "related", "entry": "third"}]
    shelf.write_draft(draft("new", **GUIDE, published="2021", relations=named))
    shelf.write_draft(draft("third"))
    assert (
        "accept first what it names: third"
        in kb(shelf, "accept", "new", "--edition-of", "old").output
    )
    kb(shelf, "accept", "third")
    kb(shelf, "accept", "new", "--edition-of", "old")
    assert said(shelf)["new"] == ["related third", "edition-of old"]


@pytest.mark.parametrize(
    "arguments",
    [["new", "x", "--replaces", "old"], ["new", "--replaces", "old", "--edition-of", "old"]],
)
def test_one_draft_is_one_thing_to_one_entry(shelf: Catalog, arguments: list[str]) -> None:
    assert "one draft at a time" in " ".join(kb(shelf, "accept", *arguments).output.split())


class CutOffError(Exception):
    pass


def test_a_run_that_was_cut_off_is_finished_by_the_same_command(
    shelf: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Catalog.write

    def cut_off(catalog: Catalog, written: Any) -> bool:
        if written.id == "old":
            raise CutOffError
        return write(catalog, written)

    def go() -> Outcome:
        run = Acceptance(shelf, TODAY, kin={"new": (Kinship.REPLACES, "old")})
        return run.accept(["new"])[0].outcome

    with monkeypatch.context() as patched:
        patched.setattr(Catalog, "write", cut_off)
        with pytest.raises(CutOffError):
            go()
    assert said(shelf) == {"new": ["replaces old"], "old": []}
    assert go() is Outcome.UPDATED
    assert said(shelf) == {"new": ["replaces old"], "old": ["replaced-by new"]}
    assert shelf.drafts()[0] == {}
