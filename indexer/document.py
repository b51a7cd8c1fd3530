"""What the index keeps of an entry: weighted tokens, facet values, sort keys, the entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from catalog.model import Entry, Status
from catalog.vocabulary import Label, LabelType, Vocabularies
from indexer.analysis import Token, compact, fold, language_in, tokens
from indexer.fields import (
    LABEL_FIELDS,
    SORT_COLUMNS,
    TEXT_FIELDS,
    facet_values,
    labels,
)
from indexer.stemming import ENGLISH, SPANISH, STOP_WORDS, language_of

GAP = 50
"""Positions between two texts of an entry, so that no phrase reaches from one into the next."""

MAX_POSITION = (1 << 20) - 1
"""The last position that is indexed; an entry of the largest size stays far below it."""

CAPITALS = "="
"""Put before an abbreviation that is only meant when written in capitals (`=OR` is Oregon)."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The tokens of a stream, each with its position and the weight of the field it comes from.

    Three lists that run in parallel: an entry has hundreds of tokens, and lists are quick.
    """

    words: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


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
    words: Postings = Postings()  # all searched fields
    scopes: Mapping[str, Postings] = field(default_factory=dict)  # the fields of each scope
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
        words=words.postings,
        scopes={name: stream.postings for name, stream in scopes.items()},
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
    written_in = language_of(entry.languages)
    for part in TEXT_FIELDS:
        for text in part.texts(entry):
            language = ENGLISH if part.names else language_in(written_in, text)
            yield Passage(part.name, text, *tokens(text, language), part.weight, part.scope)
    for name, label in labels(entry, vocabularies):
        yield Passage(name, label.text, *label_tokens(label), LABEL_FIELDS[name].weight)


def label_tokens(label: Label) -> tuple[tuple[Token, ...], int]:
    """Return the tokens of a label. Abbreviations that clash with words keep their capitals."""
    # The key is plain: to hash a whole label takes longer than all the rest.
    return _label_tokens(label.text, label.type, label.ambiguous)


@lru_cache(maxsize=20_000)
def _label_tokens(
    text: str, kind: LabelType, ambiguous: str | None
) -> tuple[tuple[Token, ...], int]:
    if needs_capitals(Label(text=text, type=kind, ambiguous=ambiguous)):
        return (Token(CAPITALS + text, 0),), 1
    return tokens(text, SPANISH if kind == LabelType.SPANISH else ENGLISH)


def needs_capitals(label: Label) -> bool:
    """Whether a label is an abbreviation that is only meant when typed in capitals."""
    if label.type not in (LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION):
        return False
    word = fold(label.text)
    return word.isalpha() and (len(word) < 3 or word in STOP_WORDS or bool(label.ambiguous))


class _Stream:
    def __init__(self) -> None:
        self.postings = Postings()
        self._base = 0

    def add(
        self,
        found: Iterable[Token],
        length: int,
        weight: float,
        once: dict[str, float] | None = None,
    ) -> None:
        """Append a text. With `once` a word counts once over texts, as where it weighs most."""
        base, postings = self._base, self.postings
        self._base += length + GAP
        if self._base > MAX_POSITION:
            found = [token for token in found if base + token.position <= MAX_POSITION]
        words = [word for word, _ in found]
        postings.words.extend(words)
        postings.positions.extend([base + position for _, position in found])
        if once is None:
            postings.weights.extend([weight] * len(words))
            return
        for word in words:
            before = once.get(word, 0.0)
            once[word] = max(before, weight)
            postings.weights.append(max(0.0, weight - before))
