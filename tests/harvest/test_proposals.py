"""The inbox as a librarian sees it: new, changed, gone, alike; and rejecting."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.matching import Matcher
from catalog.merge import merge, with_values
from catalog.merging import merge_records
from catalog.remembered import FILE, load_remembered
from catalog.store import Catalog
from scrapers.report import Outcome
from tests.harvest.command import kb
from tests.harvest.records import accept, draft, entry, landing
from tests.harvest.test_harvest import LINES, counts, files, harvest, page, source, taken_in


def waiting(catalog: Catalog) -> dict[str, dict[str, Any]]:
    found = json.loads(kb(catalog, "inbox", "--json").stdout)
    return {item.get("draft") or item["entry"]: item for item in found}


def test_what_is_new_and_what_changed_and_who_set_it(catalog: Catalog) -> None:
    accept(catalog, draft("a", title="Old", summary="S.", length={"pages": 3}))
    catalog.write(with_values(catalog.read("a"), {"summary": "Ours."}))
    catalog.write_draft(draft("a", title="New", summary="T.", length={"pages": 4}))
    catalog.write_draft(draft("b"))
    found = waiting(catalog)
    assert {i: f["proposal"] for i, f in found.items()} == {"a": "changed", "b": "new"}
    assert found["a"]["changes"] == [
        {"field": "title", "old": "Old", "new": "New", "set_by": "machine"},
        {"field": "length", "old": {"pages": 3}, "new": {"pages": 4}, "set_by": "machine"},
    ]
    assert found["a"]["kept"] == [
        {"field": "summary", "theirs": "T.", "ours": "Ours.", "set_by": "person"}
    ]
    text = kb(catalog, "inbox").output
    assert "changed   a  New" in text
    assert "length.pages: 3 | 4 | set by the machine" in text
    assert "summary: Ours. | T. | set by a person, stays" in text
    assert "1 new, 1 changed, 0 nothing to change, 0 gone, 0 like another record" in text


def test_what_a_source_lists_no_more_is_shown_until_it_is_noted_or_listed_again(
    catalog: Catalog, tmp_path: Path
) -> None:
    first = "Guide to neglect | https://shelf.example/guide | 2019 |"
    saved = page(tmp_path / "saved", first, LINES[1])
    harvest(catalog, saved)
    accept(catalog)
    page(saved, first)
    assert counts(harvest(catalog, saved)) == {"gone": 1, "unchanged": 1}
    before = files(catalog)
    assert counts(harvest(catalog, saved)) == {"unchanged": 1}, "it is news only once"
    assert files(catalog) == before
    assert catalog.ids() == ["guide-to-neglect", "manual-of-care"], "nothing is deleted"
    assert waiting(catalog) == {
        "manual-of-care": {
            "proposal": "gone",
            "title": "Manual of care",
            "entry": "manual-of-care",
            "source": "shelf",
            "page": "file:page.html",
            "reason": "its page no longer lists it",
            "since": "2026-03-01",
        }
    }
    shown = kb(catalog, "inbox").output
    assert "its page no longer lists it: file:page.html (shelf, since 2026-03-01)" in shown
    assert "kb accept manual-of-care withdraws it; if not: kb reject manual-of-care" in shown
    assert kb(catalog, "reject", "manual-of-care").exit_code == 0
    assert waiting(catalog) == {}
    page(saved, first, LINES[1])
    harvest(catalog, saved)
    assert load_remembered(catalog.folder).gone == (), "it is listed again"


def test_of_a_change_and_a_loss_the_change_is_decided_on_first(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = taken_in(catalog, tmp_path)
    page(saved, LINES[0], LINES[1].replace("2018", "2022"))
    harvest(catalog, saved)
    page(saved, LINES[0])
    assert counts(harvest(catalog, saved))["gone"] == 1
    assert "decide on its change first; then, if so: kb accept" in kb(catalog, "inbox").output
    assert "updated   manual-of-care" in kb(catalog, "accept", "manual-of-care").output
    assert "decide on its change" not in kb(catalog, "inbox").output
    assert "withdrawn manual-of-care" in kb(catalog, "accept", "manual-of-care").output


def test_a_page_that_could_not_be_read_says_nothing_about_what_is_gone(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = taken_in(catalog, tmp_path)
    page(saved, start="<p>Sorry</p>")
    assert counts(harvest(catalog, saved)) == {"not understood": 1}
    assert not (catalog.folder / FILE).exists()


def test_what_was_rejected_comes_back_only_when_the_source_says_something_else(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    before = files(catalog)
    assert kb(catalog, "reject", "manual-of-care", "--dry-run").exit_code == 0
    assert files(catalog) == before
    result = kb(catalog, "reject", "manual-of-care")
    assert "comes back when its source says something else" in result.output
    assert list(catalog.drafts()[0]) == ["guide-to-neglect"]
    report = harvest(catalog, saved)
    assert counts(report) == {"unchanged": 2}
    assert "it was rejected on" in str(report.to_json())
    renamed = harvest(catalog, saved, owner=source(id="renamed")).to_json()
    assert "it was rejected on" in str(renamed), "whatever its source is called"
    page(saved, LINES[0], LINES[1].replace("2018", "2022"))
    assert counts(harvest(catalog, saved)) == {"new": 1, "unchanged": 1}


def test_a_relation_to_what_was_rejected_does_not_keep_a_draft_waiting(
    catalog: Catalog, tmp_path: Path
) -> None:
    harvest(catalog, page(tmp_path / "saved", *LINES))
    kb(catalog, "reject", "manual-of-care")
    assert kb(catalog, "accept", "--all").exit_code == 0
    assert catalog.drafts()[0] == {}
    assert catalog.read("guide-to-neglect").relations == ()
    before = files(catalog)
    harvest(catalog, tmp_path / "saved")
    assert files(catalog) == before


def test_what_cannot_be_rejected_is_explained(catalog: Catalog) -> None:
    catalog.write_draft(draft("a").model_copy(update={"harvest": None}))
    result = kb(catalog, "reject", "a", "nothing")
    assert result.exit_code == 1
    assert "a: it was written by hand" in result.output
    assert "nothing: there is no such draft" in result.output
    assert list(catalog.drafts()[0]) == ["a"]


def test_a_rejection_that_was_cut_off_can_be_repeated(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.write_draft(draft("a"))

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Catalog, "delete_draft", cut)
        kb(catalog, "reject", "a")
    assert list(catalog.drafts()[0]) == ["a"]
    before = load_remembered(catalog.folder)
    kb(catalog, "reject", "a")
    assert catalog.drafts()[0] == {}
    assert load_remembered(catalog.folder) == before


def test_what_is_alike_is_shown_and_can_be_merged(catalog: Catalog, tmp_path: Path) -> None:
    catalog.write(
        entry("hand", title="A manual of Care", published="2018", publisher="Press", kind="manual")
    )
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    (alike,) = waiting(catalog)["manual-of-care"]["alike"]
    assert alike["other"] == "hand"
    assert "if so: kb merge hand manual-of-care" in kb(catalog, "inbox").output
    result = kb(catalog, "merge", "hand", "manual-of-care")
    assert result.exit_code == 0, result.output
    assert [link.url for link in catalog.read("hand").links] == ["https://shelf.example/manual"]
    assert not harvest(catalog, saved).of(Outcome.NEW), "it is known from now on"
    assert kb(catalog, "merge", "hand", "nothing").exit_code == 1


def test_merged_entries_are_not_proposed_again(catalog: Catalog, tmp_path: Path) -> None:
    saved = taken_in(catalog, tmp_path)
    merge_records(catalog, "guide-to-neglect", "manual-of-care")
    before = files(catalog)
    report = harvest(catalog, saved)
    assert counts(report) == {"unchanged": 2}
    assert "merged into guide-to-neglect" in str(report.to_json())
    assert files(catalog) == before


def test_suggestions_are_taken_only_when_asked_for(catalog: Catalog) -> None:
    words = {"title": "Chronic neglect in Minnesota", "links": [landing("https://a.example/")]}
    catalog.write_draft(draft("a", **words))
    catalog.write_draft(draft("b", title="Trauma", summary="For caseworkers."))
    assert "suggested: topics: chronic-neglect (“Chronic neglect” in the title)" in (
        kb(catalog, "inbox").output
    )
    assert [s["term"] for s in waiting(catalog)["a"]["suggested"]] == ["chronic-neglect", "us-mn"]
    kb(catalog, "accept", "b")
    assert catalog.read("b").audiences == ()
    dry = kb(catalog, "accept", "a", "--with-suggestions", "--dry-run")
    assert "  tagged: topics: chronic-neglect (“Chronic neglect” in the title)" in dry.stdout
    assert kb(catalog, "accept", "a", "--with-suggestions").stdout == dry.stdout
    found = catalog.read("a")
    assert (found.topics, found.jurisdictions) == (("chronic-neglect",), ("us-mn",))
    catalog.write_draft(draft("a", **words, published="2020"))
    kb(catalog, "accept", "a")
    assert catalog.read("a").topics == ("chronic-neglect",), "a person's from now on"


def test_a_broken_memory_is_named(catalog: Catalog) -> None:
    catalog.write_draft(draft("a"))
    (catalog.folder / FILE).write_text("gone: [", "utf-8")
    for command in (["inbox"], ["accept", "a"], ["reject", "a"]):
        result = kb(catalog, *command)
        assert result.exit_code == 1
        assert f"{FILE}:1" in result.output


MARKED = """<html lang="en"><head><title>Long neglect</title></head>
<body><nav><h2>Menu</h2></nav><main>
<h1>Long neglect</h1><p>{text}</p><h2>What is chronic neglect?</h2><p>{text}</p>
<h2>For <b>caseworkers</b></h2><p>{text}</p></main></body></html>"""


def test_headings_reach_the_inbox_and_no_entry(catalog: Catalog, tmp_path: Path) -> None:
    (catalog.folder / "sources.yaml").write_text(
        "sources:\n- id: town\n  title: Town\n  scraper: generic\n  site: https://town.example/\n"
        "  defaults:\n    kind: guide\n    languages:\n    - en\n",
        "utf-8",
    )
    saved = tmp_path / "page.html"
    saved.write_text(MARKED.format(text="Some words about it that say little. " * 20), "utf-8")
    done = kb(catalog, "harvest", "--from", str(saved), "--source", "town")
    assert done.exit_code == 0, done.output
    (found,) = waiting(catalog).values()
    assert found["as_defaults"] == ["kind", "languages"]
    assert [(s["term"], s["words"], s["place"]) for s in found["suggested"]] == [
        ("chronic-neglect", "chronic neglect", "heading"),
        ("caseworkers", "caseworkers", "heading"),
    ]
    shown = kb(catalog, "inbox").output
    assert "  as the source's defaults say: kind, languages\n" in shown
    assert "  suggested: audiences: caseworkers (“caseworkers” in the heading)\n" in shown
    (waits,) = catalog.drafts()[0].values()
    assert waits.headings == ("What is chronic neglect?", "For caseworkers")
    assert kb(catalog, "accept", "--all").exit_code == 0
    entry = catalog.read(waits.id)
    assert (entry.topics, entry.audiences) == ((), ()), "never accepted silently"
    assert "headings" not in catalog.path(waits.id).read_text("utf-8")


def test_headings_of_a_waiting_draft_follow_the_page() -> None:
    waits = draft("a").model_copy(update={"headings": ("Old",)})
    now = draft("a", summary="New.").model_copy(update={"headings": ("New",)})
    assert merge(waits, now).record.headings == ("New",)


@pytest.mark.parametrize(
    ("languages", "found"), [(["es"], None), (["en"], "guide"), (["es", "en"], "guide"), ([], None)]
)
def test_the_same_title_in_another_language_is_another_resource(
    languages: list[str], found: str | None
) -> None:
    said = {"title": "A guide to neglect", "published": "2019", "publisher": "City"}
    matcher = Matcher(
        [entry("guide", **said, languages=["en"]), entry("fr", **said, languages=["fr"])]
    )
    assert matcher.same_resource(draft("new", **said, languages=languages)) == found
