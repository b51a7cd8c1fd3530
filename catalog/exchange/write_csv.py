"""Writing CSV for spreadsheets: one line an entry, lists in one cell."""

import csv
import io
from collections.abc import Callable, Iterable

from catalog.model import Entry
from catalog.vocabulary import Vocabularies

BETWEEN = "; "
"""What stands between the items of a list."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets."""

_Cell = Callable[[Entry, Vocabularies], object]


def _labels(scheme: str, values: Callable[[Entry], Iterable[str | None]]) -> _Cell:
    def cell(entry: Entry, vocabularies: Vocabularies) -> str:
        return BETWEEN.join(vocabularies[scheme].label(v) for v in values(entry) if v)

    return cell


COLUMNS: dict[str, _Cell] = {
    "id": lambda e, _: e.id,
    "title": lambda e, _: e.title,
    "alternative_titles": lambda e, _: BETWEEN.join(e.alternative_titles),
    "kind": _labels("kind", lambda e: (e.kind,)),
    "summary": lambda e, _: e.summary,
    "authors": lambda e, _: BETWEEN.join(e.authors),
    "publisher": lambda e, _: e.publisher,
    "series": lambda e, _: e.series_title,
    "series_number": lambda e, _: e.series_number,
    "volume": lambda e, _: e.article and e.article.volume,
    "issue": lambda e, _: e.article and e.article.issue,
    "published": lambda e, _: e.published,
    "valid_from": lambda e, _: e.validity and e.validity.start,
    "valid_to": lambda e, _: e.validity and e.validity.end,
    "topics": _labels("topic", lambda e: e.topics),
    "audiences": _labels("audience", lambda e: e.audiences),
    "jurisdictions": _labels("jurisdiction", lambda e: e.jurisdictions),
    "languages": _labels("language", lambda e: e.languages),
    "formats": _labels("format", lambda e: e.formats),
    "access": _labels("access", lambda e: (e.access,)),
    "pages": lambda e, _: e.length and e.length.pages,
    "minutes": lambda e, _: e.minutes,
    "credit_hours": lambda e, _: e.course and e.course.credit_hours,
    "doi": lambda e, _: e.identifiers and e.identifiers.doi,
    "isbn": lambda e, _: BETWEEN.join(e.identifiers.isbn) if e.identifiers else None,
    "address": lambda e, _: e.address,
    "added": lambda e, _: e.added,
}
"""The columns in their order; new ones are added at the end."""


def head() -> str:
    """Return the first line, after a mark by which spreadsheets know the encoding."""
    return "\ufeff" + _line(COLUMNS)


def write(entry: Entry, vocabularies: Vocabularies) -> str:
    """Return the line of an entry."""
    return _line(_safe(cell(entry, vocabularies)) for cell in COLUMNS.values())


def _safe(value: object) -> str:
    """Return a cell as text; one that would be run as a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow(cells)
    return made.getvalue()
