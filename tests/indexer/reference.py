"""The same search in the plainest Python: what a backend must find, count and how it must order."""

from collections.abc import Iterable

from catalog.model import Entry, Status
from catalog.vocabulary import NOT_RECORDED, Vocabularies
from indexer.fields import FACETS, name_id, title_key
from indexer.matching import ENOUGH, required
from indexer.query import Query, Sort
from indexer.questions import WORDS


class Reference:
    """Knows plain words only: no stems, no thesaurus, no operators."""

    def __init__(self, entries: Iterable[Entry], vocabularies: Vocabularies) -> None:
        self.entries = [entry for entry in entries if entry.status == Status.PUBLISHED]
        self.vocabularies = vocabularies

    def values(self, entry: Entry, facet: str) -> set[str]:
        """Return the values an entry counts for, terms above them included."""
        (spec,) = (each for each in FACETS if each.name == facet)
        found: set[str] = set()
        for value in spec.values(entry):
            if value is None:
                continue
            terms = spec.terms(self.vocabularies)
            if terms is None:
                found.add(name_id(value))
            elif term := terms.resolve(value):
                found |= {term, *terms.ancestors(term)}
        return found or {NOT_RECORDED}

    def matched_words(self, entry: Entry, query: Query) -> int:
        text = f"{entry.title} {entry.summary or ''}".split()
        return sum(word in text for word in set(query.text.split()))

    def word_count(self, query: Query) -> int:
        """Return how many different words of the query stand in some entry."""
        words = set(query.text.split())
        return sum(
            any(word in f"{e.title} {e.summary}".split() for e in self.entries) for word in words
        )

    def with_words(self, query: Query) -> list[Entry]:
        if not query.text:
            return self.entries
        words = self.word_count(query)
        if not words:
            return []
        typed = len(set(query.text.split()))
        needed = required(typed if typed >= WORDS else words)
        found = [e for e in self.entries if self.matched_words(e, query) >= needed]
        if found and (len(found) >= ENOUGH or query.order != Sort.RELEVANCE):
            return found
        return [e for e in self.entries if self.matched_words(e, query)]

    def matches(self, query: Query, without: str | None = None) -> list[Entry]:
        """Return what is found; `without` leaves the filter of one facet (or `year`) out."""
        found = []
        for entry in self.with_words(query):
            if any(
                name != without and not self.values(entry, name) & set(chosen)
                for name, chosen in query.filters.items()
            ):
                continue
            if query.added_from and entry.added < query.added_from:
                continue
            if without != "year" and query.by_year and not self.in_years(entry, query):
                continue
            found.append(entry)
        return found

    def in_years(self, entry: Entry, query: Query) -> bool:
        low, high = query.year_from, query.year_to
        if entry.published is None:
            return query.undated
        return (low, high) != (None, None) and (
            (low or 0) <= entry.published.year <= (high or 9999)
        )

    def order(self, query: Query) -> list[str]:
        """Return the ids in order, for every sort but relevance."""

        def descending(text: str) -> tuple[int, ...]:
            return (*(-ord(c) for c in text), 1)

        def key(entry: Entry) -> tuple[object, ...]:
            published = str(entry.published or "")
            match query.order:
                case Sort.NEWEST:
                    return not published, descending(published), entry.id
                case Sort.OLDEST:
                    return not published, published, entry.id
                case Sort.TITLE:
                    return title_key(entry.title), entry.id
                case _:
                    return descending(entry.added.isoformat()), entry.id

        return [entry.id for entry in sorted(self.matches(query), key=key)]

    def counts(self, query: Query, facet: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self.matches(query, without=facet):
            for value in self.values(entry, facet):
                found[value] = found.get(value, 0) + 1
        for value in query.chosen(facet):
            found.setdefault(value, 0)
            if any(spec.name == facet and spec.vocabulary for spec in FACETS):
                for above in self.vocabularies[facet].ancestors(value):
                    found.setdefault(above, 0)
        return found

    def undated(self, query: Query) -> int:
        return sum(entry.published is None for entry in self.matches(query, without="year"))

    def years(self, query: Query) -> dict[int, int]:
        found: dict[int, int] = {}
        for entry in self.matches(query, without="year"):
            if entry.published:
                found[entry.published.year] = found.get(entry.published.year, 0) + 1
        return found
