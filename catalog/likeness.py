"""Records that may describe the same resource, or another edition or translation of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz, process

from catalog.address import address_key
from catalog.folding import fold
from catalog.kinship import Kinship
from catalog.matching import languages_differ
from catalog.model import Draft, LinkRole, Record

NEAR = 92
"""Titles at least this alike, of 100, are near (words in any order)."""

_NEAREST = 20
"""Titles that are looked at; a catalog that has more of one kind numbers them."""

_SHARED = 3
"""An address that more records than this share is a form or a front page and tells nothing."""


class Likeness(StrEnum):
    """What a proposal may be of another record."""

    DUPLICATE = "possible duplicate"
    EDITION = "other edition"
    TRANSLATION = "translation"

    @property
    def kinships(self) -> tuple[Kinship, ...]:
        """What a librarian may make of it; nothing makes two descriptions of one resource right."""
        return {
            Likeness.EDITION: (Kinship.EDITION_OF, Kinship.REPLACES),
            Likeness.TRANSLATION: (Kinship.TRANSLATION_OF, Kinship.ORIGINAL_OF),
        }.get(self, ())


@dataclass(frozen=True)
class Alike:
    """A record that is like a proposal, in what way, and why we think so.

    `waits` says that the other one is a draft itself.
    """

    likeness: Likeness
    other: str
    because: str
    waits: bool = False

    def lines(self, subject: str) -> list[str]:
        """Return it in words, and the commands for a librarian who finds that it is so."""
        waits = ", which waits too" if self.waits else ""
        found = f"  {self.likeness} of {self.other}{waits}: {self.because}"
        if not self.likeness.kinships:
            return [found, f"    if so: kb merge {self.other} {subject}"]
        options = " or ".join(f"--{kinship} {self.other}" for kinship in self.likeness.kinships)
        first = f"kb accept {self.other}, then " if self.waits else ""
        return [found, f"    if so: {first}kb accept {subject} with {options}"]

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "likeness": self.likeness.value,
            "other": self.other,
            "because": self.because,
            "waits": self.waits,
            "relation": next((k.value for k in self.likeness.kinships), None),
        }


class Neighbours:
    """The records there are, by what makes another one like them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.id: record for record in records}
        self._titles = _Titles(self._records.values())
        self._marks: dict[str, list[str]] = {}
        for record in self._records.values():
            for mark in _marks(record):
                self._marks.setdefault(mark, []).append(record.id)

    def alike(self, record: Record) -> list[Alike]:
        """Return what is like a record, the surest first, each other record once."""
        found: dict[str, Alike] = {}
        for mark in _marks(record):
            others = self._marks.get(mark, ())
            for other in others if len(others) <= _SHARED else ():
                found.setdefault(other, self._by_mark(record, self._records[other], mark))
        for title in _titles(record):
            for score, other in self._titles.near(title):
                if other not in found:
                    alike = _by_title(record, self._records[other], score)
                    if alike:
                        found[other] = alike
        found.pop(record.id, None)
        linked = {relation.entry for relation in record.relations}
        return [
            alike
            for other, alike in found.items()
            if other not in linked
            and record.id not in {relation.entry for relation in self._records[other].relations}
        ]

    @staticmethod
    def _by_mark(record: Record, other: Record, mark: str) -> Alike:
        # One number or address for two languages is a page or a file that holds both.
        differ = languages_differ(record, other)
        likeness = Likeness.TRANSLATION if differ else Likeness.DUPLICATE
        return _alike(likeness, other, f"same {mark}")


class _Titles:
    """Titles by the order of their length: those of very different lengths are never near."""

    def __init__(self, records: Iterable[Record]) -> None:
        titles = [(_sorted_words(t), t, r.id) for r in records for t in _titles(r)]
        places = sorted(range(len(titles)), key=lambda place: len(titles[place][0]))
        self._rows = [(place, *titles[place]) for place in places]
        self._texts = [words for _, words, _, _ in self._rows]
        self._lengths = [len(words) for words in self._texts]

    def near(self, title: str) -> list[tuple[float, str]]:
        """Return how near other titles are, and whose they are, the nearest first."""
        words = _sorted_words(title)
        # All of the shorter one can be the same; only so much may then be left of the longer one.
        widest = (200 - NEAR) / NEAR
        start = bisect_left(self._lengths, len(words) / widest)
        end = bisect_right(self._lengths, len(words) * widest)
        near = process.extract(
            words, self._texts[start:end], scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
        )
        found = [(score, self._rows[start + place]) for _, score, place in near]
        found.sort(key=lambda one: (-one[0], one[1][0]))
        numbers = _numbers(title)
        return [
            (score, other)
            for score, (_, _, other_title, other) in found[:_NEAREST]
            if _numbers(other_title) == numbers
        ]


def _by_title(record: Record, other: Record, score: float) -> Alike | None:
    same = "same title" if score == 100 else "nearly the same title"
    if languages_differ(record, other):
        return _alike(Likeness.TRANSLATION, other, f"{same}, another language")
    years = [r.published.year if r.published else None for r in (record, other)]
    publishers = [fold(r.publisher or "") for r in (record, other)]
    if all(publishers) and publishers[0] != publishers[1]:
        return None
    if all(years) and years[0] != years[1]:
        return _alike(Likeness.EDITION, other, f"{same}, {years[1]} instead of {years[0]}")
    said = [w for w, v in (("year", years), ("publisher", publishers)) if all(v) and v[0] == v[1]]
    return _alike(Likeness.DUPLICATE, other, f"{same} and {' and '.join(said)}") if said else None


def _alike(likeness: Likeness, other: Record, because: str) -> Alike:
    return Alike(likeness, other.id, because, waits=isinstance(other, Draft))


def _titles(record: Record) -> list[str]:
    return [fold(title) for title in (record.title, *record.alternative_titles)]


def _sorted_words(title: str) -> str:
    return " ".join(sorted(title.split()))


def _numbers(title: str) -> list[str]:
    """Return the numbers in a title that count: `Episode 27` and `Episode 28` are two things."""
    return sorted(re.findall(r"\d+", re.sub(r"\b(?:19|20)\d\d\b", "", title)))


def _marks(record: Record) -> list[str]:
    marks = []
    if record.identifiers:
        marks += [f"DOI {record.identifiers.doi.lower()}"] if record.identifiers.doi else []
        marks += [f"ISBN {isbn.replace('-', '')}" for isbn in record.identifiers.isbn]
    places = (k for k in record.links if k.role in (LinkRole.LANDING, LinkRole.DOWNLOAD))
    return marks + [f"address {address_key(link.url)}" for link in places]
