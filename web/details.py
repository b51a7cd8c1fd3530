"""Everything an entry holds, as labelled facts, links and relations for its page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from catalog.link_checks import Answer, LinkCheck, LinkChecks
from catalog.model import Delivery, Entry, Link, LinkRole, RelationType
from catalog.vocabulary import Vocabularies
from indexer.export import FORMATS
from indexer.fields import name_id
from indexer.query import Query
from web import phrases
from web.addresses import Way, entry_address, search_address, stable_address, way_out
from web.cards import file_facts
from web.texts import counted, gettext, mark, ngettext, pgettext

Find = Callable[[str], Entry | None]
"""Returns the entry that bears an id, if readers may see it."""

Value = tuple[str, str | None]
"""A text and the address it leads to, if any."""


@dataclass(frozen=True)
class Fact:
    """A label and its values."""

    label: str
    values: tuple[Value, ...]


LINK_LABELS = {
    LinkRole.LANDING: mark("Web page"),
    LinkRole.DOWNLOAD: mark("Download"),
    LinkRole.ORDER: mark("Order a copy"),
    LinkRole.TRANSCRIPT: mark("Transcript"),
    LinkRole.AUDIO: mark("Listen"),
    LinkRole.VIDEO: mark("Watch"),
}

DELIVERY_LABELS = {
    Delivery.SELF_STUDY: mark("Self-study"),
    Delivery.LIVE_ONLINE: mark("Live online"),
    Delivery.CLASSROOM: mark("Classroom"),
    Delivery.BLENDED: mark("Blended: online and classroom"),
}

RELATION_LABELS = {
    RelationType.PART_OF: (mark("Part of"), mark("Contains")),
    RelationType.DESCRIBES: (mark("Describes"), mark("Described in")),
    RelationType.REPLACES: (mark("Replaces"), mark("Replaced by")),
    RelationType.REPLACED_BY: (mark("Replaced by"), mark("Replaces")),
    RelationType.TRANSLATION_OF: (mark("Translation of"), mark("Also in translation")),
    RelationType.EDITION_OF: (mark("Edition of"), mark("Other editions")),
    RelationType.RELATED: (mark("Related"), mark("Related")),
}
"""How a relation reads from the entry that holds it, and from the entry it names."""


def facts(entry: Entry, vocabularies: Vocabularies) -> Iterator[Fact]:
    """Yield the facts that every kind of entry can have, what a reader asks first at the top."""

    def terms(facet: str, values: tuple[str, ...]) -> Iterator[Value]:
        for value in values:
            query = Query.build(filters={facet: [value]})
            yield vocabularies[facet].label(value), search_address(query)

    def plain(*texts: str | None) -> Iterator[Value]:
        return ((text, None) for text in texts if text)

    def named(facet: str, name: str | None, number: str | None = None) -> Iterator[Value]:
        if name:
            query = Query.build(filters={facet: [name_id(name)]})
            text = gettext("%(series)s, number %(number)s", series=name, number=number)
            yield text if number else name, search_address(query)

    known = entry.identifiers
    order: list[tuple[str, Iterator[Value]]] = [
        (gettext("Kind"), terms("kind", (entry.kind,))),
        (pgettext("fact", "For"), terms("audience", entry.audiences)),
        (gettext("Topics"), terms("topic", entry.topics)),
        (
            pgettext("fact", "Published"),
            plain(phrases.day(entry.published) if entry.published else None),
        ),
        (
            pgettext("fact", "Valid"),
            plain(phrases.period(entry.validity) if entry.validity else None),
        ),
        (gettext("Length"), plain(phrases.length(entry))),
        (gettext("Format"), plain(file_facts(entry, vocabularies))),
        (gettext("Access"), terms("access", (entry.access,) if entry.access else ())),
        (gettext("Place"), terms("jurisdiction", entry.jurisdictions)),
        (gettext("Language"), terms("language", entry.languages)),
        (ngettext("Author", "Authors", len(entry.authors)), _authors(entry)),
        (gettext("Publisher"), named("publisher", entry.publisher)),
        (gettext("Series"), named("series", entry.series_title, entry.series_number)),
        *_article(entry),
        (gettext("Also called"), plain(*entry.alternative_titles)),
    ]
    if known:
        doi = f"https://doi.org/{known.doi}"
        order += [
            (gettext("ISBN"), plain(*known.isbn)),
            (gettext("DOI"), iter([(known.doi, doi)] if known.doi else [])),
            (gettext("Course number"), plain(known.course_number)),
            (gettext("CE Broker number"), plain(known.ce_broker)),
        ]
    for label, values in order:
        if found := tuple(values):
            yield Fact(label, found)


def _authors(entry: Entry) -> Iterator[Value]:
    """Yield the authors, each with the search for what else they wrote."""
    for name in entry.authors:
        words = name.replace('"', " ")
        yield name, search_address(Query.build(f'author:"{words}"'))


def _article(entry: Entry) -> Iterator[tuple[str, Iterator[Value]]]:
    if article := entry.article:
        volume, number = article.volume, article.issue
        parts = [gettext("Volume %(volume)s", volume=volume)] if volume else []
        parts += [gettext("Number %(number)s", number=number)] if number else []
        parts += [article.month] if article.month else []
        if parts:
            yield gettext("Issue"), iter([(", ".join(parts), None)])


def _hours(count: float | None) -> str | None:
    return counted(count, "%(count)s hour", "%(count)s hours") if count else None


def course_facts(entry: Entry) -> Iterator[Fact]:
    """Yield what a course offers and asks, beside its lists."""
    course = entry.course
    if course is None:
        return
    delivery = tuple((gettext(DELIVERY_LABELS[way]), None) for way in course.delivery)
    single = [
        (pgettext("fact", "Credit"), _hours(course.credit_hours)),
        (pgettext("fact", "Takes"), phrases.duration(course.duration) if course.duration else None),
        (gettext("Pass mark"), f"{course.pass_mark}%" if course.pass_mark else None),
        (gettext("Cost"), course.cost),
    ]
    for label, text in single:
        if text:
            yield Fact(label, ((text, None),))
    if delivery:
        yield Fact(gettext("Given as"), delivery)
    if course.credit_types:
        yield Fact(gettext("Credit types"), tuple((text, None) for text in course.credit_types))


@dataclass(frozen=True)
class Approval:
    """A board's approval of a course, in words."""

    board: str
    detail: str


