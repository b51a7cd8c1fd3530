"""What the index keeps of an entry: weighted texts, facet values, sort keys, the entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
    Facet,
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
    labels: tuple[Passage, ...] = ()
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # facet: value: label
    year: int | None = None
    sort_keys: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[str, ...] = ()


def body(entry: Entry) -> str:
    """Return the JSON that the index keeps of an entry."""
    return entry.model_dump_json(by_alias=True, exclude_defaults=True)


class _Term(NamedTuple):
    """What a term gives the entries that bear it."""

    id: str
    values: Mapping[str, str]  # itself and the terms above, with their labels
    labels: tuple[Passage, ...]
    above: tuple[tuple[str, Passage], ...]  # the terms above and their labels


class Documents:
    """Makes entries ready for an index. What their terms give them is worked out once."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._terms: dict[tuple[str, str], _Term | None] = {}

    def make(self, entry: Entry, checksum: str) -> Document:
        """Make an entry ready for an index."""
        if entry.status != Status.PUBLISHED:
            return Document(entry.id, checksum, entry.title, body(entry))
        terms = self._terms_of(entry)
        return Document(
            id=entry.id,
            checksum=checksum,
            title=entry.title,
            body=body(entry),
            published=True,
            texts=tuple(_texts(entry)),
            labels=tuple(_labels(terms)),
            facets=_values(entry, terms),
            year=entry.published.year if entry.published else None,
            sort_keys={name: key(entry) for name, key in SORT_COLUMNS.items()},
            signals=tuple(_signals(entry, self._vocabularies)),
        )

    def labels(self, entry: Entry) -> Iterator[Passage]:
        """Yield the labels an entry is found by."""
        return _labels(self._terms_of(entry))

    def values(self, entry: Entry) -> dict[str, dict[str, str]]:
        """Return the values an entry counts for in each facet, with their labels.

        A term counts for the terms above it as well. Terms the vocabulary does not know are left
        out: nobody could choose them (`kb check` reports them). Each facet has at least one value.
        """
        return _values(entry, self._terms_of(entry))

    def _terms_of(self, entry: Entry) -> dict[str, dict[str, _Term]]:
        """Return the terms of an entry by facet, in order, each once."""
        found: dict[str, dict[str, _Term]] = {}
        for facet in FACETS:
            if not facet.named:
                terms = (self._term(facet, value) for value in facet.values(entry) if value)
                found[facet.name] = {term.id: term for term in terms if term}
        return found

    def _term(self, facet: Facet, value: str) -> _Term | None:
        key = facet.name, value
        try:
            return self._terms[key]
        except KeyError:
            made = self._terms[key] = self._made(facet, value)
            return made

    def _made(self, facet: Facet, value: str) -> _Term | None:
        """Return what a term gives; None for one that the vocabulary does not know.

        Labels that are only close to a term, or mean other things too, are left to the thesaurus;
        so are those of several words: each of these words alone says too little.
        """
        terms = facet.terms(self._vocabularies)
        term = terms.by_id.get(terms.resolve(value) or "") if terms else None
        if terms is None or term is None:
            return None
        above = terms.ancestors(term.id)
        labels = [_label("label", Label(text=term.label))]
        labels += [
            _label("other_label", label)
            for label in term.labels
            if " " not in label.text and label.type not in CLOSE_LABELS and not label.ambiguous
        ]
        return _Term(
            id=term.id,
            values={each: terms.label(each) for each in (term.id, *above) if each in terms.by_id},
            labels=tuple(labels) if facet.vocabulary else (),
            above=tuple(
                (each, _label("broader_label", Label(text=terms.label(each)))) for each in above
            )
            if facet.vocabulary
            else (),
        )


def facet_values(entry: Entry, vocabularies: Vocabularies) -> dict[str, dict[str, str]]:
    """Return the values an entry counts for in each facet, with their labels."""
    return Documents(vocabularies).values(entry)


def passages(entry: Entry, vocabularies: Vocabularies) -> Iterator[Passage]:
    """Yield everything an entry is found by."""
    yield from _texts(entry)
    yield from label_passages(entry, vocabularies)


def label_passages(entry: Entry, vocabularies: Vocabularies) -> Iterator[Passage]:
    """Yield the labels an entry is found by."""
    return Documents(vocabularies).labels(entry)


def _values(entry: Entry, terms: Mapping[str, Mapping[str, _Term]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for facet in FACETS:
        values = found[facet.name] = {}
        if facet.named:
            values.update((name_id(name), name) for name in facet.values(entry) if name)
        else:
            for term in terms[facet.name].values():
                values.update(term.values)
        if not values:
            values[NOT_RECORDED] = NOT_RECORDED_LABEL
    return found


def _labels(terms: Mapping[str, Mapping[str, _Term]]) -> Iterator[Passage]:
    above: dict[tuple[str, str], Passage] = {}
    for name, some in terms.items():
        for term in some.values():
            yield from term.labels
            for broader, label in term.above:
                if broader not in some:
                    above[name, broader] = label
    yield from above.values()


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


def _texts(entry: Entry) -> Iterator[Passage]:
    written_in = language_of(entry.languages)
    for part in TEXT_FIELDS:
        for text in part.texts(entry):
            language = ENGLISH if part.names else language_in(written_in, text)
            yield Passage(part.name, text, part.weight, part.scope, language)


def _label(kind: str, label: Label) -> Passage:
    """Return a label as a passage. Abbreviations that clash with words keep their capitals."""
    language = SPANISH if label.type == LabelType.SPANISH else ENGLISH
    weight = LABEL_FIELDS[kind].weight
    return Passage(kind, label.text, weight, None, language, needs_capitals(label))


def needs_capitals(label: Label) -> bool:
    """Whether a label is an abbreviation that is only meant when typed in capitals."""
    if label.type not in (LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION):
        return False
    word = fold(label.text)
    return word.isalpha() and (len(word) < 3 or word in STOP_WORDS or bool(label.ambiguous))
