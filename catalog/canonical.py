"""The canonical text of each kind of data file: the one text its content has."""

from typing import Any

from pydantic import BaseModel

from catalog.canonical_yaml import dump
from catalog.model import Draft, Entry, Record
from catalog.vocabulary import Vocabulary

SCHEMAS: dict[type[BaseModel], str] = {
    Entry: "entry.schema.json",
    Draft: "draft.schema.json",
    Vocabulary: "vocabulary.schema.json",
}
"""The JSON Schema of each kind of file, by its name in the knowledge base's own folder."""


def canonical_text(content: Record | Vocabulary) -> str:
    """Return the text of the file that holds this entry, draft or vocabulary."""
    return dump(_data(content), f"../{SCHEMAS[type(content)]}")


def _data(value: Any) -> Any:
    """Return a model as data in field order, without what is unset or empty.

    Not `model_dump`: dates stay dates, to be told from texts that look like one.
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        value = {field.alias or name: getattr(value, name) for name, field in fields.items()}
    if isinstance(value, dict):
        return {k: data for k, v in value.items() if (data := _data(v)) not in (None, {}, [])}
    return [_data(item) for item in value] if isinstance(value, tuple) else value