def approvals(entry: Entry, vocabularies: Vocabularies) -> list[Approval]:
    """Return the approvals of a course with their numbers."""
    found = []
    for approval in entry.course.approvals if entry.course else ():
        place = approval.jurisdiction
        parts = [vocabularies["jurisdiction"].label(place)] if place else []
        if approval.number:
            parts.append(_approval_number(approval.number_type, approval.number))
        found.append(Approval(approval.board, ", ".join(parts)))
    return found


def _approval_number(kind: str | None, number: str) -> str:
    if kind:
        return gettext("%(kind)s number %(number)s", kind=kind, number=number)
    return gettext("Number %(number)s", number=number)


@dataclass(frozen=True)
class Door:
    """One of the resource's own addresses, with what to expect behind it."""

    label: str
    detail: str
    way: Way
    checked: str


CHECKED = {
    Answer.OPENS: mark("Link last checked: %(day)s, opens"),
    Answer.MOVED: mark("Link last checked: %(day)s, moved to %(host)s"),
    Answer.CLOSED: mark("Link last checked: %(day)s, the site does not let programs check it"),
    Answer.FAILED: mark("Link last checked: %(day)s, did not open"),
    Answer.GONE: mark("Link last checked: %(day)s, did not open"),
}


def last_check(check: LinkCheck | None) -> str:
    """Say when a link was checked and what came of it; empty when it never was."""
    if check is None:
        return ""
    new = way_out(check.moved_to)
    answer = Answer.OPENS if check.answer is Answer.MOVED and not new else check.answer
    host = new.host if new else ""
    return gettext(CHECKED[answer], day=phrases.day(check.checked), host=host)


