"""Filters and exact facet counts over documents that match."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Ints, Mask
from indexer.backend import FacetCount, YearCount
from indexer.facet_column import FacetColumn
from indexer.query import Query
from indexer.snapshot import YEAR, Snapshot


@dataclass(frozen=True, slots=True)
class Counted:
    """What the filters leave of the matches (`array[kept]` of a parallel one), and the counts."""

    kept: Mask | slice
    facets: Mapping[str, tuple[FacetCount, ...]]
    years: tuple[YearCount, ...]
    undated: int


def count(snapshot: Snapshot, docs: Ints, query: Query) -> Counted:
    """Apply the filters: OR inside a facet, AND between facets, the years and the day of adding.

    The counts of a facet are over what all the other filters leave.
    """
    filters: dict[str, Mask] = {
        name: snapshot.table.any_of(name, values, docs) for name, values in query.filters.items()
    }
    if query.by_year:
        filters[YEAR] = _in_years(snapshot.years[docs], query)
    always = [snapshot.added_since(query.added_from)[docs]] if query.added_from else []

    def left(without: str | None = None) -> Mask | slice:
        masks = [*always, *(chosen for name, chosen in filters.items() if name != without)]
        return np.logical_and.reduce(masks) if masks else slice(None)

    kept = left()
    counts = {**snapshot.table.counts(docs[kept])}
    for name in filters:
        counts |= snapshot.table.counts(docs[left(name)], name)
    facets = {
        name: _values(column, counts[name], query.chosen(name))
        for name, column in snapshot.facets.items()
    }
    numbers = counts[YEAR].tolist()
    undated = len(docs[left(YEAR)]) - sum(numbers)
    years = zip(snapshot.year_values, numbers, strict=True)
    histogram = tuple(YearCount(year, often) for year, often in years if often)
    return Counted(kept, facets, histogram, undated)


def _in_years(years: Ints, query: Query) -> Mask:
    """Return which years (0: none is recorded) are chosen."""
    mask = np.zeros(len(years), bool)
    if query.year_from is not None or query.year_to is not None:
        mask = (years >= max(1, query.year_from or 0)) & (years <= (query.year_to or 9999))
    return mask | (years == 0) if query.undated else mask


def _values(column: FacetColumn, counts: Ints, chosen: tuple[str, ...]) -> tuple[FacetCount, ...]:
    """List the values that have matches or are chosen, with the values above those."""
    shown = np.flatnonzero(counts).tolist()
    if chosen:
        also = set(shown)
        for value in chosen:
            place = column.code[value]
            while place >= 0 and place not in also:
                also.add(place)
                place = column.parents[place]
        shown = sorted(also)
    values, labels, depths, numbers = column.values, column.labels, column.depths, counts.tolist()
    return tuple(
        FacetCount(values[p], labels[p], numbers[p], values[p] in chosen, depths[p]) for p in shown
    )
