"""Every shipped entry, published in every form and read back by programs that are not ours.

For each form it is written down here, field by field, what another program must get to read. Values
of vocabularies are labels there. What a form has no field for must stand in its note.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import bibtexparser
import feedparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from oaipmh_scythe import Scythe
from pyld import jsonld

from catalog.model import Entry, LinkRole
from catalog.vocabulary import Vocabularies
from indexer.export import FORMATS, export
from indexer.json_form import LIBRARIAN_FIELDS
from indexer.whoosh_backend import WhooshBackend
from web.routes import entry_page, exports, feeds
from web.routes.serving import Asked
from web.routes.structured import json_ld
from web.shelf import Holding, Shelf

SHIPPED = Path(__file__).resolve().parents[2] / "kb"
NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
HOME = "https://shelf.example"

Read = dict[str, Any]
Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Holding:
    """Return the shipped catalog with all entries on one page of results."""
    index = tmp_path_factory.mktemp("shipped")
    return Shelf(SHIPPED, lambda terms: WhooshBackend(index, terms, page_size=2_000)).holding


@pytest.fixture(scope="module")
def entries(holding: Holding) -> dict[str, Entry]:
    found = {entry_id: holding.published(entry_id) for entry_id in holding.catalog.ids()}
    return {entry_id: entry for entry_id, entry in found.items() if entry}


def line(text: str | None) -> str:
    """Return a text as one line, which is all that line-based forms can hold."""
    return " ".join((text or "").split())


def said(entry: Entry, terms: Vocabularies) -> dict[str, str]:
    """Return what stands in a note of the forms of reference programs, sentence by sentence."""

    def labels(scheme: str, values: tuple[str, ...]) -> str:
        return "; ".join(terms[scheme].label(value) for value in values)

    span = entry.validity
    found = {
        "Kind": labels("kind", (entry.kind,)),
        "For": labels("audience", entry.audiences),
        "Place": labels("jurisdiction", entry.jurisdictions),
        "Format": labels("format", entry.formats),
        "Access": labels("access", (entry.access,) if entry.access else ()),
        "Minutes": str(entry.minutes or ""),
        "Valid": f"{span.start or ''} to {span.end or ''}".strip() if span else "",
    }
    return {name: value for name, value in found.items() if value}


def further(entry: Entry) -> dict[str, str]:
    known = entry.identifiers
    found = {
        "Also titled": "; ".join(entry.alternative_titles[1:]),
        "Languages": "; ".join(entry.languages) if len(entry.languages) > 1 else "",
        "Also at": "; ".join(link.url for link in entry.links if link.url != entry.address),
        "Course number": (known and known.course_number) or "",
        "CE Broker number": (known and known.ce_broker) or "",
    }
    return {name: value for name, value in found.items() if value}


def labelled(entry: Entry, terms: Vocabularies) -> list[str]:
    return [terms["topic"].label(topic) for topic in entry.topics]


def pages(entry: Entry) -> str | None:
    return str(entry.length.pages) if entry.length and entry.length.pages else None


def present(fields: Mapping[str, Any]) -> Read:
    """Leave out what is empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


# -- RIS ---------------------------------------------------------------------------------------


def in_ris(entry: Entry, terms: Vocabularies) -> Read:
    known, when = entry.identifiers, entry.published
    numbers = [known.course_number, known.ce_broker] if known else []
    return {
        "title": entry.title,
        "short titles": list(entry.alternative_titles),
        "authors": list(entry.authors),
        "year": f"{when.year:04}" if when else None,
        "date": str(when).replace("-", "/") if when else None,
        "publisher": entry.publisher,
        "series": entry.series_title,
        "volume": entry.article.volume if entry.article else entry.series_number,
        "issue": entry.article and entry.article.issue,
        "pages": pages(entry),
        "languages": list(entry.languages),
        "summary": line(entry.summary),
        "topics": labelled(entry, terms),
        "doi": known and known.doi,
        "isbn": list(known.isbn) if known else [],
        "numbers": [number for number in numbers if number],
        "pages on the web": [k.url for k in entry.links if k.role is not LinkRole.DOWNLOAD],
        "files": [k.url for k in entry.links if k.role is LinkRole.DOWNLOAD],
        "notes": [f"{name}: {value}" for name, value in said(entry, terms).items()],
    }


