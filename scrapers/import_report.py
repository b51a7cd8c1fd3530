"""What an import did or would do, record by record, for people and for programs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from catalog.canonical_yaml import dump
from catalog.exchange.columns import Target
from catalog.exchange.registry import Format
from catalog.sources import Source


class Result(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Imported:
    """One record: where it is in the file, what becomes of it, what of it was left out.

    `address` is that of a page that was fetched.
    """

    number: int
    line: int | None
    result: Result
    draft: str | None
    title: str | None
    reason: str
    warnings: tuple[str, ...]
    address: str | None = None


@dataclass(frozen=True)
class ImportReport:
    """All that an import did, or would do when it is not `written`.

    `problems` are about the file as a whole. A list of addresses that are not to be fetched gives
    `addresses` alone, each with the id of what has it already; a list of feeds a source for each
    feed that is none of ours yet: they are shown, never written. `unfinished` says of hosts that
    were not done with why; the next run goes on there.
    """

    format: Format
    written: bool
    records: tuple[Imported, ...] = ()
    unused: Counter[str] = field(default_factory=Counter)
    columns: tuple[tuple[str, Target], ...] = ()
    guessed: bool = False
    addresses: Mapping[str, str | None] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    problems: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    def of(self, result: Result) -> list[Imported]:
        """Return the records with a result, in the order of the file."""
        return [record for record in self.records if record.result is result]

    @property
    def ok(self) -> bool:
        """Whether every record and every line of the file could be used."""
        return not (self.of(Result.REFUSED) or self.problems)

    def __str__(self) -> str:
        lines = [f"{self.format.title}"]
        lines += [f"problem    {problem}" for problem in self.problems]
        if self.addresses:
            lines.append("Addresses of pages. To fetch and describe them, add --fetch:")
            lines += [f"{a}  (there as {i})" if i else a for a, i in self.addresses.items()]
        if self.sources:
            lines.append(
                "For the list in sources.yaml, once you have read the sites' terms of use:"
            )
            lines.append(dump({"sources": [_plain(source) for source in self.sources]}))
        elif self.format.name == "opml":
            lines.append("Every feed in this list is a source already.")
        if self.columns:
            how = "guessed from the headers" if self.guessed else "as the mapping says"
            lines.append(f"The columns, {how}:")
            lines += [f"  {header}: {target}" for header, target in self.columns]
        for record in self.records:
            place = f"record {record.number}" + (f", line {record.line}" if record.line else "")
            place = record.address or place
            subject = f"{record.draft}  {record.title}" if record.draft else record.title or ""
            lines.append(f"{record.result:<9}  {place}  {subject}".rstrip())
            lines += [f"{'':<9}  {text}" for text in (record.reason, *record.warnings) if text]
        if self.unused:
            counts = ", ".join(f"{name} ({count})" for name, count in self.unused.most_common())
            lines.append(f"Not taken over, because there is no field for it: {counts}")
        lines += [f"unfinished {reason}" for reason in self.unfinished]
        if self.records:
            lines.append(", ".join(f"{len(self.of(result))} {result}" for result in Result))
            if not self.written:
                lines.append("Nothing has been written. To put this into the inbox, add --yes.")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "format": self.format.name,
            "written": self.written,
            "records": [
                {
                    "number": record.number,
                    "line": record.line,
                    "address": record.address,
                    "result": record.result.value,
                    "draft": record.draft,
                    "title": record.title,
                    "reason": record.reason,
                    "warnings": list(record.warnings),
                }
                for record in self.records
            ],
            "unused": dict(self.unused),
            "columns": {header: target.value for header, target in self.columns},
            "columns_guessed": self.guessed,
            "addresses": [{"address": a, "known_as": i} for a, i in self.addresses.items()],
            "sources": [_plain(source) for source in self.sources],
            "problems": list(self.problems),
            "unfinished": list(self.unfinished),
        }


def _plain(source: Source) -> dict[str, Any]:
    plain: dict[str, Any] = source.model_dump(mode="json", exclude_defaults=True)
    return plain
