"""What the writers write, read back by programs that are not ours, and by our own readers."""

import csv
import io
import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from catalog.exchange import bibtex, csl, ris, write_bibtex, write_csl, write_csv, write_ris
from catalog.model import Entry
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.export import FORMATS, export
from settings import Settings

SHIPPED = Catalog(Settings.model_fields["dir"].get_default(call_default_factory=True))
ENTRIES, _ = SHIPPED.load()
VOCABULARIES: Vocabularies = SHIPPED.vocabularies

FULL = Entry.model_validate(
    {
        "id": "full",
        "title": "Costs & benefits: 100% {of} “care”_$5 #1 ~ \\ a--b ``c''",
        "alternative_titles": ["C&B"],
        "kind": "journal-article",
        "summary": "First & foremost.\n\nSecond = -1.",
        "authors": ["Lindqvist, Rosa", "Quay Press", "Per Abara"],
        "publisher": "Quay, Press & Sons",
        "series": {"title": "Journal of Visits", "number": "7"},
        "article": {"volume": "12", "issue": "3/4"},
        "published": "2018-05-03",
        "languages": ["en"],
        "topics": ["neglect"],
        "audiences": ["caseworkers"],
        "access": "free",
        "identifiers": {"doi": "10.5555/a_b", "isbn": ["978-3-16-148410-0"]},
        "links": [
            {"role": "landing", "url": "https://quay.example/a_b?x=1&y=%7B"},
            {"role": "download", "url": "https://quay.example/a.pdf"},
        ],
        "added": date(2024, 1, 5),
    }
)
SAMPLE = [FULL, *ENTRIES.values()]
line = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def labels(entry: Entry) -> list[str]:
    return [VOCABULARIES["topic"].label(topic) for topic in entry.topics]


def exported(form: str, entries: list[Entry]) -> str:
    return "".join(export(entries, FORMATS[form], VOCABULARIES))


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def test_ris_read_by_rispy() -> None:
    records = rispy.loads(exported("ris", SAMPLE))
    assert [record["id"] for record in records] == [entry.id for entry in SAMPLE]
    for entry, record in zip(SAMPLE, records, strict=True):
        assert record["title"] == squeezed(entry.title)
        assert record.get("authors", []) == list(entry.authors)
        assert squeezed(record.get("abstract")) == squeezed(entry.summary)
        assert record.get("keywords", []) == labels(entry)
        assert record.get("publisher") == entry.publisher
        assert record.get("secondary_title") == entry.series_title
        assert record.get("year") == (f"{entry.published.year}" if entry.published else None)
        assert record.get("doi") == (entry.identifiers and entry.identifiers.doi)
        pages = [link.url for link in entry.links if link.role != "download"]
        assert record.get("urls", []) == pages


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("research-report", ("RPRT", "report", "report")),
        ("factsheet", ("PAMP", "pamphlet", "report")),
        ("book", ("BOOK", "book", "book")),
        ("podcast-episode", ("GEN", "document", "misc")),
    ],
)
def test_a_kind_has_the_word_for_it_or_for_the_one_above(
    kind: str, words: tuple[str, str, str]
) -> None:
    entry = FULL.model_copy(update={"kind": kind})
    tagged = write_ris.write(entry, VOCABULARIES).splitlines()[0]
    item = json.loads(write_csl.write(entry, VOCABULARIES))
    (record,) = bibtexparser.parse_string(write_bibtex.write(entry, VOCABULARIES)).entries
    assert (tagged.removeprefix("TY  - "), item["type"], record.entry_type) == words


def test_csl_is_what_the_entry_says() -> None:
    items = json.loads(exported("csl-json", SAMPLE))
    for entry, item in zip(SAMPLE, items, strict=True):
        assert item["title"] == entry.title
        assert item.get("abstract") == entry.summary
        assert item.get("URL") == entry.address
        names = [n.get("literal") or f"{n['family']}, {n['given']}" for n in item.get("author", [])]
        assert names == list(entry.authors)
        if entry.published:
            assert item["issued"]["date-parts"][0][0] == entry.published.year


