"""What a harvest did: page by page and draft by draft, for people and for programs."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a page, or of one resource on it."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_UNDERSTOOD = "not understood"
    DRIFT = "drift"


@dataclass(frozen=True)
class Item:
    """One line of the report. `draft` and `title` are None when a whole page is meant."""

    outcome: Outcome
    source: str | None
    page: str
    draft: str | None = None
    title: str | None = None
    reason: str = ""


@dataclass
class Report:
    """All that a harvest did.

    `warnings` are pairs of a page and what on it could not be read in full; `ignored` names files
    that are not saved pages. `unfinished` are pairs of a source and why it was not read to its
    end; the next run goes on there.
    """

    items: list[Item] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unfinished: list[tuple[str, str]] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[Item]:
        """Return the items with an outcome, in the order they were harvested."""
        return [item for item in self.items if item.outcome is outcome]

    @property
    def ok(self) -> bool:
        """Whether every page was read and like it used to be."""
        bad = (Outcome.FAILED, Outcome.NOT_UNDERSTOOD, Outcome.DRIFT)
        return not any(item.outcome in bad for item in self.items)

    def __str__(self) -> str:
        lines = []
        for outcome in (o for o in Outcome if o is not Outcome.UNCHANGED):
            for item in self.of(outcome):
                subject = f"{item.draft}  {item.title}" if item.draft else item.page
                lines.append(f"{outcome:<14}  {subject}")
                if item.reason:
                    lines.append(f"{'':<14}  {item.reason}")
        lines += [f"{'warning':<14}  {page}: {text}" for page, text in self.warnings]
        lines += [f"{'ignored':<14}  {name}: not a saved web page" for name in self.ignored]
        lines += [f"{'unfinished':<14}  {source}: {reason}" for source, reason in self.unfinished]
        totals = self.by_source()
        if len(totals) > 1:
            width = max(map(len, totals))
            for source, counts in totals.items():
                said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in counts)
                lines.append(f"{source:<{width}}  {said}")
        lines.append(", ".join(f"{len(self.of(outcome))} {outcome}" for outcome in Outcome))
        return "\n".join(lines)

    def by_source(self) -> dict[str, dict[Outcome, int]]:
        """Return how many items each source has of each outcome, zeros left out."""
        found: dict[str, Counter[Outcome]] = {}
        for item in self.items:
            found.setdefault(item.source or "", Counter())[item.outcome] += 1
        return {
            source: {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}
            for source, counts in found.items()
        }

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data: a list for each outcome, warnings, counts by source."""
        lists = {
            outcome.value.replace(" ", "_"): [
                {
                    "source": item.source,
                    "page": item.page,
                    "draft": item.draft,
                    "title": item.title,
                    "reason": item.reason,
                }
                for item in self.of(outcome)
            ]
            for outcome in Outcome
        }
        warnings = [{"page": page, "warning": text} for page, text in self.warnings]
        unfinished = [{"source": source, "reason": reason} for source, reason in self.unfinished]
        counts = {
            source: {outcome.value.replace(" ", "_"): count for outcome, count in found.items()}
            for source, found in self.by_source().items()
        }
        other = {"warnings": warnings, "ignored": self.ignored, "unfinished": unfinished}
        return lists | other | {"sources": counts}
