"""The catalog on disk."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.canonical import canonical_text
from catalog.model import Draft, Entry
from catalog.problem import BadFile
from catalog.store import Catalog, load_vocabularies
from catalog.vocabulary import FACET_FILES, WORDS

BASE = Path(__file__).parent / "base"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    shutil.copytree(BASE, tmp_path / "kb")
    return Catalog(tmp_path / "kb")


def entry(entry_id: str = "new-guide", **fields: Any) -> Entry:
    return Entry.model_validate(
        {"id": entry_id, "title": "T", "kind": "guide", "added": date(2026, 1, 2), **fields}
    )


def test_entries_are_listed_read_and_loaded(catalog: Catalog) -> None:
    assert catalog.ids() == ["good-guide", "other-guide"]
    assert catalog.read("good-guide").title == "Good guide"
    entries, problems = catalog.load()
    assert list(entries) == catalog.ids()
    assert problems == []
    drafts, problems = catalog.drafts()
    assert (list(drafts), problems) == (["a-draft"], [])
    assert type(drafts["a-draft"]) is Draft


def test_an_empty_folder_is_an_empty_catalog(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    assert catalog.ids() == []
    assert catalog.load() == ({}, [])
    assert catalog.drafts() == ({}, [])
    assert catalog.resolve("x") is None
    assert catalog.write(entry()) is True
    assert catalog.ids() == ["new-guide"]


def test_writing_says_whether_the_file_changed(catalog: Catalog) -> None:
    new = entry(summary="One.\n\nTwo.")
    assert catalog.write(new) is True
    assert catalog.path("new-guide").read_text("utf-8") == canonical_text(new)
    stamp = catalog.path("new-guide").stat().st_mtime_ns
    assert catalog.write(new) is False
    assert catalog.path("new-guide").stat().st_mtime_ns == stamp
    assert catalog.read("new-guide") == new
    assert catalog.write(entry(title="Other")) is True


def test_drafts_are_written_and_deleted(catalog: Catalog) -> None:
    draft = Draft(id="new-draft", title="D")
    assert catalog.write_draft(draft) is True
    assert catalog.write_draft(draft) is False
    assert catalog.drafts()[0]["new-draft"] == draft
    catalog.delete_draft("new-draft")
    assert not catalog.draft_path("new-draft").exists()
    with pytest.raises(KeyError):
        catalog.delete_draft("new-draft")


def test_deleting(catalog: Catalog) -> None:
    catalog.delete("good-guide")
    assert catalog.ids() == ["other-guide"]
    with pytest.raises(KeyError):
        catalog.delete("good-guide")


def test_a_comment_is_never_written_over(catalog: Catalog) -> None:
    path = catalog.path("good-guide")
    text = path.read_text("utf-8") + "# ask Ana\n"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=r"good-guide.yaml:21: .*comment"):
        catalog.write(catalog.read("good-guide"))
    assert path.read_text("utf-8") == text


def test_a_missing_entry_is_a_key_error(catalog: Catalog) -> None:
    with pytest.raises(KeyError):
        catalog.read("no-such-entry")


@pytest.mark.parametrize("bad", ["../good-guide", "..", "", "a/b", "A", "x" * 200, "a\x00b"])
def test_no_id_leads_out_of_the_folder(catalog: Catalog, bad: str) -> None:
    for call in (catalog.path, catalog.read, catalog.delete, catalog.draft_path):
        with pytest.raises(KeyError):
            call(bad)
    assert catalog.resolve(bad) is None


def test_former_ids_lead_to_the_current_one(catalog: Catalog) -> None:
    catalog.write(entry("newer", former_ids=["older", "oldest"]))
    catalog.write(entry("mentions", note="former_ids of newer: older"))
    found = {given: catalog.resolve(given) for given in ("newer", "older", "oldest", "old")}
    assert found == {"newer": "newer", "older": "newer", "oldest": "newer", "old": None}


def test_an_entry_in_use_wins_over_a_former_id(catalog: Catalog) -> None:
    catalog.write(entry("a", former_ids=["good-guide"]))
    assert catalog.resolve("good-guide") == "good-guide"


def test_a_bad_file_is_a_problem_and_hides_no_other(catalog: Catalog) -> None:
    (catalog.folder / "entries" / "bad.yaml").write_text("id: bad\nformer_ids: [old]\n", "utf-8")
    entries, problems = catalog.load()
    assert list(entries) == ["good-guide", "other-guide"]
    assert {problem.file.name for problem in problems} == {"bad.yaml"}
    assert "bad" in catalog.ids()
    with pytest.raises(BadFile, match=r"bad.yaml:1: title: missing\. Add the line `title: …`"):
        catalog.read("bad")
    assert catalog.resolve("old") is None


def test_a_file_whose_name_is_not_its_id_is_a_problem(catalog: Catalog) -> None:
    catalog.path("good-guide").rename(catalog.folder / "entries" / "renamed.yaml")
    entries, (problem,) = catalog.load()
    assert list(entries) == ["other-guide"]
    assert (problem.code, problem.line, problem.field) == ("wrong-name", 2, "id")


def test_files_that_are_being_written_or_edited_are_no_entries(catalog: Catalog) -> None:
    for name in (".new.yaml.0a1b2c3d.tmp", ".#new.yaml", ".new.yaml", "new.yaml~", "new.yml"):
        (catalog.folder / "entries" / name).write_text("id: new\n", "utf-8")
    assert catalog.ids() == ["good-guide", "other-guide"]
    assert catalog.load()[1] == []


def test_vocabularies_are_loaded_by_scheme(catalog: Catalog) -> None:
    vocabularies = catalog.vocabularies
    assert list(vocabularies) == list(FACET_FILES)
    assert vocabularies["topic"].resolve("neglected-children") == "neglect"
    assert vocabularies is catalog.vocabularies


def test_words_that_say_the_same_are_loaded_when_there_are_any(catalog: Catalog) -> None:
    file = catalog.folder / "vocabularies" / "words.yaml"
    file.write_text("scheme: word\ntitle: Words\nterms:\n  - id: mum\n    label: mum\n", "utf-8")
    assert list(load_vocabularies(catalog.folder)) == [*FACET_FILES, WORDS]
    file.write_text("scheme: topic\ntitle: Words\nterms: []\n", "utf-8")
    with pytest.raises(BadFile, match=r"words.yaml:1: scheme: .*Write `scheme: word`"):
        load_vocabularies(catalog.folder)


def test_the_problems_of_all_vocabularies_are_told_together(catalog: Catalog) -> None:
    folder = catalog.folder / "vocabularies"
    (folder / "topics.yaml").unlink()
    (folder / "kinds.yaml").write_text("scheme: topic\ntitle: Kinds\nterms: []\n", "utf-8")
    (folder / "access.yaml").write_text("scheme: access\nterms:\n  - id: Free\n", "utf-8")
    with pytest.raises(BadFile) as caught:
        _ = catalog.vocabularies
    told = [(p.file.name, p.line, p.field) for p in caught.value.problems]
    assert told == [
        ("topics.yaml", None, None),
        ("kinds.yaml", 1, "scheme"),
        ("access.yaml", 1, "title"),
        ("access.yaml", 3, "terms[1].id"),
        ("access.yaml", 3, "terms[1].label"),
    ]
