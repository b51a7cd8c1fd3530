"""Tags a record may deserve: vocabulary labels found in its words, each with the words found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from catalog.matching import fold
from catalog.merge import with_values
from catalog.model import Draft, Record
from catalog.vocabulary import LabelType, Vocabularies, Vocabulary

FIELDS = {
    "topic": "topics",
    "audience": "audiences",
    "kind": "kind",
    "jurisdiction": "jurisdictions",
}
"""The schemes that tags are suggested from, and the field of a record each belongs to."""

AT_MOST = 5
"""Terms suggested for one field; those in the title come first."""

_LONGEST = 8  # words of a label
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_SAME = (LabelType.SYNONYM, LabelType.ABBREVIATION, LabelType.SPANISH)


@dataclass(frozen=True)
class Suggestion:
    """A term for a field, and the words that led to it."""

    field: str
    term: str
    words: str
    place: str

    def __str__(self) -> str:
        return f"{self.field}: {self.term} (“{self.words}” in the {self.place})"

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "field": self.field,
            "term": self.term,
            "words": self.words,
            "place": self.place,
        }


class Suggester:
    """Finds the labels of vocabularies in the words of records."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = {s: vocabularies[s] for s in FIELDS if s in vocabularies}
        self._labels = {scheme: _labels(v) for scheme, v in self._vocabularies.items()}

    def suggest(self, record: Record) -> list[Suggestion]:
        """Return the terms that a record's words name and its fields lack.

        A term is left out when the record or another suggestion has a narrower one. A kind is
        suggested only for a record without one, and from its title alone: a summary names other
        things that are guides or courses.
        """
        found: list[Suggestion] = []
        for scheme, vocabulary in self._vocabularies.items():
            field = FIELDS[scheme]
            if field == "kind" and record.kind:
                continue
            held = getattr(record, field)
            here: dict[str, Suggestion] = {}
            for place, text in _texts(record):
                if field == "kind" and place != "title":
                    continue
                for term, words in _found(text, self._labels[scheme]):
                    here.setdefault(term, Suggestion(field, term, words, place))
            known = {*(held if isinstance(held, tuple) else ()), *here}
            broader = {above for term in known for above in vocabulary.ancestors(term)}
            new = [s for s in here.values() if s.term not in broader and s.term not in (held or ())]
            found += new[-1:] if field == "kind" else new[:AT_MOST]
        return found


def with_suggestions(draft: Draft, suggestions: list[Suggestion]) -> Draft:
    """Return a draft with suggested terms added behind its own. Raises ValidationError."""
    values: dict[str, Any] = {}
    for suggestion in suggestions:
        if suggestion.field == "kind":
            values["kind"] = suggestion.term
        else:
            held = values.get(suggestion.field, getattr(draft, suggestion.field))
            values[suggestion.field] = (*held, suggestion.term)
    return with_values(draft, values) if values else draft


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    yield "title", record.title
    for title in record.alternative_titles:
        yield "other title", title
    if record.course:
        for text in record.course.objectives:
            yield "objectives", text
    if record.summary:
        yield "summary", record.summary


def _labels(vocabulary: Vocabulary) -> dict[str, str]:
    """Return term ids by folded label; abbreviations as they are written, to be met just so."""
    found: dict[str, str] = {}
    for term in vocabulary.terms:
        texts = [(term.label, LabelType.SYNONYM)]
        texts += [(k.text, k.type) for k in term.labels if k.type in _SAME and not k.ambiguous]
        for text, kind in texts:
            key = text if kind is LabelType.ABBREVIATION else _folded(text)
            if len(key) > 2:
                found.setdefault(key, term.id)
    return found


def _found(text: str, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the terms a text names and its words for them; a longer label hides those in it."""
    words = list(_WORD.finditer(text))
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST, len(words) - start), 0, -1):
            said = text[words[start].start() : words[start + length - 1].end()]
            term = labels.get(said) if said.isupper() else None
            if term := term or labels.get(_folded(said)):
                yield term, said
                start += length - 1
                break
        start += 1


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    """Return text without case, accents, punctuation and the endings of plurals."""
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in fold(text).split())
