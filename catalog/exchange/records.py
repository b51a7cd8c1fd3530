"""Reading a file of records into drafts: ids, terms, and what had to be left out of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.drafting import draft_of
from catalog.exchange import table
from catalog.exchange.columns import ColumnMapping, Target
from catalog.exchange.reading import BadRecords, Reading
from catalog.exchange.registry import Format
from catalog.exchange.terms import Terms
from catalog.ids import propose_id
from catalog.model import Draft
from catalog.vocabulary import Vocabularies


@dataclass(frozen=True)
class Record:
    """One record of a file and the draft it gives; `problem` says why it gives none.

    `number` counts from 1; `line` is None in formats without lines.
    """

    number: int
    line: int | None
    title: str
    draft: Draft | None
    warnings: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Records:
    """The records of a file.

    `unused` counts the records in which a field of the file has no place in a draft. `columns` is
    what each column of a table was taken for, and `guessed` whether anybody said so.
    """

    records: tuple[Record, ...]
    unused: Counter[str] = field(default_factory=Counter)
    columns: tuple[tuple[str, Target], ...] = ()
    guessed: bool = False


def read_records(
    data: bytes, file_format: Format, vocabularies: Vocabularies, mapping: ColumnMapping | None
) -> Records:
    """Read all records of a file. Raises BadRecords when there are none to be found."""
    if file_format.name == "csv":
        read = table.read(data, mapping)
        found = drafts_of(read.readings, Terms(vocabularies))
        return Records(
            found.records, found.unused, tuple(read.mapping.columns.items()), read.guessed
        )
    if mapping:
        raise BadRecords(f"a mapping is for tables; this file is {file_format.title}")
    if file_format.read is None:
        raise BadRecords(f"this file is a {file_format.title}: it holds no records")
    return drafts_of(file_format.read(data), Terms(vocabularies))


def drafts_of(readings: Iterable[Reading], terms: Terms) -> Records:
    """Make drafts of what a reader found. A record that says what an earlier one does is one."""
    read = list(readings)
    titles = Counter(reading.title for reading in read)
    taken: set[str] = set()
    said: dict[str, int] = {}
    unused: Counter[str] = Counter()
    records = []
    for reading in read:
        unused.update(reading.unused)
        if not reading.problem:
            terms.settle(reading)
        year = str(reading.values.get("published", ""))[:4]
        # The year goes before a number: it stays when records are added, removed or sorted.
        name = f"{reading.title} {year}" if titles[reading.title] > 1 else reading.title
        draft, problem = _draft(reading, propose_id(name, taken))
        if draft:
            text = draft.model_dump_json(exclude={"id"})
            first = said.setdefault(text, reading.number)
            if first == reading.number:
                taken.add(draft.id)
            else:
                draft, problem = None, f"it says the same as record {first}"
        warnings = tuple(w for w in reading.warnings if w != problem)
        records.append(
            Record(reading.number, reading.line, reading.title, draft, warnings, problem)
        )
    return Records(tuple(records), unused)


def _draft(reading: Reading, new_id: str) -> tuple[Draft | None, str]:
    """Return the draft of a record, or why there is none: the last thing that was warned of."""
    if reading.problem:
        return None, reading.problem
    draft = draft_of({"id": new_id, **reading.values}, reading.warn)
    return draft, "" if draft else reading.warnings[-1]
