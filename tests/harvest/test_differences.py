"""What is shown of two values: only where they differ."""

from typing import Any

import pytest

from catalog.accepted import Accepted, Outcome
from catalog.differences import differences, shown
from catalog.merge import Change

PDF = {"role": "download", "url": "https://shelf.example/a-long-address/of-a-file.pdf"}

CASES: list[tuple[Any, Any, list[tuple[str, Any, Any]]]] = [
    ("A", "B", [("f", "A", "B")]),
    (None, ["a"], [("f", None, ["a"])]),
    (["a", "b"], ["b", "c"], [("f", "a", None), ("f", None, "c")]),
    (["a", "b"], ["b", "a"], [("f", ["a", "b"], ["b", "a"])]),
    (["a"], ["a", "a"], [("f", ["a"], ["a", "a"])]),
    (["a"], ["a"], []),
    ({"pages": 1, "x": 2}, {"pages": 3, "x": 2}, [("f.pages", 1, 3)]),
    ({"pages": 1}, {"minutes": 1}, [("f.pages", 1, None), ("f.minutes", None, 1)]),
    (
        [PDF | {"size_kb": 20}],
        [PDF | {"size_kb": 30}],
        [(f"f[{PDF['url']}].size_kb", 20, 30)],
    ),
    ([PDF], [], [("f", PDF, None)]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_only_the_parts_that_differ_are_named(old: Any, new: Any, expected: list[Any]) -> None:
    assert [tuple(found) for found in differences("f", old, new)] == expected


def test_the_two_sides_of_a_long_list_of_links_look_different() -> None:
    links = [PDF | {"url": f"https://shelf.example/a-long-address/{n}.pdf"} for n in range(9)]
    change = Change("links", links, [*links[:-1], links[-1] | {"size_kb": 40}])
    text = str(Accepted("a", "a", Outcome.UPDATED, (change,)))
    assert text.splitlines()[1:] == [
        f"  links[{links[-1]['url']}].size_kb: nothing | 40 | set by the machine"
    ]


@pytest.mark.parametrize("tail", ["", " tail" * 60])
def test_long_texts_are_cut_around_the_first_difference(tail: str) -> None:
    one, two = shown("Start " * 60 + "old" + tail, "Start " * 60 + "new" + tail)
    assert "old" in one
    assert "new" in two
    assert one.startswith("…")
    assert max(len(one), len(two)) <= 101
