"""How text becomes the tokens that are indexed and searched."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

from indexer.orthography import american

ANALYSIS_VERSION = 1
"""Raise it when the same text gives other tokens than before: the index is then rebuilt."""

STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before but by can
    cannot could did do does doing each for from had has have having he her here hers him his how
    i if in into is it its itself just like may me might more most must my myself no nor not of
    off on once only onto or other our ours ourselves out over own shall she should so some such
    than that the their theirs them themselves then there these they this those through to too
    under until up upon very was we were what when where whether which while who whom whose why
    will with within without would you your yours
    arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt ive shouldnt thats theres
    wasnt werent whats wont wouldnt youre
    al con de del el en la las lo los para por que se su un una y""".split()
)
"""English words (and a few Spanish ones) that say nothing about what a text is about."""

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_CHUNK = re.compile(rf"{_LETTER}+(?:['’‘ʼ./&\-\u2010-\u2013]{_LETTER}+)*")
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
_JOINERS = re.compile(r"[./&\-\u2010-\u2013]")
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_LONG_CODE = 6


class Chunk(NamedTuple):
    """What is written together, with its place in the text and the tokens it stands for.

    `parts` are its words in order; None is a stop word. `whole` is the chunk as one token when
    it has several parts (`W-2`, `GCP2`, `well-being`), so that it is found kept whole and split.
    `plain` holds the parts before stemming, stop words included.
    """

    text: str
    start: int
    end: int
    parts: tuple[str | None, ...]
    whole: str | None
    plain: tuple[str, ...]

    @property
    def is_stop(self) -> bool:
        """Whether nothing in it can be searched."""
        return self.whole is None and not any(self.parts)


class Token(NamedTuple):
    """An indexed word at its position among the words of the text."""

    text: str
    position: int


def fold(text: str) -> str:
    """Return text in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def compact(text: str) -> str:
    """Return only the letters and digits of a number or code: how identifiers are compared."""
    return "".join(c for c in fold(text) if c.isalnum())


_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth",
    "lives": "life", "wives": "wife", "selves": "self", "thieves": "thief",
    "crises": "crisis", "analyses": "analysis", "diagnoses": "diagnosis", "theses": "thesis",
    "hypotheses": "hypothesis", "criteria": "criterion", "curricula": "curriculum",
    "stepchildren": "stepchild", "grandchildren": "grandchild", "schoolchildren": "schoolchild",
}  # fmt: skip
"""Plurals that a stemmer cannot know."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the token of a folded word: American spelling, English stem."""
    if not word.isascii() or not word.isalpha():
        return word
    return str(porter2(american(_IRREGULAR.get(word, word))))


def chunks(text: str) -> Iterator[Chunk]:
    """Cut NFC-normalised text into chunks. Takes time in proportion to the text."""
    for match in _CHUNK.finditer(text):
        parts, whole, plain = _forms(match[0])
        yield Chunk(match[0], match.start(), match.end(), parts, whole, plain)


def normal(text: str) -> str:
    """Return the Unicode form (NFC) that `chunks` takes."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=100_000)
def _forms(chunk: str) -> tuple[tuple[str | None, ...], str | None, tuple[str, ...]]:
    pieces = [_word(piece) for piece in _JOINERS.split(fold(chunk.translate(_APOSTROPHES)))]
    pieces = [piece for piece in pieces if piece]
    is_code = any(c.isdigit() for c in chunk)
    if is_code:
        split = [part for piece in pieces for part in _LETTERS_OR_DIGITS.findall(piece)]
        whole = _code(pieces) if len(split) > 1 else None
        return tuple(split), whole, tuple(split)
    parts = tuple(None if piece in STOP_WORDS else stem(piece) for piece in pieces)
    whole = None
    if len(pieces) > 1 and "/" not in chunk:
        joined = "".join(pieces)
        whole = joined if all(len(piece) == 1 for piece in pieces) else stem(joined)
    return parts, whole, tuple(pieces)


def _word(piece: str) -> str:
    """Drop the possessive and other apostrophes."""
    if piece.endswith("'s"):
        piece = piece[:-2]
    return piece.replace("'", "")


def _code(pieces: list[str]) -> str:
    """Return a code as one token: `w-2` and `w2` are one, `0-3` and `03` are two."""
    joined = "".join(pieces)
    if len(joined) >= _LONG_CODE:
        return joined
    code = pieces[0]
    for piece in pieces[1:]:
        code += ("-" if code[-1].isdigit() and piece[0].isdigit() else "") + piece
    return code


def tokens(text: str) -> tuple[tuple[Token, ...], int]:
    """Return the tokens to index and the number of positions they take up.

    A whole and the first of its parts share a position; stop words leave a gap.
    """
    found: list[Token] = []
    position = 0
    for match in _CHUNK.finditer(normal(text)):
        parts, whole, _ = _forms(match[0])
        if whole:
            found.append(Token(whole, position))
        for part in parts:
            if part:
                found.append(Token(part, position))
            position += 1
    return tuple(found), position
