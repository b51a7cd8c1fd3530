"""What is taken for a double, what for another edition or a translation, and what for neither."""

from typing import Any

import pytest

from catalog.likeness import Neighbours
from tests.harvest.records import draft, entry, landing

GUIDE = {"title": "Working with neglect: a guide", "published": "2019", "publisher": "City"}

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str | None]] = [
    ("the same DOI", {"identifiers": {"doi": "10.1234/ab"}, "title": "A"}, {}, None),
    (
        "the same DOI in capitals",
        {"identifiers": {"doi": "10.1234/ab"}, "title": "A"},
        {"identifiers": {"doi": "10.1234/AB"}, "title": "B"},
        "possible duplicate",
    ),
    (
        "the same address, spelled otherwise",
        {"title": "A", "links": [landing("https://x.example/a")]},
        {"title": "B", "links": [landing("http://www.x.example/a/?utm_source=m")]},
        "possible duplicate",
    ),
    ("near title, same year", {**GUIDE, "publisher": None}, GUIDE, "possible duplicate"),
    (
        "words in another order, same publisher",
        {"title": "A guide: working with neglect", "publisher": "CITY"},
        GUIDE,
        "possible duplicate",
    ),
    ("near title alone", {"title": GUIDE["title"]}, {"title": GUIDE["title"]}, None),
    ("another year", {**GUIDE, "published": "2023"}, GUIDE, "other edition"),
    (
        "another language",
        {**GUIDE, "languages": ["es"]},
        {**GUIDE, "languages": ["en"]},
        "translation",
    ),
    ("another publisher", {**GUIDE, "publisher": "County"}, GUIDE, None),
    (
        "another number",
        {**GUIDE, "title": "Episode 27: Working together on neglect"},
        {**GUIDE, "title": "Episode 28: Working together on neglect"},
        None,
    ),
    (
        "a relation says it already",
        {**GUIDE, "published": "2023", "relations": [{"type": "edition-of", "entry": "old"}]},
        GUIDE,
        None,
    ),
]


@pytest.mark.parametrize(("name", "new", "old", "likeness"), CASES, ids=[c[0] for c in CASES])
def test_likeness(
    name: str, new: dict[str, Any], old: dict[str, Any], likeness: str | None
) -> None:
    waiting = draft("new", **new)
    found = Neighbours([waiting, entry("old", **old)]).alike(waiting)
    assert [(a.other, a.likeness.value) for a in found] == ([("old", likeness)] if likeness else [])
    assert all(a.because for a in found)


def test_an_address_that_many_share_tells_nothing() -> None:
    form = landing("https://x.example/order")
    waiting = draft("new", title="Something", links=[form])
    others = [entry(f"e{n}", title=f"{n * 7} other things", links=[form]) for n in range(5)]
    assert Neighbours([waiting, *others]).alike(waiting) == []


def test_an_edition_is_proposed_as_a_relation() -> None:
    waiting = draft("new", **{**GUIDE, "published": "2023"})
    (found,) = Neighbours([waiting, entry("old", **GUIDE)]).alike(waiting)
    assert found.to_json()["relation"] == "edition-of"
    assert found.because == "same title, 2019 instead of 2023"
