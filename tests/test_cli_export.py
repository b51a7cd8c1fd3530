"""`kb export`: everything a search finds, as a file."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import rispy
from typer.testing import CliRunner, Result

import cli
from catalog.model import Entry
from catalog.store import Catalog

SHIPPED = Path(__file__).resolve().parent.parent / "kb"


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path / "var"))
    shutil.copytree(SHIPPED / "vocabularies", tmp_path / "kb" / "vocabularies")
    catalog = Catalog(tmp_path / "kb")
    for number in range(45):  # more than two pages of results
        year = str(2010 + number % 3)
        given = {"id": f"n-{number:02}", "title": f"Kova {number:02}", "kind": "guide"}
        catalog.write(Entry.model_validate({**given, "published": year, "added": date(2024, 1, 1)}))
    return catalog.folder


def run(kb: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["export", "--kb", str(kb), *arguments])


def test_the_whole_catalog(kb: Path) -> None:
    result = run(kb, "json", "--sort", "title")
    assert result.exit_code == 0
    assert [entry["id"] for entry in json.loads(result.stdout)] == [f"n-{n:02}" for n in range(45)]


def test_a_search_into_a_file(kb: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.ris"
    result = run(kb, "ris", "kova", "--link", "?to=2010&page=2", "--output", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    records = rispy.loads(file.read_bytes().decode())
    assert len(records) == 15
    assert {record["year"] for record in records} == {"2010"}


def test_what_was_left_out_of_the_search_is_said(kb: Path) -> None:
    result = run(kb, "csv", "--topic", "no-such-topic")
    assert result.exit_code == 0
    assert "no-such-topic" in result.stderr


def test_mistakes(kb: Path, tmp_path: Path) -> None:
    assert run(kb, "docx").exit_code == 2
    nowhere = run(kb, "ris", "--output", str(tmp_path / "no" / "file.ris"))
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr
