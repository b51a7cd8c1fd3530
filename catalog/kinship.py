"""What a librarian says of two resources: one is an edition or a translation of the other."""

from enum import StrEnum
from typing import NamedTuple

from catalog.model import Entry, Relation, RelationType


class Kinship(StrEnum):
    """What a draft is to an entry that is there."""

    EDITION_OF = "edition-of"
    REPLACES = "replaces"
    TRANSLATION_OF = "translation-of"
    ORIGINAL_OF = "original-of"

    @property
    def own(self) -> RelationType | None:
        """The relation that the draft bears; an original bears none."""
        return None if self is Kinship.ORIGINAL_OF else RelationType(self.value)

    @property
    def answer(self) -> RelationType | None:
        """The relation that the other entry must bear for both to say the same."""
        return {
            Kinship.REPLACES: RelationType.REPLACED_BY,
            Kinship.ORIGINAL_OF: RelationType.TRANSLATION_OF,
        }.get(self)


class Stated(NamedTuple):
    """A relation that was written into an entry."""

    entry: str
    type: RelationType
    other: str

    def __str__(self) -> str:
        return f"{self.entry} {self.type} {self.other}"


def relate(entry: Entry, kinship: Kinship, other: Entry) -> tuple[Entry, Entry, tuple[Stated, ...]]:
    """Return both entries with the relations that say what they are, and those that were new."""
    stated: list[Stated] = []

    def saying(one: Entry, relation: RelationType | None, of: Entry) -> Entry:
        said = {(r.type, r.entry) for r in one.relations}
        if relation is None or (relation, of.id) in said:
            return one
        stated.append(Stated(one.id, relation, of.id))
        new = Relation(type=relation, entry=of.id)
        return one.model_copy(update={"relations": (*one.relations, new)})

    return saying(entry, kinship.own, other), saying(other, kinship.answer, entry), tuple(stated)
