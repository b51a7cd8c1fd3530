"""Putting the drafts of a page into the inbox: which records they mean, and what is news."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from pydantic import ValidationError

from catalog.address import address_key
from catalog.digests import content_digest, field_digests
from catalog.ids import propose_id
from catalog.matching import Matcher
from catalog.merge import edited_fields, merge
from catalog.model import Draft, Entry, Harvest, Status
from catalog.references import rewrite_references
from catalog.remembered import Gone, load_remembered, write_remembered
from catalog.sources import SINGLE_PAGES, Source
from catalog.store import Catalog
from catalog.strict_yaml import comment_lines
from catalog.yaml_file import read_text
from scrapers.holdings import Holdings
from scrapers.report import Item, Outcome


class Inbox:
    """The drafts that wait and the entries there are, as a harvest run sees them.

    `scrapers` are the names under which pages were harvested before their source was configured.
    `holdings` is what earlier runs over the web have found; without it, saved pages are harvested
    or records imported.
    """

    def __init__(
        self,
        catalog: Catalog,
        sources: Mapping[str, Source],
        scrapers: Collection[str],
        holdings: Holdings | None = None,
    ) -> None:
        self._catalog = catalog
        self._sources = sources
        self._scrapers = frozenset(scrapers)
        self._entries, bad_entries = catalog.load()
        self._drafts, bad_drafts = catalog.drafts()
        self._unreadable = {p.file.stem: p.file for p in (*bad_entries, *bad_drafts)}
        self._matcher = Matcher((*self._entries.values(), *self._drafts.values()))
        self._former = {old: e for e in self._entries.values() for old in e.former_ids}
        self._taken = {*catalog.ids(), *self._former, *self._drafts, *self._unreadable}
        self._turn = 0
        self._claims: dict[str, tuple[int, str]] = {}
        self._holdings = holdings
        held = holdings.read(sources) if holdings else {}
        self._held = {name: frozenset(map(self._current, ids)) for name, ids in held.items()}
        self._listed: dict[str, frozenset[str]] = {}
        self._listing: Mapping[str, Collection[str] | None] = {}
        self._remembered = load_remembered(catalog.folder)

    def propose(
        self,
        drafts: Sequence[Draft],
        source: Source,
        page: str,
        when: datetime,
        items: Sequence[str] = (),
        listing: Mapping[str, Collection[str] | None] | None = None,
    ) -> list[Item]:
        """Put the drafts of one page into the inbox, except those that bring nothing new.

        `items` are the names of the drafts at their source, if they have any. `listing` has the
        names of what each page lists that this run has visited, None for what is not known.

        The drafts name each other by the ids their scraper gave them; in the inbox they name the
        records these turn out to be.
        """
        found = [
            draft.model_copy(
                update={
                    "harvest": Harvest(
                        source=source.id, address=page, item=item, when=when, content="0" * 16
                    )
                }
            )
            for draft, item in zip(drafts, items or [d.id for d in drafts], strict=True)
        ]
        self._turn += 1
        self._listing = {start.address: None for start in source.pages} | dict(listing or {})
        ids = self._identify(found)
        found_before = self._listed.get(source.id, frozenset())
        self._listed[source.id] = found_before.union(map(self._current, ids.values()))
        results = []
        for draft in found:
            record_id = ids[draft.id]
            if record_id in self._former:
                into = self._former[record_id]
                reason = f"it was merged into {into.id}"
                results.append(
                    Item(Outcome.UNCHANGED, source.id, page, into.id, draft.title, reason)
                )
                continue
            final = _finished(rewrite_references(_renamed(draft, record_id), ids.get))
            results.append(self._propose(final, source, page))
        return results

    def returned(self) -> list[tuple[str, str]]:
        """Return pages and what is listed on them again after a librarian withdrew it as gone."""
        listed = self._listed_anywhere()
        return [
            (gone.page, f"{gone.entry} is withdrawn, but listed again")
            for gone in self._remembered.gone
            if gone.settled
            and gone.entry in listed
            and (entry := self._entries.get(gone.entry))
            and entry.status is Status.WITHDRAWN
        ]

    def finish(
        self, source: Source, why_gone: Callable[[Harvest, bool], str | None], day: date
    ) -> list[Item]:
        """Remember which entries of a source are gone, once all of its pages were proposed.

        `why_gone` says why something is gone that none of the pages has described, or None; it is
        told where that was found, and whether a run like this one has found it there before. What
        another source has is not gone. Nothing is deleted. Returns an item for each that was not
        known to be gone.
        """
        before = {gone.entry for gone in self._remembered.gone}
        found = self._listed.get(source.id, frozenset())
        held = self._held.get(source.id, frozenset())
        missed = {
            e.id: Gone(entry=e.id, source=source.id, page=e.harvest.address, reason=why, since=day)
            for e in self._entries.values()
            if e.harvest
            and (e.harvest.source == source.id or e.id in held)
            and e.id not in found
            and (why := why_gone(e.harvest, e.id in held or not self._holdings))
        }
        listed = self._listed_anywhere()
        elsewhere = listed.union(*(ids for name, ids in self._held.items() if name != source.id))
        gone = [
            one
            for one in missed.values()
            if one.entry not in elsewhere
            and self._entries[one.entry].status is not Status.WITHDRAWN
        ]
        self._remembered = self._remembered.missing(gone, listed)
        write_remembered(self._catalog.folder, self._remembered)
        if self._holdings:
            self._held[source.id] = (held - missed.keys()) | found
            self._holdings.write(source.id, self._held[source.id])
        return [
            Item(
                Outcome.GONE,
                source.id,
                one.page,
                one.entry,
                self._entries[one.entry].title,
                f"{one.reason}; nothing is deleted",
            )
            for one in gone
            if one.entry not in before
        ]

    def _current(self, record_id: str) -> str:
        return self._former[record_id].id if record_id in self._former else record_id

    def _listed_anywhere(self) -> frozenset[str]:
        return frozenset().union(*self._listed.values())

    def _identify(self, drafts: Sequence[Draft]) -> dict[str, str]:
        """Return the id of the record that each draft means, an existing or a new one."""
        ids: dict[str, str] = {}
        for find in (self._matcher.same_item, self._matcher.same_resource):
            for draft in drafts:
                if draft.id in ids:
                    continue
                found = find(draft, set(ids.values()))
                if found and not self._is_another_page(draft, found):
                    ids[draft.id] = found
        for draft in drafts:
            if draft.id not in ids:
                broken = draft.id in self._unreadable or self._was_merged(draft)
                ids[draft.id] = draft.id if broken else self._new_id(draft)
        return ids

    def _is_another_page(self, draft: Draft, record_id: str) -> bool:
        """Whether a draft and a record are two pages that are there, however alike.

        This run has read both, or a person has named each of them by itself.
        """
        record = self._drafts.get(record_id) or self._entries.get(record_id)
        if not (record and record.harvest and draft.harvest):
            return False
        here, there = draft.harvest, record.harvest
        return (
            here.source == there.source
            and here.address != there.address
            and (
                here.source == SINGLE_PAGES
                or there.item in (self._listing.get(there.address) or ())
            )
            and _is_page(draft, here.address)
            and _is_page(record, there.address)
            and address_key(here.address) not in {address_key(link.url) for link in record.links}
        )

    def _was_merged(self, draft: Draft) -> bool:
        """Whether a draft is of a record that was merged into the entry of its former id."""
        entry = self._former.get(draft.id)
        return entry is not None and bool(Matcher([entry]).same_resource(draft))

    def _new_id(self, draft: Draft) -> str:
        free = draft.id not in self._taken
        new_id = draft.id if free else propose_id(draft.id, self._taken)
        self._taken.add(new_id)
        return new_id

    def _propose(self, draft: Draft, source: Source, page: str) -> Item:
        def item(outcome: Outcome, reason: str = "") -> Item:
            return Item(outcome, source.id, page, draft.id, draft.title, reason)

        if draft.id in self._unreadable:
            file = self._unreadable[draft.id]
            return item(Outcome.FAILED, f"{file} cannot be read; `kb check` says why")
        entry, waiting = self._entries.get(draft.id), self._drafts.get(draft.id)
        if owner := self._owner(draft.id, entry, waiting, source, page):
            return item(Outcome.UNCHANGED, f"described already, from {owner}")
        self._claims[draft.id] = self._turn, page
        known = _content(entry) == _content(draft)
        if rejection := self._remembered.rejection(draft):
            return item(Outcome.UNCHANGED, f"it was rejected on {rejection.on}")
        if waiting is None:
            if known:
                return item(Outcome.UNCHANGED)
            if entry and _brings_nothing(entry, draft):
                return item(Outcome.UNCHANGED, "the entry says so already")
            self._write(draft)
            return item(Outcome.CHANGED if entry else Outcome.NEW)
        if _content(waiting) == _content(draft):
            return item(Outcome.UNCHANGED, "it waits in the inbox")
        file = self._catalog.draft_path(draft.id)
        if comment_lines(read_text(file)):
            return item(Outcome.FAILED, f"{file} has a comment, which would be lost: delete it")
        try:
            merged = merge(waiting, draft)
        except ValidationError as error:
            reason = f"what the page says now does not go with your changes in the inbox: {error}"
            return item(Outcome.FAILED, reason)
        if known and not merged.kept and not edited_fields(merged.record):
            self._catalog.delete_draft(draft.id)
            del self._drafts[draft.id]
            return item(Outcome.UNCHANGED, "the page says again what the entry does")
        self._write(merged.record)
        kept = ", ".join(k.field for k in merged.kept)
        return item(Outcome.CHANGED, f"your changes in the inbox stay: {kept}" if kept else "")

    def _write(self, draft: Draft) -> None:
        self._catalog.write_draft(draft)
        self._drafts[draft.id] = draft
        self._matcher.add(draft)

    def _owner(
        self,
        record_id: str,
        entry: Entry | None,
        waiting: Draft | None,
        source: Source,
        page: str,
    ) -> str | None:
        """Return the page that a record is harvested from, if it is another one than this.

        A resource that several pages describe is harvested from one of them only: otherwise each
        run would find it changed.
        """
        if claim := self._claims.get(record_id):
            turn, claimant = claim
            return claimant if turn != self._turn else None
        record = waiting or entry
        harvest = record.harvest if record else None
        if harvest is None or (harvest.source, harvest.address) == (source.id, page):
            return None
        if harvest.source == source.id:
            # Another page of this source, as long as it is visited and lists the record.
            listed = self._listing.get(harvest.address, ())
            other = listed is None or harvest.item in listed
        elif harvest.source == source.scraper and harvest.source not in self._sources:
            other = False  # harvested before the source had a name
        else:
            lost = record_id not in self._held.get(harvest.source, (record_id,))
            known = harvest.source in self._sources or harvest.source in self._scrapers
            other = known and not lost
        return harvest.address if other else None


def _brings_nothing(entry: Entry, draft: Draft) -> bool:
    """Whether accepting a draft would neither change its entry nor have anything to report."""
    try:
        merged = merge(entry, draft)
    except ValidationError:
        return False
    return not (merged.changes or merged.kept)


def _is_page(record: Draft | Entry, page: str) -> bool:
    """Whether a record describes the page itself, not something that is listed there."""
    return address_key(record.address or "") == address_key(page)


def _renamed(draft: Draft, new_id: str) -> Draft:
    return draft.model_copy(update={"id": new_id})


def _finished(draft: Draft) -> Draft:
    """Return a draft whose harvest block has the digests of what it says."""
    if draft.harvest is None:
        return draft
    digests = {"content": content_digest(draft), "fields": field_digests(draft)}
    return draft.model_copy(update={"harvest": draft.harvest.model_copy(update=digests)})


def _content(record: Draft | Entry | None) -> str | None:
    return record.harvest.content if record and record.harvest else None
