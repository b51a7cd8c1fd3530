"""A problem found in a data file: where it is, what is wrong, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """Whether a problem must be solved before a file can be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one file.

    `code` is stable and names the check that found it. `line` counts from 1. `field` is a path in
    the file's data as people write it: `links[2].url`, the first item being 1.
    """

    code: str
    file: Path
    message: str
    line: int | None = None
    field: str | None = None
    suggestion: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        field = f" {self.field}:" if self.field else ""
        message = f"{self.message}. {self.suggestion}" if self.suggestion else self.message
        return f"{place}:{field} {message}"


class BadFile(Exception):  # noqa: N818 - it is the file that is bad
    """A data file cannot be used; `problems` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def field_name(path: Iterable[str | int]) -> str:
    """Write a path in the data as people count: `("links", 1, "url")` is `links[2].url`."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name
