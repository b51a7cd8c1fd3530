"""Choosing among claims: the first one that can be read as a value."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

Found = tuple[T, str]
"""A value and where on the page it stood."""

Texts = Callable[..., list[tuple[str, str]]]
"""Gives each text claimed for the named fields, and where it stands, in order."""


def first(texts: Texts, field: str, read: Callable[[str], T | None]) -> Found[T] | None:
    """Return the first value that can be read from the claims for a field."""
    return next(
        ((value, where) for text, where in texts(field) if (value := read(text)) is not None), None
    )


def origin(*places: str) -> str:
    """Return several places as one text, each once."""
    return ", ".join(dict.fromkeys(places))
