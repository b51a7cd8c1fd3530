"""What is shared, printed or saved as a whole: everything a search finds, or a list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from catalog.model import Entry
from indexer.query import Params, Query
from web.addresses import LIST_PATH, search_address
from web.labels import relabelled
from web.listed import listed
from web.reading_list import NAMING, ReadingList
from web.sentence import labels_of, sentence
from web.shelf import Holding
from web.texts import gettext


@dataclass(frozen=True)
class Selection:
    """Entries with a name and an address.

    `parameters` are the canonical ones, without what only concerns a page of results; they select
    the same for a file, a print or a feed. `is_kept`: it is a list that librarians may change.
    `notes` are by entry id.
    """

    title: str
    address: str
    parameters: str
    total: int
    entries: Callable[[], Iterable[Entry]]
    query: Query | None = None
    is_kept: bool = False
    note: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def is_list(params: Params) -> bool:
    """Whether parameters are those of a list."""
    return any(name in NAMING and value for name, value in params)


def selection(holding: Holding, params: Params) -> Selection:
    """Return what parameters select. Never raises: they are read as on the page."""
    if is_list(params):
        return of_list(holding, params)
    return of_search(holding, Query.from_params(params))


def of_search(holding: Holding, asked: Query) -> Selection:
    """Return everything that a search finds, whatever its page."""
    found = holding.backend.search(asked.on_page(1))
    first = relabelled(found, holding.vocabularies)
    query = first.query
    return Selection(
        title=sentence(query, labels_of(first, holding.vocabularies)),
        address=search_address(query),
        parameters=query.to_url(),
        total=first.total,
        entries=lambda: holding.backend.every(query),
        query=query,
    )


def of_list(holding: Holding, params: Params) -> Selection:
    """Return what stands on a list; a librarians' search is carried out."""
    kept = holding.lists.get(dict(params).get("id", ""))
    if kept and kept.search:
        return of_search(holding, Query.from_params(kept.parameters))
    asked = ReadingList.kept(kept) if kept else ReadingList.from_params(params)
    parameters = f"id={kept.id}" if kept else asked.to_url()
    items = [(item, entry) for item in listed(asked, holding) if (entry := item.shown)]
    return Selection(
        title=asked.title or gettext("Reading list"),
        address=f"{LIST_PATH}?{parameters}",
        parameters=parameters,
        total=len(items),
        entries=lambda: [entry for _, entry in items],
        is_kept=kept is not None,
        note=asked.note,
        notes={entry.id: item.note for item, entry in items},
    )
