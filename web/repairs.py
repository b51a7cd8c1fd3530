"""What to change when nothing was found: each repair with the number of results it would give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from indexer.backend import SearchBackend, SearchResult
from indexer.query import Query
from web.addresses import search_address
from web.labels import facet_label, inner_facet_label
from web.sentence import LabelOf
from web.texts import gettext

MOST = 6
"""Repairs offered at most."""

TRIED = 24
"""Changes that are tried at most; each costs a search."""

WORDS = 8
"""Words of a query that are tried one by one."""

_WORD = re.compile(r'"[^"]*"|[^\s()"]+')
_OPERATORS = {"AND", "OR", "NOT"}


@dataclass(frozen=True)
class Repair:
    """A change of the search and what it would give."""

    text: str
    total: int
    address: str


def repairs(result: SearchResult, backend: SearchBackend, label: LabelOf) -> list[Repair]:
    """Return the changes that give results: one thing less, else everything of a sort less.

    Another spelling stands first, when there is one.
    """
    query = result.query
    found = _working(_one_less(query, label), backend)
    meant = list(_respelled(result))
    if not found and not meant:
        found = _working(_much_less(query), backend)
    found.sort(key=lambda repair: repair.total)  # the fewer, the closer to what was asked
    return [*meant, *found][:MOST]


def _respelled(result: SearchResult) -> Iterator[Repair]:
    if meant := result.did_you_mean:
        address = search_address(result.query.with_text(meant.text))
        yield Repair(_search_for(meant.text), meant.total, address)


def _search_for(words: str) -> str:
    return gettext("Search for “%(words)s”", words=words)


def _words_only() -> str:
    return gettext("Your words, without any filter")


def _working(candidates: Iterator[tuple[str, Query]], backend: SearchBackend) -> list[Repair]:
    tried: dict[Query, str] = {}
    for text, query in islice(candidates, TRIED):
        tried.setdefault(query, text)
    totals = ((text, query, backend.search(query).total) for query, text in tried.items())
    return [Repair(text, total, search_address(q)) for text, q, total in totals if total]


def _one_less(query: Query, label: LabelOf) -> Iterator[tuple[str, Query]]:
    for facet, values in query.filters.items():
        name = facet_label(facet)
        for value in values:
            text = gettext(
                "Without the filter %(facet)s: %(value)s", facet=name, value=label(facet, value)
            )
            yield text, query.toggled(facet, value)
        if len(values) > 1:
            text = gettext("With any %(facet)s", facet=inner_facet_label(facet))
            yield text, query.with_filter(facet, ())
    if query.by_year:
        yield gettext("Published in any year"), query.with_years(None, None).with_undated(False)
    if query.added_from:
        yield gettext("Added at any time"), query.with_added(None)
    if not query.expand:
        yield gettext("With other names of your words as well"), query.with_expansion(True)
    words = [word for word in _WORD.findall(query.text) if word not in _OPERATORS]
    if query.text and len(query.filters) + query.by_year > 1:
        yield _words_only(), query.without_filters()
    if '"' in query.text:
        unquoted = query.with_text(query.text.replace('"', " "))
        yield gettext("Without the quotation marks"), unquoted
    if 1 < len(words) <= WORDS:
        for i, word in enumerate(words):
            rest = " ".join(words[:i] + words[i + 1 :])
            text = gettext("Without %(word)s: %(rest)s", word=word, rest=rest)
            yield text, query.with_text(rest)


def _much_less(query: Query) -> Iterator[tuple[str, Query]]:
    unfiltered = query.without_filters()
    if query.text and unfiltered != query.on_page(1):
        yield _words_only(), unfiltered
        yield gettext("Your filters, without any words"), query.with_text("")
    words = [word for word in _WORD.findall(query.text) if word not in _OPERATORS]
    if len(words) > 1:
        for word in words[:WORDS]:
            yield gettext("Only %(word)s", word=word), unfiltered.with_text(word)
