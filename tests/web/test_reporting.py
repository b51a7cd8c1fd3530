"""Reports of problems: what is filled in, and that nothing breaks out of its place."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.model import Entry
from web.reporting import report_address

ENTRY = Entry(id="odd-one", title="Odd & ends?\n#1", kind="guide", added=date(2024, 1, 5))
ADDRESS = "https://library.example/e/odd-one"


def test_a_mail() -> None:
    parts = urlsplit(report_address("help@library.example", ENTRY, ADDRESS) or "")
    given = parse_qs(parts.query)
    assert (parts.scheme, parts.path) == ("mailto", "help@library.example")
    assert given["subject"] == [f"Problem with an entry: {ENTRY.title}"]
    assert f"Address: {ADDRESS}\r\nEntry: odd-one\r\n" in given["body"][0]


def test_a_form() -> None:
    form = "https://git.example/new?title={subject}&body={body}&labels=entry"
    given = parse_qs(urlsplit(report_address(form, ENTRY, ADDRESS) or "").query)
    assert given["title"] == [f"Problem with an entry: {ENTRY.title}"]
    assert ADDRESS in given["body"][0]
    assert given["labels"] == ["entry"]


@pytest.mark.parametrize("form", ["https://forms.example/report", "http://forms.example/?x={y}"])
def test_a_form_that_asks_for_nothing_stays_as_it_is(form: str) -> None:
    assert report_address(form, ENTRY, ADDRESS) == form


def test_nobody_takes_reports() -> None:
    assert report_address("", ENTRY, ADDRESS) is None
