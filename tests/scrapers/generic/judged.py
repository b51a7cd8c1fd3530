"""Pages with what a librarian would write down of them, and how right a reading of them is.

A pair is `NAME.html` and `NAME.yaml`. The record gives the page's address and its fields; a field
that is empty there must come out empty, and one that is not named there is not judged. Pages in
`held_out` are not looked at while the code is changed: their figures say how it does elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from trafilatura.metadata import extract_metadata
from trafilatura.utils import load_html

from catalog.model import LinkRole
from scrapers.generic.chain import extract
from scrapers.generic.titles import key
from scrapers.page import NotUnderstood

PAGES = Path(__file__).parent / "pages"
TODAY = date(2026, 11, 1)
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """A page and its record."""

    name: str
    html: str
    record: Values

    @property
    def address(self) -> str:
        return str(self.record["address"])

    @property
    def fields(self) -> Values:
        return {name: value for name, value in self.record.items() if name != "address"}


def pairs(folder: str) -> list[Pair]:
    found = []
    for file in sorted((PAGES / folder).glob("*.html")):
        # Every scalar a text, so that a year, a month and a day are compared alike.
        record = yaml.load(file.with_suffix(".yaml").read_text("utf-8"), yaml.BaseLoader)
        found.append(Pair(file.stem, file.read_text("utf-8"), record))
    return found


def ours(pair: Pair) -> Values:
    """Return what the chain finds, in the form of a record."""
    try:
        draft = extract(pair.html, pair.address, TODAY).draft
    except NotUnderstood as error:
        return {"not_understood": error.reason}
    downloads = draft.links_with(LinkRole.DOWNLOAD)
    return {
        "title": draft.title,
        "authors": list(draft.authors),
        "publisher": draft.publisher,
        "published": draft.published,
        "language": ",".join(draft.languages),
        "kind": draft.kind,
        "format": draft.format,
        "access": draft.access,
        "pages": draft.length.pages if draft.length else None,
        "minutes": draft.minutes,
        "sizes": [link.size_kb for link in downloads if link.size_kb],
        "doi": draft.identifiers.doi if draft.identifiers else None,
        "isbn": list(draft.identifiers.isbn) if draft.identifiers else [],
    }


def theirs(pair: Pair) -> Values:
    """Return what trafilatura with htmldate finds alone; it has no other of the fields."""
    tree = load_html(pair.html)
    if tree is None:
        return {"not_understood": "trafilatura found no page"}
    config = {"original_date": True, "extensive_search": True, "max_date": TODAY.isoformat()}
    found = extract_metadata(tree, default_url=pair.address, date_config=config)
    return {
        "title": found.title,
        "authors": [name for name in (found.author or "").split("; ") if name],
        "publisher": found.sitename,
        "published": found.date,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(key(str(part)) for part in value)
    return key(str(value)) if value not in (None, "") else ""


def is_right(field: str, expected: Any, found: Any, *, lenient: bool = False) -> bool:
    """Whether a value is the record's; `lenient` takes a day for the month or year it lies in."""
    if field == "not_understood":
        return bool(found) and str(expected) in str(found)
    if field == "published":
        said, wanted = str(found or ""), str(expected or "")
        return said == wanted or (lenient and bool(wanted) and said.startswith(wanted))
    return bool(_plain(found) == _plain(expected))


def right_and_wrong(
    chosen: list[Pair], read: Callable[[Pair], Values], *, lenient: bool = False
) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Return for each field how many are right of how many, and a line for each that is wrong."""
    counts: dict[str, tuple[int, int]] = {}
    wrong: list[str] = []
    for pair in chosen:
        found = read(pair)
        for field, expected in pair.fields.items():
            right = is_right(field, expected, found.get(field), lenient=lenient)
            done, of = counts.get(field, (0, 0))
            counts[field] = (done + right, of + 1)
            if not right:
                said = found.get(field) or found.get("not_understood")
                wrong.append(f"{pair.name}: {field}: expected {expected!r}, found {said!r}")
    return counts, wrong
