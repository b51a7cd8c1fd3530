"""The filter by year: its histogram and its presets."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.backend import SearchResult, YearCount
from indexer.query import Query
from web.years import BARS, YearPanel, years


def year_panel(counted: dict[int, int], query: str = "") -> YearPanel:
    found = tuple(YearCount(year, count) for year, count in counted.items())
    return years(SearchResult(Query.from_url(query), 1, (), {}, found, undated=7), 2024)


def test_a_histogram_of_years() -> None:
    found = year_panel({2018: 10, 2019: 1, 2021: 5}, "from=2019&to=2020")
    assert [(b.label, b.count, b.height, b.inside) for b in found.bars] == [
        ("2018", 10, 100, False),
        ("2019", 1, 10, True),
        ("2020", 0, 0, True),
        ("2021", 5, 50, False),
    ]
    assert found.bars[0].address == "./?from=2018&to=2018"
    assert found.summary == "Results by year, 2018 to 2021; most in 2018 (10)"
    assert (found.lowest, found.highest) == (2018, 2021)
    assert (found.chosen, found.undated, found.undated_chosen) == (1, 7, False)


def test_what_has_no_year_stands_beside_the_span() -> None:
    alone = year_panel({2018: 10, 2019: 1}, "year=not-recorded")
    assert [bar.inside for bar in alone.bars] == [False, False]
    both = year_panel({2018: 10, 2019: 1}, "from=2019&year=not-recorded")
    assert [bar.inside for bar in both.bars] == [False, True]
    assert both.chosen == 2
    assert both.bars[0].address == "./?from=2018&to=2018&year=not-recorded"


@given(st.dictionaries(st.integers(1900, 2030), st.integers(1, 50), min_size=1))
def test_a_histogram_loses_no_result(counted: dict[int, int]) -> None:
    bars = year_panel(counted).bars
    assert sum(bar.count for bar in bars) == sum(counted.values())
    assert len(bars) <= BARS
    assert all(bool(bar.count) == bool(bar.height) for bar in bars)


def test_presets_choose_and_take_back() -> None:
    plain = year_panel({2020: 1}).presets
    assert [preset.label for preset in plain] == ["Last 5 years", "Last 10 years"]  # with results
    assert plain[0].address == "./?from=2019"
    chosen = year_panel({2020: 1}, "from=2019").presets[0]
    assert (chosen.chosen, chosen.address) == (True, "./")


def test_no_dates_no_histogram() -> None:
    found = year_panel({})
    assert (found.bars, found.summary, found.lowest) == ((), "No dated results", None)
