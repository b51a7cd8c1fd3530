"""Checks of librarians' lists: every entry and every term they name is one readers can find."""

from collections.abc import Iterator

from catalog.checks.check import Check, Finding, Snapshot
from catalog.lists import FOLDER
from catalog.model import Status
from catalog.problem import Severity
from catalog.vocabulary import NOT_RECORDED
from catalog.yaml_file import nearest


def _items(kb: Snapshot) -> Iterator[tuple[Finding, str, str]]:
    """Yield for each item of each list a finding without a message, the id, and the current one."""
    for kept in kb.lists.values():
        for number, item in enumerate(kept.items):
            place = Finding(kb.folder / FOLDER / f"{kept.id}.yaml", "", ("items", number, "entry"))
            yield place, item.entry, kb.former_ids.get(item.entry, item.entry)


def _said(place: Finding, message: str, suggestion: str | None = None) -> Finding:
    return Finding(place.file, message, place.path, suggestion)


def _missing(kb: Snapshot) -> Iterator[Finding]:
    for place, named, current in _items(kb):
        if current not in kb.entry_ids:
            close = nearest(named, kb.entry_ids)
            suggestion = f"Did you mean `{close}`?" if close else None
            yield _said(place, f"there is no entry `{named}`", suggestion)


def _former(kb: Snapshot) -> Iterator[Finding]:
    for place, named, current in _items(kb):
        if named != current:
            yield _said(place, f"`{named}` is a former id", f"Write `{current}` instead")


def _hidden(kb: Snapshot) -> Iterator[Finding]:
    for place, named, current in _items(kb):
        entry = kb.entries.get(current)
        if entry and entry.status is not Status.PUBLISHED:
            said = "has been withdrawn" if entry.status is Status.WITHDRAWN else "is a draft"
            yield _said(place, f"`{named}` {said}, so readers cannot use it")


def _unknown_terms(kb: Snapshot) -> Iterator[Finding]:
    for kept in kb.lists.values():
        for name, value in kept.parameters:
            vocabulary = kb.vocabularies.get(name)
            if vocabulary is None or value == NOT_RECORDED or vocabulary.resolve(value):
                continue
            close = nearest(value, vocabulary.by_id)
            yield Finding(
                kb.folder / FOLDER / f"{kept.id}.yaml",
                f"there is no {name} `{value}`",
                ("search",),
                f"Did you mean `{close}`?" if close else None,
            )


CHECKS = (
    Check(
        code="list-entry-missing",
        title="A list with an entry that does not exist",
        explanation="Readers of the list are told that something on it is not in the catalog.",
        suggestion="Correct the id, or take it off the list",
        severity=Severity.ERROR,
        find=_missing,
    ),
    Check(
        code="list-entry-former",
        title="A list with a former id",
        explanation="It still leads to the entry, but the file should say what it means.",
        suggestion="Write the current id",
        severity=Severity.WARNING,
        find=_former,
    ),
    Check(
        code="list-entry-hidden",
        title="A list with an entry that is not published",
        explanation="Readers are told that it was withdrawn; a draft they do not see at all.",
        suggestion="Take it off the list, or put what has replaced it there",
        severity=Severity.WARNING,
        find=_hidden,
    ),
    Check(
        code="list-term-missing",
        title="A named search for a term that does not exist",
        explanation="The search leaves the term out and finds more than was meant.",
        suggestion="Make the search on the page, and copy what stands behind `?` once more",
        severity=Severity.ERROR,
        find=_unknown_terms,
    ),
)
