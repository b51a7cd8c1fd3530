"""Where two plain values differ: item by item and part by part, not one whole against the other."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

_NAMED_BY = ("url", "entry", "title", "board", "basis")
"""What tells the items of a list apart, if they are more than a line of text."""

_LONGEST = 100


class Difference(NamedTuple):
    """One place where values differ: where (`length.pages`), and both values there."""

    path: str
    old: Any
    new: Any


def differences(path: str, old: Any, new: Any) -> list[Difference]:
    """Return the smallest parts in which two values differ; None stands for nothing."""
    return list(_differences(path, old, new))


def _differences(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(f"{path}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        # The same items in another order, or more often: then only the whole says it.
        yield from list(_in_lists(path, old, new)) or [Difference(path, old, new)]
    elif old != new:
        yield Difference(path, old, new)


def _in_lists(path: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    gone = [item for item in old if item not in new]
    come = [item for item in new if item not in old]
    for item in gone:
        name = _name(item)
        twins = [other for other in come if name and _name(other) == name]
        if twins:
            come.remove(twins[0])
            yield from _differences(f"{path}[{name}]", item, twins[0])
        else:
            yield Difference(path, item, None)
    for item in come:
        yield Difference(path, None, item)


def _name(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    return next((str(item[key]) for key in _NAMED_BY if key in item), None)


def rows(field: str, old: Any, new: Any, note: str = "") -> list[str]:
    """Return a line for each place where values differ: old | new, and a note on the old one."""
    after = f" | {note}" if note else ""
    found = differences(field, old, new)
    return ["  {}: {} | {}{}".format(path, *shown(a, b), after) for path, a, b in found]


def shown(old: Any, new: Any) -> tuple[str, str]:
    """Return two values on one line each; long ones are cut where they are the same."""
    one, two = _line(old), _line(new)
    if max(len(one), len(two)) <= _LONGEST:
        return one, two
    same = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    start = max(0, (min(len(one), len(two)) if same is None else same) - _LONGEST // 4)
    return _cut(one, start), _cut(two, start)


def _line(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())


def _cut(text: str, start: int) -> str:
    if len(text) <= _LONGEST:
        return text
    start = max(0, min(start, len(text) - _LONGEST + 1))
    piece = text[start : start + _LONGEST - 1]
    return f"{'…' if start else ''}{piece}{'…' if start + _LONGEST - 1 < len(text) else ''}"
