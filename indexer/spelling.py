"""What was probably meant by a word that no entry has: the nearest word of titles, labels, names.

A correction is one or two slips away (a letter too many, missing, wrong, or two changed round), two
only in long words. Of several the nearest counts, then the one that is written most often.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import nsmallest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.analysis import fold
from indexer.stemming import STOP_WORDS

SHORTEST = 4
"""Letters of a word that is corrected; shorter ones have too many neighbours."""

LONG = 7
"""From this many letters on, two slips are looked for as well."""

LONGEST = 20
"""Letters of the longest word that is corrected."""

CANDIDATES = 3
"""Nearest words that are tried with the other words of a query."""

MOST_WORDS = 4
"""Words of one query that are corrected."""

_WORD = re.compile(r"\b[^\W\d_]+(?:['’][^\W\d_]+)*\b")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Speller:
    """The words of an index as people write them, each with how often it is written."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the titles, labels and names of the entries that can be found."""
        self._often: Counter[str] = Counter()
        self._written: dict[str, str] = {}
        for text in texts:
            for match in _WORD.finditer(text):
                folded = fold(match[0])
                if len(folded) >= SHORTEST and folded not in STOP_WORDS:
                    self._often[folded] += 1
                    self._written.setdefault(folded, match[0].lower())
        self._words = list(self._often)

    def nearest(self, word: str) -> tuple[str, ...]:
        """Return the words that were probably meant, the likeliest first; none for a known one."""
        folded = fold(word)
        if not SHORTEST <= len(folded) <= LONGEST or folded in self._often:
            return ()
        if not folded.isalpha():
            return ()
        most = 2 if len(folded) >= LONG else 1
        near = process.extract(
            folded, self._words, scorer=OSA.distance, score_cutoff=most, limit=None
        )
        # People seldom get the first letter wrong.
        best = nsmallest(
            CANDIDATES,
            near,
            lambda each: (each[1], each[0][0] != folded[0], -self._often[each[0]], each[0]),
        )
        return tuple(self._written[each] for each, _, _ in best)


def best_correction(
    text: str,
    unknown: Iterable[str],
    speller: Speller,
    worth: Callable[[str], tuple[int, ...] | None],
) -> str | None:
    """Return a query with its unknown words corrected one after the other; None without a change.

    Of the nearest words the one is taken that makes the query worth most: `worth` tells in how many
    entries its words stand together, how many have them all, and how many are found; None when
    the query is no better than before.
    """
    chosen: dict[str, str] = {}
    for word in list(dict.fromkeys(unknown))[:MOST_WORDS]:
        best: tuple[int, ...] = ()
        for meant in speller.nearest(word):
            found = worth(corrected(text, {**chosen, word: meant}))
            if found and found > best:
                best, chosen[word] = found, meant
    return corrected(text, chosen) if chosen else None


def corrected(text: str, corrections: Mapping[str, str]) -> str:
    """Return a query with some of its words replaced; operators and quotes stay as they are."""
    return _WORD.sub(lambda match: corrections.get(match[0], match[0]), text)


def slips(word: str) -> Iterator[str]:
    """Yield every word one slip away."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