def doors(
    entry: Entry, vocabularies: Vocabularies, links: LinkChecks = MappingProxyType({})
) -> list[Door]:
    """Return the links of an entry in the order they are recorded; the transcript last."""
    known = list(entry.links)
    if entry.episode and entry.episode.transcript:
        transcript = Link(role=LinkRole.TRANSCRIPT, url=entry.episode.transcript)
        if all(link.url != transcript.url for link in known):
            known.append(transcript)
    found = []
    for link in known:
        if way := way_out(link.url):
            parts = [vocabularies["format"].label(link.format)] if link.format else []
            parts += [phrases.size(link.size_kb)] if link.size_kb else []
            parts += [link.cost] if link.cost else []
            label = link.label or gettext(LINK_LABELS[link.role])
            found.append(Door(label, ", ".join(parts), way, last_check(links.get(link.url))))
    return found


SOUNDS = (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".aac", ".wav", ".flac")
"""Endings of addresses behind which there is sound itself, and no page around it."""


def sound(entry: Entry) -> str | None:
    """Return the address of a sound file that may be played on our page, if there is one.

    Only over HTTPS: what is played inside a safe page must be safe itself.
    """
    for link in entry.links:
        parts = urlsplit(link.url)
        if parts.scheme == "https" and parts.path.lower().endswith(SOUNDS):
            return link.url
    return None


def files(entry: Entry) -> list[tuple[str, str, str]]:
    """Return label, address and media type of the files in which the entry can be had."""
    return [
        (form.label, f"{stable_address(entry.id)}.{form.extension}", form.media_type)
        for form in FORMATS.values()
    ]


def relations(
    entry: Entry, linked_from: list[tuple[RelationType, str]], find: Find
) -> Iterator[Fact]:
    """Yield the related entries by relation, from both ends, each named once."""
    groups: dict[str, dict[str, Value]] = {}
    for relation in entry.relations:
        _add(groups, RELATION_LABELS[relation.type][0], relation.entry, find)
    for kind, other in linked_from:
        _add(groups, RELATION_LABELS[kind][1], other, find)
    return (
        Fact(gettext(label), tuple(values.values())) for label, values in groups.items() if values
    )


def _add(groups: dict[str, dict[str, Value]], label: str, entry_id: str, find: Find) -> None:
    other = find(entry_id)
    if other is None:  # `kb check` reports relations that lead nowhere; readers are spared
        return
    year = f" ({other.published.year})" if other.published else ""
    groups.setdefault(label, {})[other.id] = (f"{other.title}{year}", entry_address(other.id))


def record(entry: Entry, changed: date | None) -> Iterator[Fact]:
    """Yield what is known about the entry itself rather than about the resource."""
    review = entry.review
    dates = [
        (gettext("Added to this catalog"), entry.added),
        (gettext("Entry last changed"), changed),
        (gettext("Last reviewed"), review.last if review else None),
        (gettext("To be reviewed by"), review.by if review else None),
    ]
    for label, when in dates:
        if when:
            yield Fact(label, ((phrases.day(when), None),))
    if taken := entry.harvest:
        source = way_out(taken.address)
        read = phrases.day(taken.when.date())
        address = taken.address if source and taken.address.startswith("https:") else None
        text = f"{read}, {source.host}" if source else read
        yield Fact(gettext("Source read"), ((text, address),))
    yield Fact(gettext("Entry id"), ((entry.id, None),))
    if entry.former_ids:
        yield Fact(gettext("Former ids"), tuple((former, None) for former in entry.former_ids))
