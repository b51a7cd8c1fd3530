"""Writing CSL-JSON; the table of types is the reader's."""

import json
from collections.abc import Iterator
from typing import Any

from catalog.exchange.csl import KINDS
from catalog.exchange.writing import family_and_given, further, labels, notes, word
from catalog.model import Entry
from catalog.vocabulary import Vocabularies

_PERIODICALS = frozenset({"article-journal", "article-newspaper", "article-magazine"})


def write(entry: Entry, vocabularies: Vocabularies) -> str:
    """Return one item as JSON."""
    return json.dumps(item(entry, vocabularies), ensure_ascii=False)


def item(entry: Entry, vocabularies: Vocabularies) -> dict[str, Any]:
    """Return an entry as an item of CSL; what is unset is left out."""
    return {name: value for name, value in _fields(entry, vocabularies) if value}


def _fields(entry: Entry, vocabularies: Vocabularies) -> Iterator[tuple[str, Any]]:
    kind = word(KINDS, entry, vocabularies, "document")
    yield "id", entry.id
    yield "type", kind
    yield "title", entry.title
    yield "title-short", next(iter(entry.alternative_titles), None)
    yield "author", [_name(author) for author in entry.authors]
    if when := entry.published:
        parts = [part for part in (when.year, when.month, when.day) if part]
        yield "issued", {"date-parts": [parts]}
    yield "publisher", entry.publisher
    if kind in _PERIODICALS or entry.article or entry.episode:
        yield "container-title", entry.series_title
        yield "number", entry.series_number
    else:
        yield "collection-title", entry.series_title
        yield "collection-number", entry.series_number
    if entry.article:
        yield "volume", entry.article.volume
        yield "issue", entry.article.issue
    if entry.length and entry.length.pages:
        yield "number-of-pages", str(entry.length.pages)
    yield "abstract", entry.summary
    yield "keyword", ", ".join(label.replace(",", "") for label in labels(entry, vocabularies))
    yield "language", next(iter(entry.languages), None)
    yield "URL", entry.address
    if known := entry.identifiers:
        yield "DOI", known.doi
        yield "ISBN", ", ".join(known.isbn)
    yield "note", "\n".join((*notes(entry, vocabularies), *further(entry)))


def _name(author: str) -> dict[str, str]:
    if parts := family_and_given(author):
        return {"family": parts[0], "given": parts[1]}
    return {"literal": author}
