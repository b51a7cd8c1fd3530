"""The searched texts of many entries as arrays of tokens.

Each distinct piece of text (what is written together: `W-2`) is read once and gets a number. That
texts consist of pieces, and pieces of tokens, is then worked out for all of them at once.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, repeat
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from indexer.analysis import Token, compact, pieces, tokens
from indexer.arrays import Floats, Ints, Mask
from indexer.document import CAPITALS, EDGE, Passage

AT_ONCE = 2000
"""Documents whose tokens are worked out at a time."""

GAP = 50
"""Positions between two texts of an entry, so that no phrase reaches from one into the next."""

MAX_POSITION = (1 << 20) - 1
"""The last position that is indexed; an entry of the largest size stays far below it."""


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


class Streams:
    """All searched texts of each document in a row (None), and those of each scope."""

    def __init__(self) -> None:
        self._pieces = _Pieces()
        self._labels = _Labels(self._pieces)
        self._streams: dict[str | None, _Stream] = {}

    @property
    def words(self) -> list[str]:
        """The distinct words by number."""
        return list(self._pieces.words)

    def add(self, doc: int, texts: Sequence[Passage], labels: Sequence[Passage]) -> None:
        """Add the texts of a document and the labels of its terms; documents come in order."""
        exact = self._pieces.exact
        found = [self._pieces.of(text) for text in texts]
        for text, made in zip(texts, found, strict=True):
            match text.scope:
                case None:
                    pass
                case "id":
                    self._to("id").add(doc, [(exact[compact(text.text)],)], (1.0,))
                case "title":
                    self._to("title").add(doc, [(exact[EDGE], *made, exact[EDGE])], (1.0,))
                case scope:
                    self._to(scope).add(doc, [made], (1.0,))
        stream = self._to(None)
        weighted = [
            (made, text.weight) for made, text in zip(found, texts, strict=True) if text.weight
        ]
        stream.add(doc, [made for made, _ in weighted], [weight for _, weight in weighted])
        stream.add(doc, list(map(self._labels.__getitem__, labels)), map(_weight, labels), True)

    def _to(self, scope: str | None) -> "_Stream":
        if (known := self._streams.get(scope)) is None:
            known = self._streams[scope] = _Stream()
        return known

    @property
    def scopes(self) -> Collection[str | None]:
        """The scopes that have texts."""
        return self._streams.keys()

    def tokens(self, scope: str | None) -> Tokens:
        """Return the tokens of a scope, and let go of its texts."""
        return self._streams.pop(scope).tokens(self._pieces)


_weight = attrgetter("weight")


class Numbers(dict[str, int]):
    """Numbers for texts; `number` gives one to a text that is new."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, text: str) -> int:
        number = self[text] = self._number(text)
        return number


class _Pieces:
    """Numbers for pieces of text, and the tokens that each stands for."""

    def __init__(self) -> None:
        self.words = Numbers(lambda _: len(self.words))
        self.exact = Numbers(lambda word: self._add((Token(word, 0),), 1))
        """Pieces that are one word as it stands."""
        self._by_language: dict[str, Numbers] = {}
        self._widths, self._counts = array("I"), array("I")
        self._words, self._offsets = array("I"), array("I")

    def of(self, passage: Passage) -> Sequence[int]:
        """Return the pieces of a text."""
        if passage.exact:
            return (self.exact[CAPITALS + passage.text],)
        language = passage.language
        if (known := self._by_language.get(language)) is None:
            known = Numbers(lambda piece: self._add(*tokens(piece, language)))
            self._by_language[language] = known
        return list(map(known.__getitem__, pieces(passage.text)))

    def _add(self, found: tuple[Token, ...], width: int) -> int:
        self._widths.append(width)
        self._counts.append(len(found))
        self._words.extend([self.words[word] for word, _ in found])
        self._offsets.extend([offset for _, offset in found])
        return len(self._widths) - 1

    def tokens(self, some: npt.NDArray[np.uint32]) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the width and the number of tokens of each piece, and word and offset of each."""
        widths, counts, words, offsets = map(
            _ints, (self._widths, self._counts, self._words, self._offsets)
        )
        having = counts[some]
        ends = np.cumsum(having)
        places = np.repeat((np.cumsum(counts) - counts)[some] - ends + having, having)
        places += np.arange(len(places))
        return widths[some], having, words[places], offsets[places]


class _Labels(dict[Passage, Sequence[int]]):
    """The pieces of labels: the same ones come again and again."""

    def __init__(self, known: _Pieces) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, label: Passage) -> Sequence[int]:
        found = self[label] = self._known.of(label)
        return found


class _Stream:
    """Texts of documents, one after the other: their pieces, how many each has, its weight."""

    def __init__(self) -> None:
        self._pieces, self._sizes, self._docs = array("I"), array("I"), array("I")
        self._weights, self._once = array("d"), array("B")

    def add(
        self,
        doc: int,
        found: Sequence[Sequence[int]],
        weights: Iterable[float],
        once: bool = False,
    ) -> None:
        """Append texts of a document."""
        self._pieces.extend(chain.from_iterable(found))
        self._sizes.extend(map(len, found))
        self._docs.extend(repeat(doc, len(found)))
        self._weights.extend(weights)
        self._once.extend(repeat(once, len(found)))

    def tokens(self, known: _Pieces) -> Tokens:
        """Return the tokens: texts stand `GAP` positions apart, each document begins at 0."""
        docs, sizes = _ints(self._docs), _ints(self._sizes)
        firsts = np.flatnonzero(np.diff(docs, prepend=-1))  # the first text of each document
        pieces = np.array(self._pieces, np.uint32)
        reached = np.concatenate([[0], np.cumsum(sizes)])  # pieces before each text
        none = np.empty(0, np.int32)
        made = [(none, none, none)]
        cuts = [*firsts[::AT_ONCE].tolist(), len(docs)]
        for start, end in pairwise(cuts):
            some = pieces[reached[start] : reached[end]]
            made.append(_placed(known, some, sizes[start:end], docs[start:end], start))
        words, positions, texts = map(np.concatenate, zip(*made, strict=True))
        return Tokens(
            words, positions, texts, docs, np.array(self._weights), np.array(self._once, bool)
        )


def _placed(
    known: _Pieces, pieces: npt.NDArray[np.uint32], sizes: Ints, docs: Ints, start: int
) -> tuple[Narrow, Narrow, Narrow]:
    """Return word, position and text of each token of some documents.

    `sizes` are the numbers of pieces in their texts, which are numbered from `start`.
    """
    widths, having, words, offsets = known.tokens(pieces)
    reached = np.concatenate([[0], np.cumsum(widths)])  # positions before each piece
    gaps = GAP * np.arange(len(docs))
    begins = reached[np.cumsum(sizes) - sizes] + gaps
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    zero = np.repeat(begins[first], np.diff(first, append=len(docs)))
    texts = np.repeat(np.arange(len(docs)), sizes)
    positions = np.repeat(reached[:-1] + (gaps - zero)[texts], having) + offsets
    texts = np.repeat(texts, having) + start
    kept = positions <= MAX_POSITION
    if not kept.all():
        words, positions, texts = words[kept], positions[kept], texts[kept]
    return words.astype(np.int32), positions.astype(np.int32), texts.astype(np.int32)


def _ints(values: "array[int]") -> Ints:
    return np.array(values, np.int64)