def plain(latex: str) -> str:
    return squeezed(LatexNodes2Text(keep_comments=True).latex_to_text(latex))


def test_bibtex_read_by_bibtexparser() -> None:
    library = bibtexparser.parse_string(exported("bibtex", SAMPLE))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [entry.id for entry in SAMPLE]
    for entry, record in zip(SAMPLE, library.entries, strict=True):
        fields = {field.key: str(field.value) for field in record.fields}
        assert plain(fields["title"]) == squeezed(entry.title)
        assert plain(fields.get("abstract", "")) == squeezed(entry.summary)
        assert fields.get("url") == entry.address
        assert fields.get("date") == (str(entry.published) if entry.published else None)


@pytest.mark.parametrize(
    ("read", "form"), [(ris.read, "ris"), (csl.read, "csl-json"), (bibtex.read, "bibtex")]
)
def test_our_readers_understand_our_writers(read: Any, form: str) -> None:
    (reading,) = read(exported(form, [FULL]).encode())
    assert not reading.problem
    assert reading.warnings == []
    values = reading.values
    assert values["title"] == FULL.title
    assert values["kind"] == "journal-article"
    assert values["authors"] == list(FULL.authors)
    assert values["published"] == "2018-05-03"
    assert values["publisher"] == FULL.publisher
    assert values["series"]["title"] == "Journal of Visits"
    assert values["article"] == {"volume": "12", "issue": "3/4"}
    assert values["identifiers"]["doi"] == "10.5555/a_b"
    assert values["links"][0]["url"] == FULL.address
    assert values["topics"] == labels(FULL)
    assert values["languages"] == ["en"]
    assert squeezed(values["summary"]) == squeezed(FULL.summary)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_read_by_the_standard_library() -> None:
    rows = table(exported("csv", SAMPLE))
    for entry, row in zip(SAMPLE, rows, strict=True):
        assert row["id"] == entry.id
        assert row["title"] == entry.title
        assert row["summary"] == (entry.summary or "")
        assert row["topics"] == "; ".join(labels(entry))
        assert row["address"] == (entry.address or "")


@given(line, line)
def test_no_cell_is_a_formula(title: str, publisher: str) -> None:
    entry: Any = SimpleNamespace(
        **{name: getattr(FULL, name) for name in dir(FULL) if name in USED}
    )
    entry.title, entry.publisher = title, publisher
    row = table(write_csv.head() + write_csv.write(entry, VOCABULARIES))[0]
    for name, value in (("title", title), ("publisher", publisher)):
        assert row[name].removeprefix("'") == value.removeprefix("'")
        assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))


USED = {
    *Entry.model_fields,
    *(n for n, v in vars(Entry.__base__).items() if isinstance(v, property)),
}


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)"])
def test_a_formula_is_defused(dangerous: str) -> None:
    entry = FULL.model_copy(update={"title": dangerous})
    assert table(exported("csv", [entry]))[0]["title"] == f"'{dangerous}"


@given(line)
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    entry = FULL.model_copy(update={"title": f"T {text}", "summary": f"{text}\nER  - \nTY  - BOOK"})
    (record,) = ris.read(write_ris.write(entry, VOCABULARIES).encode("utf-8", "replace"))
    assert record.values["kind"] == "journal-article"
    library = bibtexparser.parse_string(write_bibtex.write(entry, VOCABULARIES))
    assert len(library.entries) == 1
    assert not library.failed_blocks
    item = json.loads(write_csl.write(entry, VOCABULARIES))
    assert item["title"] == f"T {text}"


def test_json_is_the_entry_without_what_is_for_librarians() -> None:
    entry = FULL.model_copy(update={"note": "ask again"})
    (plain_entry,) = json.loads(exported("json", [entry]))
    assert "note" not in plain_entry
    address = plain_entry.pop("address")
    assert address == FULL.address
    assert Entry.model_validate(plain_entry) == FULL


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_a_well_formed_file(form: str) -> None:
    text = exported(form, [])
    if form.endswith("json"):
        assert json.loads(text) == []
    assert table(text) == [] if form == "csv" else "TY" not in text
