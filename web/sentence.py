"""A search in words, and as chips that can be taken away one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.vocabulary import Vocabularies
from indexer.backend import SearchResult
from indexer.fields import FACETS
from indexer.query import Query, Sort
from web import phrases
from web.addresses import search_address

QUOTED = 80
"""Characters of a reader's words that are repeated to them; all of them stay in the search box."""

LabelOf = Callable[[str, str], str]
"""Takes a facet and a value and gives the value's label."""


def labels_of(result: SearchResult, vocabularies: Vocabularies) -> LabelOf:
    """Return how values are called: as in a result's facets, else as in the vocabularies."""

    def label(facet: str, value: str) -> str:
        for count in result.facets.get(facet, ()):
            if count.value == value:
                return count.label
        vocabulary = vocabularies.get(facet)
        return vocabulary.label(value) if vocabulary else value

    return label


FACET_LABELS = {facet.name: facet.label for facet in FACETS}

ORDERS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.TITLE: "Title",
    Sort.ADDED: "Recently added",
}


def sentence(query: Query, label: LabelOf) -> str:
    """Say what is searched for: `Podcast episodes about Kinship care, for Caseworkers`."""

    def said(facet: str) -> str:
        return phrases.listed((label(facet, value) for value in query.chosen(facet)), "or")

    kinds = [phrases.plural(label("kind", value)) for value in query.chosen("kind")]
    subject = phrases.listed(kinds, "or") or "Resources"
    if topics := said("topic"):
        subject += f" about {topics}"
    clauses = [
        f"{lead} {said(facet)}"
        for facet, lead in (
            ("audience", "for"),
            ("jurisdiction", "in"),
            ("language", "in"),
            ("format", "as"),
            ("publisher", "published by"),
            ("series", "in the series"),
            ("access", "with access:"),
        )
        if query.chosen(facet)
    ]
    if span := phrases.years(query.year_from, query.year_to):
        clauses.append(span)
    if query.text:
        subject += f" matching “{phrases.cut(query.text, QUOTED)}”"
    elif clauses and not topics:
        subject = f"{subject} {clauses.pop(0)}"
    if subject == "Resources":
        return "All resources"
    return ", ".join([subject, *clauses])


@dataclass(frozen=True)
class Chip:
    """One part of a search, and the address of the search without it."""

    group: str
    text: str
    address: str


def chips(query: Query, label: LabelOf) -> Iterator[Chip]:
    """Yield the parts of a search in the order they are read."""
    if query.text:
        yield Chip(
            "Words", f"“{phrases.cut(query.text, QUOTED)}”", search_address(query.with_text(""))
        )
    for facet, values in query.filters.items():
        for value in values:
            without = search_address(query.toggled(facet, value))
            yield Chip(FACET_LABELS[facet], label(facet, value), without)
    if span := phrases.years(query.year_from, query.year_to):
        yield Chip("Published", span, search_address(query.with_years(None, None)))


def orders(query: Query) -> Iterator[tuple[str, str, bool]]:
    """Yield value, label and chosen for each order; the one that needs no parameter is empty."""
    usual = query.with_sort(None).order
    for order, text in ORDERS.items():
        if order is Sort.RELEVANCE and not query.text:
            continue  # without words there is nothing to match
        yield ("" if order is usual else order.value, text, order is query.order)
