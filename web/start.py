"""The parts of the start page: topics, librarians' lists, and what the catalog holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from catalog.lists import KeptList
from catalog.store import Catalog
from catalog.vocabulary import NOT_RECORDED
from indexer.backend import FacetCount, SearchResult
from indexer.query import Query
from web.addresses import LIST_PATH, LISTS_PATH, search_address
from web.listed import listed
from web.reading_list import ReadingList
from web.shelf import Holding

MOST_LISTS = 4
"""Lists on the start page; the page of lists has all."""

MOST_KINDS = 10


@dataclass(frozen=True)
class Shelved:
    """A librarians' list as it stands among the others."""

    title: str
    address: str
    description: tuple[str, ...]
    total: int
    is_search: bool


def shelved(lists: Iterable[KeptList], holding: Holding) -> Iterator[Shelved]:
    """Yield librarians' lists with what each holds now."""
    for kept in lists:
        query = Query.from_params(kept.parameters)
        total = holding.backend.search(query).total if kept.search else _total(kept, holding)
        yield Shelved(
            title=kept.title,
            address=search_address(query) if kept.search else f"{LIST_PATH}?id={kept.id}",
            description=tuple((kept.description or "").split("\n\n")) if kept.description else (),
            total=total,
            is_search=bool(kept.search),
        )


_totals: WeakKeyDictionary[Catalog, dict[str, int]] = WeakKeyDictionary()
"""How many entries each list has, as long as no file changes: a catalog is opened anew then."""


def _total(kept: KeptList, holding: Holding) -> int:
    """Count the entries of a list that readers can use; their files are read once."""
    known = _totals.setdefault(holding.catalog, {})
    if kept.id not in known:
        found = listed(ReadingList.kept(kept), holding)
        known[kept.id] = sum(item.shown is not None for item in found)
    return known[kept.id]


@dataclass(frozen=True)
class Choice:
    """A value to start from, and how much it gives."""

    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Start:
    """What stands above the results as long as nothing is searched for.

    `first`, `last`: years of publication, None if no resource has one.
    """

    topics: tuple[Choice, ...]
    lists: tuple[Shelved, ...]
    lists_address: str
    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    first: int | None
    last: int | None


def start(result: SearchResult, holding: Holding) -> Start:
    """Make the start page of everything there is; the counts are those of the filters."""
    years = [year.year for year in result.years]
    kinds = sorted(_choices("kind", result.facets["kind"]), key=lambda each: -each.count)
    languages = sorted(
        _choices("language", result.facets["language"]), key=lambda each: -each.count
    )
    return Start(
        topics=tuple(_choices("topic", result.facets["topic"])),
        lists=tuple(shelved(list(holding.lists.values())[:MOST_LISTS], holding)),
        lists_address=LISTS_PATH,
        kinds=tuple(kinds[:MOST_KINDS]),
        languages=tuple(languages),
        first=min(years, default=None),
        last=max(years, default=None),
    )


def _choices(facet: str, counts: Sequence[FacetCount]) -> Iterator[Choice]:
    """Yield the values at the top of a facet."""
    for each in counts:
        if each.depth == 0 and each.count and each.value != NOT_RECORDED:
            query = Query.build(filters={facet: [each.value]})
            yield Choice(each.label, each.count, search_address(query))
