"""Giving a term one more label, so that other words lead to it as well."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.checks.terms import instead
from catalog.folding import fold
from catalog.store import Catalog
from catalog.vocabulary import WORDS, Label, Term, Vocabularies, Vocabulary
from catalog.yaml_file import nearest, reason


class CannotLabel(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A label cannot be added; the message says why, and what to do."""


@dataclass(frozen=True)
class Labelled:
    """A term that was given a label."""

    scheme: str
    term: Term
    label: Label
    file: Path
    elsewhere: tuple[str, ...] = ()
    """Labels of other vocabularies that say the same, as `scheme:term`: a search offers both."""

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "term": f"{self.scheme}:{self.term.id}",
            "name": self.term.label,
            "label": self.label.model_dump(mode="json", exclude_none=True),
            "file": self.file.as_posix(),
            "elsewhere": list(self.elsewhere),
        }


def add_label(catalog: Catalog, place: str, given: dict[str, Any], dry_run: bool) -> Labelled:
    """Add a label to the term at a place like `topic:kinship-care`, and write its vocabulary.

    `given` are the fields of the label. The file stays as it is but for the new lines. Raises
    CannotLabel when the words would not lead to one term, and BadFile for a vocabulary that
    cannot be read or written over; then nothing has changed.
    """
    vocabularies = catalog.vocabularies
    vocabulary, term = _term_at(place, vocabularies)
    try:
        label = Label.model_validate(given)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=True)[0]
        field = ".".join(map(str, detail["loc"]))
        raise CannotLabel(f"{field}: {reason(detail, Label)}") from None
    _refuse_clash(vocabulary, term, label)
    file = catalog.vocabulary_path(vocabulary.scheme)
    if not dry_run:
        catalog.write_vocabulary(_with_label(vocabulary, term, label))
    elsewhere = tuple(_elsewhere(vocabularies, vocabulary, label))
    return Labelled(vocabulary.scheme, term, label, file, elsewhere)


def _term_at(place: str, vocabularies: Vocabularies) -> tuple[Vocabulary, Term]:
    """Return a term by its vocabulary and id; a retired id leads to its successor."""
    scheme, colon, term_id = place.partition(":")
    if not colon:
        raise CannotLabel(f"`{place}` names no vocabulary; write it like `topic:{place}`")
    if scheme not in vocabularies:
        close = nearest(scheme, vocabularies)
        hint = f"did you mean `{close}`?" if close else f"there are: {', '.join(vocabularies)}"
        raise CannotLabel(f"there is no vocabulary `{scheme}`; {hint}")
    vocabulary = vocabularies[scheme]
    current = vocabulary.resolve(term_id)
    if current is None:
        hint = instead(term_id, vocabulary)
        message = f"`{term_id}` is not a term of the vocabulary `{scheme}`. {hint}"
        raise CannotLabel(message)
    return vocabulary, vocabulary.by_id[current]


def _refuse_clash(vocabulary: Vocabulary, term: Term, label: Label) -> None:
    """Refuse what is there already, and what `kb check` would call one label for two terms."""
    words = fold(label.text)
    for known in term.names:
        if fold(known) == words:
            raise CannotLabel(f"“{known}” leads to `{term.id}` already")
    if vocabulary.scheme == WORDS and " " in words:
        raise CannotLabel(f"only single words are looked up in `{WORDS}`; label a topic instead")
    if label.ambiguous:
        return
    same = label.text.casefold()
    for other in vocabulary.terms:
        clear = [each.text for each in other.labels if each.ambiguous is None]
        if same in map(str.casefold, (other.label, *clear)):
            raise CannotLabel(
                f"“{label.text}” is also a label of `{vocabulary.scheme}:{other.id}`. Keep it with "
                "one term, or say with --ambiguous what else it can mean"
            )


def _with_label(vocabulary: Vocabulary, term: Term, label: Label) -> Vocabulary:
    labelled = term.model_copy(update={"labels": (*term.labels, label)})
    terms = tuple(labelled if each is term else each for each in vocabulary.terms)
    fields = {name: getattr(vocabulary, name) for name in Vocabulary.model_fields}
    return Vocabulary(**{**fields, "terms": terms})  # a copy would keep what was made of the old


def _elsewhere(vocabularies: Vocabularies, own: Vocabulary, label: Label) -> list[str]:
    words = fold(label.text)
    return [
        f"{vocabulary.scheme}:{term.id}"
        for vocabulary in vocabularies.values()
        for term in vocabulary.terms
        if vocabulary.scheme not in (own.scheme, WORDS)
        and own.scheme != WORDS
        and words in map(fold, term.names)
    ]
