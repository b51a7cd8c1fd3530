"""How text becomes the tokens that are indexed and searched."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from indexer.stemming import ENGLISH, LANGUAGES, STOP_WORDS, reads_as_english, stem

ANALYSIS_VERSION = 3
"""Raise it when the same text gives other tokens than before: the index is then rebuilt."""

# Runs are possessive: nothing that follows could need fewer letters.
_LETTERS = r"(?:[^\W_]++|[\u0300-\u036f]++)++"
_CHUNK = re.compile(rf"{_LETTERS}(?:['’‘ʼ./&\-\u2010-\u2013]{_LETTERS})*+")
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
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def compact(text: str) -> str:
    """Return only the letters and digits of a number or code: how identifiers are compared."""
    return "".join(filter(str.isalnum, fold(text)))


def normal(text: str) -> str:
    """Return the Unicode form (NFC) that `chunks` takes."""
    return unicodedata.normalize("NFC", text)


def language_in(entry_language: str, text: str) -> str:
    """Return the language of one text of an entry."""
    if entry_language == ENGLISH:
        return ENGLISH
    forms = _FORMS[ENGLISH]
    words = (word for piece in pieces(text) for word in forms(piece)[2])
    return ENGLISH if reads_as_english(words) else entry_language


def chunks(text: str, language: str = ENGLISH) -> Iterator[Chunk]:
    """Cut NFC-normalised text into chunks. Takes time in proportion to the text."""
    forms = _FORMS[language]
    for match in _CHUNK.finditer(text):
        yield Chunk(match[0], match.start(), match.end(), *forms(match[0]))


def in_language(chunk: Chunk, language: str) -> Chunk:
    """Return a chunk as it is read in another language."""
    return Chunk(chunk.text, chunk.start, chunk.end, *_FORMS[language](chunk.text))


def pieces(text: str) -> list[str]:
    """Return the texts of the chunks: `tokens` of a text are those of its pieces in a row."""
    if text.isascii() and text.isalnum():  # a single word
        return [text]
    return _CHUNK.findall(normal(text))


def tokens(text: str, language: str = ENGLISH) -> tuple[tuple[Token, ...], int]:
    """Return the tokens to index and the number of positions they take up.

    A whole and the first of its parts share a position; stop words leave a gap.
    """
    forms = _FORMS[language]
    found: list[Token] = []
    position = 0
    for chunk in pieces(text):
        parts, whole, _ = forms(chunk)
        if whole:
            found.append(Token(whole, position))
        for part in parts:
            if part:
                found.append(Token(part, position))
            position += 1
    return tuple(found), position


def _forms(language: str, chunk: str) -> tuple[tuple[str | None, ...], str | None, tuple[str, ...]]:
    """Return what a chunk stands for: its parts, the whole, and the parts before stemming."""
    if chunk.isascii() and chunk.isalpha():  # as most are
        word = chunk.lower()
        return (None if word in STOP_WORDS else stem(word, language),), None, (word,)
    pieces = [_word(piece) for piece in _JOINERS.split(fold(chunk.translate(_APOSTROPHES)))]
    pieces = [piece for piece in pieces if piece]
    is_code = any(c.isdigit() for c in chunk)
    if is_code:
        split = [part for piece in pieces for part in _LETTERS_OR_DIGITS.findall(piece)]
        whole = _code(pieces) if len(split) > 1 else None
        return tuple(split), whole, tuple(split)
    parts = tuple(None if piece in STOP_WORDS else stem(piece, language) for piece in pieces)
    whole = None
    if len(pieces) > 1 and "/" not in chunk:
        joined = "".join(pieces)
        whole = joined if all(len(piece) == 1 for piece in pieces) else stem(joined, language)
    return parts, whole, tuple(pieces)


_FORMS = {language: lru_cache(maxsize=100_000)(partial(_forms, language)) for language in LANGUAGES}


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
