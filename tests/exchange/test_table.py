"""Tables: which column is taken for what, mapping files, and what a cell may hold."""

from pathlib import Path

import pytest

from catalog.exchange import table
from catalog.exchange.columns import ColumnMapping, Target, guess
from catalog.exchange.reading import BadRecords, Reading
from catalog.problem import BadFile
from catalog.yaml_file import read_model

MAPPING = """\
columns:
  Work: title
  By: authors
  Where: landing
  Grade: audiences
separators:
  authors: " / "
fixed:
  publisher: Example Library
  languages:
    - en
  published: '2001'
ignore:
  - Secret
"""


def only(text: str, mapping: ColumnMapping | None = None) -> Reading:
    (reading,) = table.read(text.encode(), mapping).readings
    return reading


@pytest.fixture
def mapping(tmp_path: Path) -> ColumnMapping:
    file = tmp_path / "mapping.yaml"
    file.write_text(MAPPING, "utf-8")
    return read_model(file, ColumnMapping)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("TITLE", "title"),
        ("Resource title", "title"),
        ("Author(s)", "authors"),
        ("publication_year", "published"),
        ("Keywords", "topics"),
        ("Manual Tags", "topics"),
        ("ISBN-13", "isbn"),
        ("Date Published", "published"),
        ("web address", "landing"),
        ("alternative_titles", "alternative_titles"),
        ("Número", None),
    ],
)
def test_headers_people_write_are_understood(header: str, target: str | None) -> None:
    assert guess([header]) == ({header: Target(target)} if target else {})


def test_no_field_is_given_to_two_columns() -> None:
    headers = ["Year", "Date", "Title", "Publication Title"]
    assert guess(headers) == {
        "Date": Target.PUBLISHED,
        "Title": Target.TITLE,
        "Publication Title": Target.SERIES,
    }


def test_the_headers_of_a_reference_manager_need_no_mapping() -> None:
    headers = (
        "Key,Item Type,Publication Year,Author,Title,Publication Title,ISBN,DOI,Url,Abstract Note,"
        "Date,Pages,Num Pages,Issue,Volume,Short Title,Series,Publisher,Language,Manual Tags"
    )
    found = guess(headers.split(","))
    assert {target.value: header for header, target in found.items()} == {
        "kind": "Item Type",
        "authors": "Author",
        "title": "Title",
        "series": "Publication Title",
        "isbn": "ISBN",
        "doi": "DOI",
        "landing": "Url",
        "summary": "Abstract Note",
        "published": "Date",
        "pages": "Pages",
        "issue": "Issue",
        "volume": "Volume",
        "alternative_titles": "Short Title",
        "publisher": "Publisher",
        "languages": "Language",
        "topics": "Manual Tags",
    }


def test_a_mapping_says_what_columns_hold(mapping: ColumnMapping) -> None:
    text = "Work,By,Where,Grade,Secret,Rest\nA,Lee / Kim; Jr.,https://a.example/,x;y,s,r\n"
    reading = only(text, mapping)
    assert reading.values == {
        "title": "A",
        "authors": ["Lee", "Kim; Jr."],
        "links": [{"role": "landing", "url": "https://a.example/"}],
        "audiences": ["x", "y"],
        "publisher": "Example Library",
        "languages": ["en"],
        "published": "2001",
    }
    assert reading.unused == {"Rest"}


def test_a_fixed_value_is_only_for_records_without_one() -> None:
    mapping = ColumnMapping(
        columns={"T": Target.TITLE, "D": Target.DOI, "U": Target.LANDING},
        fixed={Target.DOI: "10.5555/fixed", Target.LANDING: "https://fixed.example/"},
    )
    own = only("T,D,U\nA,10.5555/own,https://own.example/\n", mapping)
    assert own.values["identifiers"] == {"doi": "10.5555/own"}
    assert [link["url"] for link in own.values["links"]] == ["https://own.example/"]
    without = only("T,D,U\nA,,\n", mapping)
    assert without.values["identifiers"] == {"doi": "10.5555/fixed"}
    assert [link["url"] for link in without.values["links"]] == ["https://fixed.example/"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns:\n  Work: titel\n", "mapping.yaml:2: columns.Work: "),
        (
            "columns:\n  Work: title\nseparators:\n  authors: ''\n",
            "mapping.yaml:3: separators: a separator is",
        ),
        ("colums:\n  Work: title\n", "colums"),
    ],
)
def test_a_wrong_mapping_names_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=said):
        read_model(file, ColumnMapping)


