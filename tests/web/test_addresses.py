"""Where links of the page lead."""

import pytest

from indexer.query import Query
from web.addresses import entry_address, search_address, way_out


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//x.example", "", None],
)
def test_only_web_addresses_lead_out(address: str | None) -> None:
    assert way_out(address) is None


def test_addresses() -> None:
    assert search_address(Query.build()) == "./"
    assert entry_address("a-b") == "entry?id=a-b"
    way = way_out("https://www.quay.example:8443/a")
    assert way
    assert way.host == "quay.example"
