"""What a reader makes of one record of a file, before it is held to the vocabularies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.safe_xml import BadXml, Element, parse_xml


class BadRecords(ValueError):  # noqa: N818 - it is the file that is bad
    """A file in which no record can be found; the text says why."""


def root_of(data: bytes, *, recover: bool = False) -> Element:
    """Return the root of a file that is XML, as `parse_xml` reads it. Raises BadRecords."""
    try:
        return parse_xml(data, recover=recover)
    except BadXml as error:
        raise BadRecords(str(error)) from None


@dataclass
class Reading:
    """One record.

    `number` counts the records of the file from 1; `line` is where the record starts, if the
    format has lines. `values` are fields of a draft as plain data, in which terms may still be
    words or codes of the file. `unused` names the fields of the file that have no place in a
    draft. A record with a `problem` could not be read at all.
    """

    number: int
    line: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unused: set[str] = field(default_factory=set)
    problem: str = ""

    def warn(self, message: str) -> None:
        """Note something that could not be read."""
        if message not in self.warnings:
            self.warnings.append(message)

    def put(self, name: str, value: object) -> None:
        """Set a field, `series.title` for one in a group, unless the value is empty."""
        if value in (None, "", [], ()):
            return
        *groups, last = name.split(".")
        holder = self.values
        for group in groups:
            holder = holder.setdefault(group, {})
        holder.setdefault(last, value)

    def add(self, name: str, *values: object) -> None:
        """Append values to a field that is a list, each once."""
        *groups, last = name.split(".")
        holder = self.values
        for group in groups:
            holder = holder.setdefault(group, {})
        items = holder.setdefault(last, [])
        items += [value for value in dict.fromkeys(values) if value and value not in items]
        if not items:
            del holder[last]

    def link(self, role: str, url: str | None, **more: object) -> None:
        """Add a link, unless the same address is there already."""
        links = self.values.get("links", [])
        if url and url not in [link["url"] for link in links]:
            given = {name: value for name, value in more.items() if value}
            self.values["links"] = [*links, {"role": role, "url": url, **given}]

    @property
    def title(self) -> str:
        """The title as the file has it; empty when there is none."""
        return str(self.values.get("title", ""))


Pairs = Mapping[str, str]
"""A table from the words of a format to ours; the first word for one of ours is the best one."""

Readings = Iterator[Reading]
