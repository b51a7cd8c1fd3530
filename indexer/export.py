"""Everything a search finds, or one entry, in the formats that other programs read."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog.exchange import write_bibtex, write_csl, write_csv, write_ris
from catalog.model import Entry
from catalog.vocabulary import Vocabularies
from indexer.json_form import entry_to_json


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


def export(found: Iterable[Entry], form: Format, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield the text of a file piece by piece; together they are one well-formed file."""
    yield form.before
    for place, entry in enumerate(found):
        yield (form.between if place else "") + form.write(entry, vocabularies)
    yield form.after
