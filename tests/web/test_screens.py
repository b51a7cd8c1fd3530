"""Whole screens: nothing is left out, nothing is taken for markup."""

from collections.abc import Iterable
from datetime import date

import pytest
from library import TODAY

from indexer.query import Query
from web import details
from web.screens import entry_screen, page_links, search_screen
from web.shelf import Holding


@pytest.mark.parametrize("current", range(1, 10))
def test_pages_around_the_current_one(holding: Holding, current: int) -> None:
    links = page_links(Query.build(page=current), 9)
    numbers = [link.number for link in links]
    assert {1, 9, current} <= set(numbers)
    assert {current - 1, current + 1} & set(range(1, 10)) <= set(numbers)
    for before, gap, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if gap is None:
            assert before is not None
            assert after is not None
            assert after - before > 2
    assert [link.number for link in links if link.current] == [current]


ON_THE_PAGE = frozenset(
    "title alternative_titles authors publisher url board number course_number ce_broker doi "
    "volume issue month cost credit_types objectives points basis transcript".split()
)
"""Fields whose text must stand on the entry's page as it is; others are put into words."""


def texts(value: object, name: str = "") -> Iterable[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from texts(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below, name)
    elif isinstance(value, str) and name in ON_THE_PAGE:
        yield value


@pytest.mark.parametrize(
    ("entry_id", "least"),
    [("spotting-neglect-course", 12), ("doorstep-podcast", 4), ("grandparents-article", 5)],
)
def test_nothing_an_entry_holds_is_left_out(holding: Holding, entry_id: str, least: int) -> None:
    html = entry_screen(holding, (("id", entry_id),), TODAY).html
    wanted = list(texts(holding.catalog.read(entry_id).model_dump(mode="json")))
    assert len(wanted) >= least
    assert [text for text in wanted if text not in html] == []


def test_relations_that_lead_nowhere_are_not_shown(holding: Holding) -> None:
    entry = holding.catalog.read("home-alone-guide")
    assert list(details.relations(entry, [], lambda _: None)) == []


def test_a_slip_of_the_pen_is_offered_as_a_link_that_keeps_the_filters(holding: Holding) -> None:
    chosen = (("audience", "caseworkers"),)
    html = search_screen(holding, (("q", "negelct"), *chosen), TODAY).html
    assert 'href="./?q=neglect&amp;audience=caseworkers" data-top>Search for “neglect”' in html
    assert "Search for “" not in search_screen(holding, (("q", "neglect"), *chosen), TODAY).html


def test_spans_of_years_up_to_today_are_links(holding: Holding) -> None:
    html = search_screen(holding, (), TODAY).html
    assert '<a href="./?from=2014" data-key="Last 10 years">' in html
    assert "Last 10 years" in search_screen(holding, (), date(2033, 1, 1)).html
    assert "Last 10 years" not in search_screen(holding, (), date(2034, 1, 1)).html  # none so new


def test_screens_escape_whatever_the_address_says(holding: Holding) -> None:
    html = search_screen(holding, (("q", "<script>"), ("topic", "<img>")), TODAY).html
    assert "<script>" not in html
    assert "<img>" not in html
    html = entry_screen(holding, (("id", '"><script>'),), TODAY).html
    assert "<script>" not in html