def read_ris(text: str) -> dict[str, Read]:
    many = ["ST", "LA", "SN", "AN", "L1", "UR", "AU", "KW", "N1"]
    records = rispy.loads(text, implementation=_Ris, list_tags=many)
    return {
        record["id"]: {
            "title": record["title"],
            "short titles": record.get("short_title"),
            "authors": record.get("authors"),
            "year": record.get("year"),
            "date": record["date"].rstrip("/") if "date" in record else None,
            "publisher": record.get("publisher"),
            "series": record.get("secondary_title"),
            "volume": record.get("volume"),
            "issue": record.get("number"),
            "pages": record.get("start_page"),
            "languages": record.get("language"),
            "summary": record.get("abstract"),
            "topics": record.get("keywords"),
            "doi": record.get("doi"),
            "isbn": record.get("issn"),
            "numbers": record.get("accession_number"),
            "pages on the web": record.get("urls"),
            "files": record.get("file_attachments1"),
            "notes": record.get("notes"),
        }
        for record in records
    }


class _Ris(rispy.RisParser):
    """Addresses are repeated, not divided by semicolons, as the format's later form has it."""

    DEFAULT_DELIMITER_MAPPING: Mapping[str, str] = {}


# -- BibLaTeX ----------------------------------------------------------------------------------


def in_bibtex(entry: Entry, terms: Vocabularies) -> Read:
    known = entry.identifiers
    notes = {**said(entry, terms), **further(entry)}
    return {
        "title": entry.title,
        "short title": next(iter(entry.alternative_titles), None),
        "authors": list(entry.authors),
        "date": str(entry.published) if entry.published else None,
        "publisher": entry.publisher,
        "series": entry.series_title,
        "volume": entry.article and entry.article.volume,
        "number": entry.article.issue if entry.article else entry.series_number,
        "pages": pages(entry),
        "language": next(iter(entry.languages), None),
        "summary": line(entry.summary),
        "topics": [label.replace(",", "") for label in labelled(entry, terms)],
        "doi": known and known.doi,
        "isbn": ", ".join(known.isbn) if known else None,
        "address": entry.address,
        "notes": ". ".join(f"{name}: {line(value)}" for name, value in notes.items()),
    }


