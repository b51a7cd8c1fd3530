"""Short digests of what a record says, to tell what a machine set from what a person did."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from catalog.model import Article, Course, Episode, Part, Record, to_plain

BLOCKS: Mapping[str, type[Part]] = {"course": Course, "episode": Episode, "article": Article}
"""Fields whose parts are facts of their own: each is compared, set and kept by itself."""


def _names() -> Iterator[str]:
    for name in Record.model_fields:
        if name in BLOCKS:
            yield from (f"{name}.{part}" for part in BLOCKS[name].model_fields)
        elif name != "id":
            yield name


FIELDS = tuple(_names())
"""The fields a harvest can set, in their order; `course.pass_mark` is a part of a block."""


def plain_fields(record: Record) -> dict[str, Any]:
    """Return a record's harvestable fields as plain data, without those that are empty."""
    found: dict[str, Any] = {}
    for name, value in _said(record).items():
        found |= {f"{name}.{p}": v for p, v in value.items()} if name in BLOCKS else {name: value}
    return found


def block_of(fields: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return a block as plain data from the parts `plain_fields` gives; None when all are empty."""
    start = f"{name}."
    return {f.removeprefix(start): v for f, v in fields.items() if f.startswith(start)} or None


def known_digests(record: Record, digests: Mapping[str, str]) -> dict[str, str]:
    """Return a harvest block's digests by part; blocks once had a single digest for all parts.

    Where that one still holds, each part is the machine's; else each part there is counts as a
    person's.
    """
    found = {name: value for name, value in digests.items() if name not in BLOCKS}
    said = _said(record)
    for name in BLOCKS.keys() & digests.keys():
        if digest(said.get(name)) == digests[name]:
            found |= {f"{name}.{part}": digest(value) for part, value in said[name].items()}
    return found


def digest(value: Any) -> str:
    """Return 8 hexadecimal digits for one field's plain value."""
    return _hex(value)[:8]


def field_digests(record: Record) -> dict[str, str]:
    """Return the digest of each field that is not empty, as `Harvest.fields` holds them."""
    return {name: digest(value) for name, value in plain_fields(record).items()}


def content_digest(record: Record) -> str:
    """Return 16 hexadecimal digits for all that a record says, its id left out."""
    return _hex(_said(record))[:16]


def _said(record: Record) -> dict[str, Any]:
    plain = to_plain(record)
    return {name: plain[name] for name in Record.model_fields if name != "id" and name in plain}


def _hex(value: Mapping[str, Any] | Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
