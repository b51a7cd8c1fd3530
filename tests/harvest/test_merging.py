"""Merging two records: what stays, where the losing id leads, and being cut off in between."""

from typing import Any

import pytest

from catalog.merge import with_values
from catalog.merging import CannotMerge, merge_records
from catalog.remembered import Gone, Remembered, load_remembered, write_remembered
from catalog.store import Catalog
from tests.harvest.records import TODAY, accept, draft, entry, landing


def contents(catalog: Catalog) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in catalog.folder.rglob("*.yaml")}


@pytest.fixture
def two(catalog: Catalog) -> Catalog:
    """Two entries of one resource, a person's values in each, and one that refers to both."""
    accept(
        catalog,
        draft("kept", title="Guide", summary="Machine.", links=[landing("https://a.example/g")]),
        draft("lost", title="The guide", published="2019", links=[landing("https://b.example/g")]),
        draft(
            "third",
            relations=[{"type": "related", "entry": "lost"}, {"type": "related", "entry": "kept"}],
        ),
    )
    lost = with_values(catalog.read("lost"), {"summary": "A person's.", "former_ids": ("older",)})
    catalog.write(with_values(lost, {"note": "Ask Ann."}))
    catalog.write(with_values(catalog.read("kept"), {"title": "Our guide"}))
    return catalog


def test_both_addresses_stay_and_the_losing_id_leads_to_the_winner(two: Catalog) -> None:
    done = merge_records(two, "kept", "lost")
    assert two.ids() == ["kept", "third"]
    winner = two.read("kept")
    assert [link.url for link in winner.links] == ["https://a.example/g", "https://b.example/g"]
    assert winner.former_ids == ("lost", "older")
    assert (two.resolve("lost"), two.resolve("older")) == ("kept", "kept")
    assert [r.entry for r in two.read("third").relations] == ["kept"]
    assert done.rewritten == ("third",)


def test_what_a_person_wrote_wins_over_what_a_machine_did(two: Catalog) -> None:
    done = merge_records(two, "kept", "lost")
    winner = two.read("kept")
    assert winner.title == "Our guide", "the winner's own"
    assert winner.summary == "A person's.", "a person's, over the machine's"
    assert str(winner.published) == "2019", "what the winner lacked"
    assert winner.note == "Ask Ann."
    assert [(k.field, k.theirs) for k in done.kept] == [("title", "The guide")]


def test_a_dry_run_says_the_same_and_changes_nothing(two: Catalog) -> None:
    before = contents(two)
    dry = merge_records(two, "kept", "lost", dry_run=True)
    assert contents(two) == before
    assert str(merge_records(two, "kept", "lost")) == str(dry)


class CutOffError(Exception):
    pass


@pytest.mark.parametrize("steps", range(3))
def test_a_merge_that_was_cut_off_is_finished_by_the_same_call(
    two: Catalog, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    left = steps

    def cutting(method: Any) -> Any:
        def step(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise CutOffError
            return method(*args)

        return step

    with monkeypatch.context() as patched:
        patched.setattr(Catalog, "write", cutting(Catalog.write))
        patched.setattr(Catalog, "delete", cutting(Catalog.delete))
        with pytest.raises(CutOffError):
            merge_records(two, "kept", "lost")
    assert {*two.ids(), "lost"} == {"kept", "lost", "third"}
    merge_records(two, "kept", "lost")
    assert two.ids() == ["kept", "third"]
    winner = two.read("kept")
    assert (winner.former_ids, winner.note) == (("lost", "older"), "Ask Ann.")
    merge_records(two, "kept", "lost")
    assert two.read("kept") == winner, "and once more changes nothing"


def test_a_draft_is_merged_into_an_entry(catalog: Catalog) -> None:
    catalog.write(entry("mine", summary="Mine.", links=[landing("https://a.example/")]))
    catalog.write_draft(
        draft("new", summary="Theirs.", published="2020", links=[landing("https://b.example/")])
    )
    merge_records(catalog, "mine", "new")
    assert catalog.drafts()[0] == {}
    found = catalog.read("mine")
    assert (found.summary, str(found.published), len(found.links)) == ("Mine.", "2020", 2)
    assert found.former_ids == (), "the draft's id was never anybody's address"
    assert found.harvest, "from now on it is harvested"


@pytest.mark.parametrize(
    ("winner", "loser", "words"),
    [
        ("a", "a", "with itself"),
        ("a", "none", "there is no entry and no draft none"),
        ("waiting", "a", "name the entry first"),
        ("a", "broken", "broken.yaml:1"),
    ],
)
def test_what_cannot_be_merged_is_explained(
    catalog: Catalog, winner: str, loser: str, words: str
) -> None:
    accept(catalog, draft("a"))
    catalog.write_draft(draft("waiting"))
    (catalog.folder / "entries" / "broken.yaml").write_text("id: [", "utf-8")
    before = contents(catalog)
    with pytest.raises(CannotMerge, match=words):
        merge_records(catalog, winner, loser)
    assert contents(catalog) == before


def test_a_comment_is_not_lost(two: Catalog) -> None:
    file = two.path("third")
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
    with pytest.raises(CannotMerge, match="comment"):
        merge_records(two, "kept", "lost")
    assert two.ids() == ["kept", "lost", "third"]


def test_that_the_loser_was_gone_from_its_source_is_forgotten(two: Catalog) -> None:
    notes = [
        Gone(entry=i, source="shelf", page="https://shelf.example/", since=TODAY)
        for i in ("lost", "third")
    ]
    write_remembered(two.folder, Remembered(gone=tuple(notes)))
    merge_records(two, "kept", "lost")
    assert [gone.entry for gone in load_remembered(two.folder).gone] == ["third"]
