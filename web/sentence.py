"""A search in words, and as chips that can be taken away one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.vocabulary import NOT_RECORDED, Vocabularies
from indexer.backend import SearchResult
from indexer.fields import FACET_NAMES
from indexer.lengths import LISTEN, WATCH
from indexer.query import Query, Sort
from web import phrases
from web.addresses import search_address
from web.labels import facet_label, inner_facet_label
from web.texts import SOURCE, gettext, listed, mark, spoken

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


def suggested() -> dict[str, str]:
    """Return what choosing a suggestion does, by where it comes from."""
    return {
        "title": gettext("Open a resource"),
        "author": gettext("Search by author"),
        **{
            name: gettext("Filter by %(facet)s", facet=inner_facet_label(name))
            for name in FACET_NAMES
        },
    }


ORDERS = {
    Sort.RELEVANCE: mark("Best match"),
    Sort.NEWEST: mark("Newest"),
    Sort.OLDEST: mark("Oldest"),
    Sort.TITLE: mark("Title"),
    Sort.ADDED: mark("Recently added"),
}

_PROPER = ("jurisdiction", "language", "publisher", "series")
"""Facets whose values are names: they keep their capitals in a sentence."""

_CLAUSES = {
    "topic": mark("about %(values)s"),
    "audience": mark("for %(values)s"),
    "length": "%(values)s",
    "format": mark("as %(values)s"),
    "jurisdiction": mark("in %(values)s"),
    "language": mark("in %(values)s"),
    "publisher": mark("published by %(values)s"),
    "series": mark("in the series %(values)s"),
    "access": mark("that are %(values)s"),
}
"""How the facets are said after the kind, in this order."""


def sentence(query: Query, label: LabelOf) -> str:
    """Say what is searched for: `Podcast episodes about kinship care, for caseworkers`."""

    def said(facet: str, value: str) -> str:
        text = label(facet, value)
        if facet == "jurisdiction":
            return phrases.with_article(text)
        if facet == "length" and value not in (LISTEN, WATCH):
            return gettext("of %(length)s", length=phrases.inside(text))
        is_name = facet in _PROPER and (facet != "language" or spoken().code == SOURCE)
        return text if is_name else phrases.inside(text)

    def clause(facet: str) -> str:
        values = [said(facet, v) for v in query.chosen(facet) if v != NOT_RECORDED]
        parts = [gettext(_CLAUSES[facet], values=listed(values, "or"))] if values else []
        if NOT_RECORDED in query.chosen(facet):
            parts.append(gettext("with no %(facet)s recorded", facet=inner_facet_label(facet)))
        return listed(parts, "or")

    if query == Query.build(sort=query.sort, page=query.page, expand=query.expand):
        return gettext("All resources")
    subject = phrases.kinds([said("kind", value) for value in query.chosen("kind")])
    topics, *clauses = (clause(facet) for facet in _CLAUSES)
    clauses = [*filter(None, clauses)]
    if span := phrases.years(query.year_from, query.year_to):
        undated = gettext("%(years)s or without a year", years=span)
        clauses.append(undated if query.undated else span)
    elif query.undated:
        clauses.append(gettext("without a year"))
    if query.added_from:
        clauses.append(gettext("added since %(day)s", day=phrases.day(query.added_from)))
    if topics:
        subject = f"{subject} {topics}"
    if query.text:
        words = phrases.cut(query.text, QUOTED)
        subject = gettext("%(resources)s matching “%(words)s”", resources=subject, words=words)
    elif clauses and not topics:
        subject = f"{subject} {clauses.pop(0)}"
    text = ", ".join([subject, *clauses])
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Chip:
    """One part of a search, and the address of the search without it."""

    group: str
    text: str
    address: str
    is_filter: bool = True


def chips(query: Query, label: LabelOf) -> Iterator[Chip]:
    """Yield the parts of a search in the order they are read."""
    if query.text:
        wordless = query.with_text("").with_expansion(True)
        text = gettext("“%(words)s”", words=phrases.cut(query.text, QUOTED))
        yield Chip(gettext("Words"), text, search_address(wordless), is_filter=False)
    for facet, values in query.filters.items():
        missing = gettext("No %(facet)s recorded", facet=inner_facet_label(facet))
        for value in values:
            text = missing if value == NOT_RECORDED else label(facet, value)
            yield Chip(facet_label(facet), text, search_address(query.toggled(facet, value)))
    if span := phrases.years(query.year_from, query.year_to):
        yield Chip(gettext("Published"), span, search_address(query.with_years(None, None)))
    if query.undated:
        text, address = gettext("Without a year"), search_address(query.with_undated(False))
        yield Chip(gettext("Published"), text, address)
    if query.added_from:
        text = gettext("Added since %(day)s", day=phrases.day(query.added_from))
        yield Chip(gettext("Catalog"), text, search_address(query.with_added(None)))


def orders(query: Query) -> Iterator[tuple[str, str, bool]]:
    """Yield value, label and chosen for each order; the one that needs no parameter is empty."""
    usual = query.with_sort(None).order
    for order, text in ORDERS.items():
        if order is Sort.RELEVANCE and not query.text:
            continue  # without words there is nothing to match
        yield ("" if order is usual else order.value, gettext(text), order is query.order)
