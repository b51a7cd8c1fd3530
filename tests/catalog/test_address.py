"""Addresses: what only tracks readers, and when two lead to the same place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.address import address_key, without_tracking


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://x.example/a?utm_source=b&utm_medium=c", "https://x.example/a"),
        ("https://x.example/a?id=1&hasBeenRedirected=1#top", "https://x.example/a?id=1#top"),
        (
            "https://x.example/a?utm_source=b&q=%C3%A9+%2C&fbclid=d",
            "https://x.example/a?q=%C3%A9+%2C",
        ),
        ("https://x.example/a?UTM_Campaign=b", "https://x.example/a"),
        ("https://x.example/a?my_utm_source=b", "https://x.example/a?my_utm_source=b"),
        ("https://x.example/a?", "https://x.example/a?"),
        ("https://x.example/a?b&&c=#", "https://x.example/a?b&&c=#"),
    ],
)
def test_tracking_is_cut_and_the_rest_stays_as_it_was(url: str, clean: str) -> None:
    assert without_tracking(url) == clean
    assert without_tracking(clean) == clean


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x.example/a", "http://www.X.example/a/", True),
        ("https://x.example:443/a", "http://x.example:80/a?utm_source=b", True),
        ("https://x.example", "https://x.example/", True),
        ("https://x.example/a", "https://x.example/A", False),
        ("https://x.example/a", "https://x.example/a?b=c", False),
        ("https://x.example/a", "https://x.example/a#b", False),
        ("https://x.example/a", "https://x.example:8080/a", False),
        ("https://x.example/a", "https://y.example/a", False),
    ],
)
def test_two_addresses_of_one_place_have_one_key(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


PARTS = st.text(st.sampled_from("ab=&%?/#+utm_source"), max_size=30)


@given(PARTS, PARTS)
def test_cutting_twice_is_cutting_once(path: str, query: str) -> None:
    once = without_tracking(f"https://x.example/{path}?{query}")
    assert without_tracking(once) == once
