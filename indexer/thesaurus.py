"""What else typed words mean: the labels of the vocabularies, looked up in a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.vocabulary import Label, LabelType, Term, Vocabularies
from indexer.abbreviations import abbreviates
from indexer.analysis import Chunk, chunks, fold, normal
from indexer.document import needs_capitals
from indexer.fields import ABBREVIATIONS, CLOSE_LABELS, FACETS
from indexer.stemming import ENGLISH, LANGUAGES, SPANISH, STOP_WORDS, stem

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


class Thesaurus:
    """The labels of all vocabularies, by the words they consist of."""

    def __init__(self, vocabularies: Vocabularies) -> None:
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
                key = _key(chunks(normal(term.label)))
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
        language = SPANISH if label.type == LabelType.SPANISH else ENGLISH
        key = _key(chunks(normal(label.text)), language)
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
        words = [[_key((chunk,), language) for language in LANGUAGES] for chunk in typed]
        reached = 0
        for start in range(len(words)):
            keys: list[Key] = [() for _ in LANGUAGES]
            best: Meaning | None = None
            for end in range(start + 1, len(words) + 1):
                keys = [key + more for key, more in zip(keys, words[end - 1], strict=True)]
                if len(keys[0]) > self._longest:
                    break
                senses: dict[tuple[str, str], Sense] = {}
                for key in keys:
                    senses = dict(self._senses.get(key, {}))
                    if len(words) == 1:
                        senses |= self._alone.get(key, {})
                    if senses:  # English, the language of the labels, wins
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


def _key(found: Iterator[Chunk] | Sequence[Chunk], language: str = ENGLISH) -> Key:
    return tuple(
        part if part in STOP_WORDS else stem(part, language)
        for chunk in found
        for part in chunk.plain
    )
