"""Which long form an abbreviation stands for, told by its letters.

The letters must be the first ones of the words, in order, and no word of weight may be left out:
a stricter form of the rule of Schwartz and Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text" (2003).
"""

from collections.abc import Sequence
from functools import lru_cache

from indexer.analysis import chunks, compact, fold, normal
from indexer.stemming import STOP_WORDS


def abbreviates(short: str, long: str) -> bool:
    """Whether a short form (`MARAC`, `GCP2`, `ACEs`) is made of the initials of a long one."""
    letters, words = compact(short), _words(long)
    if len(words) < 2 or len(letters) < 2:
        return False
    plural = short.endswith("s") and short[:-1].isupper()
    return _initials(letters, words) or (plural and _initials(fold(short[:-1]), words))


@lru_cache(maxsize=1000)  # each label of a term is compared with all short forms of it
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for chunk in chunks(normal(text)) for word in chunk.plain)


def _initials(letters: str, words: Sequence[str]) -> bool:
    """Whether letters are the initials of words; numbers stand whole, little words may be left out.

    `words` are folded. As long as the words are few, trying both ways at each little word is quick.
    """
    if not words:
        return not letters
    word, left = words[0], words[1:]
    first = word if word.isdigit() else word[0]
    if letters.startswith(first) and _initials(letters[len(first) :], left):
        return True
    return word in STOP_WORDS and _initials(letters, left)
