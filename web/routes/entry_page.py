"""The page of an entry that needs no scripts: for links, previews, crawlers and old browsers."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from markupsafe import Markup

from catalog.exchange import write_dc
from catalog.model import Entry, Status
from web import details
from web.addresses import ENTRY_PATH, entry_address, stable_address
from web.cards import foreign_language
from web.languages import PARAMETER
from web.routes.answers import Answer, moved
from web.routes.documents import document
from web.routes.serving import Asked
from web.routes.structured import json_ld
from web.screens import SITE, entry_screen

_TO_THE_APP = re.compile(rf'href="{ENTRY_PATH}\?id=([a-z0-9-]+)(?:&amp;({PARAMETER}=[a-z]+))?"')
_DESCRIPTION = 300


def page(asked: Asked) -> Answer:
    """Answer with the page of an entry; 410 for a withdrawn one, 404 when there is none."""
    asked_id = asked.path["id"]
    entry = asked.holding.entry(asked_id)
    if entry is not None and entry.status is Status.DRAFT:
        entry = None
    if entry is not None and entry.id != asked_id:
        return moved(f"/{stable_address(entry.id)}")
    screen = entry_screen(asked.holding, (("id", asked_id),), asked.today, asked.site)
    status = HTTPStatus.NOT_FOUND
    if entry is not None:
        status = HTTPStatus.GONE if entry.status is Status.WITHDRAWN else HTTPStatus.OK
    return document(
        "plain.html",
        status,
        base="../",
        title=screen.title,
        site=SITE,
        # The same page as in the app, but its links to other entries need no scripts either.
        html=Markup(_TO_THE_APP.sub(_without_scripts, screen.html)),  # noqa: S704 - is HTML
        app=entry_address(entry.id) if entry else "",
        entry=entry,
        language=foreign_language(entry) if entry else None,
        tags=list(_tags(asked, entry)) if entry else [],
        files=details.files(entry) if entry else [],
        canonical=_canonical(asked, entry),
        data=json_ld(entry, asked.holding.catalog.vocabularies, _canonical(asked, entry))
        if entry
        else {},
        listed=entry is not None and entry.status is Status.PUBLISHED,
    )


def _without_scripts(link: re.Match[str]) -> str:
    address = stable_address(link[1])
    return f'href="{address}?{link[2]}"' if link[2] else f'href="{address}"'


def _canonical(asked: Asked, entry: Entry | None) -> str | None:
    """Return the absolute address of the page; None when the app does not know its own."""
    return f"{asked.origin}/{stable_address(entry.id)}" if entry and asked.origin else None


def _tags(asked: Asked, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield attribute, name and content of the `meta` elements: Open Graph and Dublin Core."""
    description = " ".join((entry.summary or "").split())
    if len(description) > _DESCRIPTION:
        description = f"{description[:_DESCRIPTION].rpartition(' ')[0]}…"
    if not description:
        kind = asked.holding.vocabularies["kind"].label(entry.kind)
        description = ", ".join(filter(None, (kind, entry.publisher)))
    yield "name", "description", description
    yield "property", "og:type", "article"
    yield "property", "og:site_name", SITE
    yield "property", "og:title", entry.title
    yield "property", "og:description", description
    if canonical := _canonical(asked, entry):
        yield "property", "og:url", canonical
    yield "name", "twitter:card", "summary"
    for element, value in write_dc.elements(entry, asked.holding.catalog.vocabularies):
        yield "name", f"DC.{element}", value
