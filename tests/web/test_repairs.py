"""What is offered when nothing was found."""

from test_sentence import label

from indexer.query import Query
from web import repairs
from web.shelf import Holding


def test_every_repair_gives_what_it_says(holding: Holding) -> None:
    for url in (
        "q=doorstep&kind=course",
        "q=doorstep+NOT+visit",
        "q=doorstep&audience=judges&from=2022",
        "q=grandparnets",
        "q=doorstep&year=not-recorded",
    ):
        result = holding.backend.search(Query.from_url(url))
        assert result.total == 0
        found = repairs.repairs(result, holding.backend, label)
        assert found
        for repair in found:
            assert holding.backend.search(Query.from_url(repair.address)).total == repair.total > 0


def test_repairs_search_a_bounded_number_of_times(holding: Holding) -> None:
    query = Query.build(" ".join(f"zzyzx{n} AND" for n in range(300)) + " qqq")
    result = holding.backend.search(query)
    assert repairs.repairs(result, holding.backend, label) == []
