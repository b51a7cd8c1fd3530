"""Filters and exact facet counts over documents that match."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.backend import FacetCount, YearCount
from indexer.query import Query
from indexer.snapshot import FacetColumn, Snapshot
from indexer.whoosh_files import Mask


@dataclass(frozen=True, slots=True)
class Counted:
    """What is left of the matches after all filters, and the counts that choosing more gives."""

    mask: Mask
    facets: Mapping[str, tuple[FacetCount, ...]]
    years: tuple[YearCount, ...]


def count(snapshot: Snapshot, matches: Mask, query: Query) -> Counted:
    """Apply the filters: OR inside a facet, AND between facets and the years.

    The counts of a facet are over what all the other filters leave.
    """
    filters: dict[str, Mask] = {
        name: snapshot.facets[name].any_of(values, snapshot.size)
        for name, values in query.filters.items()
    }
    if query.year_from is not None or query.year_to is not None:
        years = snapshot.years
        filters["year"] = (
            (years > 0) & (years >= (query.year_from or 0)) & (years <= (query.year_to or 9999))
        )

    def left(without: str | None = None) -> Mask:
        mask = matches
        for name, chosen in filters.items():
            if name != without:
                mask = mask & chosen
        return mask

    mask = left()
    facets = {
        name: _values(column, left(name) if name in filters else mask, query.chosen(name))
        for name, column in snapshot.facets.items()
    }
    found = np.bincount(snapshot.years[left("year") if "year" in filters else mask])
    histogram = tuple(YearCount(int(y), int(found[y])) for y in np.flatnonzero(found) if y)
    return Counted(mask, facets, histogram)


def _values(column: FacetColumn, mask: Mask, chosen: tuple[str, ...]) -> tuple[FacetCount, ...]:
    """List the values that have matches or are chosen, with the values above those."""
    counts = column.counts(mask)
    shown = {place for place, n in enumerate(counts) if n}
    for value in chosen:
        place = column.code[value]
        while place >= 0 and place not in shown:
            shown.add(place)
            place = column.parents[place]
    return tuple(
        FacetCount(
            column.values[place],
            column.labels[place],
            counts[place],
            column.values[place] in chosen,
            column.depths[place],
        )
        for place in sorted(shown)
    )
