"""Typed words as what can stand for them in the index."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis import Chunk, chunks, compact, in_language, normal
from indexer.document import CAPITALS, EDGE
from indexer.stemming import ENGLISH, LANGUAGES, SPANISH

Form = tuple[tuple[str, int], ...]
"""Tokens with their distance from the first: `(("care", 0), ("plan", 1))` is “care plan”."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A typed word, where to look for it, and its forms; without forms it is a stop word.

    A query does not tell its language: `spanish` are the forms in Spanish texts, when others.
    """

    text: str
    scope: str | None
    forms: tuple[Form, ...]
    chunk: Chunk | None = None
    spanish: tuple[Form, ...] = ()


def units(text: str, scope: str | None = None, capitals: bool = True) -> list[Unit]:
    """Return the words of a text. Without `capitals` they do not tell abbreviations (`US`)."""
    if scope == "id":
        code = compact(text)
        return [Unit(text, scope, (((code, 0),),))] if code else []
    found = []
    for chunk in chunks(normal(text)):
        english = _forms(chunk)
        spanish = tuple(f for f in _forms(in_language(chunk, SPANISH)) if f not in english)
        if capitals:
            english += _in_capitals(chunk)
        found.append(Unit(chunk.text, scope, english, chunk, spanish))
    return found


def _forms(chunk: Chunk) -> tuple[Form, ...]:
    whole: tuple[Form, ...] = (((chunk.whole, 0),),) if chunk.whole else ()
    parts = _in_parts(chunk)
    return (*whole, parts) if parts else whole


def _in_capitals(chunk: Chunk) -> tuple[Form, ...]:
    if len(chunk.text) > 1 and chunk.text.isupper() and chunk.text.isalpha():
        return (((CAPITALS + chunk.text, 0),),)
    return ()


def _in_parts(chunk: Chunk) -> Form:
    kept = [(part, place) for place, part in enumerate(chunk.parts) if part]
    return tuple((part, place - kept[0][1]) for part, place in kept)


def in_order(words: Iterable[Chunk]) -> Form:
    """Return words as one form: each at its place after the first; stop words leave a gap."""
    placed: list[tuple[str, int]] = []
    position = 0
    for chunk in words:
        placed += [(part, position + i) for i, part in enumerate(chunk.parts) if part]
        position += len(chunk.parts)
    return tuple((token, place - placed[0][1]) for token, place in placed)


def whole_title(words: Sequence[Chunk]) -> Form:
    """Return the form of a title that consists of just these words; empty for stop words."""
    placed = in_order(words)
    before = 0
    for chunk in words:
        if any(chunk.parts):
            before += next(i for i, part in enumerate(chunk.parts) if part)
            break
        before += len(chunk.parts)
    length = sum(len(chunk.parts) for chunk in words)
    return (*placed, (EDGE, length - before), (EDGE, -before - 1)) if placed else ()


@lru_cache(maxsize=10_000)
def phrase(text: str, language: str = ENGLISH) -> Form:
    """Return the form of a phrase; empty when it is made of stop words."""
    return in_order(chunks(normal(text), language))


def plain(found: Sequence[Unit]) -> list[Chunk]:
    """Return the chunks of units that were made from words."""
    return [unit.chunk for unit in found if unit.chunk]


def in_each_language(
    make: Callable[[Sequence[Chunk]], Form], found: Sequence[Unit]
) -> Iterable[Form]:
    """Return the different forms of words that stand together, as `make` puts them together."""
    words = plain(found)
    made = (make([in_language(word, language) for word in words]) for language in LANGUAGES)
    return dict.fromkeys(form for form in made if form)
