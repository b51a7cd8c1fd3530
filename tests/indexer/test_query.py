"""The URL contract: every query has one address, every address gives a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields import FACET_NAMES
from indexer.query import MAX_PAGE, MAX_VALUES, Query, Sort

years = st.none() | st.integers(1000, 9999)
value = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(str.strip)
values = st.lists(value.filter(bool))
queries = st.builds(
    Query.build,
    text=st.text(st.characters(codec="utf-8")),
    filters=st.dictionaries(st.sampled_from(FACET_NAMES), values),
    year_from=years,
    year_to=years,
    sort=st.none() | st.sampled_from(Sort),
    page=st.integers(1, MAX_PAGE),
    expand=st.booleans(),
    undated=st.booleans(),
    added_from=st.none() | st.dates(),
)


@given(queries)
def test_a_query_is_read_back_from_its_address(query: Query) -> None:
    assert Query.from_params(query.to_params()) == query
    assert Query.from_url("https://host/?" + query.to_url() + "#top") == query
    assert Query.from_url("?" + query.to_url()) == query


@given(queries, st.sampled_from(FACET_NAMES), st.text(min_size=1))
def test_choosing_twice_changes_nothing(query: Query, facet: str, value: str) -> None:
    assert query.toggled(facet, value).toggled(facet, value) == query.on_page(1)


@given(st.lists(st.tuples(st.text() | st.sampled_from(["q", "page", "from"]), st.text())))
def test_any_parameters_give_a_query_with_one_canonical_address(
    params: list[tuple[str, str]],
) -> None:
    query = Query.from_params(params)
    assert Query.from_params(query.to_params()).to_params() == query.to_params()


@given(st.text())
def test_any_address_gives_a_query(url: str) -> None:
    Query.from_url(url)


@given(queries)
def test_the_order_of_parameters_does_not_matter(query: Query) -> None:
    assert Query.from_params(reversed(query.to_params())) == query


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("", ""),
        ("?q=child+neglect", "q=child+neglect"),
        ("q=%20a%20%20b%20", "q=a+b"),
        ("topic=b&audience=x&topic=a&topic=b", "topic=a&topic=b&audience=x"),
        ("page=1&sort=newest", "sort=newest"),
        ("page=0", ""),
        ("page=x&sort=best&from=soon&to=20", ""),
        ("from=2010&to=2020", "from=2010&to=2020"),
        ("q=a&q=b", "q=a"),
        ("year=not-recorded&expand=no&to=2010", "to=2010&year=not-recorded&expand=no"),
        ("year=2010&expand=yes", ""),
        ("unknown=1&q=a", "q=a"),
        ("topic=", ""),
        (f"page={MAX_PAGE + 1}", f"page={MAX_PAGE}"),
    ],
)
def test_canonical_addresses(address: str, canonical: str) -> None:
    assert Query.from_url(address).to_url() == canonical


def test_values_of_a_facet_are_few() -> None:
    query = Query.from_params([("topic", f"t{n}") for n in range(MAX_VALUES + 5)])
    assert len(query.chosen("topic")) == MAX_VALUES


def test_any_change_leads_back_to_the_first_page() -> None:
    query = Query.build("a", {"topic": ["x"]}, 2000, 2010, Sort.TITLE, page=3, undated=True)
    for changed in (
        query.toggled("topic", "y"),
        query.with_filter("kind", ["guide"]),
        query.with_text("b"),
        query.with_years(None, None),
        query.with_undated(False),
        query.with_sort(None),
        query.without_filters(),
    ):
        assert changed.page == 1
