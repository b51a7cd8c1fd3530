"""One result at a glance: what it is, for whom, how old, how long, free or not, still valid."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from catalog.link_checks import LinkChecks, LinkState
from catalog.model import Entry, LinkRole, Period, Record
from catalog.vocabulary import Vocabularies
from indexer.backend import Hit, Snippet
from web import phrases
from web.addresses import Way, entry_address, way_out
from web.labels import field_label
from web.texts import SOURCE, gettext, listed, month, spoken

Successors = Callable[[Entry], Iterable[Entry]]
"""Returns the published entries that have taken an entry's place."""

Pieces = tuple[tuple[str, bool], ...]
"""Plain text in pieces; a piece is marked when it matched."""

PASSAGE = 240
"""Characters of the summary shown when the search marked no passage."""


class Tone(StrEnum):
    """How much a badge should be noticed."""

    PLAIN = "plain"
    WARNING = "warning"


@dataclass(frozen=True)
class Badge:
    """A short remark on an entry's state; with an address when it leads somewhere."""

    text: str
    tone: Tone = Tone.PLAIN
    address: str | None = None


@dataclass(frozen=True)
class Found:
    """What matched when it is neither in the title nor in the summary, and where that is."""

    label: str
    pieces: Pieces


@dataclass(frozen=True)
class Card:
    """A search result, ready to be shown; every value is plain text."""

    id: str
    title: Pieces
    address: str
    language: str | None
    kind: str
    kind_id: str
    facts: tuple[str, ...]
    publisher: str | None
    audiences: str
    places: str
    languages: str
    badges: tuple[Badge, ...]
    passage: Pieces
    found: Found | None
    way: Way | None


def card(
    hit: Hit,
    vocabularies: Vocabularies,
    successors: Successors,
    today: date,
    links: LinkChecks = MappingProxyType({}),
) -> Card:
    """Make the card of one found entry."""
    entry = hit.entry
    title, passage, found = _quotes(entry, hit.snippet)
    return Card(
        id=entry.id,
        title=title,
        address=entry_address(entry.id),
        language=foreign_language(entry),
        kind=vocabularies["kind"].label(entry.kind),
        kind_id=entry.kind,
        facts=tuple(_facts(entry, vocabularies)),
        publisher=entry.publisher,
        audiences="; ".join(vocabularies["audience"].label(a) for a in entry.audiences),
        places=", ".join(vocabularies["jurisdiction"].label(j) for j in entry.jurisdictions),
        languages=_languages(entry, vocabularies),
        badges=tuple(badges(entry, successors, today, links)),
        passage=passage,
        found=found,
        way=way_out(entry.address),
    )


def _languages(entry: Entry, vocabularies: Vocabularies) -> str:
    """Name the languages; nothing when it is English alone, which its readers expect."""
    if entry.languages == (SOURCE,) and spoken().code == SOURCE:
        return ""
    return listed(vocabularies["language"].label(each) for each in entry.languages)


def foreign_language(record: Record) -> str | None:
    """Return the language of texts that are in another one than the page, for `lang`."""
    first = next(iter(record.languages), SOURCE)
    return None if first in (spoken().code, "mul", "zxx") else first


def file_facts(record: Record, vocabularies: Vocabularies) -> str:
    """Say the format, and the size of the file where one is known: `PDF, 587 KB`."""
    if not record.formats:
        return ""
    chosen = record.formats[0]
    sizes = (k.size_kb for k in record.links_with(LinkRole.DOWNLOAD) if k.format == chosen)
    kilobytes = next(filter(None, sizes), None)
    label = vocabularies["format"].label(chosen)
    return f"{label}, {phrases.size(kilobytes)}" if kilobytes else label


def _facts(entry: Entry, vocabularies: Vocabularies) -> Iterator[str]:
    if entry.published:
        yield str(entry.published.year)
    if length := phrases.length(entry):
        yield length
    if file := file_facts(entry, vocabularies):
        yield file
    if entry.access:
        yield vocabularies["access"].label(entry.access)


def badges(
    entry: Entry,
    successors: Successors,
    today: date,
    links: LinkChecks = MappingProxyType({}),
) -> Iterator[Badge]:
    """Yield what a reader must know before relying on the entry, the weightiest first."""
    for newer in successors(entry):
        year = newer.published.year if newer.published else None
        text = gettext("Newer edition: %(year)s", year=year) if year else gettext("Newer edition")
        yield Badge(text, Tone.WARNING, entry_address(newer.id))
    check = links.get(entry.address or "")
    if check and check.did_not_open:
        text = gettext("Link did not open on %(day)s", day=phrases.day(check.checked))
        yield Badge(text, Tone.WARNING if check.state is LinkState.BROKEN else Tone.PLAIN)
    if span := entry.validity:
        yield validity(span, today)
    if review := entry.review:
        if review.by and review.by < today:
            yield Badge(gettext("Review overdue"), Tone.WARNING)
        elif review.last:
            yield Badge(gettext("Reviewed %(month)s", month=month(review.last)))


def validity(span: Period, today: date) -> Badge:
    """Say whether a period of validity is over, running or still to come."""
    if span.end and span.end.last_day < today:
        text = gettext("No longer valid: ended %(day)s", day=phrases.day(span.end))
        return Badge(text, Tone.WARNING)
    if span.start and span.start.first_day > today:
        text = gettext("Not yet valid: %(period)s", period=phrases.period(span))
        return Badge(text, Tone.WARNING)
    return Badge(gettext("Valid %(period)s", period=phrases.period(span)))


def _quotes(entry: Entry, snippet: Snippet | None) -> tuple[Pieces, Pieces, Found | None]:
    """Put the marked words where they belong: in the title, the passage, or a line of their own."""
    title: Pieces = ((entry.title, False),)
    summary = (entry.summary or "").replace("\n\n", " ")
    passage: Pieces = ((phrases.cut(summary, PASSAGE), False),) if summary else ()
    if snippet is None:
        return title, passage, None
    if snippet.field == "summary":
        return title, snippet.pieces, None
    if snippet.field == "title":
        whole = "".join(text for text, _ in snippet.pieces) == entry.title
        return snippet.pieces if whole else title, passage, None
    return title, passage, Found(field_label(snippet.field) or gettext("Tagged"), snippet.pieces)
