"""Files of records and what comes out of them: `files/NAME` gives `expected/NAME.json`."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.exchange.records import read_records
from catalog.exchange.registry import recognise
from catalog.model import to_plain
from catalog.store import Catalog

HERE = Path(__file__).parent
VOCABULARIES = Catalog(HERE.parents[1] / "kb").vocabularies


def read(file: Path) -> Any:
    data = file.read_bytes()
    found = recognise(data)
    records = read_records(data, found, VOCABULARIES, None)
    return {
        "format": found.name,
        "unused": dict(sorted(records.unused.items())),
        "records": [
            {"number": record.number, "line": record.line, "problem": record.problem}
            | {"warnings": list(record.warnings)}
            | {"draft": to_plain(record.draft) if record.draft else None}
            for record in records.records
        ],
    }


@pytest.mark.parametrize("file", sorted((HERE / "files").iterdir()), ids=lambda file: file.name)
def test_a_file_gives_what_is_expected(file: Path) -> None:
    expected = HERE / "expected" / f"{file.name}.json"
    assert read(file) == json.loads(expected.read_text("utf-8"))
