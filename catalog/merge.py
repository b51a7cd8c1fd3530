"""Merging what a harvest proposes into a record: a value that a person set is never replaced."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from catalog.digests import BLOCKS, FIELDS, block_of, digest, known_digests, plain_fields
from catalog.model import Draft, Entry

R = TypeVar("R", Draft, Entry, Draft | Entry)


@dataclass(frozen=True)
class Change:
    """A field, or part of a block (`course.cost`), that takes the proposed value.

    Values are plain data, None when empty.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Kept:
    """A field where the machine proposes something new and a person's value stays."""

    field: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Merged(Generic[R]):
    """A record after the merge, what changed in it, and what a person's value prevented."""

    record: R
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]


def merge(current: R, proposal: Draft) -> Merged[R]:
    """Merge a proposal into an entry, or into a draft that waits.

    The `harvest` block tells whose a value is: `fields` has the digest of each value as the
    machine last proposed it. A value with another digest is a person's, and so is an empty field
    that has one. A field without a digest is a person's unless it is empty. The merged record
    remembers the new digests, so that a difference is reported once and not at every harvest.

    Raises pydantic.ValidationError when the values do not go together.
    """
    before = known_digests(current, current.harvest.fields) if current.harvest else {}
    proposed = known_digests(proposal, proposal.harvest.fields) if proposal.harvest else {}
    ours, theirs = plain_fields(current), plain_fields(proposal)
    changes: list[Change] = []
    kept: list[Kept] = []
    for field in FIELDS:
        old, new = ours.get(field), theirs.get(field)
        if old is None and field in before and field not in proposed:
            proposed[field] = before[field]  # a person emptied it: do not fill it again
        if old == new:
            continue
        if not _set_by_person(old, before.get(field)):
            changes.append(Change(field, old, new))
        elif new is not None and proposed.get(field) != before.get(field):
            kept.append(Kept(field, new, old))
    harvest = (
        proposal.harvest.model_copy(update={"fields": {f: proposed[f] for f in _ordered(proposed)}})
        if proposal.harvest
        else current.harvest
    )
    result = ours | {change.field: change.new for change in changes}
    result = {field: value for field, value in result.items() if value is not None}
    names = dict.fromkeys(change.field.partition(".")[0] for change in changes)
    values = {n: block_of(result, n) if n in BLOCKS else getattr(proposal, n) for n in names}
    record = with_values(current, values)
    machines: dict[str, object] = {"harvest": harvest}
    if isinstance(current, Draft):
        machines["headings"] = proposal.headings
    return Merged(record.model_copy(update=machines), tuple(changes), tuple(kept))


def edited_fields(record: Draft | Entry) -> tuple[str, ...]:
    """Return the harvestable fields that a person set, changed or emptied, in their order."""
    before = known_digests(record, record.harvest.fields) if record.harvest else {}
    values = plain_fields(record)
    return tuple(f for f in FIELDS if _set_by_person(values.get(f), before.get(f)))


def with_values(record: R, values: dict[str, Any]) -> R:
    """Return a record with some of its fields replaced and checked. Raises ValidationError."""
    given = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record).model_validate(given | values)


def _set_by_person(value: Any, machine: str | None) -> bool:
    return value is not None if machine is None else digest(value) != machine


def _ordered(fields: dict[str, str]) -> list[str]:
    return [name for name in FIELDS if name in fields]
