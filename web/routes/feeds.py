"""Any search as a feed: what came into the catalog last stands first (RFC 4287, JSON Feed 1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from catalog.model import Entry
from indexer.query import Query, Sort
from web import measures
from web.addresses import stable_address
from web.cards import foreign_language
from web.routes.answers import Answer, json_bytes
from web.routes.serving import Asked
from web.routes.xml import Element, add, document
from web.screens import SITE
from web.sentence import labels_of, sentence

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json"


@dataclass(frozen=True)
class Feed:
    """What a feed says, whatever its form."""

    title: str
    page: str
    own: str
    entries: tuple[Entry, ...]
    updated: date


def _feed(asked: Asked) -> Feed:
    """Read the parameters as the page does: a subscription must not break after years."""
    query = Query.from_params(asked.params).with_sort(Sort.ADDED)
    result = measures.search(asked.holding.backend, query, "program")
    read = result.query.with_sort(None)
    found = tuple(hit.entry for hit in result.hits)
    parameters = f"?{read.to_url()}" if read.to_params() else ""
    return Feed(
        title=f"{sentence(read, labels_of(result, asked.holding.vocabularies))} – {SITE}",
        page=f"{asked.root}{parameters}",
        own=f"{asked.root}{asked.address}{parameters}",
        entries=found,
        updated=max((entry.added for entry in found), default=asked.today),
    )


def atom(asked: Asked) -> Answer:
    """Answer with an Atom feed."""
    feed = _feed(asked)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    add(root, "title", feed.title)
    add(root, "id", feed.own)
    add(root, "updated", _moment(feed.updated))
    add(root, "link", rel="self", href=feed.own, type=ATOM_TYPE.partition(";")[0])
    add(root, "link", rel="alternate", href=feed.page, type="text/html")
    add(add(root, "author"), "name", SITE)
    for entry in feed.entries:
        _add_entry(root, entry, asked)
    return Answer(document(root), ATOM_TYPE)


def _add_entry(root: Element, entry: Entry, asked: Asked) -> None:
    holder = add(root, "entry")
    address = asked.root + stable_address(entry.id)
    if language := foreign_language(entry):
        holder.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    add(holder, "title", entry.title)
    add(holder, "id", address)
    add(holder, "link", rel="alternate", href=address, type="text/html")
    if entry.address:
        add(holder, "link", rel="related", href=entry.address)
    add(holder, "published", _moment(entry.added))
    add(holder, "updated", _moment(entry.added))
    for name in _names(entry):
        add(add(holder, "author"), "name", name)
    for topic in entry.topics:
        label = asked.holding.vocabularies["topic"].label(topic)
        add(holder, "category", term=topic, label=label)
    if entry.summary:
        add(holder, "summary", entry.summary)


def json_feed(asked: Asked) -> Answer:
    """Answer with a JSON Feed."""
    feed = _feed(asked)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.own,
        "language": "en",
        "items": [_item(entry, asked) for entry in feed.entries],
    }
    return Answer(json_bytes(body), JSON_TYPE)


def _item(entry: Entry, asked: Asked) -> dict[str, object]:
    address = asked.root + stable_address(entry.id)
    vocabulary = asked.holding.vocabularies["topic"]
    item = {
        "id": address,
        "url": address,
        "external_url": entry.address,
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        "date_published": _moment(entry.added),
        "authors": [{"name": name} for name in _names(entry)],
        "tags": [vocabulary.label(topic) for topic in entry.topics],
        "language": foreign_language(entry),
    }
    return {name: value for name, value in item.items() if value}


def _names(entry: Entry) -> Iterator[str]:
    """Yield who is to be named for an entry: its authors, else its publisher."""
    yield from entry.authors or ((entry.publisher,) if entry.publisher else ())


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
