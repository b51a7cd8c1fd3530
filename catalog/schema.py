"""JSON Schema of the data files, from which editors complete fields and mark mistakes."""

import json
from typing import Any

from pydantic import BaseModel

from catalog.canonical import SCHEMAS
from catalog.checks.terms import LISTS, SINGLES
from catalog.model import Record
from catalog.vocabulary import FACET_FILES, Vocabularies

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NESTED = {("Link", "format"): "format", ("Approval", "jurisdiction"): "jurisdiction"}
"""Tags inside groups of fields: the group, the field, and its vocabulary."""


def json_schema(model: type[BaseModel], vocabularies: Vocabularies) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of file, with the terms that may stand in it."""
    schema = model.model_json_schema(by_alias=True)
    if issubclass(model, Record):
        _name_terms(schema, vocabularies)
    without_null: dict[str, Any] = _without_null(schema)
    return {"$schema": DIALECT, **without_null}


def schema_files(vocabularies: Vocabularies) -> dict[str, str]:
    """Return the text of every schema file by its name."""
    return {
        name: json.dumps(json_schema(model, vocabularies), indent=2, ensure_ascii=False) + "\n"
        for model, name in SCHEMAS.items()
    }


def _name_terms(schema: dict[str, Any], vocabularies: Vocabularies) -> None:
    """List the terms of each vocabulary once and refer to them wherever they may stand."""
    parts, fields = schema["$defs"], schema["properties"]
    for scheme in FACET_FILES:
        ids = [term.id for term in vocabularies[scheme].terms]
        parts[f"term-of-{scheme}"] = {"title": vocabularies[scheme].title, "enum": ids}

    def refer(holder: dict[str, Any], key: str, scheme: str) -> None:
        said = {k: v for k, v in holder[key].items() if k in ("description", "title")}
        holder[key] = {"$ref": f"#/$defs/term-of-{scheme}", **said}

    for field, scheme in SINGLES.items():
        refer(fields, field, scheme)
    for field, scheme in LISTS.items():
        refer(fields[field], "items", scheme)
    for (part, field), scheme in _NESTED.items():
        refer(parts[part]["properties"], field, scheme)


def _without_null(schema: Any) -> Any:
    """Leave out that a field may be null: in a file, an unset field is left out."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _without_null(value)
        for key, value in schema.items()
        if not (key == "default" and value is None)
    }
    choices = kept.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        left = [choice for choice in choices if choice != {"type": "null"}]
        del kept["anyOf"]
        kept = {**left[0], **kept} if len(left) == 1 else {"anyOf": left, **kept}
    return kept
