"""What is searched for, and its one URL form: screen, API, feeds and CLI all read it here."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from catalog.vocabulary import NOT_RECORDED
from indexer.fields import FACET_NAMES, Sort

__all__ = ["FACET_NAMES", "MAX_PAGE", "MAX_TEXT", "MAX_VALUES", "Params", "Query", "Sort"]

MAX_TEXT = 1000
"""Characters of query text that are read; the rest is cut with a notice."""

MAX_PAGE = 10_000
MAX_VALUES = 100
"""Values of one facet that are read from a URL."""


Params = tuple[tuple[str, str], ...]
"""URL parameters as ordered pairs; a name may repeat."""


def day(text: str) -> date | None:
    """Return the day that a text like `2026-05-03` names; None for any other text."""
    if len(text) != 10 or not text.isascii():
        return None
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


@dataclass(frozen=True)
class Query:
    """An immutable search: text, filters, years, order and page.

    `filters` maps a facet name to its chosen values, sorted and without repeats, and holds no
    empty facet; `Query.build` and the methods here keep it so. `sort` None means: by relevance
    with words, newest first without.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    year_from: int | None = None
    year_to: int | None = None
    sort: Sort | None = None
    page: int = 1
    expand: bool = True
    """Whether other names of what is typed are searched for as well."""
    undated: bool = False
    """Whether entries without a year are chosen: beside the span of years, or alone."""
    added_from: date | None = None
    """The first day of those on which entries came into the catalog; None: whenever they came."""

    def __hash__(self) -> int:
        return hash(self.to_params())

    @classmethod
    def build(
        cls,
        text: str = "",
        filters: Mapping[str, Iterable[str]] | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        sort: Sort | None = None,
        page: int = 1,
        expand: bool = True,
        undated: bool = False,
        added_from: date | None = None,
    ) -> "Query":
        """Make a query in canonical form: facets in URL order, values sorted, text trimmed."""
        given = filters or {}
        kept = {name: tuple(sorted(set(given.get(name, ())))) for name in FACET_NAMES}
        return cls(
            text=" ".join(text.split()),
            filters=MappingProxyType({name: values for name, values in kept.items() if values}),
            year_from=year_from,
            year_to=year_to,
            sort=sort,
            page=max(1, min(page, MAX_PAGE)),
            expand=expand,
            undated=undated,
            added_from=added_from,
        )

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> "Query":
        """Read URL parameters. Never raises: what cannot be read counts as absent."""
        single: dict[str, str] = {}
        filters: dict[str, list[str]] = {}
        for name, value in params:
            value = value.strip()
            if name in FACET_NAMES:
                if value and len(values := filters.setdefault(name, [])) < MAX_VALUES:
                    values.append(value[:200])
            else:
                single.setdefault(name, value)
        page = single.get("page", "")
        sort = single.get("sort", "")
        return cls.build(
            text=single.get("q", ""),
            filters=filters,
            year_from=_year(single.get("from", "")),
            year_to=_year(single.get("to", "")),
            sort=Sort(sort) if sort in set(Sort) else None,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            expand=single.get("expand", "") != "no",
            undated=single.get("year", "") == NOT_RECORDED,
            added_from=day(single.get("added", "")),
        )

    @classmethod
    def from_url(cls, url: str) -> "Query":
        """Read the query part of a permalink (`https://host/?q=...`, `?q=...` or `q=...`)."""
        part = url.rpartition("?")[2] if "?" in url else url
        return cls.from_params(parse_qsl(part.partition("#")[0]))

    def to_params(self) -> Params:
        """Return the canonical URL parameters: fixed order, nothing that is unset."""
        pairs: list[tuple[str, str]] = []
        if self.text:
            pairs.append(("q", self.text))
        for name, values in self.filters.items():
            pairs += [(name, value) for value in values]
        if self.year_from is not None:
            pairs.append(("from", str(self.year_from)))
        if self.year_to is not None:
            pairs.append(("to", str(self.year_to)))
        if self.undated:
            pairs.append(("year", NOT_RECORDED))
        if self.added_from:
            pairs.append(("added", self.added_from.isoformat()))
        if self.sort:
            pairs.append(("sort", self.sort.value))
        if not self.expand:
            pairs.append(("expand", "no"))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return tuple(pairs)

    def to_url(self) -> str:
        """Return the canonical query part of a permalink, without the question mark."""
        return urlencode(self.to_params())

    @property
    def by_year(self) -> bool:
        """Whether anything is chosen by year."""
        return self.undated or self.year_from is not None or self.year_to is not None

    @property
    def order(self) -> Sort:
        """The order that applies when none was chosen, too."""
        return self.sort or (Sort.RELEVANCE if self.text else Sort.NEWEST)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen in a facet."""
        return self.filters.get(facet, ())

    def toggled(self, facet: str, value: str) -> "Query":
        """Return the query with a value chosen if it was not, dropped if it was; on page 1."""
        values = set(self.chosen(facet)) ^ {value}
        return self.with_filter(facet, values)

    def with_filter(self, facet: str, values: Iterable[str]) -> "Query":
        """Return the query with exactly these values chosen in a facet; on page 1."""
        return self.build(
            self.text,
            {**self.filters, facet: values},
            self.year_from,
            self.year_to,
            self.sort,
            expand=self.expand,
            undated=self.undated,
            added_from=self.added_from,
        )

    def with_text(self, text: str) -> "Query":
        """Return the query with other words; on page 1."""
        return replace(self, text=" ".join(text.split()), page=1)

    def with_years(self, year_from: int | None, year_to: int | None) -> "Query":
        """Return the query with another span of years, either end open; on page 1."""
        return replace(self, year_from=year_from, year_to=year_to, page=1)

    def with_undated(self, undated: bool) -> "Query":
        """Return the query with or without the entries that have no year; on page 1."""
        return replace(self, undated=undated, page=1)

    def with_added(self, added_from: date | None) -> "Query":
        """Return the query for entries that came on this day or later; on page 1."""
        return replace(self, added_from=added_from, page=1)

    def with_sort(self, sort: Sort | None) -> "Query":
        """Return the query in another order; on page 1."""
        return replace(self, sort=sort, page=1)

    def with_expansion(self, expand: bool) -> "Query":
        """Return the query with or without other names of what is typed; on page 1."""
        return replace(self, expand=expand, page=1)

    def on_page(self, page: int) -> "Query":
        """Return the query on another page, counted from 1."""
        return replace(self, page=max(1, min(page, MAX_PAGE)))

    def without_filters(self) -> "Query":
        """Return the query with its words and order only; on page 1."""
        return self.build(self.text, sort=self.sort, expand=self.expand)
