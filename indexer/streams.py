"""The searched texts of many entries as arrays of tokens.

Each distinct piece of text (what stands between two spaces: `W-2,`) is read once and gets a number.
That texts consist of pieces, and pieces of tokens, is then worked out for all of them at once.
"""

from array import array
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, repeat
from string import punctuation
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.analysis import Token, compact, tokens
from indexer.arrays import Floats, Ints, Mask
from indexer.document import CAPITALS, EDGE, Labels, Passage

AT_ONCE = 2000
"""Documents whose tokens are worked out at a time."""

GAP = 50
"""Positions between two texts of an entry, so that no phrase reaches from one into the next."""

MAX_POSITION = (1 << 20) - 1
"""The last position that is indexed; an entry of the largest size stays far below it."""

T = TypeVar("T")

Narrow = npt.NDArray[np.int32]
"""Half of the memory of `Ints`: there are a few hundred tokens in an entry."""


@dataclass(frozen=True)
class Tokens:
    """Tokens by document and position: parallel arrays, those of their texts on their own."""

    words: Narrow
    """Their numbers in `Streams.words`."""
    positions: Narrow
    texts: Narrow
    """The number of the text of each."""
    text_docs: Ints
    weights: Floats
    """Of a word in each text."""
    once: Mask
    """Of each text, whether it is a label: over all labels of a document a word counts once, as
    where it weighs most."""

    @cached_property
    def docs(self) -> Narrow:
        """The document of each token."""
        return self.text_docs.astype(np.int32)[self.texts]


