"""Putting the drafts of a page into the inbox: which records they mean, and what is news."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError

from catalog.digests import content_digest, field_digests
from catalog.ids import propose_id
from catalog.matching import Matcher
from catalog.merge import edited_fields, merge
from catalog.model import Draft, Entry, Harvest
from catalog.references import rewrite_references
from catalog.sources import Source
from catalog.store import Catalog
from catalog.strict_yaml import comment_lines
from catalog.yaml_file import read_text
from scrapers.report import Item, Outcome


class Inbox:
    """The drafts that wait and the entries there are, as a harvest run sees them.

    `scrapers` are the names under which pages were harvested before their source was configured.
    """

    def __init__(
        self, catalog: Catalog, sources: Mapping[str, Source], scrapers: Collection[str]
    ) -> None:
        self._catalog = catalog
        self._sources = sources
        self._scrapers = frozenset(scrapers)
        self._entries, bad_entries = catalog.load()
        self._drafts, bad_drafts = catalog.drafts()
        self._unreadable = {p.file.stem: p.file for p in (*bad_entries, *bad_drafts)}
        self._matcher = Matcher((*self._entries.values(), *self._drafts.values()))
        former = (old for entry in self._entries.values() for old in entry.former_ids)
        self._taken = {*catalog.ids(), *former, *self._drafts, *self._unreadable}
        self._claims: dict[str, str] = {}

    def propose(
        self, drafts: Sequence[Draft], source: Source, page: str, when: datetime
    ) -> list[Item]:
        """Put the drafts of one page into the inbox, except those that bring nothing new.

        The drafts name each other by the ids their scraper gave them; in the inbox they name the
        records these turn out to be.
        """
        found = [
            draft.model_copy(
                update={
                    "harvest": Harvest(
                        source=source.id, address=page, item=draft.id, when=when, content="0" * 16
                    )
                }
            )
            for draft in drafts
        ]
        ids = self._identify(found)
        items = []
        for draft in found:
            record_id = ids[draft.id]
            final = _finished(rewrite_references(_renamed(draft, record_id), ids.get))
            items.append(self._propose(final, source, page))
        return items

    def _identify(self, drafts: Sequence[Draft]) -> dict[str, str]:
        """Return the id of the record that each draft means, an existing or a new one."""
        ids: dict[str, str] = {}
        for find in (self._matcher.same_item, self._matcher.same_resource):
            for draft in drafts:
                if draft.id not in ids and (found := find(draft, set(ids.values()))):
                    ids[draft.id] = found
        for draft in drafts:
            if draft.id not in ids:
                broken = draft.id in self._unreadable
                ids[draft.id] = draft.id if broken else self._new_id(draft)
        return ids

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
        self._claims[draft.id] = page
        known = _content(entry) == _content(draft)
        if waiting is None:
            if known:
                return item(Outcome.UNCHANGED)
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
        claim = self._claims.get(record_id)
        if claim:
            return claim if claim != page else None
        record = waiting or entry
        harvest = record.harvest if record else None
        if harvest is None or (harvest.source, harvest.address) == (source.id, page):
            return None
        if harvest.source == source.id:
            # Another page of this source, unless that page is listed no more.
            other = harvest.address in {start.address for start in source.pages}
        elif harvest.source == source.scraper and harvest.source not in self._sources:
            other = False  # harvested before the source had a name
        else:
            other = harvest.source in self._sources or harvest.source in self._scrapers
        return harvest.address if other else None


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
