"""Reading a data file into a model, with errors that name the file, the line and what to do."""

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalog.problem import BadFile, Problem, field_name
from catalog.strict_yaml import MAX_BYTES, Document, load

M = TypeVar("M", bound=BaseModel)
DataPath = tuple[str | int, ...]


def read_text(file: Path) -> str:
    """Return a data file's text. Raises BadFile: missing, unreadable, too large, not UTF-8."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        missing = isinstance(error, FileNotFoundError)
        hint = "Put it there, or choose another knowledge base with --kb" if missing else ""
        raise _bad(file, None, f"the file cannot be read: {reason}", hint) from None
    if len(data) > MAX_BYTES:
        raise _bad(file, None, f"the file is larger than {MAX_BYTES:,} bytes", "Split it up")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _bad(
            file, line, "the text is not UTF-8", "Save the file with the encoding UTF-8"
        ) from None


def read_document(file: Path) -> Document:
    """Read a file as strict YAML. Raises BadFile."""
    return load(read_text(file), file)


def read_model(file: Path, model: type[M]) -> M:
    """Read a file as strict YAML into a model. Raises BadFile with every problem found."""
    return validate(read_document(file), model)


def validate(document: Document, model: type[M]) -> M:
    """Read a document's data into a model. Raises BadFile with every problem found."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        raise BadFile([_explained(detail, document, model) for detail in details]) from None


def reason(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Return in plain words why a model refused a value."""
    return _words(detail, detail["loc"], model)[0]


def _bad(file: Path, line: int | None, message: str, suggestion: str) -> BadFile:
    return BadFile([Problem("bad-file", file, message, line, None, suggestion)])


def _explained(detail: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    path = detail["loc"]
    message, suggestion = _words(detail, path, model)
    return Problem(
        "bad-file",
        document.file,
        message,
        document.line(path),
        field_name(path) or None,
        suggestion,
    )


def _words(detail: ErrorDetails, path: DataPath, model: type[BaseModel]) -> tuple[str, str]:
    kind, given, limits = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown field", _suggest(str(path[-1]), _names(model, path[:-1]))
    if kind == "missing":
        return "missing", f"Add the line `{path[-1]}: …`"
    if given == "":
        return "no value", "Give a value or delete the field"
    if kind == "value_error":
        return str(limits["error"]), ""
    if kind == "enum":
        choices = str(limits["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"`{given}` is not one of the values possible here", _suggest(str(given), choices)
    if kind in ("tuple_type", "list_type"):
        return "this must be a list", "Write each item on a line of its own that starts with `- `"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "this must be a group of fields", "Write each as `field: value`, indented"
    if kind == "string_type":
        what = "a list" if isinstance(given, list) else "a group of fields"
        return f"this must be a text, not {what}", ""
    if kind == "string_pattern_mismatch":
        return _pattern(str(given), str(limits["pattern"]))
    return _plain_limit(kind, given, limits) or (detail["msg"], "")


def _pattern(given: str, pattern: str) -> tuple[str, str]:
    if "a-z0-9" in pattern:
        return f"`{given}` is not an id", "Use small letters, digits and single hyphens"
    if pattern.startswith("^10"):
        return f"`{given}` is not a DOI", "A DOI looks like 10.1234/abc, without https://doi.org/"
    return f"`{given}` does not have the form expected here", ""


def _plain_limit(kind: str, given: Any, limits: dict[str, Any]) -> tuple[str, str] | None:
    if kind.startswith(("int_", "float_")):
        return f"`{given}` is not a number", "Write digits only, without a unit"
    if kind.startswith("datetime"):
        return f"`{given}` is not a time", "Write it like 2018-05-03T14:30:00Z"
    if kind.startswith("date"):
        return f"`{given}` is not a full date", "Write it like 2018-05-03"
    if kind in ("too_long", "string_too_long"):
        return f"longer than {limits['max_length']:,} characters", "Shorten it"
    if kind in ("too_short", "string_too_short"):
        return "no value", "Give a value or delete the field"
    for limit, words in (("gt", "more than"), ("ge", "at least"), ("le", "at most")):
        if limit in limits:
            return f"`{given}` must be {words} {limits[limit]:g}", ""
    return None


def nearest(given: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant, if one is near enough."""
    close = difflib.get_close_matches(given, list(choices), n=1, cutoff=0.7)
    return close[0] if close else None


def _suggest(given: str, choices: list[str]) -> str:
    if close := nearest(given, choices):
        return f"Did you mean `{close}`?"
    if len(choices) > 8:
        return "`kb schema` lists what is possible"
    return f"Possible: {', '.join(choices)}" if choices else ""


def _names(model: type[BaseModel], path: DataPath) -> list[str]:
    """Return the names of the fields that may stand at a path in a model's data."""
    types: list[Any] = [model]
    for step in path:
        if isinstance(step, int):
            continue
        types = [
            field.annotation
            for part in types
            for name, field in part.model_fields.items()
            if (field.alias or name) == step
        ]
        types = [part for annotation in types for part in _models(annotation)]
    return [f.alias or name for part in types for name, f in part.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, Annotated, tuple, list, dict):
        for part in get_args(annotation):
            yield from _models(part)
