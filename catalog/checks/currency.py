"""Checks of dates: is what the entry says still true today."""

from collections.abc import Iterator

from catalog.checks.check import Check, Finding, Snapshot
from catalog.model import RelationType, Status
from catalog.problem import Severity


def _over(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        end = entry.validity.end if entry.validity else None
        replaced = any(r.type == RelationType.REPLACED_BY for r in entry.relations)
        if entry.status == Status.PUBLISHED and end and end.last_day < kb.today and not replaced:
            field = "strategy" if entry.strategy else "valid"
            yield kb.about(entry, f"the period of validity ended with {end}", (field, "to"))


def _overdue(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        due = entry.review.by if entry.review else None
        if entry.status == Status.PUBLISHED and due and due < kb.today:
            yield kb.about(entry, f"it was to be reviewed by {due}", ("review", "by"))


def _future(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if entry.published and entry.published.first_day > kb.today:
            message = f"{entry.published} has not come yet"
            yield kb.about(entry, message, ("published",))


CHECKS = (
    Check(
        code="period-over",
        title="A period of validity that has ended",
        explanation=(
            "Readers are told that the resource is no longer valid. Often there is a new edition "
            "that the catalog lacks. Entries that are marked as replaced are left out."
        ),
        suggestion="Look for the new edition and relate the two, or set `status: withdrawn`",
        severity=Severity.WARNING,
        find=_over,
    ),
    Check(
        code="review-overdue",
        title="A review that is overdue",
        explanation="The day has passed by which a librarian meant to look at the entry again.",
        suggestion="Look at the resource, then set `review` to today and the next date",
        severity=Severity.WARNING,
        find=_overdue,
    ),
    Check(
        code="published-in-future",
        title="Published in the future",
        explanation="Nearly always a slip of the keyboard, and it makes the entry the newest one.",
        suggestion="Correct the date",
        severity=Severity.WARNING,
        find=_future,
    ),
)
