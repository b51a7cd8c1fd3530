"""Which entries match a query, and how well: most words must match, all words come first."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from indexer.backend import Expansion
from indexer.found import Addition, Found, Part, Reading
from indexer.language import Either, Every, Node, Not, Phrase, Run, Word
from indexer.snapshot import Snapshot
from indexer.thesaurus import Meaning, Sense, Thesaurus
from indexer.units import Form, Unit, in_order, phrase, plain, units, whole_title
from indexer.whoosh_files import Floats, Ints, Mask

SAME = 0.6
"""What is found through the thesaurus counts, beside what was typed."""

CLOSE = 0.3
"""The same for a label that is only close to its term, or means other things as well."""

NEAR = 0.3
"""What words that stand together as typed add, in parts of their own scores."""


TITLE = 0.5
"""What being a whole title adds, in parts of the words' scores."""


def required(words: int) -> int:
    """Return how many of the different words of a query must match.

    One or two: all. Three or four: all but one. More: more than half.
    """
    if words <= 2:
        return words
    return words - 1 if words <= 4 else words // 2 + 1


class Matcher:
    """Evaluates one query over one snapshot. Without a thesaurus only what was typed is found."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus | None = None) -> None:
        self._snapshot = snapshot
        self._thesaurus = thesaurus
        self.reading = Reading()

    def find(self, node: Node | None) -> Found:
        """Evaluate a query; without words everything matches.

        When nothing has all that is asked for, any of the words will do, and a notice says so.
        """
        if node is None:
            return self._constant(self._snapshot.live)
        found = self._evaluate(node)
        if found is None:
            self.reading.tell(
                "only-common-words",
                "Words as common as these are not searched for, so everything is shown.",
            )
            return self._constant(self._snapshot.live)
        if found.match.any():
            return found
        strict = self.reading
        self.reading = Reading()
        loose = self._evaluate(_loose(node), any_word=True)
        if loose is None or not loose.match.any():
            self.reading = strict
            return found
        self.reading.tell(
            "relaxed", "No entry has everything that was asked for. These have some of the words."
        )
        return loose

    def _constant(self, mask: Mask) -> Found:
        return Found(mask, mask, mask, np.zeros(self._snapshot.size))

    def _evaluate(self, node: Node, any_word: bool = False) -> Found | None:
        """Return where a node matches; None when there is nothing in it to look for."""
        match node:
            case Every(nodes):
                return _joined(np.logical_and, [self._evaluate(n, any_word) for n in nodes])
            case Either(nodes):
                return _joined(np.logical_or, [self._evaluate(n, any_word) for n in nodes])
            case Not(inner):
                # Only what was typed is excluded, never what the thesaurus would add.
                excluded = Matcher(self._snapshot)._evaluate(inner)
                return excluded and self._constant(self._snapshot.live & ~excluded.match)
            case Run(nodes):
                return self._run(nodes, any_word)
        return self._run((node,), any_word)

    def _run(self, nodes: Sequence[Node], any_word: bool) -> Found | None:
        words = [
            unit for n in nodes if isinstance(n, Word) and not n.scope for unit in units(n.text)
        ]
        if len(words) > 2 and all(unit.text.isupper() for unit in words):
            # Everything is in capitals: they do not mark abbreviations.
            words = [each for unit in words for each in units(unit.text, capitals=False)]
        parts: list[Found | None] = []
        for node in nodes:
            match node:
                case Word(text, str(scope)):
                    parts += [self._single(unit) for unit in units(text, scope) if unit.forms]
                case Phrase(text, scope):
                    parts.append(self._phrase(text, scope))
                case Word():
                    pass
                case _:
                    parts.append(self._evaluate(node, any_word))
        others = _joined(np.logical_and, parts)
        return _joined(np.logical_and, [self._words(words, any_word, others is None), others])

    def _words(self, words: Sequence[Unit], any_word: bool, alone: bool) -> Found | None:
        """Most of the words must match, each as typed or by what the thesaurus adds for it."""
        typed = [self._typed(unit) for unit in words]
        additions = self._additions(words, typed)
        size = self._snapshot.size
        seen: set[tuple[Form, ...]] = set()
        unknown: list[str] = []
        score, count, typed_count = np.zeros(size), np.zeros(size, int), np.zeros(size, int)
        for unit, here, added in zip(words, typed, additions, strict=True):
            if not unit.forms or unit.forms in seen:  # a stop word, or said twice
                continue
            part = Part(unit, here, tuple(added))
            total = part.score
            if total.any():
                seen.add(unit.forms)
                self.reading.parts.append(part)
                typed_count += here > 0
                count += total > 0
                score += total
            elif not (unit.chunk and unit.chunk.is_stop):
                unknown.append(f"“{unit.text}”")
        if unknown:
            listed = ", ".join(dict.fromkeys(unknown))
            self.reading.tell("unknown-words", f"No entry has the words: {listed}.")
        if not seen:
            return self._constant(np.zeros(size, bool)) if unknown and alone else None
        score += self._nearness(words, typed)
        needed = 1 if any_word else required(len(seen))
        return Found(typed_count == len(seen), count == len(seen), count >= needed, score)

    def _single(self, unit: Unit) -> Found:
        score = self._typed(unit)
        self.reading.parts.append(Part(unit, score))
        mask = score > 0
        if not mask.any():
            place = f" as {unit.scope}" if unit.scope else ""
            self.reading.tell("unknown-words", f"No entry has “{unit.text}”{place}.")
        return Found(mask, mask, mask, score)

    def _phrase(self, text: str, scope: str | None) -> Found | None:
        if scope == "id":
            return next((self._single(unit) for unit in units(text, scope)), None)
        if form := phrase(text):
            return self._single(Unit(text, scope, (form,)))
        if text.strip():
            self.reading.tell("phrase-ignored", f"“{text}” has no word that can be searched for.")
        return None

    def _typed(self, unit: Unit) -> Floats:
        """Return the score of a typed word by document number; 0 where it is not."""
        score = np.zeros(self._snapshot.size)
        for form in unit.forms:
            docs, scores = self._form(unit.scope, form)
            score[docs] = np.maximum(score[docs], scores)
        return score

    def _form(self, scope: str | None, form: Form) -> tuple[Ints, Floats]:
        """Return where tokens stand as they follow one another, and their mean score there."""
        if len(form) == 1:
            return self._snapshot.term(scope, form[0][0])
        docs = self._snapshot.following(scope, form)
        score = np.zeros(len(docs))
        for token, _ in form if len(docs) else ():
            having, scores = self._snapshot.term(scope, token)
            score += scores[np.searchsorted(having, docs)]
        return docs, score / len(form)

    def _additions(self, words: Sequence[Unit], typed: Sequence[Floats]) -> list[list[Addition]]:
        """Return for each word what the labels it is part of add."""
        added: list[list[Addition]] = [[] for _ in words]
        if self._thesaurus is None:
            return added
        meanings = self._thesaurus.meanings(plain(words))
        covered = {place for each in meanings for place in range(each.start, each.end)}
        for place, here in enumerate(typed):
            chunk = words[place].chunk
            if place in covered or here.any() or chunk is None or chunk.is_stop:
                continue
            # A word that stands nowhere may be an abbreviation in small letters.
            if senses := self._thesaurus.in_capitals(words[place].text):
                meanings.append(Meaning(place, place + 1, senses))
        for meaning in meanings:
            text = " ".join(unit.text for unit in words[meaning.start : meaning.end])
            found = self._senses(meaning.senses, text)
            for each in added[meaning.start : meaning.end]:
                each += found.values()
            self._tell_ambiguous(text, tuple(found))
        return added

    def _senses(self, senses: Sequence[Sense], text: str) -> dict[Sense, Addition]:
        """Look for the labels of terms; entries tagged with a term hold its label."""
        stands = {s: self._form(None, form) for s in senses if (form := phrase(s.label))}
        most = max((len(docs) for docs, _ in stands.values()), default=0)
        found: dict[Sense, Addition] = {}
        for sense, (docs, scores) in stands.items():
            if not len(docs):
                continue
            # Of several meanings the one with more entries is likelier to be meant.
            uncertain = sense.close or sense.ambiguous or len(senses) > 1
            weight = CLOSE * len(docs) / most if uncertain else SAME
            expansion = Expansion(text, sense.label, "close to" if sense.close else "same as")
            found[sense] = Addition(expansion, phrase(sense.label), weight, docs, scores * weight)
        return found

    def _tell_ambiguous(self, text: str, senses: Sequence[Sense]) -> None:
        names = list(dict.fromkeys(sense.label for sense in senses))
        if len(names) > 1:
            message = f"“{text}” can mean {' or '.join(names)}. All of them were searched for."
        elif names and (other := senses[0].ambiguous):
            message = f"“{text}” was also read as {names[0]}. It can mean something else: {other}."
        else:
            return
        self.reading.tell("ambiguous", message)

    def _nearness(self, words: Sequence[Unit], typed: Sequence[Floats]) -> Floats:
        """Reward words that stand together as they do in the query, most of all as a title."""
        bonus = np.zeros(self._snapshot.size)
        places = [place for place, here in enumerate(typed) if here.any()]
        for first, second in pairwise(places):
            both = np.minimum(typed[first], typed[second])
            if words[first].forms != words[second].forms and both.any():
                form = in_order(plain(words[first : second + 1]))
                docs = self._snapshot.following(None, form)
                bonus[docs] += NEAR * (typed[first][docs] + typed[second][docs])
        if form := whole_title(plain(words)):
            docs = self._snapshot.following("title", form)
            bonus[docs] += TITLE * np.sum([here[docs] for here in typed], axis=0)
        return bonus


def _joined(operator: np.ufunc, parts: Iterable[Found | None]) -> Found | None:
    found = [part for part in parts if part is not None]
    if len(found) < 2:
        return found[0] if found else None
    return Found(
        operator.reduce([part.typed for part in found]),
        operator.reduce([part.full for part in found]),
        operator.reduce([part.match for part in found]),
        np.sum([part.score for part in found], axis=0),
    )


def _loose(node: Node) -> Node:
    """Return what is asked for when nothing has it all: the words alone, wherever they are."""
    match node:
        case Word(text) | Phrase(text):
            return Run(tuple(Word(word) for word in text.split()))
        case Every(nodes) | Run(nodes):
            flat: list[Node] = []
            for each in map(_loose, nodes):
                flat += each.nodes if isinstance(each, Run) else (each,)
            return Run(tuple(flat))
        case Either(nodes):
            return Either(tuple(map(_loose, nodes)))
    return node
