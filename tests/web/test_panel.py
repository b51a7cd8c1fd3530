"""The filters: trees of topics, cuts of long lists, what is left out."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from indexer.backend import FacetCount, SearchResult
from indexer.query import Query
from web import panel


def counts(*given: tuple[str, int, int, bool]) -> list[FacetCount]:
    return [FacetCount(v, v.upper(), n, chosen, depth) for v, depth, n, chosen in given]


def flat(options: Iterable[panel.Option], depth: int = 0) -> list[tuple[str, int]]:
    return [row for o in options for row in [(o.value, depth), *flat(o.below, depth + 1)]]


def test_a_tree_from_depths() -> None:
    options = panel.tree(
        counts(
            ("a", 0, 5, False),
            ("a1", 1, 3, False),
            ("a11", 2, 1, True),
            ("a2", 1, 0, False),
            ("b", 0, 0, False),
            ("c", 0, 0, True),
            ("d", 0, 0, False),
            ("d1", 1, 0, True),
        )
    )
    assert flat(options) == [("a", 0), ("a1", 1), ("a11", 2), ("c", 0), ("d", 0), ("d1", 1)]
    assert [option.unfolded for option in options] == [True, False, True]


@given(st.integers(0, 30), st.sets(st.integers(0, 30)))
def test_a_cut_hides_nothing_chosen_and_never_one_or_two(size: int, chosen: set[int]) -> None:
    options = [panel.Option(str(n), str(n), 1, n in chosen) for n in range(size)]
    first, rest = panel.cut(options)
    assert len(rest) not in (1, 2)
    assert not any(option.chosen for option in rest)
    assert sorted(first + rest, key=lambda o: int(o.value)) == options


def test_names_stand_by_count_and_the_ends_are_kept() -> None:
    names = counts(
        ("a", 0, 1, False), ("b", 0, 7, False), ("c", 0, 3, True), ("not-recorded", 0, 9, False)
    )
    result = SearchResult(Query(), 1, (), {"publisher": tuple(names)}, ())
    (found,) = panel.facets(result, {})
    assert [option.value for option in found.first] == ["c", "b", "a", "not-recorded"]


def test_of_very_many_names_only_the_commonest_are_sent() -> None:
    names = counts(*((f"n{n}", 0, n, False) for n in range(1, 1001)))
    result = SearchResult(Query(), 1, (), {"publisher": tuple(names)}, ())
    (found,) = panel.facets(result, {})
    sent = [option.count for option in (*found.first, *found.rest)]
    assert sent == list(range(1000, 1000 - panel.MOST_NAMES, -1))
    assert found.unsent == 1000 - panel.MOST_NAMES
    assert found.searched


def test_a_facet_of_which_nothing_is_recorded_is_not_shown() -> None:
    missing = {"series": tuple(counts(("not-recorded", 0, 9, False)))}
    assert list(panel.facets(SearchResult(Query(), 1, (), missing, ()), {})) == []
    chosen = {"series": tuple(counts(("not-recorded", 0, 9, True)))}
    assert len(list(panel.facets(SearchResult(Query(), 1, (), chosen, ()), {}))) == 1
