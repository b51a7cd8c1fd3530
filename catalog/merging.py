"""Merging two records of one resource: one stays, the id of the other leads to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog.address import address_key
from catalog.differences import rows
from catalog.digests import BLOCKS, FIELDS, block_of, plain_fields
from catalog.merge import Change, Kept, edited_fields, with_values
from catalog.model import Draft, Entry
from catalog.problem import Problem
from catalog.references import references, rewrite_references
from catalog.remembered import load_remembered, write_remembered
from catalog.store import Catalog
from catalog.strict_yaml import comment_lines
from catalog.yaml_file import read_text

R = TypeVar("R", Draft, Entry, Draft | Entry)


class CannotMerge(Exception):  # noqa: N818  # says what happened, as the commands do
    """Two records cannot be merged; the text says why and what to do."""


@dataclass(frozen=True)
class MergedRecords:
    """What a merge did, or would do: fields the winner gained, what it keeps, who was rewritten."""

    winner: str
    loser: str
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    rewritten: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"merged    {self.loser} into {self.winner}"]
        for c in self.changes:
            lines += rows(c.field, c.old, c.new)
        for k in self.kept:
            lines += rows(k.field, k.ours, k.theirs, "stays")
        lines += [f"  {name} now refers to {self.winner}" for name in self.rewritten]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "winner": self.winner,
            "loser": self.loser,
            "changes": [{"field": c.field, "old": c.old, "new": c.new} for c in self.changes],
            "kept": [{"field": k.field, "theirs": k.theirs, "ours": k.ours} for k in self.kept],
            "rewritten": list(self.rewritten),
        }


def merge_records(
    catalog: Catalog, winner: str, loser: str, *, dry_run: bool = False
) -> MergedRecords:
    """Merge the entry or draft `loser` into the entry or draft `winner`. Raises CannotMerge.

    The winner keeps what it says, except that what a person wrote into the loser replaces what
    only a machine wrote into the winner. Links and relations of both are kept. The winner is
    written first and the loser deleted last, and each step may be repeated: a merge that was cut
    off is finished by the same call.
    """
    entries, bad = catalog.load()
    drafts, more = catalog.drafts()
    records: dict[str, Entry | Draft] = {**drafts, **entries}
    if winner == loser:
        raise CannotMerge(f"{winner} cannot be merged with itself")
    one = _record(winner, records, [*bad, *more])
    done = isinstance(one, Entry) and loser in one.former_ids and loser not in records
    other = None if done else _record(loser, records, [*bad, *more])
    if isinstance(one, Draft) and isinstance(other, Entry):
        raise CannotMerge(f"{loser} is an entry and {winner} only waits: name the entry first")
    try:
        merged, changes, kept = (one, (), ()) if other is None else _combined(one, other)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise CannotMerge(f"the values of both do not go together: {reason}") from None
    everyone: list[Entry | Draft] = [*entries.values(), *drafts.values()]
    others = [
        rewrite_references(r, lambda found: winner if found == loser else found)
        for r in everyone
        if r is not one and r.id != loser and loser in references(r)
    ]
    files = [_file(catalog, r) for r in (one, *others, *([other] if other else []))]
    for file in files:
        if comment_lines(read_text(file)):
            raise CannotMerge(f"{file} has a comment, which would be lost: delete it")
    if not dry_run:
        for record in (merged, *others):
            _write(catalog, record)
        if isinstance(other, Entry):
            catalog.delete(loser)
        elif other is not None:
            catalog.delete_draft(loser)
        if isinstance(other, Entry) and loser in drafts:
            catalog.delete_draft(loser)  # what waited to update the loser is of no use now
        remembered = load_remembered(catalog.folder)
        forgotten = remembered.following(lambda found: None if found == loser else found)
        write_remembered(catalog.folder, forgotten)
    return MergedRecords(winner, loser, changes, kept, tuple(sorted(r.id for r in others)))


def _combined(
    one: Entry | Draft, other: Entry | Draft
) -> tuple[Entry | Draft, tuple[Change, ...], tuple[Kept, ...]]:
    renamed = rewrite_references(one, lambda found: None if found == other.id else found)
    ours, theirs = plain_fields(renamed), plain_fields(other)
    curated = (set(edited_fields(one)), set(edited_fields(other)))
    values: dict[str, Any] = {}
    kept: list[Kept] = []
    for field in FIELDS:
        mine, new = ours.get(field), theirs.get(field)
        if field in ("links", "relations") or new is None or new == mine:
            continue
        emptied = mine is None and field in curated[0]
        if (mine is None and not emptied) or (field in curated[1] and field not in curated[0]):
            values[field] = new
        else:
            kept.append(Kept(field, new, mine))
    both = _with_links_of(renamed, other)
    result = {**plain_fields(both), **values}
    names = {field.partition(".")[0] for field in values}
    fields: dict[str, Any] = {
        name: block_of(result, name) if name in BLOCKS else getattr(other, name) for name in names
    }
    fields |= {"links": both.links, "relations": both.relations}
    fields |= {"harvest": one.harvest or other.harvest} | _entry_fields(one, other)
    merged = with_values(one, fields)
    said = plain_fields(merged)
    changes = [
        Change(f, plain_fields(one).get(f), said.get(f))
        for f in FIELDS
        if plain_fields(one).get(f) != said.get(f)
    ]
    return merged, tuple(changes), tuple(kept)


def _with_links_of(one: R, other: Entry | Draft) -> R:
    """Return a record with the links and relations of another added after its own."""
    places: set[str] = {address_key(link.url) for link in one.links}
    links = (*one.links, *(k for k in other.links if address_key(k.url) not in places))
    relations = (*one.relations, *(r for r in other.relations if r.entry not in (one.id, other.id)))
    return one.model_copy(update={"links": links, "relations": tuple(dict.fromkeys(relations))})


def _entry_fields(one: Entry | Draft, other: Entry | Draft) -> dict[str, Any]:
    if not (isinstance(one, Entry) and isinstance(other, Entry)):
        return {}
    former = (*one.former_ids, other.id, *other.former_ids)
    ours, theirs = one.note or "", other.note or ""
    notes = [ours] if theirs in ours else [ours, theirs]  # in it already: begun before, and cut off
    return {
        "former_ids": tuple(dict.fromkeys(f for f in former if f != one.id)),
        "note": "\n\n".join(filter(None, notes)) or None,
        "added": min(one.added, other.added),
    }


def _record(record_id: str, records: dict[str, Entry | Draft], bad: list[Problem]) -> Entry | Draft:
    if record_id in records:
        return records[record_id]
    for problem in bad:
        if problem.file.stem == record_id:
            raise CannotMerge(str(problem))
    raise CannotMerge(f"there is no entry and no draft {record_id}")


def _file(catalog: Catalog, record: Entry | Draft) -> Path:
    entry = isinstance(record, Entry)
    return catalog.path(record.id) if entry else catalog.draft_path(record.id)


def _write(catalog: Catalog, record: Entry | Draft) -> None:
    if isinstance(record, Entry):
        catalog.write(record)
    else:
        catalog.write_draft(record)
