"""What the writers of all formats share: the word for a kind, names, and facts without a field."""

import re
from collections.abc import Iterator

from catalog.exchange.reading import Pairs
from catalog.model import Entry
from catalog.vocabulary import Vocabularies

_ONE_WAY = frozenset({"THES", "thesis", "phdthesis", "mastersthesis"})
"""Words that are only read: a thesis is a research report to us, but hardly a report a thesis."""


def word(pairs: Pairs, entry: Entry, vocabularies: Vocabularies, otherwise: str) -> str:
    """Return the word of a format for an entry's kind, or for the nearest kind above it."""
    kinds = vocabularies["kind"]
    for kind in (entry.kind, *kinds.ancestors(entry.kind)):
        for theirs, ours in pairs.items():
            if kinds.resolve(ours) == kind and theirs not in _ONE_WAY:
                return theirs
    return otherwise


def family_and_given(name: str) -> tuple[str, str] | None:
    """Return the parts of a name that is written `Family, Given`.

    None for any other: whether `Quay Press` is a person cannot be told from the name, so it is
    handed on whole.
    """
    family, comma, given = name.partition(", ")
    return (family, given) if comma and family and given and ", " not in given else None


def labels(entry: Entry, vocabularies: Vocabularies) -> list[str]:
    """Return the labels of the topics."""
    return [vocabularies["topic"].label(topic) for topic in entry.topics]


def notes(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield what readers of the catalog see and most formats have no field for, as sentences."""
    named = (
        ("Kind", "kind", (entry.kind,)),
        ("For", "audience", entry.audiences),
        ("Place", "jurisdiction", entry.jurisdictions),
        ("Format", "format", entry.formats),
        ("Access", "access", (entry.access,) if entry.access else ()),
    )
    for said, scheme, values in named:
        if values:
            yield f"{said}: {'; '.join(vocabularies[scheme].label(value) for value in values)}"
    if entry.minutes:
        yield f"Minutes: {entry.minutes}"
    if entry.validity:
        ends = (entry.validity.start, entry.validity.end)
        yield f"Valid: {' to '.join(str(end) if end else '' for end in ends)}".rstrip()


def further(entry: Entry) -> Iterator[str]:
    """Yield what a format without repeated fields can say only once, as sentences.

    That is the short title, the language and the address; course numbers have no field at all.
    """
    address = entry.address
    for said, values in (
        ("Also titled", entry.alternative_titles[1:]),
        ("Languages", entry.languages if len(entry.languages) > 1 else ()),
        ("Also at", tuple(link.url for link in entry.links if link.url != address)),
    ):
        if values:
            yield f"{said}: {'; '.join(values)}"
    if known := entry.identifiers:
        if known.course_number:
            yield f"Course number: {known.course_number}"
        if known.ce_broker:
            yield f"CE Broker number: {known.ce_broker}"


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return " ".join(re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).split(" ")).strip()
