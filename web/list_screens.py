"""The screens of lists: one that is in the link, one that librarians keep, and all of those."""

from dataclasses import dataclass
from datetime import date

from indexer.backend import Hit
from indexer.query import Params
from web.addresses import LIST_PATH, LISTS_PATH, entry_address
from web.cards import Card, card
from web.listed import Listed, listed
from web.reading_list import ReadingList
from web.screens import SITE, Screen, search_screen
from web.shelf import Holding
from web.start import shelved
from web.templates import render
from web.texts import gettext

LONGEST = 7_500
"""Characters of a link that can still be printed and saved; notes can make it longer."""


@dataclass(frozen=True)
class Row:
    """One item of a list as it is shown: a card, or what became of it."""

    id: str
    note: str
    card: Card | None
    title: str
    withdrawn: bool
    instead: tuple[tuple[str, str], ...]


def list_screen(holding: Holding, parameters: Params, today: date) -> Screen:
    """Show a list: the librarians' one of the `id`, else the one that is in the address."""
    asked_id = dict(parameters).get("id", "")
    kept = holding.lists.get(asked_id)
    if kept and kept.search:
        return search_screen(holding, kept.parameters, today)
    asked = ReadingList.kept(kept) if kept else ReadingList.from_params(parameters)
    rows = [_row(item, holding, today) for item in listed(asked, holding)]
    url = f"id={kept.id}" if kept else asked.to_url()
    address = f"{LIST_PATH}?{url}" if url else LIST_PATH
    title = asked.title or gettext("Reading list")
    html = render(
        "list.html",
        address=address,
        title=title,
        asked=asked,
        kept=kept,
        unknown=asked_id if asked_id and not kept else "",
        rows=rows,
        total=sum(row.card is not None for row in rows),
        parameters=url,
        too_long=len(url) > LONGEST,
        own=asked.plain_url(),
        note=[line for line in asked.note.split("\n") if line],
        lists_address=LISTS_PATH,
    )
    return Screen(f"{title} – {SITE}", html, address, f"list:{asked_id}")


def _row(item: Listed, holding: Holding, today: date) -> Row:
    shown = item.shown
    return Row(
        id=item.entry.id if item.entry else item.id,
        note=item.note,
        card=card(Hit(shown, 0.0), holding.vocabularies, holding.successors, today, holding.links)
        if shown
        else None,
        title=item.entry.title if item.entry else item.id,
        withdrawn=item.withdrawn,
        instead=tuple((entry.title, entry_address(entry.id)) for entry in item.successors),
    )


def lists_screen(holding: Holding) -> Screen:
    """Show all lists that librarians keep."""
    html = render(
        "lists.html",
        address=LISTS_PATH,
        lists=list(shelved(holding.lists.values(), holding)),
        problems=holding.problems,
    )
    return Screen(f"{gettext('Lists')} – {SITE}", html, LISTS_PATH, "lists")
