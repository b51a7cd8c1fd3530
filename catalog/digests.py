"""Short digests of what a record says, to tell what a machine set from what a person did."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from catalog.model import Record, to_plain

FIELDS = tuple(name for name in Record.model_fields if name != "id")
"""The fields a harvest can set, in their order."""


def plain_fields(record: Record) -> dict[str, Any]:
    """Return a record's harvestable fields as plain data, without those that are empty."""
    plain = to_plain(record)
    return {name: plain[name] for name in FIELDS if name in plain}


def digest(value: Any) -> str:
    """Return 8 hexadecimal digits for one field's plain value."""
    return _hex(value)[:8]


def field_digests(record: Record) -> dict[str, str]:
    """Return the digest of each field that is not empty, as `Harvest.fields` holds them."""
    return {name: digest(value) for name, value in plain_fields(record).items()}


def content_digest(record: Record) -> str:
    """Return 16 hexadecimal digits for all that a record says, its id left out."""
    return _hex(plain_fields(record))[:16]


def _hex(value: Mapping[str, Any] | Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
