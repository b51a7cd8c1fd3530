"""Drafts and entries for tests, as a harvest makes them."""

from datetime import UTC, date, datetime
from typing import Any

from catalog.acceptance import Acceptance
from catalog.accepted import Accepted
from catalog.digests import content_digest, field_digests
from catalog.model import Draft, Entry, Harvest
from catalog.store import Catalog

TODAY = date(2026, 3, 2)
PAGE = "https://shelf.example/"


def draft(draft_id: str, *, page: str = PAGE, source: str = "shelf", **values: Any) -> Draft:
    fields = {"id": draft_id, "title": f"About {draft_id}", "kind": "guide"} | values
    made = Draft.model_validate(fields)
    harvest = Harvest(
        source=source,
        address=page,
        item=draft_id,
        when=datetime(2026, 3, 1, 12, tzinfo=UTC),
        content=content_digest(made),
        fields=field_digests(made),
    )
    return made.model_copy(update={"harvest": harvest})


def entry(entry_id: str, **values: Any) -> Entry:
    fields = {"id": entry_id, "title": f"About {entry_id}", "kind": "guide", "added": TODAY}
    return Entry.model_validate(fields | values)


def accept(catalog: Catalog, *drafts: Draft) -> list[Accepted]:
    for one in drafts:
        catalog.write_draft(one)
    run = Acceptance(catalog, TODAY)
    return run.accept(run.waiting())


def landing(url: str) -> dict[str, str]:
    return {"role": "landing", "url": url}
