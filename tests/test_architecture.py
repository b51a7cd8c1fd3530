"""The rooms import downward only, and each keeps to its own libraries."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "catalog": set(),
    "scrapers": {"catalog"},
    "indexer": {"catalog"},
    "web": {"catalog", "indexer"},
    "settings": set(),
    "engine": {"settings", "catalog", "indexer"},
    "commands": {"settings", "engine", "catalog", "scrapers", "indexer"},
    "cli": {"commands"},
    "app": {"settings", "engine", "catalog", "indexer", "web"},
    "app_page": {"app", "settings", "catalog", "web"},
}
OURS = set(MAY_IMPORT)
KEPT_IN = {
    "whoosh": {"indexer"},
    "Stemmer": {"indexer"},
    "streamlit": {"web", "app", "app_page"},
    "starlette": {"web"},
    "requests": {"scrapers"},
    "requests_cache": {"scrapers"},
    "bs4": {"scrapers"},
    "feedparser": {"scrapers"},
    "pymarc": {"catalog"},
    "bibtexparser": {"catalog"},
    "yaml": {"catalog"},
    "typer": {"cli", "commands"},
    "prometheus_client": {"web"},
}
"""Libraries that only these rooms may know."""


def sources() -> Iterator[tuple[str, Path]]:
    for room in sorted(OURS):
        single = ROOT / f"{room}.py"
        files = [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))
        assert files, f"no code found for {room}"
        for file in files:
            yield room, file


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write absolute imports"
            yield node.module or ""


@pytest.mark.parametrize(
    ("room", "file"), [pytest.param(r, f, id=str(f.relative_to(ROOT))) for r, f in sources()]
)
def test_imports_point_downward(room: str, file: Path) -> None:
    for module in imported(file):
        top = module.partition(".")[0]
        if top in OURS and top != room:
            assert top in MAY_IMPORT[room], f"{room} must not import {module}"
        if top in KEPT_IN:
            assert room in KEPT_IN[top], f"{room} must not know {top}"


@pytest.mark.parametrize(
    "file", [pytest.param(f, id=str(f.relative_to(ROOT))) for _, f in sources()]
)
def test_a_module_says_what_it_is_for_and_stays_one_room(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{file} has no first line that says its purpose"
    assert len(text.splitlines()) <= 400, f"{file} has become two rooms"


def test_parsing_never_fetches() -> None:
    network = {"requests", "requests_cache", "urllib3", "socket", "http"}
    fetching = {"fetcher.py", "client.py", "connection.py"}
    for file in sorted((ROOT / "scrapers").rglob("*.py")):
        if file.name not in fetching:
            tops = {module.partition(".")[0] for module in imported(file)}
            assert not tops & network, f"{file} parses; it must not fetch"


def test_the_data_folder_holds_no_code() -> None:
    assert not list((ROOT / "kb").rglob("*.py"))
