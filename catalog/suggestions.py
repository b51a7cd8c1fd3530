"""Tags a record may deserve: vocabulary labels found in its words, each with the words found."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from catalog.folding import fold
from catalog.merge import edited_fields, with_values
from catalog.model import Draft, Entry, Record
from catalog.sources import Source
from catalog.vocabulary import LabelType, Vocabularies, Vocabulary

FIELDS = {
    "topic": "topics",
    "audience": "audiences",
    "kind": "kind",
    "jurisdiction": "jurisdictions",
}
"""The schemes that tags are suggested from, and the field of a record each belongs to."""

AT_MOST = 5
"""Terms that words suggest for one field; those in the title come first."""

DEFAULTS = "source's defaults"
"""The place of terms that no words of a record led to."""

_WORD = re.compile(r"(\w+(?:['’]\w+)*|&)")
_SHORTEST = 3
_SAME = (LabelType.SYNONYM, LabelType.ABBREVIATION, LabelType.SPANISH)


@dataclass(frozen=True)
class Suggestion:
    """A term for a field, and the words that led to it; none when the source's defaults did."""

    field: str
    term: str
    words: str
    place: str

    def __str__(self) -> str:
        why = f"“{self.words}” in the {self.place}" if self.words else f"from the {self.place}"
        return f"{self.field}: {self.term} ({why})"

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "field": self.field,
            "term": self.term,
            "words": self.words,
            "place": self.place,
        }


class _Passage(NamedTuple):
    """A text of a record, cut into words: `pieces` are what stands around them, and they, in turn.

    `folded` are the words as they are compared; `starts` the places of those in it that a label
    begins with.
    """

    place: str
    pieces: list[str]
    folded: list[str]
    starts: list[int]

    def said(self, place: int, length: int) -> str:
        """Return some of the words as they are written."""
        return "".join(self.pieces[2 * place + 1 : 2 * (place + length)])


class Suggester:
    """Finds the labels of vocabularies in the words of records, and what their sources add."""

    def __init__(
        self, vocabularies: Vocabularies, sources: Mapping[str, Source] | None = None
    ) -> None:
        self._sources = sources or {}
        self._vocabularies = {s: vocabularies[s] for s in FIELDS if s in vocabularies}
        self._labels = {scheme: _Labels(v) for scheme, v in self._vocabularies.items()}
        self._beginnings = frozenset(
            word for labels in self._labels.values() for word in labels.lengths
        )

    def suggest(self, record: Record, entry: Entry | None = None) -> list[Suggestion]:
        """Return the terms that a record's words, or its source's defaults, name and it lacks.

        A term is left out when the record or another suggestion has a narrower one. A kind is
        suggested only for a record without one, and from its title alone: a summary names other
        things that are guides or courses. For the draft of an `entry` that is there, fields that a
        person has set in the entry are passed over: accepting would leave them.
        """
        settled = edited_fields(entry) if entry else ()
        found: list[Suggestion] = []
        passages = [self._passage(place, text) for place, text in _texts(record)]
        defaults = self._defaults(record)
        for scheme, vocabulary in self._vocabularies.items():
            field = FIELDS[scheme]
            if field in settled or (field == "kind" and record.kind):
                continue
            held = getattr(record, field)
            here: dict[str, Suggestion] = {}
            for passage in passages:
                if field == "kind" and passage.place != "title":
                    continue
                for term, words in self._labels[scheme].found(passage):
                    here.setdefault(term, Suggestion(field, term, words, passage.place))
            usual = defaults.get(field, ())
            for term in usual if isinstance(usual, tuple) else (usual,):
                if current := vocabulary.resolve(term):
                    here.setdefault(current, Suggestion(field, current, "", DEFAULTS))
            if not here:
                continue
            known = {*(held if isinstance(held, tuple) else ()), *here}
            broader = {above for term in known for above in vocabulary.ancestors(term)}
            new = [s for s in here.values() if s.term not in broader and s.term not in (held or ())]
            many = [s for n, s in enumerate(new) if n < AT_MOST or not s.words]
            found += new[-1:] if field == "kind" else many
        return found

    def usual(self, record: Record) -> tuple[str, ...]:
        """Return the fields in which a record says just what its source's defaults say."""
        defaults = self._defaults(record)
        return tuple(name for name, value in defaults.items() if getattr(record, name) == value)

    def _defaults(self, record: Record) -> dict[str, Any]:
        """Return what the source of a draft has for pages that leave it unsaid, by field."""
        harvest = record.harvest if isinstance(record, Draft) else None
        source = self._sources.get(harvest.source) if harvest else None
        return source.defaults_on(harvest.address) if source and harvest else {}

    def _passage(self, place: str, text: str) -> _Passage:
        pieces = _WORD.split(text)
        folded = _folded_words(pieces)
        starts = [n for n, word in enumerate(folded) if word in self._beginnings]
        return _Passage(place, pieces, folded, starts)


def with_suggestions(draft: Draft, suggestions: Iterable[Suggestion]) -> Draft:
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
    if isinstance(record, Draft):
        for text in record.headings:
            yield "heading", text


def _folded_words(pieces: list[str]) -> list[str]:
    return [_folded(word) for word in pieces[1::2]]


class _Labels:
    """The labels of a vocabulary, by what they begin with.

    Abbreviations are met only as they are written; any other label without case, accents,
    punctuation and the endings of plurals.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._terms: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self.lengths: dict[str, list[int]] = {}  # in words, the longest first
        for term in vocabulary.terms:
            texts = [(term.label, LabelType.SYNONYM)]
            texts += [(k.text, k.type) for k in term.labels if k.type in _SAME and not k.ambiguous]
            for text, kind in texts:
                self._add(text, term.id, written=kind is LabelType.ABBREVIATION)

    def _add(self, text: str, term: str, *, written: bool) -> None:
        words = _folded_words(_WORD.split(text))
        key = text if written else " ".join(words)
        if len(key) < _SHORTEST or not words:
            return
        (self._short if written else self._terms).setdefault(key, term)
        lengths = {*self.lengths.get(words[0], ()), len(words)}
        self.lengths[words[0]] = sorted(lengths, reverse=True)

    def found(self, passage: _Passage) -> Iterator[tuple[str, str]]:
        """Yield the terms a passage names, and its words for each; a longer label hides others."""
        free = 0
        for place in passage.starts:
            if place < free:
                continue
            for length in self.lengths.get(passage.folded[place], ()):
                if place + length > len(passage.folded):
                    continue
                said = passage.said(place, length)
                term = self._short.get(said)
                if term := term or self._terms.get(
                    " ".join(passage.folded[place : place + length])
                ):
                    yield term, said
                    free = place + length
                    break


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """Return a word without case, accents, punctuation and the ending of a plural."""
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in fold(word).split())
