"""Making a draft of what somebody else recorded: what is wrong in it is left out, and named."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from catalog.model import Draft
from catalog.problem import field_name
from catalog.yaml_file import DataPath, reason

_SHOWN = 60
"""Characters of a refused value that are shown."""


def draft_of(values: dict[str, Any], warn: Callable[[str], None]) -> Draft | None:
    """Return the draft that values make; None when they have no usable id or title.

    A value that the model refuses is left out alone: one bad ISBN of two, one bad link of three.
    `warn` is told each, and why there is no draft.
    """
    values = _editable(values)
    refused: set[DataPath] = set()
    while True:
        try:
            return Draft.model_validate(values)
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
        path: DataPath = detail["loc"]
        why = reason(detail, Draft)
        if not path:
            warn(f"its values do not go together: {why}")
            return None
        if path[0] in ("id", "title"):
            warn(f"no title that can be used: {why if values.get('title') else 'there is none'}")
            return None
        if detail["type"] == "missing":
            removed = _remove(values, path[:-1])
            if path in refused:  # it was there, and has been told of
                refused.remove(path)
                continue
        else:
            removed = _remove(values, path)
            refused.add(path)
        given = "" if "`" in why else f" {removed}"
        warn(f"left out {field_name(path)}{given}: {why}")


def _editable(value: Any) -> Any:
    """Return data in lists and dicts of its own, from which single values can be taken out."""
    if isinstance(value, dict):
        return {name: _editable(part) for name, part in value.items()}
    return [_editable(part) for part in value] if isinstance(value, list | tuple) else value


def _remove(values: dict[str, Any], path: DataPath) -> str:
    """Take out the value at a path, or the nearest one around it; return it, shortened."""
    holder: Any = values
    taken: tuple[Any, str | int] = (values, path[0])
    for step in path:
        there = step in holder if isinstance(holder, dict) else _is_place(holder, step)
        if not there:
            break
        taken = (holder, step)
        holder = holder[step]
    inside, key = taken
    return _shown(inside.pop(key))


def _is_place(holder: Any, step: str | int) -> bool:
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