def test_a_mapping_of_another_table_is_refused(mapping: ColumnMapping) -> None:
    with pytest.raises(BadRecords, match="no column “By”, “Where”, “Grade”, “Secret”; the col"):
        table.read(b"Work,Rest\na,b\n", mapping)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A,B\n1,2\n", "no column is known to hold the title.*“A”, “B”"),
        ("Title,Year,Year\n1,2,3\n", "two columns have the same header: “Year”"),
        (",,\n1,2,3\n", "no headers"),
        ('"Title\nnever closed', "no headers"),
    ],
)
def test_headers_that_cannot_be_used(text: str, said: str) -> None:
    with pytest.raises(BadRecords, match=said):
        table.read(text.encode())


def test_a_header_without_an_end_is_no_fault_of_ours() -> None:
    assert "title" in only(f"title={'{' * 5_000},year\nA,2011\n").values


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    text = f"title{delimiter}year\nA{delimiter}2011\n"
    assert only(text).values == {"title": "A", "published": "2011"}


def test_the_line_by_which_spreadsheets_name_the_delimiter() -> None:
    reading = only("sep=;\r\ntitle;summary\r\nA;B, C, D\r\n")
    assert reading.values == {"title": "A", "summary": "B, C, D"}
    assert reading.line == 3


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("minutes", "1:02:30", "length", {"minutes": 62}),
        ("minutes", "1 h 15 min", "length", {"minutes": 75}),
        ("minutes", "45", "length", {"minutes": 45}),
        ("pages", "xii, 123 p.", "length", {"pages": 123}),
        ("authors", "Lee, K.; Kim, J.", "authors", ["Lee, K.", "Kim, J."]),
        ("topics", "neglect, training", "topics", ["neglect", "training"]),
        ("volume", "12", "article", {"volume": "12"}),
        ("series number", "4", "series", {"number": "4"}),
        ("isbn", "0-306-40615-2", "identifiers", {"isbn": ["0306406152"]}),
        ("doi", "https://doi.org/10.5555/12%3A3", "identifiers", {"doi": "10.5555/12:3"}),
        ("summary", "<p>One</p><p>Two &amp; three</p>", "summary", "One\n\nTwo & three"),
        ("pdf", "https://a.example/b.pdf", "links", [("download", "https://a.example/b.pdf")]),
        ("link", "https://a.example/b.PDF?x=1", "links", [("download", None)]),
        ("audio", "https://a.example/b.mp3", "links", [("audio", "https://a.example/b.mp3")]),
    ],
)
def test_what_a_cell_may_hold(column: str, cell: str, field: str, value: object) -> None:
    found = only(f'title,{column}\nA,"{cell}"\n').values[field]
    if field == "links":
        (link,), ((role, url),) = found, value  # type: ignore[misc]
        assert link["role"] == role
        assert url is None or link["url"] == url
    else:
        assert found == value


def test_every_target_has_a_place_in_a_draft() -> None:
    cells = {
        Target.PUBLISHED: "2011",
        Target.PAGES: "3",
        Target.MINUTES: "3",
        Target.ISBN: "0306406152",
        Target.DOI: "10.5555/1",
        **{t: "https://a.example/" + t for t in Target if t.value in "landing download order"},
        **{t: "https://a.example/" + t for t in (Target.TRANSCRIPT, Target.AUDIO, Target.VIDEO)},
    }
    for target in Target:
        mapping = ColumnMapping(columns={"T": Target.TITLE, "X": target})
        if target is Target.TITLE:
            continue
        reading = only(f"T,X\nA,{cells.get(target, 'words')}\n", mapping)
        assert set(reading.values) - {"title"}, target
        assert not reading.warnings
