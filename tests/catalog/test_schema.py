"""The JSON Schema that editors read accepts what we write and marks what we refuse."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given

from catalog.canonical import SCHEMAS, canonical_text
from catalog.model import Draft, Entry
from catalog.schema import json_schema, schema_files
from catalog.store import Catalog
from tests.catalog.test_canonical import RECORDS

ROOT = Path(__file__).resolve().parents[2]
KB = Catalog(ROOT / "kb")


class Editor(yaml.SafeLoader):
    """Reads as editors do (YAML 1.2): a date is a string."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def problems(text: str, model: type[Any], catalog: Catalog = KB) -> list[str]:
    schema = json_schema(model, catalog.vocabularies)
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(yaml.load(text, Editor))]


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_every_schema_is_a_valid_one_of_2020_12(name: str) -> None:
    schema = yaml.safe_load(schema_files(KB.vocabularies)[name])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("model", SCHEMAS)
def test_every_field_says_what_it_is_for(model: type[Any]) -> None:
    schema = json_schema(model, KB.vocabularies)
    for part in (schema, *schema["$defs"].values()):
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), f"{part['title']}.{name}"


def test_all_shipped_files_are_accepted() -> None:
    entries, _ = KB.load()
    validator = jsonschema.Draft202012Validator(json_schema(Entry, KB.vocabularies))
    for entry in entries.values():
        data = yaml.load(canonical_text(entry), Editor)
        assert not list(validator.iter_errors(data)), entry.id
    for vocabulary in KB.vocabularies.values():
        assert not problems(canonical_text(vocabulary), type(vocabulary))


DRAFTS = jsonschema.Draft202012Validator(json_schema(Draft, KB.vocabularies))


@given(RECORDS)
def test_any_draft_we_write_is_accepted(data: dict[str, Any]) -> None:
    text = canonical_text(Draft.model_validate(data))
    assert not list(DRAFTS.iter_errors(yaml.load(text, Editor)))


GOOD = "id: x\ntitle: X\nkind: guide\nadded: 2026-01-02\n"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", None),
        ("publisher: X\n", None),
        ("published: 2018\nvalid:\n  from: 2018-05\n", None),
        ("publsher: X\n", "publsher"),
        ("topics:\n  - no-such-topic\n", "no-such-topic"),
        ("format: no-such-format\n", "no-such-format"),
        ("links:\n  - role: landing\n", "'url' is a required property"),
        ("links:\n  - role: landing\n    url: https://x.example\n    format: nothing\n", "nothing"),
        ("course:\n  approvals:\n    - board: B\n      jurisdiction: nowhere\n", "nowhere"),
        ("summary:\n", "None is not of type 'string'"),
        ("course:\n  pass_mark: 120\n", "120"),
        ("published: 2018/05\n", "2018/05"),
    ],
)
def test_an_editor_marks_mistakes(more: str, words: str | None) -> None:
    found = problems(GOOD + more, Entry)
    assert bool(found) == bool(words)
    if words:
        assert any(re.search(re.escape(words), message) for message in found)
