"""Checks of tags: every term in an entry is a current one, and the entry can be found by them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from catalog.checks.check import Check, DataPath, Finding, Snapshot, fix_entry
from catalog.model import Entry, Record, Status
from catalog.problem import Severity
from catalog.sources import SOURCES_FILE, Defaults
from catalog.vocabulary import FACET_FILES, Vocabulary
from catalog.yaml_file import nearest

R = TypeVar("R", bound=Record)

LISTS = {
    "topics": "topic",
    "audiences": "audience",
    "jurisdictions": "jurisdiction",
    "languages": "language",
}
"""Fields that hold several terms, and the vocabulary of each."""

SINGLES = {"kind": "kind", "format": "format", "access": "access"}
"""Fields that hold one term, and the vocabulary of each."""


def tags(entry: Entry) -> Iterator[tuple[DataPath, str, str]]:
    """Yield path, vocabulary and term of every tag of an entry, in blocks and links too."""
    for field, scheme in SINGLES.items():
        if term_id := getattr(entry, field):
            yield (field,), scheme, term_id
    for field, scheme in LISTS.items():
        for number, term_id in enumerate(getattr(entry, field)):
            yield (field, number), scheme, term_id
    for number, link in enumerate(entry.links):
        if link.format:
            yield ("links", number, "format"), "format", link.format
    for number, approval in enumerate(entry.course.approvals if entry.course else ()):
        if approval.jurisdiction:
            path = ("course", "approvals", number, "jurisdiction")
            yield path, "jurisdiction", approval.jurisdiction


def with_current_terms(entry: R, vocabularies: Mapping[str, Vocabulary]) -> R:
    """Return an entry or draft with each retired term replaced by its successor, each term once."""

    def current(scheme: str, term_id: str | None) -> str | None:
        vocabulary = vocabularies.get(scheme)
        return (vocabulary and term_id and vocabulary.resolve(term_id)) or term_id

    changes: dict[str, object] = {f: current(s, getattr(entry, f)) for f, s in SINGLES.items()}
    for field, scheme in LISTS.items():
        terms = (current(scheme, term_id) for term_id in getattr(entry, field))
        changes[field] = tuple(dict.fromkeys(terms))
    changes["links"] = tuple(
        link.model_copy(update={"format": current("format", link.format)}) for link in entry.links
    )
    if entry.course:
        approvals = tuple(
            a.model_copy(update={"jurisdiction": current("jurisdiction", a.jurisdiction)})
            for a in entry.course.approvals
        )
        changes["course"] = entry.course.model_copy(update={"approvals": approvals})
    return entry.model_copy(update=changes)


def _unknown(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for path, scheme, term_id in tags(entry):
            yield from _no_term(kb, kb.catalog.path(entry.id), path, scheme, term_id)


def _no_term(
    kb: Snapshot, file: Path, path: DataPath, scheme: str, term_id: str
) -> Iterator[Finding]:
    """Yield a finding if a vocabulary that can be read has no such term, not even a retired one."""
    vocabulary = kb.vocabularies.get(scheme)
    if vocabulary and vocabulary.resolve(term_id) is None:
        message = f"`{term_id}` is not a term of the vocabulary `{scheme}`"
        yield Finding(file, message, path, instead(term_id, vocabulary))


def instead(term_id: str, vocabulary: Vocabulary) -> str:
    """Suggest the term that was probably meant, by its id or one of its names, or to add one."""
    names = {term.id: term.id for term in vocabulary.terms}
    for term in vocabulary.terms:
        for name in term.names:
            names.setdefault(name.lower().replace(" ", "-"), term.id)
    close = nearest(term_id, names)
    if close:
        return f"Did you mean `{names[close]}`?"
    file = f"kb/vocabularies/{FACET_FILES[vocabulary.scheme]}"
    return f"Use an id from {file}, or add a term `{term_id}` there"


def _defaults(kb: Snapshot) -> Iterator[Finding]:
    file = kb.folder / SOURCES_FILE
    for place, source in enumerate((kb.sources or {}).values()):
        parts: list[tuple[DataPath, Defaults]] = [((), source.defaults)]
        parts += [(("pages", n), page.defaults) for n, page in enumerate(source.pages)]
        for within, defaults in parts:
            for field, value in defaults.given():
                path: DataPath = ("sources", place, *within, "defaults", field)
                if field in SINGLES:
                    yield from _no_term(kb, file, path, SINGLES[field], value)
                for number, term_id in enumerate(value if field in LISTS else ()):
                    yield from _no_term(kb, file, (*path, number), LISTS[field], term_id)


def _retired(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for path, scheme, term_id in tags(entry):
            vocabulary = kb.vocabularies.get(scheme)
            current = vocabulary.resolve(term_id) if vocabulary else None
            if current and current != term_id:
                yield kb.about(
                    entry, f"`{term_id}` was retired", path, f"Write `{current}` instead"
                )


def _untagged(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if entry.status != Status.WITHDRAWN:
            for field, scheme in LISTS.items():
                if not getattr(entry, field):
                    yield kb.about(entry, f"no {scheme} is given", (field,))


CHECKS = (
    Check(
        code="unknown-term",
        title="A term that is in no vocabulary",
        explanation=(
            "Tags are ids of terms in kb/vocabularies. An entry with any other tag cannot be found "
            "by it. Looked at are kind, format, access, topics, audiences, jurisdictions, "
            "languages, the formats of links and the jurisdictions of approvals."
        ),
        suggestion="Use an id from the vocabulary, or add the term there",
        severity=Severity.ERROR,
        find=_unknown,
    ),
    Check(
        code="unknown-default",
        title="A default of a source that is in no vocabulary",
        explanation=(
            "What `sources.yaml` says under `defaults` goes into every draft of the source. A term "
            "that does not exist makes each of them one that cannot be accepted."
        ),
        suggestion="Use an id from the vocabulary, or add the term there",
        severity=Severity.ERROR,
        find=_defaults,
    ),
    Check(
        code="retired-term",
        title="A term that was retired",
        explanation=(
            "The term was renamed or merged into another. The entry is still found, but the file "
            "should say the current id."
        ),
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_retired,
        fix=fix_entry(lambda kb, entry: with_current_terms(entry, kb.vocabularies)),
    ),
    Check(
        code="untagged",
        title="Topics, audiences, jurisdictions or languages are missing",
        explanation=(
            "People narrow a search by topic, audience, place and language. An entry without one "
            "of them drops out of the results as soon as they do."
        ),
        suggestion="Tag it; the vocabularies are in kb/vocabularies",
        severity=Severity.WARNING,
        find=_untagged,
    ),
)
