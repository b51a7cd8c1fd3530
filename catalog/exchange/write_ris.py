"""Writing RIS; the table of types is the reader's."""

from collections.abc import Iterator

from catalog.exchange.ris import KINDS
from catalog.exchange.writing import family_and_given, labels, notes, one_line, word
from catalog.model import Entry, LinkRole
from catalog.vocabulary import Vocabularies


def write(entry: Entry, vocabularies: Vocabularies) -> str:
    """Return one record, with an empty line after it."""
    lines = [f"{tag}  - {one_line(value)}" for tag, value in _fields(entry, vocabularies)]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _fields(entry: Entry, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    kind = word(KINDS, entry, vocabularies, "GEN")
    yield "TY", kind
    yield "ID", entry.id
    yield "TI", entry.title
    for title in entry.alternative_titles:
        yield "ST", title
    for author in entry.authors:
        parts = family_and_given(author)
        yield "AU", ", ".join(parts) if parts else author
    if when := entry.published:
        yield "PY", f"{when.year:04}"
        month, day = (f"{part:02}" if part else "" for part in (when.month, when.day))
        yield "DA", f"{when.year:04}/{month}/{day}/"
    if entry.publisher:
        yield "PB", entry.publisher
    yield from _place(entry)
    if entry.length and entry.length.pages:
        yield "SP", str(entry.length.pages)
    for language in entry.languages:
        yield "LA", language
    if entry.summary:
        yield "AB", entry.summary
    for label in labels(entry, vocabularies):
        yield "KW", label
    if known := entry.identifiers:
        if known.doi:
            yield "DO", known.doi
        for isbn in known.isbn:
            yield "SN", isbn
        for number in filter(None, (known.course_number, known.ce_broker)):
            yield "AN", number
    for link in entry.links:
        yield ("L1" if link.role is LinkRole.DOWNLOAD else "UR"), link.url
    for note in notes(entry, vocabularies):
        yield "N1", note


def _place(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the series or periodical, and the place in it."""
    if entry.series_title:
        yield "T2", entry.series_title
    volume = entry.article.volume if entry.article else entry.series_number
    if volume:
        yield "VL", volume
    if entry.article and entry.article.issue:
        yield "IS", entry.article.issue
