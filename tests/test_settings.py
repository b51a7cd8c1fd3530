"""Settings as they come from the environment."""

import pytest
from pydantic import ValidationError

from settings import Settings


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a.example", ("a.example",)),
        ("A.example, b.example c.example", ("a.example", "b.example", "c.example")),
        ("", ()),
    ],
)
def test_host_names_are_divided_by_commas_or_spaces(
    monkeypatch: pytest.MonkeyPatch, given: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KB_ALLOWED_HOSTS", given)
    assert Settings().allowed_hosts == read


@pytest.mark.parametrize("address", ["https://shelf.example", "http://localhost:8501/", ""])
def test_a_public_address_is_a_web_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("KB_PUBLIC_URL", address)
    assert Settings().public_url == address


@pytest.mark.parametrize("address", ["shelf.example", "ftp://a", "https://a/b?c", "https://a/b c"])
def test_any_other_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("KB_PUBLIC_URL", address)
    with pytest.raises(ValidationError):
        Settings()
