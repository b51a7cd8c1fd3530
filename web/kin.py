"""What stands near an entry: its editions in their order, and what is like it."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.model import Entry, RelationType
from catalog.vocabulary import Vocabularies
from web.addresses import entry_address
from web.cards import foreign_language
from web.shelf import Holding

MOST_EDITIONS = 20
"""Editions that are looked for; a longer chain is cut."""

MOST_LIKE = 5

_EDITIONS = (RelationType.REPLACES, RelationType.REPLACED_BY, RelationType.EDITION_OF)


@dataclass(frozen=True)
class Edition:
    """One edition of a work; the page shows the current one without a link."""

    title: str
    year: int | None
    address: str
    shown: bool


def editions(entry: Entry, holding: Holding) -> list[Edition]:
    """Return all editions that relations lead to, the newest first; none if it is the only one."""
    found = {entry.id: entry}
    waiting = [entry]
    while waiting and len(found) < MOST_EDITIONS:
        for other_id in _edition_ids(waiting.pop(), holding):
            other = holding.published(other_id)
            if other and other.id not in found:
                found[other.id] = other
                waiting.append(other)
    if len(found) == 1:
        return []
    ordered = sorted(found.values(), key=lambda e: (_year(e) or 0, e.id), reverse=True)
    return [Edition(e.title, _year(e), entry_address(e.id), e is entry) for e in ordered]


def _edition_ids(entry: Entry, holding: Holding) -> Iterator[str]:
    yield from (relation.entry for relation in entry.relations if relation.type in _EDITIONS)
    for kind, other in holding.linked_from.get(entry.id, ()):
        if kind in _EDITIONS:
            yield other


def _year(entry: Entry) -> int | None:
    return entry.published.year if entry.published else None


@dataclass(frozen=True)
class Like:
    """Another entry at a glance."""

    title: str
    address: str
    language: str | None
    kind_id: str
    facts: tuple[str, ...]


def more_like(entry: Entry, holding: Holding) -> list[Like]:
    """Return what is most like an entry; what is related to it by name stands elsewhere."""
    related = {relation.entry for relation in entry.relations}
    related |= {other for _, other in holding.linked_from.get(entry.id, ())}
    hits = holding.backend.similar(entry.id, MOST_LIKE + len(related))
    return [like(hit.entry, holding.vocabularies) for hit in hits if hit.entry.id not in related][
        :MOST_LIKE
    ]


def like(entry: Entry, vocabularies: Vocabularies) -> Like:
    """Return an entry at a glance: what it is, how old, whose."""
    year = _year(entry)
    facts = (vocabularies["kind"].label(entry.kind), str(year) if year else "", entry.publisher)
    return Like(
        title=entry.title,
        address=entry_address(entry.id),
        language=foreign_language(entry),
        kind_id=entry.kind,
        facts=tuple(filter(None, facts)),
    )
