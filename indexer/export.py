"""Everything a search finds, or one entry, in the formats that other programs read."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog.exchange import write_bibtex, write_csl, write_csv, write_ris
from catalog.model import Entry
from catalog.vocabulary import Vocabularies
from indexer.backend import SearchBackend, SearchResult
from indexer.json_form import entry_to_json
from indexer.query import Query


@dataclass(frozen=True)
class Format:
    """A format: how it is called, and what stands before, between and after its records."""

    name: str
    label: str
    extension: str
    media_type: str
    write: Callable[[Entry, Vocabularies], str]
    before: str = ""
    between: str = ""
    after: str = ""


def _json(entry: Entry, _: Vocabularies) -> str:
    return json.dumps(entry_to_json(entry), ensure_ascii=False)


_ARRAY = ("[\n", ",\n", "\n]\n")

FORMATS = {
    each.name: each
    for each in (
        Format("ris", "RIS", "ris", "application/x-research-info-systems", write_ris.write),
        Format("bibtex", "BibTeX", "bib", "application/x-bibtex", write_bibtex.write),
        Format(
            "csl-json",
            "CSL-JSON",
            "csl.json",
            "application/vnd.citationstyles.csl+json",
            write_csl.write,
            *_ARRAY,
        ),
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", write_csv.write, write_csv.head()),
        Format("json", "JSON", "json", "application/json", _json, *_ARRAY),
    )
}
"""The formats by name."""


def whole(backend: SearchBackend, query: Query) -> Iterator[Entry]:
    """Yield every entry a search finds, in its order, each once."""
    return entries(backend, backend.search(query.on_page(1)))


def entries(backend: SearchBackend, first: SearchResult) -> Iterator[Entry]:
    """Yield the entries of a result whose first page is known already."""
    seen: set[str] = set()
    result = first
    while result.hits:
        for hit in result.hits:
            if hit.entry.id not in seen:  # the index may change between two pages
                seen.add(hit.entry.id)
                yield hit.entry
        if result.query.page >= result.pages:
            return
        result = backend.search(result.query.on_page(result.query.page + 1))


def export(found: Iterable[Entry], form: Format, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield the text of a file piece by piece; together they are one well-formed file."""
    yield form.before
    for place, entry in enumerate(found):
        yield (form.between if place else "") + form.write(entry, vocabularies)
    yield form.after
