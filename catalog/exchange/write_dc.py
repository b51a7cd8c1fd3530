"""Writing simple Dublin Core: the fifteen elements, each as often as there are values."""

from collections.abc import Iterator

from catalog.model import Entry
from catalog.vocabulary import Vocabularies


def elements(entry: Entry, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    """Yield elements of DCMES 1.1 and their values; of terms the labels, of languages the codes."""

    def said(scheme: str, *values: str) -> Iterator[str]:
        return (vocabularies[scheme].label(value) for value in values)

    yield "title", entry.title
    yield from (("title", title) for title in entry.alternative_titles)
    yield from (("creator", author) for author in entry.authors)
    yield from (("subject", label) for label in said("topic", *entry.topics))
    if entry.summary:
        yield "description", entry.summary
    if entry.publisher:
        yield "publisher", entry.publisher
    if entry.published:
        yield "date", str(entry.published)
    yield from (("type", label) for label in said("kind", entry.kind))
    yield from (("format", label) for label in said("format", *entry.formats))
    yield from (("identifier", link.url) for link in entry.links)
    if known := entry.identifiers:
        if known.doi:
            yield "identifier", f"https://doi.org/{known.doi}"
        yield from (("identifier", f"urn:isbn:{isbn}") for isbn in known.isbn)
    if entry.series_title:
        yield "relation", entry.series_title
    yield from (("language", language) for language in entry.languages)
    yield from (("coverage", label) for label in said("jurisdiction", *entry.jurisdictions))
    if entry.access:
        yield from (("rights", label) for label in said("access", entry.access))
