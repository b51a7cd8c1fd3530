"""The filter by year: a histogram of the results, a span, presets, and what has no year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.backend import SearchResult, YearCount
from indexer.query import Query
from web.addresses import search_address
from web.texts import counted, gettext, number

BARS = 30
"""Bars of the histogram at most; longer spans are shown in steps of several years."""

PRESETS = (2, 5, 10)


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
    """Years of the current results, the span that is chosen, and how many have no year."""

    first: int | None
    last: int | None
    bars: tuple[Bar, ...]
    summary: str
    lowest: int | None
    highest: int | None
    presets: tuple[Preset, ...]
    undated: int
    undated_chosen: bool

    @property
    def shown(self) -> bool:
        """Whether there is anything to choose or to take back."""
        return bool(self.bars or self.undated or self.chosen)

    @property
    def chosen(self) -> int:
        """How many things are chosen here: a span, what has no year."""
        return (self.first is not None or self.last is not None) + self.undated_chosen


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
        presets=tuple(_presets(query, max(numbers, default=0), this_year)),
        undated=result.undated,
        undated_chosen=query.undated,
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
        label = f"{start}" if start == end else _span(start, end)
        height = max(4, round(100 * count / most)) if count else 0
        address = search_address(query.with_years(start, end))
        yield Bar(label, count, height, _inside(query, start, end), address)


def _span(first: int, last: int) -> str:
    return gettext("%(first)s to %(last)s", first=first, last=last)


def _inside(query: Query, start: int, end: int) -> bool:
    """Whether results of these years are shown."""
    if query.undated and query.year_from is None and query.year_to is None:
        return False
    return (query.year_from or start) <= end and start <= (query.year_to or end)


def _summary(found: Iterable[YearCount]) -> str:
    """Say the histogram in words, for those who do not see it."""
    ordered = sorted(found, key=lambda y: y.year)
    if not ordered:
        return gettext("No dated results")
    top = max(ordered, key=lambda y: y.count)
    return gettext(
        "Results by year, %(span)s; most in %(year)s (%(count)s)",
        span=_span(ordered[0].year, ordered[-1].year),
        year=top.year,
        count=number(top.count),
    )


def _presets(query: Query, newest: int, this_year: int) -> Iterator[Preset]:
    for count in PRESETS:
        start = this_year - count
        chosen = query.year_from == start and query.year_to is None
        if newest < start and not chosen:
            continue  # it would find nothing
        span = query.with_years(None if chosen else start, None)
        text = counted(count, "Last %(count)s year", "Last %(count)s years")
        yield Preset(text, chosen, search_address(span))
