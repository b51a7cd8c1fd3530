"""Reading back entries that passed all rules before they were written down, as those in an index.

To hold each value to its rules again would take more than half of the time.
"""

from functools import cache
from typing import Any

from pydantic_core import SchemaValidator

from catalog.model import Entry

_RULES = ("function-before", "function-after")
"""What pydantic calls our functions: each refuses a value, or leaves one that passed as it was."""


def entry_again(data: str | bytes) -> Entry:
    """Return the entry that `model_dump_json` made this of. Raises ValueError for other data."""
    found: Entry = _reader().validate_json(data)
    return found


@cache
def _reader() -> SchemaValidator:
    # Parts of an entry would else be made by the validators of their own classes.
    return SchemaValidator(_without_rules(Entry.__pydantic_core_schema__), _use_prebuilt=False)


def _without_rules(schema: Any) -> Any:
    """Return a schema of pydantic's core that only makes objects of JSON."""
    if isinstance(schema, (list, tuple)):
        return type(schema)(map(_without_rules, schema))
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    if kind in _RULES:
        inner = _without_rules(schema["schema"])
        if inner["type"] in ("datetime", *_RULES):  # those of a time make its zone ours
            return schema
        return inner | {"ref": schema["ref"]} if "ref" in schema else inner
    if kind == "str":
        return {"type": "str"}
    return {
        name: part if name == "default" else _without_rules(part) for name, part in schema.items()
    }
