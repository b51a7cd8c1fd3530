"""What else typed words mean: the labels of the vocabularies, looked up in a query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from catalog.vocabulary import WORDS, Label, Term, Vocabularies
from indexer.abbreviations import abbreviates
from indexer.analysis import Chunk, chunks, fold, normal
from indexer.document import label_language, needs_capitals
from indexer.everyday_words import EverydayWords
from indexer.fields import ABBREVIATIONS, CLOSE_LABELS, FACETS
from indexer.stemming import ENGLISH, SPANISH, STOP_WORDS, stem

Key = tuple[str, ...]

SUBJECTS = ("topic", "audience")
"""Facets whose everyday words (visits, contact) are looked up beside other words, too.

Those of the others (play, show, act, form) only count when nothing else is typed.
"""


@dataclass(frozen=True, slots=True)
class Sense:
    """A term that words can stand for."""

    facet: str
    term: str
    label: str  # the preferred label
    close: bool
    ambiguous: str | None  # what else the words can mean
    broader: tuple[str, ...] = ()  # the preferred labels of the terms above, nearest first
    typed: bool = False  # the words are the preferred label itself
    forms: tuple[str, ...] = ()  # what the words are short for, or their short forms


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words of a query (from `start` up to `end`) that are a label."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class _Reading(NamedTuple):
    """A way to read words: their language, and whether everyday words that say the same are one."""

    language: str
    everyday: bool


_READINGS = _Reading(ENGLISH, True), _Reading(SPANISH, False), _Reading(SPANISH, True)
"""How typed words are read, in turn: as English, in which labels are unless they are marked as
Spanish; as a Spanish label; as Spanish for the words of an English label."""


class Thesaurus:
    """The labels of all vocabularies, by the words they consist of."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.words = EverydayWords(vocabularies.get(WORDS))
        self._senses: dict[Key, dict[tuple[str, str], Sense]] = {}
        self._capitals: dict[str, dict[tuple[str, str], Sense]] = {}
        self._alone: dict[Key, dict[tuple[str, str], Sense]] = {}
        for facet in FACETS:
            if not facet.vocabulary:
                continue
            vocabulary = vocabularies[facet.name]
            for term in vocabulary.terms:
                broader = tuple(map(vocabulary.label, vocabulary.ancestors(term.id)))
                own = Sense(facet.name, term.id, term.label, False, None, broader, typed=True)
                key = self._key(chunks(normal(term.label)), _READINGS[0])
                for label in term.labels:
                    self._add(key, replace(own, forms=_other_forms(label, term)), label)
                own = replace(own, forms=_other_forms(Label(text=term.label), term))
                if key and (broader or own.forms or facet.name == "audience"):
                    self._senses.setdefault(key, {}).setdefault((facet.name, term.id), own)
        self._longest = max(map(len, self._senses), default=1)

    def _add(self, own: Key, term: Sense, label: Label) -> None:
        close = label.type in CLOSE_LABELS
        sense = replace(term, close=close, ambiguous=label.ambiguous, typed=False)
        name = term.facet, term.term
        if needs_capitals(label):
            self._capitals.setdefault(label.text, {}).setdefault(name, sense)
            return
        reading = _READINGS[label_language(label) == SPANISH]
        key = self._key(chunks(normal(label.text)), reading)
        if not key or key == own:
            return
        everyday = label.ambiguous and len(key) == 1 and term.facet not in SUBJECTS
        place = self._alone if everyday else self._senses
        place.setdefault(key, {}).setdefault(name, sense)

    def meanings(self, typed: Sequence[Chunk]) -> list[Meaning]:
        """Find the labels among words that follow one another, the longest first at each place.

        A label inside a longer one that was found is left out.
        """
        found: list[Meaning] = []
        words = [[self._key((chunk,), reading) for reading in _READINGS] for chunk in typed]
        reached = 0
        for start in range(len(words)):
            keys: list[Key] = [() for _ in _READINGS]
            best: Meaning | None = None
            for end in range(start + 1, len(words) + 1):
                keys = [key + more for key, more in zip(keys, words[end - 1], strict=True)]
                if len(keys[0]) > self._longest:
                    break
                senses: dict[tuple[str, str], Sense] = {}
                for key in keys:  # the first reading that means something wins
                    senses = dict(self._senses.get(key, {}))
                    if len(words) == 1:
                        senses |= self._alone.get(key, {})
                    if senses:
                        break
                if end == start + 1:
                    senses |= self._capitals.get(typed[start].text, {})
                if senses:
                    # A term's own label is not another name for a second term as well.
                    known = [each for each in senses.values() if not each.typed]
                    best = Meaning(start, end, tuple(known or senses.values()))
            if best and best.end > reached:
                found.append(best)
                reached = best.end
        return found

    def _key(self, found: Iterable[Chunk], reading: "_Reading") -> Key:
        """Return what a label of these words is looked up by."""
        return tuple(self._part(part, reading) for chunk in found for part in chunk.plain)

    def _part(self, part: str, reading: "_Reading") -> str:
        token = part if part in STOP_WORDS else stem(part, reading.language)
        if token in STOP_WORDS:  # CANS is no *can*
            return part
        return self.words.first(token) if reading.everyday else token

    def in_capitals(self, word: str) -> tuple[Sense, ...]:
        """Return what a word would mean in capitals (`mi`: what `MI` stands for)."""
        return tuple(self._capitals.get(fold(word).upper(), {}).values())


def _other_forms(label: Label, term: Term) -> tuple[str, ...]:
    """Return what a label of a term is short for, or the short forms of it."""
    if label.type in ABBREVIATIONS:
        return tuple(each.text for each in term.labels if abbreviates(label.text, each.text))
    short = (each for each in term.labels if each.type in ABBREVIATIONS)
    return tuple(
        each.text
        for each in short
        if not needs_capitals(each) and abbreviates(each.text, label.text)
    )
