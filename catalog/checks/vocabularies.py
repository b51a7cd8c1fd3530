"""Checks of the vocabularies: ids that mean one term, a tree without loops, clear labels."""

from collections.abc import Iterator

from catalog.checks.check import Check, DataPath, Finding, Snapshot
from catalog.problem import Severity
from catalog.vocabulary import Term
from catalog.yaml_file import nearest


def _terms(kb: Snapshot) -> Iterator[tuple[str, int, Term]]:
    for scheme, vocabulary in kb.vocabularies.items():
        for number, term in enumerate(vocabulary.terms):
            yield scheme, number, term


def _about(
    kb: Snapshot, scheme: str, message: str, path: DataPath, suggestion: str | None = None
) -> Finding:
    return Finding(kb.vocabulary_file(scheme), message, ("terms", *path), suggestion)


def _repeated(kb: Snapshot) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for scheme, number, term in _terms(kb):
        if (scheme, term.id) in seen:
            yield _about(kb, scheme, f"there are two terms `{term.id}`", (number, "id"))
        seen.add((scheme, term.id))


def _broader(kb: Snapshot) -> Iterator[Finding]:
    for scheme, number, term in _terms(kb):
        ids = kb.vocabularies[scheme].by_id
        if term.broader and term.broader not in ids:
            close = nearest(term.broader, ids)
            suggestion = f"Did you mean `{close}`?" if close else None
            message = f"there is no term `{term.broader}`"
            yield _about(kb, scheme, message, (number, "broader"), suggestion)


def _loops(kb: Snapshot) -> Iterator[Finding]:
    for scheme, number, term in _terms(kb):
        terms = kb.vocabularies[scheme].by_id
        way = [term.id]
        broader = term.broader
        while broader and broader in terms and broader not in way:
            way.append(broader)
            broader = terms[broader].broader
        if broader == term.id:
            message = f"the term stands below itself: {' < '.join([*way, term.id])}"
            yield _about(kb, scheme, message, (number, "broader"))


def _retired(kb: Snapshot) -> Iterator[Finding]:
    claimed: dict[tuple[str, str], str] = {}
    for scheme, number, term in _terms(kb):
        for place, old in enumerate(term.retired):
            path = (number, "retired", place)
            if old in kb.vocabularies[scheme].by_id:
                yield _about(kb, scheme, f"`{old}` is the id of a current term", path)
            elif (scheme, old) in claimed:
                message = f"`{old}` was already retired to `{claimed[scheme, old]}`"
                yield _about(kb, scheme, message, path)
            else:
                claimed[scheme, old] = term.id


def _labels(kb: Snapshot) -> Iterator[Finding]:
    meant: dict[tuple[str, str], str] = {}
    for scheme, number, term in _terms(kb):
        own: list[tuple[str, DataPath]] = [(term.label, (number, "label"))]
        own += [
            (label.text, (number, "labels", place, "text"))
            for place, label in enumerate(term.labels)
            if label.ambiguous is None
        ]
        for text, path in own:
            other = meant.setdefault((scheme, text.casefold()), term.id)
            if other != term.id:
                yield _about(kb, scheme, f"“{text}” is also a label of `{other}`", path)


CHECKS = (
    Check(
        code="term-twice",
        title="Two terms with one id",
        explanation="An id names one term; with two nobody knows which one an entry means.",
        suggestion="Give one of them another id, or merge the two",
        severity=Severity.ERROR,
        find=_repeated,
    ),
    Check(
        code="broader-missing",
        title="A broader term that does not exist",
        explanation="The term has no place in the tree, and readers cannot get to it from above.",
        suggestion="Correct `broader`, or delete it to make this a top term",
        severity=Severity.ERROR,
        find=_broader,
    ),
    Check(
        code="broader-loop",
        title="A term that stands below itself",
        explanation="Following `broader` upwards never ends, so the term has no place in the tree.",
        suggestion="Correct `broader` of one of these terms",
        severity=Severity.ERROR,
        find=_loops,
    ),
    Check(
        code="retired-in-use",
        title="A retired id that is still in use",
        explanation=(
            "A retired id leads old links to one current term. It cannot be the id of a current "
            "term as well, nor lead to two terms."
        ),
        suggestion="Delete it from `retired`, or retire the term that bears it",
        severity=Severity.ERROR,
        find=_retired,
    ),
    Check(
        code="label-twice",
        title="One label for two terms",
        explanation=(
            "When somebody types the label it is unknown which term is meant. Capitals make no "
            "difference; labels marked as ambiguous are left out."
        ),
        suggestion="Keep it with one term, or say with `ambiguous` what else it can mean",
        severity=Severity.WARNING,
        find=_labels,
    ),
)
