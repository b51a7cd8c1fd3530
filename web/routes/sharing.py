"""Passing on and printing: any search and any list as a document that needs no scripts."""

from dataclasses import dataclass
from http import HTTPStatus

from markupsafe import Markup

from catalog.model import Entry
from indexer.export import FORMATS
from web import phrases
from web.addresses import Site, stable_address
from web.cards import file_facts, foreign_language
from web.routes import exports
from web.routes.answers import Answer, Refusal
from web.routes.documents import document
from web.routes.serving import Asked
from web.screens import SITE
from web.selection import Selection, selection
from web.sharing import share
from web.texts import gettext

UNKEPT = "private, no-store"
"""For answers that name the host they were asked under: nobody else may get them."""


def dialog(asked: Asked) -> Answer:
    """Answer with what is needed to pass on a search or a list."""
    chosen = selection(asked.holding, _plain(asked))
    made = share(chosen, _site(asked), asked.today)
    return document(
        "share.html",
        keep=UNKEPT,
        title=f"{chosen.title} – {SITE}",
        base="./",
        heading=gettext("Share this search") if chosen.query else gettext("Share this list"),
        chosen=chosen,
        shared=made,
        code=Markup(made.code) if made.code else "",  # noqa: S704 - drawn here
        day=phrases.day(asked.today),
        parameters=f"?{chosen.parameters}" if chosen.parameters else "",
        forms=FORMATS.values(),
        most=exports.MAX_ENTRIES,
        too_many=chosen.total > exports.MAX_ENTRIES,
    )


@dataclass(frozen=True)
class Printed:
    """An entry on paper."""

    title: str
    language: str | None
    facts: tuple[str, ...]
    summary: str
    note: str
    address: str


def paper(asked: Asked) -> Answer:
    """Answer with everything a search finds or a list holds, to be printed."""
    chosen = selection(asked.holding, _plain(asked))
    exports.refuse_too_many(chosen.total)
    site = _site(asked)
    return document(
        "print.html",
        keep=UNKEPT,
        title=f"{chosen.title} – {SITE}",
        base="./",
        chosen=chosen,
        address=site.absolute(chosen.address),
        site_name=SITE,
        day=phrases.day(asked.today),
        items=[_printed(entry, chosen, asked, site) for entry in chosen.entries()],
    )


def _printed(entry: Entry, chosen: Selection, asked: Asked, site: Site) -> Printed:
    terms = asked.holding.vocabularies
    facts = (
        terms["kind"].label(entry.kind),
        phrases.day(entry.published) if entry.published else "",
        entry.publisher,
        phrases.length(entry),
        file_facts(entry, terms),
        terms["access"].label(entry.access) if entry.access else "",
    )
    return Printed(
        title=entry.title,
        language=foreign_language(entry),
        facts=tuple(filter(None, facts)),
        summary=" ".join((entry.summary or "").split()),
        note=chosen.notes.get(entry.id, ""),
        address=entry.address or site.absolute(stable_address(entry.id)),
    )


def _plain(asked: Asked) -> tuple[tuple[str, str], ...]:
    if len(asked.params) > MOST_PARAMETERS:
        detail = f"There are more than {MOST_PARAMETERS} parameters."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    return asked.params


MOST_PARAMETERS = 1_000


def _site(asked: Asked) -> Site:
    """Return where the app is: by its public address, else as this reader has reached it."""
    return Site(asked.origin or asked.here)
