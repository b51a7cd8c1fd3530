"""What waits for a librarian: new, changed and gone resources, possible doubles, suggested tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.accepted import Accepted, Outcome
from catalog.checks.check import Snapshot
from catalog.likeness import Alike, Neighbours
from catalog.model import Status
from catalog.remembered import Gone, load_remembered
from catalog.suggestions import Suggester, Suggestion


class Proposal(StrEnum):
    """What a proposal is about."""

    NEW = "new"
    CHANGED = "changed"
    NOTHING = "nothing to change"
    GONE = "gone"


@dataclass(frozen=True)
class Waiting:
    """One proposal. `accepted` is what accepting it would do, None for what is gone.

    `usual` are the fields in which a new draft says what its source's defaults say. `later` says
    that a draft of what is gone waits as well: that is decided on first.
    """

    proposal: Proposal
    subject: str
    title: str
    accepted: Accepted | None = None
    gone: Gone | None = None
    alike: tuple[Alike, ...] = ()
    suggested: tuple[Suggestion, ...] = ()
    usual: tuple[str, ...] = ()
    later: bool = False

    def __str__(self) -> str:
        if self.gone:
            found = self.gone
            first = "decide on its change first; then, " if self.later else ""
            return (
                f"{self.proposal:<9} {self.subject}  {self.title}\n"
                f"  {found.reason}: {found.page} ({found.source}, since {found.since})\n"
                f"  {first}if so: kb accept {self.subject} withdraws it;"
                f" if not: kb reject {self.subject}"
            )
        lines = str(self.accepted).splitlines()
        lines = [f"{self.proposal:<9} {self.subject}  {self.title}", *lines[1:]]
        for alike in self.alike:
            lines += alike.lines(self.subject)
        if self.usual:
            lines.append(f"  as the source's defaults say: {', '.join(self.usual)}")
        lines += [f"  suggested: {suggestion}" for suggestion in self.suggested]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        data: dict[str, Any] = {"proposal": self.proposal.value, "title": self.title}
        if self.gone:
            gone = self.gone
            said = {"source": gone.source, "page": gone.page, "reason": gone.reason}
            return data | {"entry": self.subject} | said | {"since": gone.since.isoformat()}
        return (
            data
            | (self.accepted.to_json() if self.accepted else {})
            | {"alike": [alike.to_json() for alike in self.alike]}
            | {"suggested": [suggestion.to_json() for suggestion in self.suggested]}
            | {"as_defaults": list(self.usual)}
        )


def proposals(
    kb: Snapshot, results: Iterable[Accepted], source: str | None = None
) -> list[Waiting]:
    """Return all that waits, or what waits from one source.

    `results` are what accepting each draft would do. Raises BadFile.
    """
    entries, drafts = kb.entries, kb.drafts
    neighbours = Neighbours((*drafts.values(), *entries.values()))
    suggester = Suggester(kb.vocabularies, kb.sources)
    found = []
    for result in results:
        draft = drafts.get(result.draft)
        entry = entries.get(result.entry)
        known = result.outcome in (Outcome.UPDATED, Outcome.UNCHANGED) or (
            result.outcome is Outcome.REFUSED and entry is not None
        )
        kind = Proposal.CHANGED if known else Proposal.NEW
        if result.outcome is Outcome.UNCHANGED and not result.kept:
            kind = Proposal.NOTHING
        if draft is None:
            found.append(Waiting(kind, result.draft, "", result))
            continue
        alike = () if known else tuple(neighbours.alike(draft))
        suggested = tuple(suggester.suggest(draft, entry if known else None))
        usual = () if known else suggester.usual(draft)
        found.append(Waiting(kind, draft.id, draft.title, result, None, alike, suggested, usual))
    for gone in load_remembered(kb.folder).gone:
        entry = entries.get(gone.entry)
        if entry is None or entry.status is Status.WITHDRAWN or gone.settled:
            continue
        if source in (None, gone.source):
            later = gone.entry in drafts
            found.append(Waiting(Proposal.GONE, gone.entry, entry.title, gone=gone, later=later))
    return found


def summary(waiting: Sequence[Waiting]) -> str:
    """Return what waits, and how much there is of each kind."""
    counts = [f"{sum(w.proposal is p for w in waiting)} {p}" for p in Proposal]
    counts.append(f"{sum(bool(w.alike) for w in waiting)} like another record")
    return "\n".join([*map(str, waiting), ", ".join(counts)])
