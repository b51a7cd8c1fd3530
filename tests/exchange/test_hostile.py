"""Files that are meant to do harm, or are simply too much: refused in plain words, and quickly."""

import json
from pathlib import Path

import pytest

from catalog.exchange.addresses import read_opml
from catalog.exchange.oai_dc import read_response
from catalog.exchange.reading import BadRecords
from catalog.exchange.records import Records, read_records
from catalog.exchange.registry import FORMATS, MAX_BYTES, recognise
from catalog.safe_xml import BadXml, parse_xml, refuse_declarations
from catalog.store import Catalog

SHIPPED = Path(__file__).resolve().parents[2] / "kb"
VOCABULARIES = Catalog(SHIPPED).vocabularies

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><r>&l9;</r>'
THIEF = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>'
REMOTE = '<!DOCTYPE r [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d;]><r/>'
HIDDEN = '<?xml version="1.0"?>\n<!-- [ > -->\n<?a b?><!doctype r\n[<!ENTITY a "b">]><r>&a;</r>'
HOSTILE = {"bomb": BOMB, "file": THIEF, "remote": REMOTE, "hidden": HIDDEN}


def read(data: bytes, name: str) -> Records:
    return read_records(data, FORMATS[name], VOCABULARIES, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_xml_that_declares_entities_is_refused(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    for read_it in (parse_xml, refuse_declarations, lambda d: parse_xml(d, recover=True)):
        with pytest.raises(BadXml, match="declares entities"):
            read_it(data)
    for one in (recognise, read_opml, read_response, lambda d: list(read(d, "marcxml").records)):
        with pytest.raises(BadRecords):
            one(data)


def test_a_public_document_type_is_harmless_and_nothing_is_fetched() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    assert parse_xml(f"{head}<rss>a&#98;</rss>".encode()).text == "ab"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<a><b></a>", "not well-formed"),
        (b"", "there is nothing|not well-formed|cannot be read"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not well-formed|cannot be read"),
        (b"<a>" * 3000, "not well-formed"),
    ],
)
def test_what_is_no_xml_says_so(data: bytes, said: str) -> None:
    with pytest.raises(BadXml, match=said):
        parse_xml(data)


def test_a_huge_cell_is_one_bad_record() -> None:
    rows = f"title,summary\nbefore,short\nhuge,{'x' * 200_000}\nafter,short\n"
    found = read(rows.encode(), "csv").records
    assert [record.number for record in found if record.draft] == [1, 3]
    assert found[1].problem == "a cell is longer than 131,072 characters"
    assert (found[1].line, found[2].line) == (3, 4)


def test_a_quotation_mark_that_is_never_closed_names_its_record() -> None:
    found = read(b'title,year\nfirst,2011\n"second,2012\nthird,2013\n', "csv").records
    assert [(record.line, bool(record.problem)) for record in found] == [(2, False), (3, True)]
    assert "never closed" in found[1].problem


def test_a_field_that_is_too_long_is_left_out_alone() -> None:
    item = {"type": "book", "title": "A book", "publisher": "x" * 5_000, "issued": {"raw": "2011"}}
    (record,) = read(json.dumps([item]).encode(), "csl").records
    assert record.draft
    assert record.draft.publisher is None
    assert str(record.draft.published) == "2011"
    assert record.warnings[0].startswith("left out publisher “xxx")
    assert record.warnings[0].endswith("longer than 1,000 characters")


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'{"a":' * 100_000, b'[{"type":"book","volume":' + b"9" * 10_000 + b"}]"],
)
def test_json_without_an_end_is_refused(data: bytes) -> None:
    with pytest.raises(BadRecords):
        read(data, "csl")


def test_braces_without_an_end_are_read_in_time() -> None:
    deep = "@book{a, title = {" + "{" * 20_000 + "x" + "}" * 20_000 + "}, year = 2011}"
    (record,) = read(deep.encode(), "bibtex").records
    assert record.draft
    assert record.draft.title == "x"


def test_a_file_that_is_too_large_or_empty_is_refused() -> None:
    with pytest.raises(BadRecords, match="larger than"):
        recognise(b"x" * (MAX_BYTES + 1))
    for nothing in (b"", b"\xef\xbb\xbf \n", b"\xff\xfe"):
        with pytest.raises(BadRecords, match="empty"):
            recognise(nothing)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_file_is_found_out(encoding: str) -> None:
    text = "TY  - BOOK\nTI  - Niños — café\nER  - \n"
    data = text.encode(encoding)
    assert recognise(data).name == "ris"
    (record,) = read(data, "ris").records
    assert record.title == "Niños — café"
