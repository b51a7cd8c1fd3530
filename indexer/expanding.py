"""What the thesaurus adds to typed words: the labels of the terms they stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from indexer.backend import BROADER_THAN, Expansion
from indexer.document import label_language
from indexer.fields import CLOSE_LABELS
from indexer.found import Addition, Reading
from indexer.scoring import form_scores
from indexer.snapshot import Snapshot
from indexer.sparse import Scores, is_in
from indexer.thesaurus import Meaning, Sense, Thesaurus
from indexer.units import Form, Unit, phrase, plain

SAME = 0.6
"""What is found through the thesaurus counts, beside what was typed."""

CLOSE = 0.3
"""The same for a label that is only close to its term, or means other things as well."""

BROADER = 0.25
"""The same for the term above one that is in few entries."""

FEW = 3
"""With fewer entries than this about a term, the term above it is searched for as well."""

FRAGMENT = 0.1
"""What the words of a label count one without the other, when few entries have what it means."""

RARER = 4
"""A word that so many times fewer entries have than the typed one is not worth adding to it."""

PLENTY = 10
"""A word in so many entries, typed alone, is not also read as something it may not mean."""


class Expander:
    """Looks up the words of one query; what should be told goes into its reading."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus, reading: Reading) -> None:
        self._snapshot = snapshot
        self._thesaurus = thesaurus
        self._reading = reading

    def expanded(
        self, words: Sequence[Unit], typed: Sequence[Scores]
    ) -> tuple[list[Scores], list[list[Addition]]]:
        """Return for each word its scores as typed, and what the labels it is part of add."""
        typed = list(typed)
        added: list[list[Addition]] = [[] for _ in words]
        for meaning in self._meanings(words, typed):
            span = range(meaning.start, meaning.end)
            text = " ".join(words[place].text for place in span)
            senses = meaning.senses
            self._reading.audiences |= {s.term for s in senses if s.facet == "audience"}
            if len(words) == 1 and len(typed[0]) >= PLENTY and not text.isupper():
                senses = tuple(sense for sense in senses if not (sense.close or sense.ambiguous))
            found = self._senses(senses, text)
            for place in span:
                added[place] += found.values()
            if any(each.expansion.reason == BROADER_THAN for each in found.values()):
                self._weaken([place for place in span if words[place].forms], typed)
            self._tell_ambiguous(text, [each for each in found if each in senses])
        for place, unit in enumerate(words):
            added[place] += self._others(unit, len(typed[place]))
        return typed, added

    def _others(self, unit: Unit, often: int) -> Iterator[Addition]:
        """Look for everyday words that say the same as a typed one that so many entries have."""
        for word in self._thesaurus.words.others(unit.chunk) if unit.chunk else ():
            form = phrase(word.text, label_language(word))
            here = form_scores(self._snapshot, None, form)
            if not len(here) or RARER * len(here) < often:
                continue
            close = word.type in CLOSE_LABELS
            reason, weight = ("close to", CLOSE) if close else ("same as", SAME)
            # A rare word for a common thing tells no more than the common one.
            alike = self._snapshot.idf(max(often, len(here))) / self._snapshot.idf(len(here))
            yield _addition(unit.text, word.text, reason, weight * alike, here, form)

    def _weaken(self, places: Sequence[int], typed: list[Scores]) -> None:
        """Let words count little where they are not all: *home* alone is no *dirty home*."""
        everywhere = reduce(
            lambda docs, place: docs[is_in(docs, typed[place].docs)],
            places,
            self._snapshot.live_docs,
        )
        for place in places:
            docs, values = typed[place]
            share = np.where(is_in(docs, everywhere), 1.0, FRAGMENT)
            typed[place] = Scores(docs, values * share, self._snapshot.size)

    def _meanings(self, words: Sequence[Unit], typed: Sequence[Scores]) -> list[Meaning]:
        meanings = self._thesaurus.meanings(plain(words))
        covered = {place for each in meanings for place in range(each.start, each.end)}
        for place, here in enumerate(typed):
            chunk = words[place].chunk
            if place in covered or len(here) or chunk is None or chunk.is_stop:
                continue
            # A word that stands nowhere may be an abbreviation in small letters.
            if senses := self._thesaurus.in_capitals(words[place].text):
                meanings.append(Meaning(place, place + 1, senses))
        return meanings

    def _senses(self, senses: Sequence[Sense], text: str) -> dict[Sense, Addition]:
        """Look for the labels of terms, as entries tagged with a term hold its label.

        What the words are short for, and the short forms of them, are looked for as well.
        """
        stands = {
            sense: {label: self._stands(label) for label in (sense.label, *sense.forms)}
            for sense in senses
        }
        often = {sense: max(map(len, here.values())) for sense, here in stands.items()}
        most = max(often.values(), default=0)
        found: dict[Sense, Addition] = {}
        for sense, labels in stands.items():
            for label, here in labels.items():
                is_own = label == sense.label
                if not len(here) or (is_own and sense.typed):
                    continue
                # A short form and its long form say the same, even when the term is only close.
                close = sense.close and is_own
                weight = SAME
                if close or sense.ambiguous or len(senses) > 1:
                    # Of several meanings the one with more entries is likelier to be meant, and
                    # a place is meant less often than a subject.
                    weight = CLOSE * often[sense] / most
                    if len(senses) > 1 and sense.facet == "jurisdiction":
                        weight /= 2
                reason = "close to" if close else "same as"
                found[replace(sense, label=label)] = _addition(text, label, reason, weight, here)
        if most < FEW and len(senses) == 1:
            found |= self._broader(senses[0], text)
        return found

    def _stands(self, label: str) -> Scores:
        return form_scores(self._snapshot, None, phrase(label))

    def _broader(self, sense: Sense, text: str) -> dict[Sense, Addition]:
        """Look for the nearest term above that any entry has."""
        for label in sense.broader:
            if len(here := self._stands(label)):
                above = replace(sense, label=label)
                return {above: _addition(text, label, BROADER_THAN, BROADER, here)}
        return {}

    def _tell_ambiguous(self, text: str, senses: Sequence[Sense]) -> None:
        names = list(dict.fromkeys(sense.label for sense in senses))
        if len(names) > 1:
            self._reading.tell(
                "ambiguous",
                "“%(typed)s” can mean %(meanings)s. All of them were searched for.",
                typed=text,
                meanings=tuple(names),
            )
        elif names and (other := senses[0].ambiguous):
            self._reading.tell(
                "ambiguous",
                "“%(typed)s” was also read as %(meaning)s. It can mean something else: %(other)s.",
                typed=text,
                meaning=names[0],
                other=other,
            )


def _addition(
    text: str, label: str, reason: str, weight: float, here: Scores, form: Form | None = None
) -> Addition:
    scores = Scores(here.docs, here.values * weight, here.size)
    return Addition(Expansion(text, label, reason), form or phrase(label), weight, scores)
