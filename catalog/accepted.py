"""What became of drafts that were to be accepted: for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.differences import rows
from catalog.kinship import Stated
from catalog.merge import Change, Kept
from catalog.suggestions import Suggestion


class Outcome(StrEnum):
    """What became of a draft."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True)
class Accepted:
    """What became of one draft; `str()` says it to a person, on one line or more.

    `pending` are the ids it names that are in the catalog only later: the draft stays in the
    inbox until they are, and any later accept adds the relations. `reasons` say why a draft was
    refused, or an entry withdrawn that is gone from its source. `stated` are the relations a
    librarian asked for, `taken` the suggested tags.
    """

    draft: str
    entry: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    pending: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    taken: tuple[Suggestion, ...] = ()

    def __str__(self) -> str:
        name = self.entry if self.entry == self.draft else f"{self.draft} (as {self.entry})"
        lines = [f"{self.outcome:<9} {name}"]
        lines += [f"  {reason}" for reason in self.reasons]
        for change in self.changes:
            who = "" if change.old is None else "set by the machine"
            lines += rows(change.field, change.old, change.new, who)
        for kept in self.kept:
            lines += rows(kept.field, kept.ours, kept.theirs, "set by a person, stays")
        lines += [f"  relation: {relation}" for relation in self.stated]
        lines += [f"  tagged: {suggestion}" for suggestion in self.taken]
        if self.pending:
            names = ", ".join(self.pending)
            lines.append(f"  stays in the inbox until these are accepted too: {names}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "draft": self.draft,
            "entry": self.entry,
            "outcome": self.outcome.value,
            "changes": [
                {
                    "field": c.field,
                    "old": c.old,
                    "new": c.new,
                    "set_by": None if c.old is None else "machine",
                }
                for c in self.changes
            ],
            "kept": [
                {"field": k.field, "theirs": k.theirs, "ours": k.ours, "set_by": "person"}
                for k in self.kept
            ],
            "relations": [relation._asdict() for relation in self.stated],
            "tagged": [suggestion.to_json() for suggestion in self.taken],
            "pending": list(self.pending),
            "reasons": list(self.reasons),
        }


def summary(results: Sequence[Accepted]) -> str:
    """Return what became of each draft, and how many there were of each outcome."""
    counts = Counter(result.outcome for result in results)
    shown = (o for o in Outcome if o is not Outcome.WITHDRAWN or counts[o])
    total = ", ".join(f"{counts[o]} {o}" for o in shown)
    return "\n".join([*(str(result) for result in results), total])
