"""What a field takes, what it makes of it, and what it refuses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from catalog import model
from catalog.dates import PartialDate
from catalog.model import Entry
from catalog.parts import Period
from catalog.values import Amount, Day, Doi, Id, Isbn, Line, Moment, Text, WebAddress


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (Line, "  two\n words\t here ", "two words here"),
        (Line, "soft\u00adly\u200b", "softly"),
        (Line, "e\u0301", "é"),
        (Text, " one\ntwo \n \n\n three", "one two\n\nthree"),
        (Text, "\u00ad\n\nx", "x"),
        (Isbn, "0-306-40615-2", "0306406152"),
        (Isbn, "978-0-306-40615-7", "9780306406157"),
        (Isbn, "0-8044-2957-x", "080442957X"),
        (Doi, "10.1234/abc(1)", "10.1234/abc(1)"),
        (Day, "2026-01-02", date(2026, 1, 2)),
        (Moment, "2026-01-02T01:30:00+02:00", datetime(2026, 1, 1, 23, 30, tzinfo=UTC)),
        (Amount, "1.50", 1.5),
        (WebAddress, "http://x.example:81/a%20b?c=d#e", "http://x.example:81/a%20b?c=d#e"),
        (PartialDate, "2018-05", PartialDate(2018, 5)),
        (PartialDate, PartialDate(2018), PartialDate(2018)),
    ],
)
def test_accepted(kind: Any, given: object, value: object) -> None:
    assert read(kind, given) == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *[(Line, value) for value in ("", " \n", "\u200b", "a\x07b", "x" * 1001, ["x"], None, 1)],
        *[(Text, value) for value in ("", "\n\n", "a\x00", "x" * 20_001, {"a": "b"})],
        *[(Id, value) for value in ("", "A", "a_b", "-a", "a-", "a--b", "é", "a/b", "a\n", "..")],
        (Id, "a" * 101),
        *[(Isbn, value) for value in ("0306406153", "9780306406158", "123", "5012345678900", "")],
        *[(Doi, value) for value in ("https://doi.org/10.1234/x", "10.1/x", "10.1234/a b")],
        *[(Day, value) for value in ("2018", "2018-05", "20180503", "86400", "2018-02-30", "")],
        *[(Moment, value) for value in ("2018-05-03", "1525305600", "2018-05-03T10:00:00")],
        *[(Amount, value) for value in ("0", "-1", "nan", "inf", "1,5", "two", "")],
        *[(WebAddress, value) for value in ("x.example", "ftp://x.example", "http://", "")],
        *[(WebAddress, value) for value in ("http://x.example/a b", "http://[x", "javascript:x")],
        *[(WebAddress, value) for value in ("http://x.example:abc/", "http://x.example:99999/")],
        *[(PartialDate, value) for value in ("18", "2018-13", "2018-5", "2018-02-30", "0000")],
        *[(PartialDate, value) for value in ("2018/05", "٢٠١٨", "", "2018-05-03T10")],
    ],
)
def test_refused(kind: Any, given: object) -> None:
    with pytest.raises(ValidationError):
        read(kind, given)


@given(st.text())
def test_a_line_is_its_own_line(text: str) -> None:
    try:
        once = read(Line, text)
    except ValidationError:
        return
    assert read(Line, once) == once
    assert "\n" not in once


@given(st.text())
def test_a_text_is_its_own_text(text: str) -> None:
    try:
        once = read(Text, text)
    except ValidationError:
        return
    assert read(Text, once) == once


@pytest.mark.parametrize(
    ("date_text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-05-03", date(2018, 5, 3), date(2018, 5, 3)),
    ],
)
def test_a_partial_date_covers_its_days(date_text: str, first: date, last: date) -> None:
    partial = PartialDate.parse(date_text)
    assert (partial.first_day, partial.last_day) == (first, last)
    assert str(partial) == date_text


@pytest.mark.parametrize("text", ["May 2017", "2017-5", "2017-13", "2019-02-29", "0000", "05/2017"])
def test_what_is_no_date_is_told_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=rf"`{text}` is not a date: write a year \(2018\)"):
        PartialDate.parse(text)


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="a day needs a month"):
        PartialDate(2018, None, 3)


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2018", "2018", True),
        ("2018-05", "2018", True),  # from May until the end of that year
        ("2018", "2018-05", True),
        ("2018-05-03", "2018-05", True),
        ("2018-05", "2018-04", False),
        ("2018", "2017", False),
        (None, "2018", True),
        ("2018", None, True),
        (None, None, False),
    ],
)
def test_a_period_ends_after_it_begins(start: str | None, end: str | None, fits: bool) -> None:
    if fits:
        Period.model_validate({"from": start, "to": end})
    else:
        with pytest.raises(ValidationError):
            Period.model_validate({"from": start, "to": end})


ENTRY = {"id": "x", "title": "X", "kind": "guide", "added": "2026-01-02"}


@pytest.mark.parametrize(
    "twice",
    [
        {"valid": {"to": "2020"}, "strategy": {"to": "2020"}},
        {"series": {"title": "S"}, "episode": {"number": "1"}},
        {"length": {"minutes": "30"}, "episode": {"minutes": "30"}},
    ],
)
def test_a_fact_is_said_once(twice: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="not in"):
        Entry.model_validate({**ENTRY, **twice})


def test_facts_are_read_wherever_they_are_recorded() -> None:
    episode = {"series": "A podcast", "number": "0", "minutes": "25"}
    told = Entry.model_validate({**ENTRY, "episode": episode, "strategy": {"from": "2020"}})
    assert (told.series_title, told.series_number, told.minutes) == ("A podcast", "0", 25)
    assert told.validity == told.strategy
    plain = Entry.model_validate(
        {
            **ENTRY,
            "series": {"title": "S", "number": "3"},
            "length": {"minutes": "5"},
            "format": "pdf",
            "links": [
                {"role": "download", "url": "https://x.example/b", "format": "doc"},
                {"role": "landing", "url": "https://x.example/a", "format": "pdf"},
            ],
        }
    )
    assert (plain.series_title, plain.series_number, plain.minutes) == ("S", "3", 5)
    assert plain.formats == ("pdf", "doc")
    assert plain.address == "https://x.example/a"
    assert Entry.model_validate(ENTRY).address is None


def test_plain_data_is_json_without_what_is_unset() -> None:
    entry = Entry.model_validate({**ENTRY, "published": "2018-05", "valid": {"from": "2018"}})
    assert model.to_plain(entry) == {
        **ENTRY,
        "published": "2018-05",
        "valid": {"from": "2018"},
        "status": "published",
    }


def test_an_entry_cannot_be_changed_nor_take_a_field_it_does_not_know() -> None:
    entry = Entry.model_validate(ENTRY)
    with pytest.raises(ValidationError):
        entry.title = "Y"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Entry.model_validate({**ENTRY, "titel": "X"})
