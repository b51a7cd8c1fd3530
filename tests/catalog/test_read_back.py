"""What is read back without its rules is what was written."""

from pathlib import Path

import pytest

from catalog.model import Entry
from catalog.read_back import entry_again
from catalog.store import Catalog

SHIPPED = Path(__file__).resolve().parents[2] / "kb"

FULL = {
    "id": "e-1",
    "title": "Kova",
    "kind": "course",
    "added": "2026-05-03",
    "valid": {"from": "2018", "to": "2019-04-30"},
    "identifiers": {"isbn": ["978-3-16-148410-0"], "doi": "10.1000/182", "ce_broker": "20-1"},
    "article": {"volume": "4", "issue": "2", "month": "May"},
    "episode": {"series": "Lumi", "number": 0, "transcript": "https://kova.example/t"},
    "harvest": {
        "source": "kova",
        "address": "https://kova.example",
        "item": "one",
        "when": "2026-05-03T14:30:00+02:00",
        "content": "0123456789abcdef",
        "fields": {"title": "01234567"},
    },
}


def written(entry: Entry) -> str:
    return entry.model_dump_json(by_alias=True, exclude_defaults=True)


def assert_same(entry: Entry) -> None:
    again = entry_again(written(entry))
    assert again == entry
    assert repr(again) == repr(entry)


def test_an_entry_with_rare_fields_comes_back() -> None:
    assert_same(Entry.model_validate(FULL))


def test_all_shipped_entries_come_back() -> None:
    entries, _ = Catalog(SHIPPED).load()
    assert entries
    for entry in entries.values():
        assert_same(entry)


def test_what_is_no_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="Field required"):
        entry_again('{"id": "e-1"}')
