"""Accepting drafts: from the inbox into the catalog, without losing or overwriting anything."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalog.accepted import Accepted, Outcome
from catalog.checks import CHECKS
from catalog.checks.check import Snapshot
from catalog.digests import digest, plain_fields
from catalog.kinship import Kinship, Stated, relate
from catalog.matching import Matcher
from catalog.merge import Merged, merge
from catalog.model import Draft, Entry, Record, Status
from catalog.problem import field_name
from catalog.references import REFERRING_FIELDS, references, rewrite_references
from catalog.remembered import load_remembered, write_remembered
from catalog.store import Catalog
from catalog.strict_yaml import comment_lines
from catalog.suggestions import Suggester, Suggestion, with_suggestions
from catalog.yaml_file import read_text


class Acceptance:
    """One run over the inbox.

    Every entry is written before its draft is removed, and no entry ever names one that is not
    on disk yet, so a run that is cut off at any point leaves a sound catalog, and the next run
    finishes it.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: date,
        *,
        dry_run: bool = False,
        suggester: Suggester | None = None,
        kin: Mapping[str, tuple[Kinship, str]] | None = None,
    ) -> None:
        """`suggester` finds tags that are to be added to drafts. Raises BadFile.

        `kin` says by the id of a draft what it is to which entry. `kb` is the knowledge base as it
        was before the run.
        """
        self._suggester = suggester
        self._kin = kin or {}
        self._remembered = load_remembered(catalog.folder)
        self._rejected = {rejection.draft for rejection in self._remembered.rejected}
        self._catalog = catalog
        self._today = today
        self._dry_run = dry_run
        self.kb = Snapshot(catalog.folder, today)
        self._entries, self._drafts = dict(self.kb.entries), dict(self.kb.drafts)
        inbox = catalog.folder / "inbox"
        self._unreadable = {p.file.stem: p for p in self.kb.unreadable if p.file.parent == inbox}
        self._current = {**self.kb.former_ids, **{i: i for i in self.kb.entry_ids}}
        self._results: dict[str, Accepted] = {}

    def waiting(self, source: str | None = None) -> list[str]:
        """Return the ids of the drafts in the inbox, or of those from one source.

        Without a source also of those that cannot be read: accepting them says why.
        """
        if source is None:
            return [*self._drafts, *self._unreadable]
        return [d.id for d in self._drafts.values() if d.harvest and d.harvest.source == source]

    def accept(self, draft_ids: Iterable[str]) -> list[Accepted]:
        """Accept drafts; also completes earlier ones whose relations waited for these."""
        chosen = list(dict.fromkeys(draft_ids))
        for draft_id in chosen:
            self._accept(draft_id)
        # A draft may name one accepted after it; and the ones accepted earlier may name these.
        for draft_id in (*chosen, *self.waiting()):
            self._complete(draft_id)
        return list(self._results.values())

    def _accept(self, draft_id: str) -> None:
        draft = self._drafts.get(draft_id)
        if draft is None:
            if not self._withdraw(draft_id):
                self._refuse(draft_id, self._why_missing(draft_id))
            return
        entry = self._entry_for(draft)
        if entry is None and self._current.get(draft.id):
            self._refuse(
                draft_id,
                f"the entry {self._current[draft.id]} is about something else or cannot be read:"
                " give the draft another id (in the file and as the file's name)",
            )
            return
        files = [self._catalog.draft_path(draft_id)]
        files += [self._catalog.path(entry.id)] if entry else []
        for file in files:
            if file.exists() and comment_lines(read_text(file)):
                self._refuse(draft_id, f"{file} has a comment, which would be lost: delete it")
                return
        taken = tuple(self._suggester.suggest(draft, entry)) if self._suggester else ()
        try:
            ready, pending = self._without_pending(with_suggestions(draft, taken))
        except ValidationError as error:
            self._refuse(draft_id, *(_in_words(part) for part in error.errors()))
            return
        if pending and draft.harvest is None:
            self._refuse(draft_id, f"names what is not in the catalog: {', '.join(pending)}")
            return
        try:
            merged = self._new(ready) if entry is None else merge(entry, ready)
        except ValidationError as error:
            self._refuse(draft_id, *(_in_words(part) for part in error.errors()))
            return
        if objections := self._objections(merged.record):
            self._refuse(draft_id, *objections)
            return
        if draft_id not in self._kin:
            self._store(draft, entry, merged, pending, taken=taken)
            return
        kinship, other_id = self._kin[draft_id]
        other = self._entries.get(self._current.get(other_id, ""))
        if other is None:
            waits = other_id in self._drafts and other_id != draft_id
            first = ": accept it first" if waits else ""
            self._refuse(draft_id, f"there is no entry {other_id} in the catalog{first}")
            return
        if why := self._why_no_kin(merged.record, other, pending):
            self._refuse(draft_id, why)
            return
        record, other, stated = relate(merged.record, kinship, other)
        merged = replace(merged, record=record)
        self._store(draft, entry, merged, pending, other, stated, taken)

    def _why_no_kin(self, entry: Entry, other: Entry, pending: tuple[str, ...]) -> str:
        """Return why an entry cannot be said to be kin of another; empty when it can."""
        if entry.id == other.id:
            return "an entry cannot be another edition or a translation of itself"
        if pending:  # when these come, the relation would look like an edit that must stay alone
            return f"accept first what it names: {', '.join(pending)}"
        file = self._catalog.path(other.id)
        lost = comment_lines(read_text(file))
        return f"{file} has a comment, which would be lost: delete it" if lost else ""

    def _withdraw(self, entry_id: str) -> bool:
        """Withdraw an entry that waits as gone from its source; False when it does not."""
        entry, gone = self._entries.get(entry_id), self._remembered.waits(entry_id)
        if entry is None or gone is None:
            return False
        file = self._catalog.path(entry_id)
        if comment_lines(read_text(file)):
            self._refuse(entry_id, f"{file} has a comment, which would be lost: delete it")
            return True
        self._entries[entry_id] = entry.model_copy(update={"status": Status.WITHDRAWN})
        self._remembered = self._remembered.settling(entry_id, self._today)
        if not self._dry_run:
            self._catalog.write(self._entries[entry_id])
            write_remembered(self._catalog.folder, self._remembered)
        why = f"{gone.reason}: {gone.page}"
        self._results[entry_id] = Accepted(entry_id, entry_id, Outcome.WITHDRAWN, reasons=(why,))
        return True

    def _complete(self, draft_id: str) -> None:
        """Give an accepted entry the relations that can be kept by now."""
        draft, before = self._drafts.get(draft_id), self._results.get(draft_id)
        if draft is None or (before and before.outcome is Outcome.REFUSED):
            return
        entry = self._entry_for(draft)
        if entry is None or not _taken_in(entry, draft):
            return
        ready, pending = self._without_pending(draft)
        if before and pending == before.pending:
            return
        try:
            merged = merge(entry, ready)
        except ValidationError:
            return  # edited since; accepting it will say what does not go together
        if before is None and {change.field for change in merged.changes} - set(REFERRING_FIELDS):
            return  # changed since by a person, who will accept it again
        if before is None and not merged.changes:
            return  # still waits for the same
        self._store(draft, entry, merged, pending)

    def _store(
        self,
        draft: Draft,
        old: Entry | None,
        merged: Merged[Entry],
        pending: tuple[str, ...],
        other: Entry | None = None,
        stated: tuple[Stated, ...] = (),
        taken: tuple[Suggestion, ...] = (),
    ) -> None:
        entry = merged.record
        for written in (entry, other) if other else (entry,):
            self._entries[written.id] = written
            self._current[written.id] = written.id
            if not self._dry_run:
                self._catalog.write(written)
        if not pending:
            del self._drafts[draft.id]
            if not self._dry_run:
                self._catalog.delete_draft(draft.id)
        if earlier := self._results.get(draft.id):
            changes = (
                () if earlier.outcome is Outcome.ADDED else (*earlier.changes, *merged.changes)
            )
            result = replace(earlier, changes=changes, pending=pending)
        else:
            outcome = Outcome.UPDATED if merged.changes or stated else Outcome.UNCHANGED
            result = Accepted(
                draft.id,
                entry.id,
                Outcome.ADDED if old is None else outcome,
                () if old is None else merged.changes,
                merged.kept,
                pending,
                stated=stated,
                taken=taken,
            )
        self._results[draft.id] = result

    def _new(self, draft: Draft) -> Merged[Entry]:
        given = {name: getattr(draft, name) for name in (*Record.model_fields, "harvest")}
        values = {name: value for name, value in given.items() if value is not None}
        entry = Entry.model_validate(values | {"status": Status.PUBLISHED, "added": self._today})
        return Merged(entry, (), ())

    def _entry_for(self, draft: Draft) -> Entry | None:
        """Return the entry a draft's id leads to, if it describes the same resource."""
        entry = self._entries.get(self._current.get(draft.id, ""))
        if entry is None:
            return None
        matcher = Matcher([entry])
        return entry if matcher.same_item(draft) or matcher.same_resource(draft) else None

    def _without_pending(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Return a draft that names only what is on disk, and the ids it leaves out."""
        named = references(draft)
        if not named:
            return draft, ()
        missing = [name for name in named if name not in self._current]
        # What was rejected never comes; what was rejected and came back waits like any other.
        pending = tuple(n for n in missing if n in self._drafts or n not in self._rejected)
        ready = rewrite_references(draft, self._current.get)
        if draft.harvest is None:
            return ready, pending
        fields, old, new = dict(draft.harvest.fields), plain_fields(draft), plain_fields(ready)
        for name in REFERRING_FIELDS:
            # Shortened by us, not by a person: so it can be completed later.
            if name in old and (missing or fields.get(name) == digest(old[name])):
                fields.pop(name, None)
                if name in new:
                    fields[name] = digest(new[name])
        harvest = draft.harvest.model_copy(update={"fields": fields})
        return ready.model_copy(update={"harvest": harvest}), pending

    def _objections(self, entry: Entry) -> list[str]:
        """Return what `kb check` would find wrong with an entry by itself."""
        alone = copy(self.kb)
        alone.entries = {entry.id: entry}
        found = [
            (check, finding)
            for check in (CHECKS["unknown-term"], CHECKS["block-for-other-kind"])
            for finding in check.find(alone)
        ]
        return [
            f"{field_name(f.path)}: {f.message}. {f.suggestion or check.suggestion}"
            for check, f in found
        ]

    def _why_missing(self, draft_id: str) -> str:
        try:
            self._catalog.draft_path(draft_id)
        except KeyError:
            return "this is not an id"
        if draft_id in self._unreadable:
            return str(self._unreadable[draft_id])
        if draft_id in self._current:
            return "there is no such draft in the inbox; it has been accepted already"
        return "there is no such draft in the inbox"

    def _refuse(self, draft_id: str, *reasons: str) -> None:
        self._results[draft_id] = Accepted(draft_id, draft_id, Outcome.REFUSED, reasons=reasons)


def _taken_in(entry: Entry, draft: Draft) -> bool:
    """Whether an entry has been made or updated from just this draft."""
    if entry.harvest is None or draft.harvest is None:
        return False
    return (entry.harvest.source, entry.harvest.item, entry.harvest.content) == (
        draft.harvest.source,
        draft.harvest.item,
        draft.harvest.content,
    )


def _in_words(error: ErrorDetails) -> str:
    field = field_name(error["loc"])
    if error["type"] == "missing":
        return f"{field}: missing; write it into the draft"
    message = str(error.get("ctx", {}).get("error", error["msg"]))
    return f"{field}: {message}" if field else message
