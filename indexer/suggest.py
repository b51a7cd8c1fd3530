"""Completions of what is being typed: labels of terms that have entries, names, titles.

Everything that can be suggested is a line. Lines of one kind stand together, the best first, so
that a line's number is its rank. All words of all lines are sorted; those that begin with some
letters are then one slice, and the numbers of the lines that have them lie side by side. A line
matches when it has all that was typed, the last word perhaps unfinished. A word that no line has
may be one slip away.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from catalog.vocabulary import Vocabularies
from indexer.analysis import fold
from indexer.arrays import Mask
from indexer.backend import Suggestion
from indexer.spelling import LONGEST, SHORTEST, slips

TURNS = 4, 2, 1, 1, 4
"""How many of each kind come before the others have their turn: labels, other names, publishers,
authors, titles."""

_WORD = re.compile(r"[^\W_]+")
_END = "\U0010ffff"


class Line(NamedTuple):
    """Something that can be suggested, and what it is found by."""

    key: str
    suggestion: Suggestion


class Completions:
    """Everything that can be suggested for one state of an index."""

    def __init__(self, kinds: Sequence[Sequence[Line]]) -> None:
        """Take the lines of each kind, the best first; see `lines`."""
        self._lines = list(chain.from_iterable(kinds))
        self._ends: list[int] = np.cumsum([len(some) for some in kinds]).tolist()
        whole = sorted(range(len(self._lines)), key=lambda number: self._lines[number].key)
        self._whole = np.array(whole, np.int32)
        """Numbers of the lines in the order of their keys."""
        self._keys = [self._lines[number].key for number in whole]
        codes: dict[str, int] = {}
        written, having = array("i"), array("i")
        for number, line in enumerate(self._lines):
            for word in set(line.key.split(" ")):
                written.append(codes.setdefault(word, len(codes)))
                having.append(number)
        self._words = sorted(codes)
        rank = np.empty(len(codes), np.int32)
        rank[[codes[word] for word in self._words]] = np.arange(len(codes), dtype=np.int32)
        ranks = rank[np.array(written, np.int32)]
        order = np.argsort(ranks, kind="stable")
        self._having = np.array(having, np.int32)[order]
        """Numbers of the lines that have each word, one word after the other."""
        self._starts: list[int] = np.searchsorted(
            ranks[order], np.arange(len(codes) + 1, dtype=np.int32)
        ).tolist()

    def starting_with(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Return the best completions, each once."""
        key = _key(prefix)
        if not key or limit < 1:
            return ()
        *complete, last = key.split(" ")
        matching = self._with(last, _END)
        for word in complete:
            matching &= self._with(word, "\0")
        whole = np.zeros(len(self._lines), bool)
        start, end = bisect_left(self._keys, key), bisect_left(self._keys, key + _END)
        whole[self._whole[start:end]] = True
        found: dict[tuple[str, str, str | None], Suggestion] = {}
        for mask in (whole, matching & ~whole):
            for number in self._in_turns(mask, limit):
                each = self._lines[number].suggestion
                found.setdefault((each.source, each.text, each.value), each)
                if len(found) == limit:
                    return tuple(found.values())
        return tuple(found.values())

    def _in_turns(self, mask: Mask, limit: int) -> Iterator[int]:
        """Yield the numbers of the best lines, a few of each kind in turns."""
        ordered: list[tuple[int, int, int]] = []
        start = 0
        for kind, end in enumerate(self._ends):
            # Several names of one term are one suggestion.
            best = (np.flatnonzero(mask[start:end])[: 4 * limit] + start).tolist()
            ordered += [(place // TURNS[kind], kind, line) for place, line in enumerate(best)]
            start = end
        return (line for _, _, line in sorted(ordered))

    def _with(self, word: str, after: str) -> Mask:
        """Return which lines have a word, or one that begins so (when `after` is the last letter).

        When none has, those with what is one slip away.
        """
        mask = np.zeros(len(self._lines), bool)
        if not self._mark(mask, word, after) and SHORTEST <= len(word) <= LONGEST:
            for other in set(slips(word)):
                self._mark(mask, other, after)
        return mask

    def _mark(self, mask: Mask, word: str, after: str) -> bool:
        """Mark the lines that have words from `word` up to it and `after`; False without any."""
        start = bisect_left(self._words, word)
        if not self._words[start : start + 1] or not self._words[start].startswith(word):
            return False
        end = bisect_left(self._words, word + after, lo=start)
        mask[self._having[self._starts[start] : self._starts[end]]] = True
        return end > start


def lines(
    titles: Iterable[tuple[str, str]],
    authors: Mapping[str, int],
    publishers: Mapping[tuple[str, str], int],
    counts: Mapping[str, Mapping[str, int]],
    vocabularies: Vocabularies,
) -> tuple[list[Line], ...]:
    """Return what can be suggested, by kind as in `TURNS`.

    Takes (entry id, title) pairs; how many entries each author has, and each publisher (id and
    name); and the number of entries by facet and term. Terms without entries are left out.
    """
    labels: list[tuple[int, Line]] = []
    others: list[tuple[int, Line]] = []
    for facet, values in counts.items():
        for term in vocabularies[facet].terms if facet in vocabularies else ():
            if often := values.get(term.id, 0):
                own = Suggestion(term.label, facet, term.id)
                labels.append((often, Line(_key(term.label), own)))
                for label in term.labels:
                    named = Suggestion(term.label, facet, term.id, label.text)
                    others.append((often, Line(_key(label.text), named)))
    names = [
        (often, Line(_key(name), Suggestion(name, "publisher", value)))
        for (value, name), often in publishers.items()
    ]
    people = [
        (often, Line(_key(name), Suggestion(name, "author"))) for name, often in authors.items()
    ]
    works = [(0, Line(_key(title), Suggestion(title, "title", value))) for value, title in titles]
    return tuple(_ordered(kind) for kind in (labels, others, names, people, works))


def _ordered(kind: list[tuple[int, Line]]) -> list[Line]:
    """Return the lines that can be typed, those with most entries first, then short ones."""
    kind.sort(key=lambda each: (-each[0], len(each[1].key), each[1].key))
    return [line for _, line in kind if line.key]


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.lower() if text.isascii() else fold(text)))
