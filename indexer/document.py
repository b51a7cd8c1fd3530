"""What the index keeps of an entry: weighted texts, facet values, sort keys, the entry."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from catalog.model import Entry, RelationType, Status
from catalog.vocabulary import NOT_RECORDED, Label, LabelType, Vocabularies
from indexer.analysis import Token, fold, language_in, tokens
from indexer.fields import (
    CLOSE_LABELS,
    FACETS,
    LABEL_FIELDS,
    NOT_RECORDED_LABEL,
    SORT_COLUMNS,
    TEXT_FIELDS,
    name_id,
)
from indexer.stemming import ENGLISH, SPANISH, STOP_WORDS, language_of

EDGE = "="
"""Stands before and after each title, so that a whole title can be recognised."""

CAPITALS = "="
"""Put before an abbreviation that is only meant when written in capitals (`=OR` is Oregon)."""


REPLACED_BY, REVIEW_BY, AUDIENCE = "replaced-by=", "review-by=", "audience="
"""What the ranking signals of an entry begin with; an id or a day follows."""


class Passage(NamedTuple):
    """A text of an entry, or a label of one of its terms, and what a word in it is worth."""

    field: str
    text: str
    weight: float
    scope: str | None = None
    language: str = ENGLISH
    exact: bool = False
    """It is one token as it stands: an abbreviation that is only meant in capitals."""

    @property
    def is_label(self) -> bool:
        """Whether it is a label; a word counts once over all labels, as where it weighs most."""
        return self.field in LABEL_FIELDS

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens it is found by."""
        if self.exact:
            return (Token(CAPITALS + self.text, 0),)
        return (_label_tokens if self.is_label else tokens)(self.text, self.language)[0]


_label_tokens = lru_cache(maxsize=20_000)(tokens)


Labels = Mapping[str, tuple[Passage, ...]]
"""The labels an entry is found by, by what gives them: the same again and again."""


@dataclass(frozen=True, slots=True)
class Document:
    """An entry made ready for an index.

    One that is not published has no passages and no values: it is only remembered.
    """

    id: str
    checksum: str
    title: str
    body: str  # the entry as JSON
    published: bool = False
    texts: tuple[Passage, ...] = ()
    labels: Labels = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # facet: value: label
    year: int | None = None
    sort_keys: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def body(entry: Entry) -> str:
    """Return the JSON that the index keeps of an entry."""
    return entry.model_dump_json(by_alias=True, exclude_defaults=True)


class _Term(NamedTuple):
    """What one term gives the entries that bear it."""

    id: str
    values: Mapping[str, str]  # it and the terms above it, with their labels
    labels: Labels
    above: Labels


class _Borne(NamedTuple):
    """What the terms of one facet give the entries that bear them."""

    values: Mapping[str, str]
    labels: Labels
    above: Labels


_OF_TERMS = {facet.name: facet for facet in FACETS if not facet.named}


