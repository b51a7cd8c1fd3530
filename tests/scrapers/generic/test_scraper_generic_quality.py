"""How right the reading of any page is, field by field, on pages with known records."""

from functools import cache

import pytest

from tests.scrapers.generic.judged import Pair, Values, ours, pairs, right_and_wrong, theirs

SEEN, HELD_OUT = pairs("seen"), pairs("held_out")
FLOORS = {
    "title": 0.95,
    "authors": 0.9,
    "publisher": 0.9,
    "published": 0.9,
    "language": 0.95,
    "kind": 0.85,
    "format": 0.85,
    "access": 0.85,
    "pages": 0.85,
    "minutes": 0.85,
    "sizes": 0.85,
    "doi": 0.85,
    "isbn": 0.85,
    "not_understood": 1.0,
}


@cache
def read(pair_name: str, folder: str) -> Values:
    return ours(next(p for p in (SEEN if folder == "seen" else HELD_OUT) if p.name == pair_name))


def test_there_are_pairs_of_many_layouts_and_a_third_is_held_out() -> None:
    names = [pair.name for pair in (*SEEN, *HELD_OUT)]
    assert len(names) == len(set(names)) >= 60
    assert 3 * len(HELD_OUT) >= len(names)


@pytest.mark.parametrize("pair", SEEN, ids=lambda pair: pair.name)
def test_a_page_we_know_gives_its_record(pair: Pair) -> None:
    assert right_and_wrong([pair], lambda p: read(p.name, "seen"))[1] == []


@pytest.mark.parametrize("field", FLOORS)
def test_pages_held_out_stay_above_the_floor(field: str) -> None:
    counts, wrong = right_and_wrong(HELD_OUT, lambda p: read(p.name, "held_out"))
    right, of = counts[field]
    assert right >= FLOORS[field] * of, "\n".join(w for w in wrong if f": {field}:" in w)


@pytest.mark.parametrize("field", ["title", "authors", "publisher", "published"])
def test_no_field_is_read_worse_than_by_the_libraries_alone(field: str) -> None:
    chosen = [pair for pair in (*SEEN, *HELD_OUT) if field in pair.fields]
    alone = right_and_wrong(chosen, theirs, lenient=True)[0][field][0]
    names = {pair.name for pair in SEEN}
    found = right_and_wrong(
        chosen, lambda p: read(p.name, "seen" if p.name in names else "held_out")
    )[0][field][0]
    assert found >= alone