class Numbers(dict[T, int], Generic[T]):
    """Numbers for things; `number` gives one to what is new."""

    def __init__(self, number: Callable[[T], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, thing: T) -> int:
        number = self[thing] = self._number(thing)
        return number


class Streams:
    """All searched texts of each document in a row (None), and those of each scope."""

    def __init__(self) -> None:
        self._known = _Pieces()
        self._edge = self._known.exact[EDGE]
        self._kinds: Numbers[tuple[str | None, float, bool]] = Numbers(lambda _: len(self._kinds))
        """Texts that are treated alike: their scope, their weight, whether they are labels."""
        self._labels: dict[str, _Some] = {}
        # The pieces of all texts; of each text how many they are, its document and its kind.
        self._pieces, self._sizes = array("I"), array("I")
        self._docs, self._text_kinds = array("I"), array("I")

    @property
    def words(self) -> list[str]:
        """The distinct words by number."""
        return list(self._known.words)

    def add(self, doc: int, texts: Iterable[Passage], labels: Labels) -> None:
        """Add the texts of a document and the labels of its terms; documents come in order."""
        pieces, sizes, kinds = self._some(texts)
        for giver, some in labels.items():
            if (made := self._labels.get(giver)) is None:
                made = self._labels[giver] = self._some(some)
            pieces += made.pieces
            sizes += made.sizes
            kinds += made.kinds
        self._pieces.fromlist(pieces)
        self._sizes.fromlist(sizes)
        self._text_kinds.fromlist(kinds)
        self._docs.extend(repeat(doc, len(sizes)))

    def _some(self, texts: Iterable[Passage]) -> "_Some":
        """Read texts, or labels."""
        known, made = self._known, _Some([], [], [])
        for text in texts:
            scope = text.scope
            if scope == "id":  # is compared as a whole; its words are searched like others
                made.add([known.exact[compact(text.text)]], self._kinds[scope, 0.0, False])
                scope = None
            if scope or text.weight:
                made.add(known.of(text), self._kinds[scope, text.weight, text.is_label])
        return made

    @property
    def scopes(self) -> Collection[str | None]:
        """The scopes that have texts."""
        return {name for scope, _, _ in self._kinds for name in (scope, None)}

    def tokens(self, scope: str | None) -> Tokens:
        """Return the tokens of a scope: texts stand `GAP` positions apart, each document from 0."""
        scopes, weights, labels = zip(*self._kinds, strict=True)
        if scope is None:
            chosen = np.array(weights) > 0
        else:
            chosen = np.array([each == scope for each in scopes])
            weights = (1.0,) * len(weights)
        kinds, sizes = _ints(self._text_kinds), _ints(self._sizes)
        some = chosen[kinds]
        kinds, docs = kinds[some], _ints(self._docs)[some]
        pieces = np.array(self._pieces, np.uint32)[np.repeat(some, sizes)]
        sizes = sizes[some]
        if scope == "title":
            ends = np.cumsum(sizes)
            pieces = np.insert(pieces, np.sort(np.concatenate([ends - sizes, ends])), self._edge)
            sizes += 2
        known = self._known.arrays()
        firsts = np.flatnonzero(np.diff(docs, prepend=-1))  # the first text of each document
        reached = np.concatenate([[0], np.cumsum(sizes)])  # pieces before each text
        none = np.empty(0, np.int32)
        made = [(none, none, none)]
        for start, end in pairwise([*firsts[::AT_ONCE].tolist(), len(docs)]):
            here = pieces[reached[start] : reached[end]]
            made.append(_placed(known, here, sizes[start:end], docs[start:end], start))
        words, positions, texts = map(np.concatenate, zip(*made, strict=True))
        return Tokens(
            words, positions, texts, docs, np.array(weights)[kinds], np.array(labels)[kinds]
        )


class _Some(NamedTuple):
    """Some texts: the pieces of all, how many each has, and the kind of each."""

    pieces: list[int]
    sizes: list[int]
    kinds: list[int]

    def add(self, pieces: list[int], kind: int) -> None:
        """Add a text."""
        self.pieces.extend(pieces)
        self.sizes.append(len(pieces))
        self.kinds.append(kind)


class _Arrays(NamedTuple):
    """What pieces stand for: the width of each, where its tokens are and how many."""

    widths: Narrow
    starts: Narrow
    counts: Narrow
    words: Narrow
    offsets: Narrow


class _Pieces:
    """Numbers for pieces of text, and the tokens that each stands for."""

    def __init__(self) -> None:
        self.words: Numbers[str] = Numbers(lambda _: len(self.words))
        self.exact: Numbers[str] = Numbers(lambda word: self._add((Token(word, 0),), 1))
        """Pieces that are one word as it stands."""
        self._by_language: dict[str, Numbers[str]] = {}
        self._widths, self._counts = array("I"), array("I")
        self._words, self._offsets = array("I"), array("I")

    def of(self, passage: Passage) -> list[int]:
        """Return the pieces of a text. No word reaches over a space."""
        if passage.exact:
            return [self.exact[CAPITALS + passage.text]]
        language = passage.language
        if (known := self._by_language.get(language)) is None:
            known = Numbers(lambda piece: self._number(piece, language))
            self._by_language[language] = known
        return list(map(known.__getitem__, passage.text.split()))

    def _number(self, piece: str, language: str) -> int:
        """Return the number of a piece that is new."""
        word = piece.strip(punctuation).lower()
        if word != piece and word.isascii() and word.isalnum():
            return self._by_language[language][word]  # it is a known one in other clothes
        return self._add(*tokens(piece, language))

    def _add(self, found: tuple[Token, ...], width: int) -> int:
        self._widths.append(width)
        self._counts.append(len(found))
        for word, offset in found:
            self._words.append(self.words[word])
            self._offsets.append(offset)
        return len(self._widths) - 1

    def arrays(self) -> _Arrays:
        """Return what each piece stands for."""
        made = self._widths, self._counts, self._words, self._offsets
        widths, counts, words, offsets = (np.array(each, np.int32) for each in made)
        starts = np.cumsum(counts, dtype=np.int32) - counts
        return _Arrays(widths, starts, counts, words, offsets)


def _placed(
    known: _Arrays, pieces: npt.NDArray[np.uint32], sizes: Ints, docs: Ints, start: int
) -> tuple[Narrow, Narrow, Narrow]:
    """Return word, position and text of each token of some documents.

    `sizes` are the numbers of pieces in their texts, which are numbered from `start`.
    """
    having = known.counts[pieces]
    ends = np.cumsum(having)
    places = np.repeat(known.starts[pieces] - ends + having, having)
    places += np.arange(len(places))
    reached = np.concatenate([[0], np.cumsum(known.widths[pieces])])  # positions before each piece
    gaps = GAP * np.arange(len(docs))
    begins = reached[np.cumsum(sizes) - sizes] + gaps
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    zero = np.repeat(begins[first], np.diff(first, append=len(docs)))
    texts = np.repeat(np.arange(len(docs)), sizes)
    positions = np.repeat(reached[:-1] + (gaps - zero)[texts], having) + known.offsets[places]
    words = known.words[places]
    texts = np.repeat(texts, having) + start
    kept = positions <= MAX_POSITION
    if not kept.all():
        words, positions, texts = words[kept], positions[kept], texts[kept]
    return words.astype(np.int32), positions.astype(np.int32), texts.astype(np.int32)


def _ints(values: "array[int]") -> Ints:
    return np.array(values, np.int64)
