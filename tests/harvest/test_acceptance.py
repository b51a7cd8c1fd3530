"""Accepting drafts: relations that wait, drafts that cannot go through, and being killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog.acceptance import Acceptance
from catalog.accepted import Accepted, Outcome
from catalog.checks import run as check
from catalog.merge import with_values
from catalog.model import Draft, Entry
from catalog.problem import Severity
from catalog.store import Catalog
from tests.harvest import records
from tests.harvest.records import TODAY

ROOT = Path(__file__).resolve().parents[2]


def draft(draft_id: str, *names: str, **values: Any) -> Draft:
    """Return a draft as a harvest makes it, related to others."""
    relations = [{"type": "related", "entry": name} for name in names]
    return records.draft(draft_id, **{"relations": relations} | values)


def put(catalog: Catalog, *drafts: Draft) -> None:
    for one in drafts:
        catalog.write_draft(one)


def accept(catalog: Catalog, *ids: str, dry_run: bool = False) -> dict[str, Accepted]:
    run = Acceptance(catalog, TODAY, dry_run=dry_run)
    return {result.draft: result for result in run.accept(ids or run.waiting())}


def related(catalog: Catalog, entry_id: str) -> list[str]:
    return [relation.entry for relation in catalog.read(entry_id).relations]


def waiting(catalog: Catalog) -> list[str]:
    return list(catalog.drafts()[0])


def sound(catalog: Catalog) -> bool:
    found = check(catalog.folder, TODAY)
    return not [p for p in found.problems if p.severity is Severity.ERROR]


def test_a_draft_becomes_a_published_entry(catalog: Catalog) -> None:
    put(catalog, draft("a", summary="S.", topics=["neglect"]))
    result = accept(catalog)["a"]
    assert (result.outcome, result.entry) == (Outcome.ADDED, "a")
    entry = catalog.read("a")
    assert (entry.status, entry.added, entry.summary) == ("published", TODAY, "S.")
    assert waiting(catalog) == []
    assert sound(catalog)


def test_a_dry_run_says_the_same_and_changes_nothing(catalog: Catalog) -> None:
    put(catalog, draft("a", "b"), draft("b", "a"), draft("c", kind=None))
    before = {f: f.read_bytes() for f in catalog.folder.rglob("*.yaml")}
    dry = accept(catalog, dry_run=True)
    assert {f: f.read_bytes() for f in catalog.folder.rglob("*.yaml")} == before
    assert [str(result) for result in accept(catalog).values()] == [str(r) for r in dry.values()]


def test_drafts_that_name_each_other_are_accepted_together(catalog: Catalog) -> None:
    put(catalog, draft("a", "b"), draft("b", "c"), draft("c", "a"))
    results = accept(catalog)
    assert {r.outcome for r in results.values()} == {Outcome.ADDED}
    assert [related(catalog, x) for x in "abc"] == [["b"], ["c"], ["a"]]
    assert waiting(catalog) == []
    assert sound(catalog)


@pytest.mark.parametrize("rest", [["b", "c"], ["c", "b"], ["b c"]])
def test_a_relation_waits_for_its_entry_and_is_added_by_any_later_accept(
    catalog: Catalog, rest: list[str]
) -> None:
    put(catalog, draft("a", "b", "c"), draft("b"), draft("c"))
    result = accept(catalog, "a")["a"]
    assert (result.outcome, result.pending) == (Outcome.ADDED, ("b", "c"))
    assert "b, c" in str(result)
    assert related(catalog, "a") == []
    assert waiting(catalog) == ["a", "b", "c"]
    assert sound(catalog)
    for ids in rest:
        accept(catalog, *ids.split())
        assert sound(catalog)
    assert sorted(related(catalog, "a")) == ["b", "c"]
    assert waiting(catalog) == []


def test_a_reading_waits_for_its_entry_as_well(catalog: Catalog) -> None:
    course = {"credit_hours": 2, "reading": [{"title": "About b", "entry": "b"}]}
    put(catalog, draft("a", kind="course", course=course), draft("b"))
    accept(catalog, "a")
    reading = catalog.read("a").course
    assert reading
    assert [(r.title, r.entry) for r in reading.reading] == [("About b", None)]
    assert sound(catalog)
    accept(catalog, "b")
    reading = catalog.read("a").course
    assert reading
    assert [(r.title, r.entry) for r in reading.reading] == [("About b", "b")]


def test_waiting_relations_do_not_count_as_an_edit(catalog: Catalog) -> None:
    put(catalog, draft("a", "b"), draft("b"))
    accept(catalog, "a")
    put(catalog, draft("a", "b", summary="New."))
    result = accept(catalog, "a")["a"]
    assert [c.field for c in result.changes] == ["summary"]
    assert not result.kept
    accept(catalog, "b")
    assert related(catalog, "a") == ["b"]


def test_a_draft_edited_after_it_was_accepted_is_not_taken_in_unasked(catalog: Catalog) -> None:
    put(catalog, draft("a", "b"), draft("b"))
    accept(catalog, "a")
    (left,) = [d for d in catalog.drafts()[0].values() if d.id == "a"]
    put(catalog, with_values(left, {"summary": "Not yet."}))
    accept(catalog, "b")
    assert catalog.read("a").summary is None
    assert waiting(catalog) == ["a"]
    accept(catalog, "a")
    assert catalog.read("a").summary == "Not yet."
    assert related(catalog, "a") == ["b"]


def test_a_relation_to_a_former_id_follows_to_the_current_one(catalog: Catalog) -> None:
    put(catalog, draft("b"))
    accept(catalog)
    entry = catalog.read("b")
    catalog.write(with_values(entry, {"id": "better", "former_ids": ("b",)}))
    catalog.delete("b")
    put(catalog, draft("a", "b"))
    assert accept(catalog)["a"].pending == ()
    assert related(catalog, "a") == ["better"]


def test_a_draft_of_an_entry_that_got_a_new_id_updates_that(catalog: Catalog) -> None:
    put(catalog, draft("b"))
    accept(catalog)
    catalog.write(with_values(catalog.read("b"), {"id": "better", "former_ids": ("b",)}))
    catalog.delete("b")
    put(catalog, draft("b", summary="New."))
    result = accept(catalog)["b"]
    assert (result.entry, result.outcome) == ("better", Outcome.UPDATED)
    assert catalog.read("better").summary == "New."
    assert catalog.ids() == ["better"]


REFUSED = [
    (draft("a", kind=None), "kind: missing"),
    (draft("a", topics=["no-such-topic"]), "no-such-topic"),
    (draft("a", kind="guide", course={"credit_hours": 2}), "course"),
]


@pytest.mark.parametrize(("bad", "words"), REFUSED)
def test_a_draft_that_makes_no_sound_entry_stays_and_the_others_go_through(
    catalog: Catalog, bad: Draft, words: str
) -> None:
    put(catalog, bad, draft("b", "a"))
    results = accept(catalog)
    assert results["a"].outcome is Outcome.REFUSED
    assert words in str(results["a"])
    assert results["b"].pending == ("a",)
    assert waiting(catalog) == ["a", "b"]
    assert catalog.ids() == ["b"]
    assert sound(catalog)
    put(catalog, draft("a"))
    accept(catalog)
    assert related(catalog, "b") == ["a"]


def test_an_entry_about_something_else_is_not_updated(catalog: Catalog) -> None:
    catalog.write(Entry(id="a", title="Quite another thing", kind="guide", added=TODAY))
    put(catalog, draft("a"))
    assert "something else" in str(accept(catalog)["a"])
    assert catalog.read("a").title == "Quite another thing"
    assert waiting(catalog) == ["a"]


@pytest.mark.parametrize(
    ("draft_id", "words"),
    [("nothing", "no such draft"), ("../entries/a", "not an id"), ("done", "accepted already")],
)
def test_an_id_that_is_no_draft_is_named(catalog: Catalog, draft_id: str, words: str) -> None:
    put(catalog, draft("done"))
    accept(catalog)
    result = accept(catalog, draft_id)[draft_id]
    assert result.outcome is Outcome.REFUSED
    assert words in str(result)


def test_a_comment_is_not_lost(catalog: Catalog) -> None:
    put(catalog, draft("a"))
    accept(catalog)
    put(catalog, draft("a", summary="New."))
    file = catalog.path("a")
    file.write_text(file.read_text("utf-8") + "# ask Ann\n", "utf-8")
    assert "comment" in str(accept(catalog)["a"])
    assert file.read_text("utf-8").endswith("# ask Ann\n")


def test_values_that_do_not_go_together_are_reported(catalog: Catalog) -> None:
    put(catalog, draft("a"))
    accept(catalog)
    catalog.write(with_values(catalog.read("a"), {"valid": {"from": "2020"}}))
    put(catalog, draft("a", strategy={"from": "2023", "to": "2026"}))
    result = accept(catalog)["a"]
    assert result.outcome is Outcome.REFUSED
    assert "not in both" in str(result)
    assert waiting(catalog) == ["a"]


def test_a_draft_written_by_hand_can_be_accepted(catalog: Catalog) -> None:
    catalog.write_draft(Draft(id="mine", title="My own", kind="guide"))
    assert accept(catalog)["mine"].outcome is Outcome.ADDED
    assert catalog.read("mine").harvest is None


# Being killed: at every write and removal, whatever has been done so far must be sound.

KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from catalog.acceptance import Acceptance
from catalog.store import Catalog

steps = int(sys.argv[2])

def dying(method):
    def step(self, *args):
        global steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, *args)
    return step

Catalog.write = dying(Catalog.write)
Catalog.delete_draft = dying(Catalog.delete_draft)
run = Acceptance(Catalog(Path(sys.argv[1])), date(2026, 3, 2))
run.accept(run.waiting())
"""


def test_a_killed_accept_leaves_a_sound_catalog_and_the_next_one_finishes_it(
    catalog: Catalog,
) -> None:
    put(catalog, draft("a", "b"), draft("b", "a", "c"), draft("c"))
    deaths = 0
    for steps in (1, 2, 1, 0, 3, 2, 99):
        script = [sys.executable, "-c", KILLED, str(catalog.folder), str(steps)]
        ended = subprocess.run(
            script, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
        )
        deaths += ended.returncode == -signal.SIGKILL
        assert ended.returncode in (0, -signal.SIGKILL)
        assert sound(catalog)
        kept = {*catalog.ids(), *waiting(catalog)}
        assert kept == {"a", "b", "c"}, "each is in the inbox, in the catalog, or in both"
    assert deaths >= 4
    assert waiting(catalog) == []
    assert [sorted(related(catalog, x)) for x in "abc"] == [["b"], ["a", "c"], []]
