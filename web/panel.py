"""The filters beside the results: facets as trees of options, and the years as a histogram."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.backend import FacetCount, SearchResult, YearCount
from indexer.fields import FACETS
from indexer.query import Query
from web.addresses import search_address

SHOWN = 8
"""Options of a facet that are shown at once ..."""

SPARED = 2
"""... and how many more are shown as well, rather than hiding so few behind a button."""

OPEN_AT_FIRST = ("topic", "audience", "kind")
"""The other facets open by a click, or by themselves when something in them is chosen."""

BARS = 30
"""Bars of the histogram at most; longer spans are shown in steps of several years."""

PRESETS = (2, 5, 10)


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, and the values below it."""

    value: str
    label: str
    count: int
    chosen: bool
    below: tuple["Option", ...] = ()

    @property
    def unfolded(self) -> bool:
        """Whether the values below are shown: when this one or one of them is chosen."""
        return bool(self.below) and (self.chosen or any(o.chosen or o.unfolded for o in self.below))


@dataclass(frozen=True)
class FacetPanel:
    """One facet: the options shown at once, and the rest behind a button."""

    name: str
    label: str
    open: bool
    chosen: int
    first: tuple[Option, ...]
    rest: tuple[Option, ...]


def facets(result: SearchResult) -> Iterator[FacetPanel]:
    """Yield the facets in which there is something to choose or to take back."""
    for facet in FACETS:
        options = tree(result.facets.get(facet.name, ()))
        if not options:
            continue
        chosen = len(result.query.chosen(facet.name))
        first, rest = cut(options)
        is_open = facet.name in OPEN_AT_FIRST or chosen > 0
        yield FacetPanel(facet.name, facet.label, is_open, chosen, first, rest)


def tree(counts: Sequence[FacetCount]) -> tuple[Option, ...]:
    """Build the tree from a flat list with depths; options without results go unless chosen."""
    branches: list[list[Option]] = [[]]
    for count in reversed(counts):
        while len(branches) <= count.depth + 1:
            branches.append([])
        below = tuple(reversed(branches[count.depth + 1]))
        for deeper in branches[count.depth + 1 :]:
            deeper.clear()
        if count.count or count.chosen or below:
            option = Option(count.value, count.label, count.count, count.chosen, below)
            branches[count.depth].append(option)
    return tuple(reversed(branches[0]))


def cut(options: Sequence[Option]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Split a long list; what is chosen always shows, and never are only one or two hidden."""
    first = list(options[:SHOWN])
    rest: list[Option] = []
    for option in options[SHOWN:]:
        (first if option.chosen or option.unfolded else rest).append(option)
    if len(rest) <= SPARED:
        return tuple(options), ()
    return tuple(first), tuple(rest)


@dataclass(frozen=True)
class Bar:
    """Results of one year or a few: height in percent of the highest bar."""

    label: str
    count: int
    height: int
    inside: bool
    address: str


@dataclass(frozen=True)
class Preset:
    """A span of years that people often want."""

    label: str
    chosen: bool
    address: str


@dataclass(frozen=True)
class YearPanel:
    """Years of the current results, and the span that is chosen."""

    first: int | None
    last: int | None
    bars: tuple[Bar, ...]
    summary: str
    lowest: int | None
    highest: int | None
    presets: tuple[Preset, ...]


def years(result: SearchResult, this_year: int) -> YearPanel:
    """Build the year filter."""
    query = result.query
    found = [year for year in result.years if year.count]
    numbers = [year.year for year in found]
    return YearPanel(
        first=query.year_from,
        last=query.year_to,
        bars=tuple(_bars(found, query)),
        summary=_summary(found),
        lowest=min(numbers, default=None),
        highest=max(numbers, default=None),
        presets=tuple(_presets(query, this_year)),
    )


def _bars(found: Sequence[YearCount], query: Query) -> Iterator[Bar]:
    if not found:
        return
    lowest, highest = min(y.year for y in found), max(y.year for y in found)
    step = -(-(highest - lowest + 1) // BARS)
    counts = dict.fromkeys(range(lowest, highest + 1, step), 0)
    for year in found:
        counts[lowest + (year.year - lowest) // step * step] += year.count
    most = max(counts.values())
    for start, count in counts.items():
        end = min(start + step - 1, highest)
        inside = (query.year_from or start) <= end and start <= (query.year_to or end)
        label = f"{start}" if start == end else f"{start} to {end}"
        height = max(4, round(100 * count / most)) if count else 0
        address = search_address(query.with_years(start, end))
        yield Bar(label, count, height, inside, address)


def _summary(found: Iterable[YearCount]) -> str:
    """Say the histogram in words, for those who do not see it."""
    ordered = sorted(found, key=lambda y: y.year)
    if not ordered:
        return "No dated results"
    top = max(ordered, key=lambda y: y.count)
    span = f"{ordered[0].year} to {ordered[-1].year}"
    return f"Results by year, {span}; most in {top.year} ({top.count:,})"


def _presets(query: Query, this_year: int) -> Iterator[Preset]:
    for count in PRESETS:
        start = this_year - count
        chosen = query.year_from == start and query.year_to is None
        span = query.with_years(None if chosen else start, None)
        yield Preset(f"Last {count} years", chosen, search_address(span))
