"""The places where one record names another by its id, read and rewritten in one way."""

from collections.abc import Callable
from typing import TypeVar

from catalog.model import Record

R = TypeVar("R", bound=Record)

REFERRING_FIELDS = ("relations", "course.reading")
"""The fields that hold ids of other records."""


def references(record: Record) -> tuple[str, ...]:
    """Return the ids a record names, each once: in its relations and its assigned reading."""
    reading = record.course.reading if record.course else ()
    named = [relation.entry for relation in record.relations]
    named += [text.entry for text in reading if text.entry]
    return tuple(dict.fromkeys(named))


def rewrite_references(record: R, target: Callable[[str], str | None]) -> R:
    """Return a record whose references lead to what `target` says.

    A relation to None is left out; a reading of None keeps its title and loses the reference. So
    does what would lead a record to itself.
    """

    def resolve(entry_id: str) -> str | None:
        found = target(entry_id)
        return None if found == record.id else found

    relations = [
        relation.model_copy(update={"entry": found})
        for relation in record.relations
        if (found := resolve(relation.entry))
    ]
    changes: dict[str, object] = {"relations": tuple(dict.fromkeys(relations))}
    if record.course and any(text.entry for text in record.course.reading):
        reading = tuple(
            text.model_copy(update={"entry": resolve(text.entry)}) if text.entry else text
            for text in record.course.reading
        )
        changes["course"] = record.course.model_copy(update={"reading": reading})
    return record.model_copy(update=changes)
