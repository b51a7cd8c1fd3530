"""What the index keeps of an entry: weighted tokens, facet values, sort keys, the entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from catalog.model import Entry, Status
from catalog.vocabulary import Label, LabelType, Vocabularies
from indexer.analysis import STOP_WORDS, Token, compact, fold, tokens
from indexer.fields import (
    LABEL_FIELDS,
    SORT_COLUMNS,
    TEXT_FIELDS,
    facet_values,
    labels,
)

GAP = 50
"""Positions between two texts of an entry, so that no phrase reaches from one into the next."""

MAX_POSITION = (1 << 20) - 1
"""The last position that is indexed; an entry of the largest size stays far below it."""

CAPITALS = "="
"""Put before an abbreviation that is only meant when written in capitals (`=OR` is Oregon)."""


class Posting(NamedTuple):
    """A token at a position of a stream, with the weight of the field it comes from."""

    text: str
    position: int
    weight: float


EDGE = "="
"""Stands before and after each title, so that a whole title can be recognised."""


@dataclass(frozen=True, slots=True)
class Document:
    """An entry made ready for an index.

    One that is not published has no words and no values: it is only remembered.
    """

    id: str
    checksum: str
    title: str
    body: str  # the entry as JSON
    published: bool = False
    words: tuple[Posting, ...] = ()  # all searched fields
    scopes: Mapping[str, tuple[Posting, ...]] = field(
        default_factory=dict
    )  # the fields of each scope
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # facet: value: label
    year: int | None = None
    sort_keys: Mapping[str, str] = field(default_factory=dict)


def document(entry: Entry, checksum: str, vocabularies: Vocabularies) -> Document:
    """Make an entry ready for an index."""
    body = entry.model_dump_json(by_alias=True, exclude_defaults=True)
    if entry.status != Status.PUBLISHED:
        return Document(entry.id, checksum, entry.title, body)
    words = _Stream()
    scopes: dict[str, _Stream] = {}
    in_labels: dict[str, float] = {}
    for passage in passages(entry, vocabularies):
        if passage.field in LABEL_FIELDS:
            words.add(passage.tokens, passage.length, passage.weight, in_labels)
        elif passage.weight:
            words.add(passage.tokens, passage.length, passage.weight)
        if passage.scope == "id":
            code = compact(passage.text)
            scopes.setdefault("id", _Stream()).add((Token(code, 0),), 1, 1.0)
        elif passage.scope == "title":
            moved = [Token(token.text, token.position + 1) for token in passage.tokens]
            edges = Token(EDGE, 0), Token(EDGE, passage.length + 1)
            scopes.setdefault("title", _Stream()).add((*moved, *edges), passage.length + 2, 1.0)
        elif passage.scope:
            scopes.setdefault(passage.scope, _Stream()).add(passage.tokens, passage.length, 1.0)
    return Document(
        id=entry.id,
        checksum=checksum,
        title=entry.title,
        body=body,
        published=True,
        words=tuple(words.postings),
        scopes={name: tuple(stream.postings) for name, stream in scopes.items()},
        facets=facet_values(entry, vocabularies),
        year=entry.published.year if entry.published else None,
        sort_keys={name: key(entry) for name, key in SORT_COLUMNS.items()},
    )


class Passage(NamedTuple):
    """A text of an entry, or a label of one of its terms, with its tokens and its weight."""

    field: str
    text: str
    tokens: tuple[Token, ...]
    length: int  # positions it takes up
    weight: float
    scope: str | None = None


def passages(entry: Entry, vocabularies: Vocabularies) -> Iterator[Passage]:
    """Yield everything an entry is found by."""
    for part in TEXT_FIELDS:
        for text in part.texts(entry):
            yield Passage(part.name, text, *tokens(text), part.weight, part.scope)
    for name, label in labels(entry, vocabularies):
        yield Passage(name, label.text, *label_tokens(label), LABEL_FIELDS[name].weight)


@lru_cache(maxsize=20_000)
def label_tokens(label: Label) -> tuple[tuple[Token, ...], int]:
    """Return the tokens of a label. Abbreviations that clash with words keep their capitals."""
    if needs_capitals(label):
        return (Token(CAPITALS + label.text, 0),), 1
    return tokens(label.text)


def needs_capitals(label: Label) -> bool:
    """Whether a label is an abbreviation that is only meant when typed in capitals."""
    if label.type not in (LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION):
        return False
    word = fold(label.text)
    return word.isalpha() and (len(word) < 3 or word in STOP_WORDS or bool(label.ambiguous))


class _Stream:
    def __init__(self) -> None:
        self.postings: list[Posting] = []
        self._base = 0

    def add(
        self,
        found: Iterable[Token],
        length: int,
        weight: float,
        once: dict[str, float] | None = None,
    ) -> None:
        """Append a text. With `once` a word counts once over texts, as where it weighs most."""
        for token in found:
            worth = weight
            if once is not None:
                worth = max(0.0, weight - once.get(token.text, 0.0))
                once[token.text] = once.get(token.text, 0.0) + worth
            if (position := self._base + token.position) <= MAX_POSITION:
                self.postings.append(Posting(token.text, position, worth))
        self._base += length + GAP
