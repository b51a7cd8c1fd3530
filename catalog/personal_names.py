"""Telling persons from bodies by how a name is written: only citations rest on it, never data."""

import re

from catalog.exchange.writing import family_and_given

_BODIES = frozenset(
    """
    academy action advocates agency agencies alliance america american associates association
    authority board bureau campaign care casey center centers centre centres charity child
    children childrens clearinghouse clinic coalition collaborative college commission committee
    community company consortium corporation council county department division district
    education family families federation forum foundation fund gateway government group health
    home hospital house human information initiative institute institution international justice
    kids lab laboratory law league learning library limited local media ministry national network
    office organisation organization parents partners partnership people practice press program
    programme programmes programs project public publications publishing quality research
    resource resources royal safeguarding safety school schools service services social society
    staff state studies support task team training trends trust union unit university welfare
    women works workforce workshop youth
    """.split()
)
"""Words that stand in names of bodies and hardly ever in those of persons."""

_PART = r"(?:[^\W\d_]'|O’|[^\W\d_])[^\W\d_]*(?:['’.-][^\W\d_]+)*\.?"
_FULL_NAME = re.compile(rf"{_PART}(?: {_PART}){{1,3}}")
_PARTICLES = frozenset(
    "al bin da de del della den der di dos du el la le ten ter van von y".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\.?")


def person(name: str) -> tuple[str, str] | None:
    """Return family and given names of what is written as a person's name.

    `Family, Given` is what it says. `Given Family` has two to four capitalised words of which
    none belongs to a body; particles (`van der Meer`) go with the family name. Whatever else
    (one word, capitals only, an ampersand, a suffix) is None: a whole name is never wrong.
    """
    words = name.split()
    if {re.sub(r"\W", "", word).lower() for word in words} & _BODIES:
        return None
    if written := family_and_given(name):
        return written
    if not _FULL_NAME.fullmatch(name) or _SUFFIX.fullmatch(words[-1]):
        return None
    first = next((n for n, word in enumerate(words) if word in _PARTICLES), len(words) - 1)
    if first == 0 or not all(_is_a_name(w) for w in (*words[:first], words[-1])):
        return None
    if any(word not in _PARTICLES for word in words[first:-1]):
        return None
    return " ".join(words[first:]), " ".join(words[:first])


def _is_a_name(word: str) -> bool:
    """Whether a word is written as a name or an initial: with a capital, and not only with them."""
    letters = re.sub(r"\W", "", word)
    return word[:1].isupper() and (len(letters) == 1 or not letters.isupper())
