"""Dates whose precision is part of the fact: a year, a year and month, or a full date."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day (ISO 8601 reduced precision: `2018-05`)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        self.first_day  # noqa: B018 - raises ValueError for 2018-13

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2018`, `2018-05` or `2018-05-03`. Raises ValueError for anything else."""
        hint = "write a year (2018), a month (2018-05) or a day (2018-05-03)"
        refused = ValueError(f"`{text}` is not a date: {hint}")
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise refused
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            return cls(year or 0, month, day)
        except ValueError:  # a month or a day that there is not
            raise refused from None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        """The earliest day this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day this can mean."""
        if self.day is not None:
            return self.first_day
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    def __lt__(self, other: "PartialDate") -> bool:
        return self._key < other._key

    @property
    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def read(value: Any) -> "PartialDate":
            return value if isinstance(value, cls) else cls.parse(str(value))

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # An unquoted 2018 is a number to most YAML readers, so editors must accept both.
        return {
            "anyOf": [
                {"type": "string", "pattern": rf"^{_PATTERN.pattern}$"},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ]
        }
