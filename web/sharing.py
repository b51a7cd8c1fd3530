"""Passing on a search or a list: a link that knows its day, a mail, a code to photograph."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode

import segno

from catalog.model import Entry
from indexer.backend import SearchBackend, SearchResult
from indexer.query import Params, Query, day
from web import phrases
from web.addresses import Site, search_address
from web.reporting import mail_address
from web.selection import Selection
from web.texts import counted, gettext

NAMED = 3
"""Entries that a mail names."""

MOST_CODED = 1_500
"""Characters of an address that a code can hold and a phone still reads from a wall."""


@dataclass(frozen=True)
class Share:
    """All that is needed to pass something on; `code` is an SVG drawing, or None."""

    link: str
    subject: str
    text: str
    mail: str
    code: str | None


def share(chosen: Selection, site: Site, today: date) -> Share:
    """Make a link and what goes with it, for somebody who passes it on today."""
    address = chosen.address
    if chosen.query:
        address = shared_address(chosen.query, Shared(today, chosen.total))
    link = site.absolute(address)
    total = counted(chosen.total, "%(count)s resource", "%(count)s resources")
    parts = [chosen.title, *([chosen.note] if chosen.note else [])]
    parts.append(gettext("%(total)s on %(day)s", total=total, day=phrases.day(today)))
    text = "\n".join([*parts, link, *_named(chosen.entries(), chosen.total)])
    return Share(link, chosen.title, text, mail_address("", chosen.title, text), code(link))


def _named(entries: Iterable[Entry], total: int) -> list[str]:
    """Return lines that name the first entries."""
    first = list(islice(entries, NAMED))
    if not first:
        return []
    heading = gettext("They are:") if total <= NAMED else gettext("The first of them:")
    years = (f" ({e.published.year})" if e.published else "" for e in first)
    return ["", heading, *(f"- {e.title}{year}" for e, year in zip(first, years, strict=True))]


def code(link: str) -> str | None:
    """Return a QR code as an SVG element of one dark path; None for an address too long for it."""
    if len(link) > MOST_CODED:
        return None
    drawn = io.BytesIO()
    made = segno.make(link, error="m" if len(link) < 400 else "l", micro=False)
    made.save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#fff",
        svgclass="cs-code", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode()


@dataclass(frozen=True)
class Shared:
    """What a shared link says of itself: its day, and how much there was then, if it says so."""

    when: date
    found: int | None = None


def shared(params: Params) -> Shared | None:
    """Read what a shared link says of itself; None when it says nothing that can be read."""
    given = dict(reversed(params))
    when = day(given.get("shared", ""))
    found = given.get("found", "")
    number = int(found) if found.isascii() and found.isdigit() and len(found) < 9 else None
    return Shared(when, number) if when else None


def shared_address(query: Query, link: Shared | None) -> str:
    """Return the address of a search with what a shared link says of itself."""
    if link is None:
        return search_address(query)
    told = [*query.to_params(), ("shared", link.when.isoformat())]
    told += [("found", str(link.found))] if link.found is not None else []
    return f"./?{urlencode(told)}"


@dataclass(frozen=True)
class Since:
    """What has changed since a link was shared.

    `gone` is how many of those found then are missing now: what was found, and what was added
    since, less what is found today. Nothing records when an entry was withdrawn or described
    anew, so which they are cannot be said. Below zero, so many more fit than were added.
    """

    day: str
    found: int | None
    added: int
    added_address: str
    gone: int


def since_shared(
    link: Shared | None, result: SearchResult, backend: SearchBackend, today: date
) -> Since | None:
    """Compare a result with that of the day its link was shared; None if it was not, or today."""
    if link is None or not date.min < link.when < today:
        return None
    query = result.query.on_page(1)
    first = link.when + timedelta(days=1)  # that day itself: nobody knows what came after the link
    later = query.with_added(max(first, query.added_from or first))
    added = backend.search(later).total
    gone = 0 if link.found is None else link.found + added - result.total
    return Since(phrases.day(link.when), link.found, added, search_address(later), gone)