def read_bibtex(text: str) -> dict[str, Read]:
    library = bibtexparser.parse_string(
        text, append_middleware=[SeparateCoAuthors(), LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    # Addresses are verbatim in BibLaTeX: no LaTeX.
    verbatim = {
        record.key: {field.key: str(field.value) for field in record.fields}
        for record in bibtexparser.parse_string(text).entries
    }
    found = {}
    for record in library.entries:
        has: Read = {field.key: field.value for field in record.fields}
        found[record.key] = {
            "title": bare(has["title"]),
            "short title": bare(has.get("shorttitle")),
            "authors": [turned(name) for name in has.get("author", [])],
            "date": has.get("date"),
            "publisher": bare(has.get("publisher")),
            "series": has.get("series") or has.get("journaltitle"),
            "volume": has.get("volume"),
            "number": has.get("number"),
            "pages": has.get("pagetotal"),
            "language": has.get("language"),
            "summary": has.get("abstract"),
            "topics": has["keywords"].split(", ") if has.get("keywords") else [],
            "doi": verbatim[record.key].get("doi"),
            "isbn": has.get("isbn"),
            "address": verbatim[record.key].get("url"),
            "notes": has.get("note"),
        }
    return found


def bare(value: str | None) -> str | None:
    """Take off the braces that keep capitals and names whole."""
    return value.removeprefix("{").removesuffix("}") if value else value


def turned(name: str) -> str:
    return ", ".join(str(bare(part)) for part in name.split(", "))


# -- CSL-JSON ----------------------------------------------------------------------------------


def in_csl(entry: Entry, terms: Vocabularies) -> Read:
    known, when = entry.identifiers, entry.published
    notes = {**said(entry, terms), **further(entry)}
    return {
        "title": entry.title,
        "title-short": next(iter(entry.alternative_titles), None),
        "author": list(entry.authors),
        "issued": [part for part in (when.year, when.month, when.day) if part] if when else None,
        "publisher": entry.publisher,
        "series": entry.series_title,
        "series number": entry.series_number,
        "volume": entry.article and entry.article.volume,
        "issue": entry.article and entry.article.issue,
        "number-of-pages": pages(entry),
        "abstract": entry.summary,
        "keyword": [label.replace(",", "") for label in labelled(entry, terms)],
        "language": next(iter(entry.languages), None),
        "URL": entry.address,
        "DOI": known and known.doi,
        "ISBN": ", ".join(known.isbn) if known else None,
        "note": [f"{name}: {value}" for name, value in notes.items()],
    }


def read_csl(text: str) -> dict[str, Read]:
    return {
        item["id"]: {
            **{name: value for name, value in item.items() if name not in ("id", "type")},
            "author": [
                n.get("literal") or f"{n['family']}, {n['given']}" for n in item.get("author", [])
            ],
            "issued": item["issued"]["date-parts"][0] if "issued" in item else None,
            "series": item.get("container-title") or item.get("collection-title"),
            "series number": item.get("number") or item.get("collection-number"),
            "keyword": item["keyword"].split(", ") if "keyword" in item else None,
            "note": item["note"].split("\n"),
        }
        for item in json.loads(text)
    }


# -- CSV and JSON ------------------------------------------------------------------------------


def in_csv(entry: Entry, terms: Vocabularies) -> Read:
    known, course, span = entry.identifiers, entry.course, entry.validity

    def labels(scheme: str, values: tuple[str, ...]) -> str:
        return "; ".join(terms[scheme].label(value) for value in values)

    return {
        "id": entry.id,
        "title": entry.title,
        "alternative_titles": "; ".join(entry.alternative_titles),
        "kind": labels("kind", (entry.kind,)),
        "summary": entry.summary,
        "authors": "; ".join(entry.authors),
        "publisher": entry.publisher,
        "series": entry.series_title,
        "series_number": entry.series_number,
        "volume": entry.article and entry.article.volume,
        "issue": entry.article and entry.article.issue,
        "published": entry.published and str(entry.published),
        "valid_from": span and span.start and str(span.start),
        "valid_to": span and span.end and str(span.end),
        "topics": labels("topic", entry.topics),
        "audiences": labels("audience", entry.audiences),
        "jurisdictions": labels("jurisdiction", entry.jurisdictions),
        "languages": labels("language", entry.languages),
        "formats": labels("format", entry.formats),
        "access": labels("access", (entry.access,) if entry.access else ()),
        "pages": pages(entry),
        "minutes": entry.minutes and str(entry.minutes),
        "credit_hours": course and course.credit_hours and str(course.credit_hours),
        "doi": known and known.doi,
        "isbn": "; ".join(known.isbn) if known else None,
        "address": entry.address,
        "added": str(entry.added),
    }


def read_csv(text: str) -> dict[str, Read]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return {row["id"]: {name: undefused(value) for name, value in row.items()} for row in rows}


def undefused(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def in_json(entry: Entry, _: Vocabularies) -> Read:
    whole = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    shown = {name: value for name, value in whole.items() if name not in LIBRARIAN_FIELDS}
    return {**shown, "status": entry.status.value, "address": entry.address}


def read_json(text: str) -> dict[str, Read]:
    return {item["id"]: item for item in json.loads(text)}


FORMS = {
    "ris": (in_ris, read_ris),
    "bibtex": (in_bibtex, read_bibtex),
    "csl-json": (in_csl, read_csl),
    "csv": (in_csv, read_csv),
    "json": (in_json, read_json),
}


def lost(
    expected: Mapping[str, Read], found: Mapping[str, Read]
) -> Iterator[tuple[str, str, object, object]]:
    """Yield entry, field, what should be there and what is, wherever the two differ."""
    for entry_id, fields in expected.items():
        there, should = present(found[entry_id]), present(fields)
        for name in sorted({*there, *should}):
            if there.get(name) != should.get(name):
                yield entry_id, name, should.get(name), there.get(name)


@pytest.mark.parametrize("form", FORMATS)
def test_every_field_of_every_entry_is_read_back(
    holding: Holding, entries: dict[str, Entry], form: str
) -> None:
    expect, read = FORMS[form]
    answer = exports.result(Asked(holding, NOW, path={"format": form}))
    found = read(b"".join(answer.body).decode())  # type: ignore[arg-type]
    assert set(found) == set(entries)
    shown = known_fields(found) if form == "csl-json" else found
    expected = {i: expect(entry, holding.vocabularies) for i, entry in entries.items()}
    wrong = list(lost(expected, shown))
    assert not wrong, wrong[:5]


def known_fields(found: dict[str, Read]) -> dict[str, Read]:
    """Leave out the names under which CSL keeps what is compared under one of ours."""
    ours = {"container-title", "collection-title", "number", "collection-number"}
    return {i: {n: v for n, v in item.items() if n not in ours} for i, item in found.items()}


# -- Feeds -------------------------------------------------------------------------------------


def test_every_entry_is_in_the_feeds(holding: Holding, entries: dict[str, Entry]) -> None:
    terms = holding.vocabularies["topic"]
    asked = Asked(holding, NOW, address="feed.atom", origin=HOME)
    feed = feedparser.parse(feeds.atom(asked).body)
    assert not feed.bozo
    found = {item.id.rpartition("/")[2]: item for item in feed.entries}
    assert set(found) == set(entries)
    items = json.loads(feeds.json_feed(asked).body)["items"]  # type: ignore[arg-type]
    also = {item["id"].rpartition("/")[2]: item for item in items}
    for entry_id, entry in entries.items():
        item, twin = found[entry_id], also[entry_id]
        names = list(entry.authors or filter(None, [entry.publisher]))
        assert unescape(item.title) == twin["title"] == entry.title
        assert line(unescape(item.get("summary", ""))) == line(entry.summary)
        assert [a.name for a in item.get("authors", ())] == names
        assert [a["name"] for a in twin.get("authors", ())] == names
        assert item.published == twin["date_published"] == f"{entry.added}T00:00:00Z"
        labels = [terms.label(topic) for topic in entry.topics]
        assert [tag.label for tag in item.get("tags", ())] == twin.get("tags", []) == labels
        related = [link.href for link in item.links if link.rel == "related"]
        assert related == [url for url in [twin.get("external_url")] if url]
        assert related == [url for url in [entry.address] if url]


# -- schema.org --------------------------------------------------------------------------------

SCHEMA = "https://schema.org/"


def offline(address: str, _: Any) -> dict[str, Any]:
    """Stand in for the context of schema.org: each name is one of its names."""
    assert address.rstrip("/") == "https://schema.org"
    context = {"@vocab": SCHEMA}
    document = {"@context": context}
    return {"document": document, "documentUrl": address, "contextUrl": None}


@pytest.mark.parametrize("entry_id", ["quay-strategy", "spotting-neglect-course"])
def test_an_entry_page_carries_the_data(shelf: Shelf, entry_id: str) -> None:
    holding = shelf.holding
    body = entry_page.page(Asked(holding, NOW, path={"id": entry_id}, origin=HOME)).body
    assert isinstance(body, bytes)
    (script,) = html.fromstring(body).xpath("//script[@type='application/ld+json']/text()")
    entry = holding.catalog.read(entry_id)
    assert json.loads(script) == json_ld(entry, holding.vocabularies, f"{HOME}/e/{entry_id}")


def test_a_json_ld_processor_understands_the_data_of_every_entry(
    holding: Holding, entries: dict[str, Entry]
) -> None:
    terms = holding.vocabularies
    for entry_id, entry in entries.items():
        data = json_ld(entry, terms, f"{HOME}/e/{entry_id}")
        (node,) = jsonld.expand(data, {"documentLoader": offline})

        def values(name: str, inner: str | None = None, node: Any = node) -> list[Any]:
            found = node.get(SCHEMA + name, [])
            deep = [each[SCHEMA + inner][0] for each in found] if inner else found
            return [each.get("@value") for each in deep]

        people = [
            each.get("@value") or each[f"{SCHEMA}name"][0]["@value"]
            for each in node.get(f"{SCHEMA}author", [])
        ]
        assert node["@id"] == f"{HOME}/e/{entry_id}"
        assert node["@type"][0].startswith(SCHEMA)
        assert values("name") == [entry.title]
        assert values("alternateName") == list(entry.alternative_titles)
        assert values("description") == [entry.summary] if entry.summary else True
        assert people == list(entry.authors)
        assert values("publisher", "name") == [n for n in [entry.publisher] if n]
        assert values("datePublished") == ([str(entry.published)] if entry.published else [])
        assert values("inLanguage") == list(entry.languages)
        assert values("keywords") == labelled(entry, terms)
        assert values("audience", "audienceType") == [
            terms["audience"].label(audience) for audience in entry.audiences
        ]
        assert values("spatialCoverage") == [
            terms["jurisdiction"].label(place) for place in entry.jurisdictions
        ]
        assert values("isPartOf", "name") == [n for n in [entry.series_title] if n]
        assert values("url") == [entry.address or f"{HOME}/e/{entry_id}"]
        assert values("isAccessibleForFree") == (
            [entry.access in ("free", "registration")] if entry.access else []
        )


# -- OAI-PMH -----------------------------------------------------------------------------------


def test_another_library_harvests_every_record(
    serve: Serve, holding: Holding, entries: dict[str, Entry]
) -> None:
    terms = holding.vocabularies
    base = serve(SHIPPED)
    with Scythe(f"{base}/oai") as scythe:
        assert scythe.identify().protocolVersion == "2.0"
        records = list(scythe.list_records(metadata_prefix="oai_dc"))
    found = {record.header.identifier.rpartition(":")[2]: record for record in records}
    assert len(records) == len(found)  # each once, over all resumption tokens
    assert {i for i, record in found.items() if not record.deleted} == set(entries)
    for entry_id, entry in entries.items():
        has = found[entry_id].metadata
        known = entry.identifiers
        assert has["title"] == [entry.title, *entry.alternative_titles]
        assert has.get("creator", []) == list(entry.authors)
        assert has.get("subject", []) == labelled(entry, terms)
        assert [line(text) for text in has.get("description", [])] == (
            [line(entry.summary)] if entry.summary else []
        )
        assert has.get("publisher", []) == [n for n in [entry.publisher] if n]
        assert has.get("date", []) == ([str(entry.published)] if entry.published else [])
        assert has["type"] == [terms["kind"].label(entry.kind)]
        assert has.get("format", []) == [terms["format"].label(f) for f in entry.formats]
        assert has.get("language", []) == list(entry.languages)
        assert has.get("coverage", []) == [
            terms["jurisdiction"].label(place) for place in entry.jurisdictions
        ]
        assert has.get("relation", []) == [n for n in [entry.series_title] if n]
        assert has.get("rights", []) == (
            [terms["access"].label(entry.access)] if entry.access else []
        )
        numbers = [f"https://doi.org/{known.doi}"] if known and known.doi else []
        numbers += [f"urn:isbn:{isbn}" for isbn in known.isbn] if known else []
        expected = [*(link.url for link in entry.links), *numbers, f"{base}/e/{entry_id}"]
        assert has["identifier"] == expected


# -- Any text at all ---------------------------------------------------------------------------

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
).map(line).filter(bool)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(title=TEXT, publisher=TEXT, series=TEXT)
def test_any_text_is_read_back_as_it_is(
    holding: Holding, title: str, publisher: str, series: str
) -> None:
    data = {
        "id": "any-text", "title": title, "publisher": publisher, "series": {"title": series},
        "kind": "guide", "added": "2024-01-05", "authors": [publisher],
    }  # fmt: skip
    entry = Entry.model_validate(data)
    for name in ("ris", "csl-json", "csv", "json"):
        expect, read = FORMS[name]
        text = "".join(export([entry], FORMATS[name], holding.vocabularies))
        found = known_fields(read(text)) if name == "csl-json" else read(text)
        assert list(lost({"any-text": expect(entry, holding.vocabularies)}, found)) == []
