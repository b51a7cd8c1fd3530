"""Canonical YAML out: one text for one content, which any YAML reader takes for the same content.

Our own few lines instead of a library's emitter: the form of every file in the catalog must not
change with a library's version, and only six shapes of data occur.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from catalog.dates import PartialDate

WIDTH = 100
"""Longer lines are folded where they have spaces."""

_HEADER = "# yaml-language-server: $schema="

# Signs a reader cannot see, or takes for a line break: they are written as escapes.
_HIDDEN = "\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff"

# Starts like a word, holds no sign that means something to YAML, ends with a visible character.
_PLAIN = re.compile(
    r"(?:[^\W_]|[(/$€£¡¿“‘«_])"  # how it may start
    rf"(?:[^\s:#{_HIDDEN}]++|:(?=\S)|(?<=\S)#| (?=[^\s#]))*+"
)
# What a reader of YAML 1.1 or 1.2 takes for a number, a truth value, a time or nothing.
_NOT_A_STRING = re.compile(
    r"""(?ix)
    y|yes|n|no|true|false|on|off|null|none|~
    |[-+]?\.?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?   # 12  1_000  1.10  .5  1e3
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?       # 12:30, a number to base 60
    |[-+]?0(?:b[01_]+|o?[0-7_]+|x[0-9a-f_]+)
    |[-+]?\.(?:inf|nan)
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*                       # 2018-05-03, with or without a time
    """
)


def dump(data: Mapping[str, Any], schema_path: str | None = None) -> str:
    """Write data as canonical text, fields in the order given.

    Takes mappings, lists, tuples, str, int, float and dates; raises TypeError for anything else.
    With `schema_path` the first line tells editors where the JSON Schema is.
    """
    lines = [f"{_HEADER}{schema_path}"] if schema_path else []
    lines += _mapping(data, "") if data else ["{}"]
    return "\n".join(lines) + "\n"


def _mapping(data: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        name = _scalar(key)
        if _nested(value):
            lines.append(f"{indent}{name}:")
            lines += _block(value, indent + "  ")
        else:
            lines += _leaf(f"{indent}{name}: ", value, indent + "  ")
    return lines


def _sequence(data: Sequence[Any], indent: str) -> list[str]:
    lines: list[str] = []
    for value in data:
        if _nested(value):
            first, *rest = _block(value, indent + "  ")
            lines += [f"{indent}- {first.removeprefix(indent + '  ')}", *rest]
        else:
            lines += _leaf(f"{indent}- ", value, indent + "  ")
    return lines


def _block(value: Any, indent: str) -> list[str]:
    return _mapping(value, indent) if isinstance(value, Mapping) else _sequence(value, indent)


def _nested(value: Any) -> bool:
    return bool(value) and isinstance(value, Mapping | list | tuple)


def _leaf(start: str, value: Any, indent: str) -> list[str]:
    """Write a value that holds no others: on one line, folded, or as a block of paragraphs."""
    if isinstance(value, str) and (paragraphs := _paragraphs(value)):
        return [f"{start}|-", *(indent + line if line else "" for line in paragraphs)]
    text = _scalar(value)
    if isinstance(value, str) and len(start) + len(text) > WIDTH and _folds(value):
        folded = _folded(value, WIDTH - len(indent))
        if len(folded) > 1:
            return [f"{start}>-", *(indent + line for line in folded)]
    return [start + text]


def _paragraphs(value: str) -> list[str] | None:
    """Return the lines of a text that a literal block gives back exactly, else None."""
    if "\n" not in value or value.endswith("\n") or _escapes(value.replace("\n", "")):
        return None
    lines = value.split("\n")
    ragged = (
        lines[0].startswith(" ") or not lines[0] or any(line != line.rstrip() for line in lines)
    )
    return None if ragged else lines


def _folds(value: str) -> bool:
    """Whether a text comes back unchanged when it is cut at single spaces."""
    return not _escapes(value) and value == " ".join(value.split())


def _folded(value: str, width: int) -> list[str]:
    """Cut a text at its spaces into lines as full as they can be."""
    first, *words = value.split(" ")
    lines = [first]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines


def _escapes(value: str) -> bool:
    return re.search(f"[{_HIDDEN}]", value) is not None


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        text = str(value)
        plain = _PLAIN.fullmatch(text) and not _NOT_A_STRING.fullmatch(text)
        return text if plain else _quoted(text)
    if isinstance(value, bool):
        raise TypeError("a truth value has no canonical form; use a word")
    if isinstance(value, int | PartialDate):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _quoted(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        short = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(sign)
        code = ord(sign)
        return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")

    return '"' + re.sub(rf'[\\"{_HIDDEN}]', escape, text) + '"'
