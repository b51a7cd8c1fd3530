"""Everything an entry holds, as labelled facts, links and relations for its page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from catalog.model import Delivery, Entry, Link, LinkRole, RelationType
from catalog.vocabulary import Vocabularies
from indexer.export import FORMATS
from indexer.fields import name_id
from indexer.query import Query
from web import phrases
from web.addresses import Way, entry_address, search_address, stable_address, way_out
from web.cards import file_facts

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
    LinkRole.LANDING: "Web page",
    LinkRole.DOWNLOAD: "Download",
    LinkRole.ORDER: "Order a copy",
    LinkRole.TRANSCRIPT: "Transcript",
    LinkRole.AUDIO: "Listen",
    LinkRole.VIDEO: "Watch",
}

DELIVERY_LABELS = {
    Delivery.SELF_STUDY: "Self-study",
    Delivery.LIVE_ONLINE: "Live online",
    Delivery.CLASSROOM: "Classroom",
    Delivery.BLENDED: "Blended: online and classroom",
}

RELATION_LABELS = {
    RelationType.PART_OF: ("Part of", "Contains"),
    RelationType.DESCRIBES: ("Describes", "Described in"),
    RelationType.REPLACES: ("Replaces", "Replaced by"),
    RelationType.REPLACED_BY: ("Replaced by", "Replaces"),
    RelationType.TRANSLATION_OF: ("Translation of", "Also in translation"),
    RelationType.EDITION_OF: ("Edition of", "Other editions"),
    RelationType.RELATED: ("Related", "Related"),
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

    def named(facet: str, name: str | None, suffix: str = "") -> Iterator[Value]:
        if name:
            query = Query.build(filters={facet: [name_id(name)]})
            yield f"{name}{suffix}", search_address(query)

    known = entry.identifiers
    number = f", number {entry.series_number}" if entry.series_number else ""
    order: list[tuple[str, Iterator[Value]]] = [
        ("Kind", terms("kind", (entry.kind,))),
        ("For", terms("audience", entry.audiences)),
        ("Topics", terms("topic", entry.topics)),
        ("Published", plain(phrases.day(entry.published) if entry.published else None)),
        ("Valid", plain(phrases.period(entry.validity) if entry.validity else None)),
        ("Length", plain(phrases.length(entry))),
        ("Format", plain(file_facts(entry, vocabularies))),
        ("Access", terms("access", (entry.access,) if entry.access else ())),
        ("Place", terms("jurisdiction", entry.jurisdictions)),
        ("Language", terms("language", entry.languages)),
        ("Author" if len(entry.authors) == 1 else "Authors", plain(*entry.authors)),
        ("Publisher", named("publisher", entry.publisher)),
        ("Series", named("series", entry.series_title, number)),
        *_article(entry),
        ("Also called", plain(*entry.alternative_titles)),
    ]
    if known:
        doi = f"https://doi.org/{known.doi}"
        order += [
            ("ISBN", plain(*known.isbn)),
            ("DOI", iter([(known.doi, doi)] if known.doi else [])),
            ("Course number", plain(known.course_number)),
            ("CE Broker number", plain(known.ce_broker)),
        ]
    for label, values in order:
        if found := tuple(values):
            yield Fact(label, found)


def _article(entry: Entry) -> Iterator[tuple[str, Iterator[Value]]]:
    if article := entry.article:
        parts = [f"Volume {article.volume}"] if article.volume else []
        parts += [f"Number {article.issue}"] if article.issue else []
        parts += [article.month] if article.month else []
        if parts:
            yield "Issue", iter([(", ".join(parts), None)])


def course_facts(entry: Entry) -> Iterator[Fact]:
    """Yield what a course offers and asks, beside its lists."""
    course = entry.course
    if course is None:
        return
    delivery = tuple((DELIVERY_LABELS[way], None) for way in course.delivery)
    single = [
        ("Credit", phrases.amount(course.credit_hours, "hour") if course.credit_hours else None),
        ("Takes", phrases.duration(course.duration) if course.duration else None),
        ("Pass mark", f"{course.pass_mark}%" if course.pass_mark else None),
        ("Cost", course.cost),
    ]
    for label, text in single:
        if text:
            yield Fact(label, ((text, None),))
    if delivery:
        yield Fact("Given as", delivery)
    if course.credit_types:
        yield Fact("Credit types", tuple((text, None) for text in course.credit_types))


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
        kind = f"{approval.number_type} number" if approval.number_type else "Number"
        parts = [vocabularies["jurisdiction"].label(place)] if place else []
        parts += [f"{kind} {approval.number}"] if approval.number else []
        found.append(Approval(approval.board, ", ".join(parts)))
    return found


@dataclass(frozen=True)
class Door:
    """One of the resource's own addresses, with what to expect behind it."""

    label: str
    detail: str
    way: Way


def doors(entry: Entry, vocabularies: Vocabularies) -> list[Door]:
    """Return the links of an entry in the order they are recorded; the transcript last."""
    links = list(entry.links)
    if entry.episode and entry.episode.transcript:
        transcript = Link(role=LinkRole.TRANSCRIPT, url=entry.episode.transcript)
        if all(link.url != transcript.url for link in links):
            links.append(transcript)
    found = []
    for link in links:
        if way := way_out(link.url):
            parts = [vocabularies["format"].label(link.format)] if link.format else []
            parts += [phrases.size(link.size_kb)] if link.size_kb else []
            parts += [link.cost] if link.cost else []
            found.append(Door(link.label or LINK_LABELS[link.role], ", ".join(parts), way))
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
    return (Fact(label, tuple(values.values())) for label, values in groups.items() if values)


def _add(groups: dict[str, dict[str, Value]], label: str, entry_id: str, find: Find) -> None:
    other = find(entry_id)
    if other is None:  # `kb check` reports relations that lead nowhere; readers are spared
        return
    year = f" ({other.published.year})" if other.published else ""
    groups.setdefault(label, {})[other.id] = (f"{other.title}{year}", entry_address(other.id))


def record(entry: Entry) -> Iterator[Fact]:
    """Yield what is known about the entry itself rather than about the resource."""
    review = entry.review
    dates = [
        ("Added to this catalog", entry.added),
        ("Last reviewed", review.last if review else None),
        ("To be reviewed by", review.by if review else None),
    ]
    for label, when in dates:
        if when:
            yield Fact(label, ((phrases.day(when), None),))
    if taken := entry.harvest:
        source = way_out(taken.address)
        read = phrases.day(taken.when.date())
        address = taken.address if source and taken.address.startswith("https:") else None
        yield Fact("Source read", ((f"{read}, {source.host}" if source else read, address),))
    yield Fact("Entry id", ((entry.id, None),))
    if entry.former_ids:
        yield Fact("Former ids", tuple((former, None) for former in entry.former_ids))
