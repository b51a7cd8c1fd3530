"""Proposing an id, which is also a file name and a permalink, from a title."""

from collections.abc import Container
from itertools import count

from slugify import slugify

MAX_LENGTH = 80
"""Characters of a proposed id; longer ones are cut after a word."""


def propose_id(title: str, taken: Container[str] = ()) -> str:
    """Return a readable id for a title that is not in `taken` (`-2`, `-3` ... when it would be)."""
    # "children's" is one word: an apostrophe is no word boundary.
    words = title.replace("'", "").replace("’", "")
    slug = _cut(slugify(words), MAX_LENGTH) or "untitled"
    if slug not in taken:
        return slug
    for number in count(2):
        suffix = f"-{number}"
        proposal = _cut(slug, MAX_LENGTH - len(suffix)) + suffix
        if proposal not in taken:
            return proposal
    raise AssertionError("numbers do not end")


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    head, _, _ = slug[: length + 1].rpartition("-")
    return head or slug[:length]
