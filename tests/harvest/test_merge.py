"""Whose a value is, and what a merge makes of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.digests import content_digest, digest, field_digests, plain_fields
from catalog.merge import edited_fields, merge, with_values
from catalog.model import Draft, Entry, Harvest, Record, to_plain

WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def proposal(**values: Any) -> Draft:
    """Return a draft just as a harvest makes it."""
    draft = Draft.model_validate({"id": "guide", "title": "A guide", "kind": "guide"} | values)
    harvest = Harvest(
        source="shelf",
        address="https://shelf.example/",
        item="guide",
        when=WHEN,
        content=content_digest(draft),
        fields=field_digests(draft),
    )
    return draft.model_copy(update={"harvest": harvest})


def accepted(draft: Draft) -> Entry:
    values = {name: getattr(draft, name) for name in (*Record.model_fields, "harvest")}
    return Entry.model_validate(values | {"added": date(2026, 3, 2)})


A, B, C = "Machine said A", "Machine said B", "Person said C"

CASES = [
    # machine first said, then the entry held, machine now says -> entry holds, kept is reported
    ("nothing changed", A, A, A, A, False),
    ("machine-set and unchanged is updated", A, A, B, B, False),
    ("machine-set and dropped by the page is emptied", A, A, None, None, False),
    ("edited stays", A, C, B, C, True),
    ("edited stays, and an old proposal is no news", A, C, A, C, False),
    ("edited stays when the page drops it", A, C, None, C, False),
    ("emptied stays empty", A, None, B, None, True),
    ("emptied stays empty, and an old proposal is no news", A, None, A, None, False),
    ("never set by anyone is filled", None, None, B, B, False),
    ("set by a person alone stays", None, C, B, C, True),
    ("agreed by both", A, B, B, B, False),
]


@pytest.mark.parametrize(("name", "first", "held", "now", "result", "reported"), CASES)
def test_a_persons_value_stays(
    name: str,
    first: str | None,
    held: str | None,
    now: str | None,
    result: str | None,
    reported: bool,
) -> None:
    entry = with_values(accepted(proposal(summary=first)), {"summary": held})
    merged = merge(entry, proposal(summary=now))
    assert merged.record.summary == result
    assert [(k.field, k.theirs, k.ours) for k in merged.kept] == (
        [("summary", now, held)] if reported else []
    )
    again = merge(merged.record, proposal(summary=now))
    assert again.record == merged.record, "a second time changes nothing"
    assert not again.changes
    assert not again.kept, "and is not reported again"


def test_an_emptied_field_stays_empty_when_the_page_drops_it_and_brings_it_back() -> None:
    entry = with_values(accepted(proposal(summary=A)), {"summary": None})
    for now in (None, B, None, A):
        entry = merge(entry, proposal(summary=now)).record
        assert entry.summary is None


def test_an_entry_written_by_hand_is_a_persons_and_its_empty_fields_are_filled() -> None:
    entry = Entry(id="guide", title="My title", kind="manual", added=date(2020, 1, 1))
    merged = merge(entry, proposal(summary=A))
    assert (merged.record.title, merged.record.kind, merged.record.summary) == (
        "My title",
        "manual",
        A,
    )
    assert [k.field for k in merged.kept] == ["title", "kind"]
    assert merged.record.added == date(2020, 1, 1)


def test_the_fields_of_a_person_in_a_draft_are_a_persons_in_the_entry() -> None:
    draft = proposal(summary=A)
    edited = with_values(draft, {"summary": C})
    entry = merge(accepted(draft), edited).record
    assert entry.summary == C
    assert edited_fields(entry) == ("summary",)
    assert merge(entry, proposal(summary=B)).record.summary == C


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "summary": st.sampled_from([A, B, C]),
        "authors": st.lists(st.sampled_from(["Ann", "Bo", "Cy"]), max_size=2, unique=True),
        "topics": st.lists(st.sampled_from(["neglect", "trauma"]), max_size=2, unique=True),
        "published": st.sampled_from(["2019", "2019-05", "2020-01-31"]),
        "length": st.sampled_from([{"pages": 4}, {"minutes": 30}]),
    },
)


@given(first=VALUES, edits=VALUES, nexts=st.lists(VALUES, max_size=4))
def test_whatever_is_proposed_a_persons_values_stay_and_merging_twice_is_merging_once(
    first: dict[str, Any], edits: dict[str, Any], nexts: list[dict[str, Any]]
) -> None:
    start = accepted(proposal(**first))
    data = {k: getattr(Draft.model_validate({"id": "x", "title": "x"} | edits), k) for k in edits}
    entry = with_values(start, data)
    theirs = edited_fields(entry)
    ours = {f: plain_fields(entry).get(f) for f in theirs}
    for values in nexts:
        merged = merge(entry, proposal(**values))
        for field, value in ours.items():
            assert plain_fields(merged.record).get(field) == value
        wanted = plain_fields(proposal(**values))
        for field in set(wanted) - set(ours):
            assert plain_fields(merged.record)[field] == wanted[field]
        assert merge(merged.record, proposal(**values)).record == merged.record
        # Where both came to say the same, it counts as the machine's from now on.
        entry = merged.record
        ours = {f: v for f, v in ours.items() if f in edited_fields(entry)}


COURSE = {"pass_mark": 70, "cost": "Free", "objectives": ["See it", "Report it"]}


def _rewritten(entry: Entry) -> Entry:
    ours = COURSE | {"objectives": ["Notice it early"]}
    return with_values(entry, {"course": ours})


def test_who_rewrote_the_objectives_still_gets_the_new_pass_mark() -> None:
    entry = _rewritten(accepted(proposal(kind="course", course=COURSE)))
    now = proposal(kind="course", course={"pass_mark": 80, "objectives": ["See all of it"]})
    merged = merge(entry, now)
    assert [(c.field, c.old, c.new) for c in merged.changes] == [
        ("course.pass_mark", 70, 80),
        ("course.cost", "Free", None),
    ]
    assert [k.field for k in merged.kept] == ["course.objectives"]
    course = merged.record.course
    assert course
    assert (course.pass_mark, course.cost, course.objectives) == (80, None, ("Notice it early",))
    assert merge(merged.record, now).record == merged.record


@pytest.mark.parametrize("rewritten", [False, True])
def test_a_harvest_block_from_before_parts_had_digests_is_understood(rewritten: bool) -> None:
    entry = accepted(proposal(kind="course", course=COURSE))
    assert entry.harvest
    whole = {"kind": digest("course"), "course": digest(plain(COURSE))}
    old = entry.harvest.model_copy(update={"fields": whole})
    entry = entry.model_copy(update={"harvest": old})
    entry = _rewritten(entry) if rewritten else entry
    merged = merge(entry, proposal(kind="course", course=COURSE | {"pass_mark": 80}))
    # Whose a part is cannot be told once any was rewritten: then all of them stay.
    changed = [] if rewritten else ["course.pass_mark"]
    assert [c.field for c in merged.changes] == changed
    assert merged.record.harvest
    assert "course" not in merged.record.harvest.fields


def plain(course: dict[str, Any]) -> Any:
    draft = Draft.model_validate({"id": "x", "title": "x", "course": course})
    return to_plain(draft)["course"]
