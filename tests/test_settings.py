"""Settings as they come from the environment."""

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from cli import app
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


@pytest.mark.parametrize(
    ("name", "value"), [("KB_HARVEST_MEGABYTES", "0"), ("KB_HARVEST_MINUTES", "long")]
)
def test_a_command_names_the_setting_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 2
    assert f"Invalid value for {name}: input should be" in result.output
    assert f"it is {value}" in " ".join(result.output.split())
