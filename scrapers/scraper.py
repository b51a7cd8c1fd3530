"""What a site module offers: which pages it reads, and the drafts and warnings it makes of one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from catalog.drafting import draft_of
from catalog.ids import propose_id
from catalog.model import Draft, Relation, RelationType, to_plain
from scrapers.page import NotUnderstood, Page


def _says_something(value: object) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


@dataclass(frozen=True)
class Scraped:
    """What one page gave.

    `drafts` are in page order, the page's own first; their ids are unique within the page and
    their relations name each other by these ids. `warnings` name each block that could not be
    read in full, in words for a librarian.
    """

    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...] = ()


class Findings:
    """Collects the drafts of one page while it is read."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}
        self._said: dict[str, str] = {}
        self._warnings: list[str] = []

    def warn(self, message: str) -> None:
        """Note something that could not be read."""
        if message not in self._warnings:
            self._warnings.append(message)

    def add(self, title: str, *, id_from: str = "", **fields: object) -> str | None:
        """Add a draft and return its id; None, with a warning, when it cannot be one.

        `id_from` is the text the id is made of where the title alone says too little. A value
        that the model refuses is left out with a warning; a draft that says the same as an
        earlier one is that one.
        """
        new_id = propose_id(id_from or title, self._drafts)
        draft = self._checked({"id": new_id, "title": title, **fields})
        if draft is None:
            return None
        said = draft.model_dump_json(exclude={"id"})
        if said not in self._said:
            self._said[said] = new_id
            self._drafts[new_id] = draft
        return self._said[said]

    def update(self, subject: str | None, **fields: object) -> None:
        """Set fields of a draft that could only be known once the rest of the page was read."""
        if subject and (draft := self._checked(to_plain(self._drafts[subject]) | fields)):
            self._drafts[subject] = draft

    def _checked(self, values: dict[str, Any]) -> Draft | None:
        """Make a draft, leaving out with a warning what the model refuses."""
        values = {name: value for name, value in values.items() if _says_something(value)}
        title = str(values.get("title", ""))[:80]
        return draft_of(values, lambda reason: self.warn(f"“{title}”: {reason}"))

    def relate(self, subject: str | None, relation: RelationType, *objects: str | None) -> None:
        """Say how a draft relates to others of the same page; ids that are None are passed over."""
        if subject is None:
            return
        draft = self._drafts[subject]
        new = [Relation(type=relation, entry=o) for o in objects if o and o != subject]
        relations = tuple(dict.fromkeys((*draft.relations, *new)))
        self._drafts[subject] = draft.model_copy(update={"relations": relations})

    def scraped(self) -> Scraped:
        """Return all that was collected."""
        return Scraped(tuple(self._drafts.values()), tuple(self._warnings))


@dataclass(frozen=True)
class Scraper:
    """One site's scraper.

    `recognises` judges a page by its structure alone, for saved pages without an address.
    `read` makes drafts of a page and raises NotUnderstood, and nothing else, when it cannot.
    """

    name: str
    hosts: tuple[str, ...]
    recognises: Callable[[Page], bool]
    read: Callable[[Page], Scraped]

    def serves(self, address: str) -> bool:
        """Whether an address is on one of this scraper's hosts or below one of them."""
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)

    def scrape(self, html: str, address: str) -> list[Draft]:
        """Return the drafts of a page. Raises NotUnderstood for a page it cannot read."""
        return list(self.read(Page(html, address)).drafts)


__all__ = ["Findings", "NotUnderstood", "Scraped", "Scraper"]