class Documents:
    """Makes entries ready for an index. What their terms give them is worked out once."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._borne = lru_cache(maxsize=2000)(self._together)
        self._term_of = cache(self._term)

    def make(self, entry: Entry, checksum: str) -> Document:
        """Make an entry ready for an index."""
        if entry.status != Status.PUBLISHED:
            return Document(entry.id, checksum, entry.title, body(entry))
        borne = self._terms(entry)
        return Document(
            id=entry.id,
            checksum=checksum,
            title=entry.title,
            body=body(entry),
            published=True,
            texts=tuple(text_passages(entry)),
            labels=_labels(borne.values()),
            facets=_values(entry, borne),
            year=entry.published.year if entry.published else None,
            sort_keys={name: key(entry) for name, key in SORT_COLUMNS.items()},
            signals=tuple(_signals(entry, self._vocabularies)),
            authors=entry.authors,
        )

    def passages(self, entry: Entry) -> Iterator[Passage]:
        """Yield everything an entry is found by."""
        yield from text_passages(entry)
        yield from self.labels(entry)

    def labels(self, entry: Entry) -> tuple[Passage, ...]:
        """Return the labels an entry is found by."""
        return tuple(chain.from_iterable(_labels(self._terms(entry).values()).values()))

    def values(self, entry: Entry) -> dict[str, Mapping[str, str]]:
        """Return the values an entry counts for in each facet, with their labels.

        A term counts for the terms above it as well. Terms the vocabulary does not know are left
        out: nobody could choose them (`kb check` reports them). Each facet has at least one value.
        """
        return _values(entry, self._terms(entry))

    def _terms(self, entry: Entry) -> dict[str, _Borne]:
        """Return by facet what the terms of an entry give it."""
        return {
            name: self._borne(name, tuple(facet.values(entry))) for name, facet in _OF_TERMS.items()
        }

    def _together(self, name: str, values: tuple[str | None, ...]) -> _Borne:
        """Return what terms of a facet give together."""
        found = (self._term_of(name, value) for value in values if value)
        own = {term.id: term for term in found if term}
        values_of: dict[str, str] = {}
        labels: dict[str, tuple[Passage, ...]] = {}
        above: dict[str, tuple[Passage, ...]] = {}
        for term in own.values():
            values_of |= term.values
            labels |= term.labels
            above |= term.above
        for each in own:
            above.pop(_above(name, each), None)
        return _Borne(values_of or {NOT_RECORDED: NOT_RECORDED_LABEL}, labels, above)

    def _term(self, name: str, value: str) -> _Term | None:
        """Return what a term of a facet gives; None when the vocabulary does not know it."""
        facet = _OF_TERMS[name]
        terms = facet.terms(self._vocabularies)
        if terms is None or (term_id := terms.resolve(value)) is None:
            return None
        above = terms.ancestors(term_id)
        values = {each: terms.label(each) for each in (term_id, *above) if each in terms.by_id}
        if not facet.vocabulary:
            return _Term(term_id, values, {}, {})
        labels = {f"{name}={term_id}": self._own_labels(name, term_id)}
        broader = {
            _above(name, each): (_label("broader_label", Label(text=terms.label(each))),)
            for each in above
        }
        return _Term(term_id, values, labels, broader)

    def _own_labels(self, facet: str, term_id: str) -> tuple[Passage, ...]:
        """Return the labels of a term that entries are found by.

        Labels that are only close to it, or mean other things too, are left to the thesaurus; so
        are those of several words: each of these words alone says too little.
        """
        term = self._vocabularies[facet].by_id[term_id]
        others = [
            label
            for label in term.labels
            if " " not in label.text and label.type not in CLOSE_LABELS and not label.ambiguous
        ]
        labels = [_label("other_label", label) for label in others]
        return (_label("label", Label(text=term.label)), *labels)


def _above(facet: str, term_id: str) -> str:
    """Return the key of the label that a term gives to what bears a narrower one."""
    return f"{facet}>{term_id}"


def _values(entry: Entry, borne: Mapping[str, _Borne]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for facet in FACETS:
        if terms := borne.get(facet.name):
            found[facet.name] = terms.values
        else:
            names = {name_id(name): name for name in facet.values(entry) if name}
            found[facet.name] = names or {NOT_RECORDED: NOT_RECORDED_LABEL}
    return found


def _labels(borne: Collection[_Borne]) -> Labels:
    labels: dict[str, tuple[Passage, ...]] = {}
    for each in borne:
        labels |= each.labels
    for each in borne:
        labels |= each.above
    return labels


def _signals(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield what is known of an entry beside its words: see `indexer.signals`."""
    for relation in entry.relations:
        if relation.type == RelationType.REPLACED_BY:
            yield REPLACED_BY + relation.entry
    if entry.review and entry.review.by:
        yield REVIEW_BY + entry.review.by.isoformat()
    audiences = vocabularies["audience"]
    if entry.audiences and (primary := audiences.resolve(entry.audiences[0])):
        for each in (primary, *audiences.ancestors(primary)):
            yield AUDIENCE + each


def text_passages(entry: Entry) -> Iterator[Passage]:
    """Yield what an entry says itself."""
    written_in = language_of(entry.languages)
    for part in TEXT_FIELDS:
        for text in part.texts(entry):
            language = ENGLISH if part.names else language_in(written_in, text)
            yield Passage(part.name, text, part.weight, part.scope, language)


def _label(kind: str, label: Label) -> Passage:
    """Return a label as a passage. Abbreviations that clash with words keep their capitals."""
    weight = LABEL_FIELDS[kind].weight
    return Passage(kind, label.text, weight, None, label_language(label), needs_capitals(label))


def label_language(label: Label) -> str:
    """Return the language that a label is stemmed in."""
    return SPANISH if label.type == LabelType.SPANISH else ENGLISH


def needs_capitals(label: Label) -> bool:
    """Whether a label is an abbreviation that is only meant when typed in capitals."""
    if label.type not in (LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION):
        return False
    word = fold(label.text)
    return word.isalpha() and (len(word) < 3 or word in STOP_WORDS or bool(label.ambiguous))
