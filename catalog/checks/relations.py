"""Checks between entries: relations that lead somewhere, ids that mean one entry, duplicates."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

from catalog.address import address_key
from catalog.checks.check import Check, DataPath, Finding, Snapshot, fix_entry
from catalog.folding import fold
from catalog.model import Entry, Relation, RelationType, Status
from catalog.problem import Severity
from catalog.references import rewrite_references
from catalog.remembered import FILE, remembered_text
from catalog.yaml_file import nearest

_ANSWERS = {
    RelationType.REPLACES: RelationType.REPLACED_BY,
    RelationType.REPLACED_BY: RelationType.REPLACES,
}


def _references(entry: Entry) -> Iterator[tuple[DataPath, str]]:
    for number, relation in enumerate(entry.relations):
        yield ("relations", number, "entry"), relation.entry
    for number, reading in enumerate(entry.course.reading if entry.course else ()):
        if reading.entry:
            yield ("course", "reading", number, "entry"), reading.entry


def _missing(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for path, target in _references(entry):
            if target not in kb.entry_ids and target not in kb.former_ids:
                close = nearest(target, kb.entry_ids)
                suggestion = f"Did you mean `{close}`?" if close else None
                yield kb.about(entry, f"there is no entry `{target}`", path, suggestion)


def _former(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for path, target in _references(entry):
            current = kb.former_ids.get(target)
            if current and current != entry.id:
                message = f"`{target}` is a former id"
                yield kb.about(entry, message, path, f"Write `{current}` instead")


def _with_current_ids(kb: Snapshot, entry: Entry) -> Entry:
    return rewrite_references(entry, lambda target: kb.former_ids.get(target, target))


def _itself(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for path, target in _references(entry):
            if target == entry.id or target in entry.former_ids:
                yield kb.about(entry, "the entry refers to itself", path)


def _unanswered(kb: Snapshot) -> Iterator[tuple[Entry, Relation]]:
    """Yield each entry and the relation it lacks."""
    for entry in kb.entries.values():
        for relation in entry.relations:
            answer = _ANSWERS.get(relation.type)
            other = kb.entries.get(kb.former_ids.get(relation.entry, relation.entry))
            if answer and other and other.id != entry.id:
                known = {(r.type, kb.former_ids.get(r.entry, r.entry)) for r in other.relations}
                if (answer, entry.id) not in known:
                    yield other, Relation(type=answer, entry=entry.id)


def _not_mutual(kb: Snapshot) -> Iterator[Finding]:
    for entry, lacking in _unanswered(kb):
        said = _ANSWERS[lacking.type]
        message = f"`{lacking.entry}` says `{said}` of this entry, which does not answer"
        suggestion = f"Add the relation `{lacking.type}: {lacking.entry}`"
        yield kb.about(entry, message, ("relations",), suggestion)


def _answered(kb: Snapshot, entry: Entry) -> Entry:
    lacking = (relation for other, relation in _unanswered(kb) if other.id == entry.id)
    return entry.model_copy(update={"relations": (*entry.relations, *lacking)})


def _duplicate_ids(kb: Snapshot) -> Iterator[Finding]:
    claimed: dict[str, str] = {}
    for entry in kb.entries.values():
        for number, old in enumerate(entry.former_ids):
            path = ("former_ids", number)
            if old in kb.entry_ids:
                yield kb.about(entry, f"`{old}` is the id of an entry", path)
            elif old in claimed:
                message = f"`{old}` is also a former id of `{claimed[old]}`"
                yield kb.about(entry, message, path)
            else:
                claimed[old] = entry.id


def _alike(
    kb: Snapshot, key: Callable[[Entry], Hashable | None]
) -> Iterator[tuple[Entry, list[str]]]:
    """Yield each entry with the ids of earlier ones that have its key and no relation to it."""
    groups: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    for entry in kb.entries.values():
        if entry.status != Status.WITHDRAWN and (value := key(entry)) is not None:
            related = {relation.entry for relation in entry.relations}
            others = [
                other.id
                for other in groups[value]
                if other.id not in related and entry.id not in {r.entry for r in other.relations}
            ]
            groups[value].append(entry)
            if others:
                yield entry, others


def _named(ids: list[str]) -> str:
    shown = ", ".join(f"`{entry_id}`" for entry_id in ids[:3])
    return f"{shown} and {len(ids) - 3} more" if len(ids) > 3 else shown


def _duplicate_addresses(kb: Snapshot) -> Iterator[Finding]:
    for entry, others in _alike(kb, lambda e: address_key(e.address) if e.address else None):
        yield kb.about(entry, f"the same address as {_named(others)}", ("links",))


def _edition(entry: Entry) -> Hashable:
    year = entry.published.year if entry.published else None
    # `Child care` and `Childcare` are one title here: what is found is only a hint.
    title = fold(entry.title).replace(" ", "") or entry.title
    return title, year, fold(entry.publisher or ""), entry.languages


def _duplicate_titles(kb: Snapshot) -> Iterator[Finding]:
    for entry, others in _alike(kb, _edition):
        yield kb.about(
            entry, f"title, year and publisher are those of {_named(others)}", ("title",)
        )


def _entry_meant(kb: Snapshot, entry_id: str) -> str | None:
    return entry_id if entry_id in kb.entry_ids else kb.former_ids.get(entry_id)


def _remembered(kb: Snapshot) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, gone in enumerate(kb.remembered.gone):
        meant = _entry_meant(kb, gone.entry)
        if meant is None:
            message = f"there is no entry `{gone.entry}`"
        elif meant != gone.entry:
            message = f"`{gone.entry}` is a former id of `{meant}`"
        elif meant in seen:
            message = f"`{meant}` is there twice"
        else:
            seen.add(meant)
            continue
        yield Finding(kb.folder / FILE, message, ("gone", number, "entry"))


def _as_it_is_now(kb: Snapshot, file: Path) -> str | None:  # noqa: ARG001
    return remembered_text(kb.remembered.following(lambda entry: _entry_meant(kb, entry)))


CHECKS = (
    Check(
        code="relation-missing",
        title="A relation to an entry that does not exist",
        explanation="The entry page would offer readers a link that leads nowhere.",
        suggestion="Correct the id, or delete the relation",
        severity=Severity.ERROR,
        find=_missing,
    ),
    Check(
        code="relation-itself",
        title="An entry that refers to itself",
        explanation="A relation says how two resources belong together; one alone cannot.",
        suggestion="Correct the id, or delete the relation",
        severity=Severity.ERROR,
        find=_itself,
    ),
    Check(
        code="relation-former-id",
        title="A relation that uses a former id",
        explanation="The relation still works, but the file should say the current id.",
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_former,
        fix=fix_entry(_with_current_ids),
    ),
    Check(
        code="relation-not-mutual",
        title="“Replaces” without “replaced by”",
        explanation=(
            "When one entry says that it replaces another, the other must say that it is replaced, "
            "or readers of the old one never learn that there is a new one."
        ),
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_not_mutual,
        fix=fix_entry(_answered),
    ),
    Check(
        code="gone-unknown",
        title="A note about an entry that does not exist",
        explanation=(
            "`kb/remembered.yaml` notes which entries their sources no longer have. A note about "
            "an entry that was deleted, or has another id now, is shown to nobody."
        ),
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_remembered,
        fix=_as_it_is_now,
    ),
    Check(
        code="duplicate-id",
        title="An id that means two entries",
        explanation=(
            "A former id keeps old links working. It cannot lead to two entries, nor be the id of "
            "another entry."
        ),
        suggestion="Delete it from `former_ids` of the entry it does not belong to",
        severity=Severity.ERROR,
        find=_duplicate_ids,
    ),
    Check(
        code="duplicate-address",
        title="Two entries with one address",
        explanation=(
            "Two entries whose first address is the same are probably the same resource. Entries "
            "that are related to each other, and withdrawn ones, are not compared."
        ),
        suggestion="Merge the two, or say with a relation how they belong together",
        severity=Severity.WARNING,
        find=_duplicate_addresses,
    ),
    Check(
        code="duplicate-title",
        title="Two entries with one title, year and publisher",
        explanation=(
            "They are probably the same resource. The same title in another year is another "
            "edition and no duplicate; nor are entries in different languages, entries that are "
            "related to each other, and withdrawn ones."
        ),
        suggestion="Merge the two, or say with a relation how they belong together",
        severity=Severity.WARNING,
        find=_duplicate_titles,
    ),
)
