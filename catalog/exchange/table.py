"""Tables: CSV and TSV with a line of headers, as spreadsheets write them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from catalog.checks.terms import LISTS as TERM_LISTS
from catalog.exchange import facts
from catalog.exchange.charset import text_of
from catalog.exchange.columns import LISTS, ColumnMapping, Target, guess
from catalog.exchange.reading import BadRecords, Reading, Readings
from catalog.parts import LinkRole
from catalog.plain import plain_text

_DELIMITERS = ",;\t|"
_LONGEST_HEADER = 200
_DELIMITER_SAID = re.compile(r"sep=(.)\r?\n")  # spreadsheets write and read this first line

_PLACES = {
    Target.SERIES: "series.title",
    Target.SERIES_NUMBER: "series.number",
    Target.VOLUME: "article.volume",
    Target.ISSUE: "article.issue",
    Target.PAGES: "length.pages",
    Target.MINUTES: "length.minutes",
    Target.ISBN: "identifiers.isbn",
    Target.DOI: "identifiers.doi",
}
"""Targets whose field has another name."""

_LINKS = frozenset(Target(role.value) for role in LinkRole)


@dataclass(frozen=True)
class Table:
    """A table whose headers have been read and given a meaning."""

    mapping: ColumnMapping
    headers: tuple[str, ...]
    guessed: bool
    readings: Readings


def recognises(text: str) -> bool:
    """Whether a text begins with headers: one is that of a title, or a row as long follows."""
    try:
        headers, delimiter, skipped = _headers(text)
        rows = list(islice(_rows(text[skipped:], delimiter), 2))
    except (BadRecords, csv.Error):
        return False
    fitting = len(rows) > 1 and len(rows[1]) == len(headers)
    return len(headers) > 1 and (fitting or Target.TITLE in guess(headers).values())


def read(data: bytes, mapping: ColumnMapping | None = None) -> Table:
    """Read a table; without a mapping what its columns hold is guessed from their headers.

    Raises BadRecords when the mapping does not fit the table, or no column holds a title.
    """
    text = text_of(data)
    headers, dialect, skipped = _headers(text)
    chosen = mapping or ColumnMapping(columns=guess(headers))
    if missing := [name for name in (*chosen.columns, *chosen.ignore) if name not in headers]:
        raise BadRecords(
            f"there is no column {_quoted(missing)}; the columns are: {_quoted(headers)}"
        )
    if Target.TITLE not in {*chosen.columns.values(), *chosen.fixed}:
        raise BadRecords(
            "no column is known to hold the title: say which with a mapping; the columns are: "
            + _quoted(headers)
        )
    readings = _readings(text[skipped:], skipped > 0, headers, dialect, chosen)
    return Table(chosen, headers, mapping is None, readings)


def _headers(text: str) -> tuple[tuple[str, ...], str, int]:
    """Return the headers, the delimiter, and how many characters come before the headers."""
    said = _DELIMITER_SAID.match(text)
    skipped = said.end() if said else 0
    best: list[str] = []
    chosen = ","
    for delimiter in said[1] if said else _DELIMITERS:
        try:
            row = next(_rows(text[skipped:], delimiter))
        except (csv.Error, StopIteration):
            continue
        if len(row) > len(best):
            best, chosen = row, delimiter
    headers = tuple(" ".join(plain_text(cell).split())[:_LONGEST_HEADER] for cell in best)
    if not any(headers):
        raise BadRecords("the first line has no headers that can be read")
    repeated = {header for header in headers if header and headers.count(header) > 1}
    if repeated:
        raise BadRecords(f"two columns have the same header: {_quoted(sorted(repeated))}")
    return headers, chosen, skipped


def _rows(text: str, delimiter: str) -> Any:  # the type of a reader has no public name
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _readings(
    text: str, below: bool, headers: Sequence[str], delimiter: str, mapping: ColumnMapping
) -> Iterator[Reading]:
    rows = _rows(text, delimiter)
    next(rows)
    number = 0
    while True:
        line = rows.line_num + 1 + below
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Reading(number, line, problem=_in_plain_words(error))
            continue
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        reading = Reading(number, line)
        if len(row) > len(headers) and any(cell.strip() for cell in row[len(headers) :]):
            reading.problem = (
                f"there are {len(row)} cells under {len(headers)} headers: put quotation marks "
                "around a cell that holds the delimiter"
            )
        else:
            _fill(reading, dict(zip(headers, row, strict=False)), mapping)
        yield reading


def _in_plain_words(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return f"a cell is longer than {csv.field_size_limit():,} characters"
    if "unexpected end" in said:
        return "a quotation mark is opened and never closed: all that follows was taken for a cell"
    return f"the quotation marks of this record are not right: {said}"


def _fill(reading: Reading, cells: dict[str, str], mapping: ColumnMapping) -> None:
    for header, cell in cells.items():
        target = mapping.columns.get(header)
        if target is None:
            if cell.strip() and header and header not in mapping.ignore:
                reading.unused.add(header)
        elif cell.strip():
            _put(reading, target, cell.strip(), mapping.separators.get(target))
    for target, value in mapping.fixed.items():
        values = (value,) if isinstance(value, str) else value
        if not _present(reading, target):
            for one in values:
                _put(reading, target, one, None)


def _present(reading: Reading, target: Target) -> bool:
    if target in _LINKS:
        return any(link["role"] == target for link in reading.values.get("links", ()))
    holder: Any = reading.values
    for step in _PLACES.get(target, target.value).split("."):
        if step not in holder:
            return False
        holder = holder[step]
    return True


def _put(reading: Reading, target: Target, cell: str, separator: str | None) -> None:
    """Put what a cell says into the field it is for."""
    place = _PLACES.get(target, target.value)
    if target in LISTS:
        reading.add(place, *_split(target, cell, separator))
    elif target in _LINKS:
        for part in _split(target, cell, separator):
            if not facts.put_address(reading, part, target.value):
                reading.warn(f"{target}: “{part[:80]}” is not a web address")
    elif target is Target.PUBLISHED:
        facts.put_date(reading, cell)
    elif target is Target.ISBN:
        for part in _split(target, cell, separator):
            if not facts.put_number(reading, part):
                reading.warn(f"“{part[:80]}” is not an ISBN")
    elif target is Target.DOI:
        reading.put(place, facts.doi_in(cell) or cell)
    elif target in (Target.PAGES, Target.MINUTES):
        count = facts.pages_in(cell) if target is Target.PAGES else facts.minutes_in(cell)
        reading.put(place, count)
        if count is None:
            reading.warn(f"no number of {target} in “{cell[:80]}”")
    else:
        reading.put(place, plain_text(cell) if target is Target.SUMMARY else cell)


def _split(target: Target, cell: str, separator: str | None) -> list[str]:
    """Split a cell that may hold several values.

    Without a separator of its own a field is split at `;`, `|` and line breaks; one of vocabulary
    terms or ISBNs, where commas mean nothing else, also at commas.
    """
    if separator:
        parts = cell.split(separator)
    elif target.value in TERM_LISTS or target is Target.ISBN:
        parts = re.split(r"[;|,\n]", cell)
    elif target in _LINKS:
        parts = re.split(r"[\s|]+|;\s+", cell)
        if not all(facts.is_web_address(part) for part in parts if part):
            parts = [cell]
    else:
        parts = re.split(r"[;|\n]", cell)
    return [part.strip() for part in parts if part.strip()]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
