"""A search in words, and as chips that can be taken away one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.vocabulary import NOT_RECORDED, Vocabularies
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

SUGGESTED = {
    "title": "Open a resource",
    "author": "Search by author",
    **{facet: f"Filter by {label.lower()}" for facet, label in FACET_LABELS.items()},
}
"""What choosing a suggestion does, by where it comes from."""

ORDERS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.TITLE: "Title",
    Sort.ADDED: "Recently added",
}

_PROPER = ("jurisdiction", "language", "publisher", "series")
"""Facets whose values are names: they keep their capitals in a sentence."""

_LEADS = (
    ("audience", "for"),
    ("length", ""),
    ("format", "as"),
    ("jurisdiction", "in"),
    ("language", "in"),
    ("publisher", "published by"),
    ("series", "in the series"),
    ("access", "that are"),
)
"""The facets in the order they are said after kind and topic, each with what leads to it."""


def sentence(query: Query, label: LabelOf) -> str:
    """Say what is searched for: `Podcast episodes about kinship care, for caseworkers`."""

    def said(facet: str, value: str) -> str:
        text = label(facet, value)
        if facet == "jurisdiction":
            return phrases.with_article(text)
        if facet == "length":
            return phrases.of_length(text)
        return text if facet in _PROPER else phrases.inside(text)

    def clause(facet: str, lead: str) -> str:
        values = [value for value in query.chosen(facet) if value != NOT_RECORDED]
        text = phrases.listed((said(facet, value) for value in values), "or")
        parts = [f"{lead} {text}".strip()] if values else []
        if NOT_RECORDED in query.chosen(facet):
            parts.append(f"with no {FACET_LABELS[facet].lower()} recorded")
        return " or ".join(parts)

    kinds = [phrases.plural(said("kind", value)) for value in query.chosen("kind")]
    subject = phrases.listed(kinds, "or") or "resources"
    if topics := clause("topic", "about"):
        subject += f" {topics}"
    clauses = [text for facet, lead in _LEADS if (text := clause(facet, lead))]
    if span := phrases.years(query.year_from, query.year_to):
        clauses.append(f"{span} or without a year" if query.undated else span)
    elif query.undated:
        clauses.append("without a year")
    if query.text:
        subject += f" matching “{phrases.cut(query.text, QUOTED)}”"
    elif clauses and not topics:
        subject = f"{subject} {clauses.pop(0)}"
    if subject == "resources":
        return "All resources"
    text = ", ".join([subject, *clauses])
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Chip:
    """One part of a search, and the address of the search without it."""

    group: str
    text: str
    address: str


def chips(query: Query, label: LabelOf) -> Iterator[Chip]:
    """Yield the parts of a search in the order they are read."""
    if query.text:
        wordless = query.with_text("").with_expansion(True)
        yield Chip("Words", f"“{phrases.cut(query.text, QUOTED)}”", search_address(wordless))
    for facet, values in query.filters.items():
        name = FACET_LABELS[facet]
        for value in values:
            missing = f"No {name.lower()} recorded"
            text = missing if value == NOT_RECORDED else label(facet, value)
            yield Chip(name, text, search_address(query.toggled(facet, value)))
    if span := phrases.years(query.year_from, query.year_to):
        yield Chip("Published", span, search_address(query.with_years(None, None)))
    if query.undated:
        yield Chip("Published", "Without a year", search_address(query.with_undated(False)))


def orders(query: Query) -> Iterator[tuple[str, str, bool]]:
    """Yield value, label and chosen for each order; the one that needs no parameter is empty."""
    usual = query.with_sort(None).order
    for order, text in ORDERS.items():
        if order is Sort.RELEVANCE and not query.text:
            continue  # without words there is nothing to match
        yield ("" if order is usual else order.value, text, order is query.order)
