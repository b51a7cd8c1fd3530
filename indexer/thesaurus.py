"""What else typed words mean: the alternative labels of the vocabularies, looked up in a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.vocabulary import Label, Vocabularies
from indexer.analysis import STOP_WORDS, Chunk, chunks, fold, normal, stem
from indexer.document import needs_capitals
from indexer.fields import CLOSE_LABELS, FACETS

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """A term that words can stand for."""

    facet: str
    term: str
    label: str  # the preferred label
    close: bool
    ambiguous: str | None  # what else the words can mean


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words of a query (from `start` up to `end`) that are an alternative label."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class Thesaurus:
    """The alternative labels of all vocabularies, by the words they consist of."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._senses: dict[Key, dict[tuple[str, str], Sense]] = {}
        self._capitals: dict[str, dict[tuple[str, str], Sense]] = {}
        for facet in FACETS:
            if not facet.vocabulary:
                continue
            for term in vocabularies[facet.name].terms:
                own = _key(chunks(normal(term.label)))
                for label in term.labels:
                    self._add(own, facet.name, term.id, term.label, label)
        self._longest = max(map(len, self._senses), default=1)

    def _add(self, own: Key, facet: str, term: str, preferred: str, label: Label) -> None:
        sense = Sense(facet, term, preferred, label.type in CLOSE_LABELS, label.ambiguous)
        if needs_capitals(label):
            self._capitals.setdefault(label.text, {}).setdefault((facet, term), sense)
            return
        key = _key(chunks(normal(label.text)))
        if key and key != own:
            self._senses.setdefault(key, {}).setdefault((facet, term), sense)

    def meanings(self, typed: Sequence[Chunk]) -> list[Meaning]:
        """Find the labels among words that follow one another, the longest first at each place.

        A label inside a longer one that was found is left out.
        """
        found: list[Meaning] = []
        words = [_key((chunk,)) for chunk in typed]
        reached = 0
        for start in range(len(words)):
            key: Key = ()
            best: Meaning | None = None
            for end in range(start + 1, len(words) + 1):
                key += words[end - 1]
                if len(key) > self._longest:
                    break
                senses = dict(self._senses.get(key, {}))
                if end == start + 1:
                    senses |= self._capitals.get(typed[start].text, {})
                if senses:
                    best = Meaning(start, end, tuple(senses.values()))
            if best and best.end > reached:
                found.append(best)
                reached = best.end
        return found

    def in_capitals(self, word: str) -> tuple[Sense, ...]:
        """Return what a word would mean in capitals (`mi`: what `MI` stands for)."""
        return tuple(self._capitals.get(fold(word).upper(), {}).values())


def _key(found: Iterator[Chunk] | Sequence[Chunk]) -> Key:
    return tuple(
        part if part in STOP_WORDS else stem(part) for chunk in found for part in chunk.plain
    )
