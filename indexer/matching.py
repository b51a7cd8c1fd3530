"""Which entries match a query, and how well: of few words nearly all, of a question a part."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from indexer.arrays import Floats, Ints
from indexer.expanding import Expander
from indexer.feedback import feedback
from indexer.found import Addition, Found, Part, Reading
from indexer.language import Either, Every, Node, Not, Phrase, Run, Word, is_plain
from indexer.light_words import is_light
from indexer.questions import LIGHT, WORDS, in_question, is_question
from indexer.scoring import word_scores
from indexer.snapshot import Snapshot
from indexer.sparse import Scores, is_in, union
from indexer.stemming import SPANISH
from indexer.thesaurus import Thesaurus
from indexer.units import Form, Unit, in_each_language, in_order, phrase, units, whole_title

NEAR = 0.3
"""What words that stand together as typed add, in parts of their own scores."""

TITLE = 1.0
"""What being a whole title adds, in parts of the words' scores."""

MANY = 0.15
"""What an entry with all the words of a question gains, in parts of its score."""

ENOUGH = 10
"""With fewer entries than this that have enough of the words, any one of them will do."""


def required(words: int) -> int:
    """Return how many of the different words of a query must match.

    One or two: all. Three or four: all but one. More make a question: any one will do, and
    the score tells which entries have the most to do with it.
    """
    if words <= 2:
        return words
    return words - 1 if words < WORDS else 1


class Matcher:
    """Evaluates one query over one snapshot. Without a thesaurus only what was typed is found."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus | None = None) -> None:
        self._snapshot = snapshot
        self._thesaurus = thesaurus
        self.reading = Reading()

    def find(self, node: Node | None, fill: bool = True) -> Found:
        """Evaluate a query; without words everything matches.

        When nothing has all that is asked for, any of the words will do, and a notice says so.
        With `fill` they do as well when only few entries have enough of plain words.
        """
        if node is None:
            return self._constant(self._snapshot.live_docs)
        found = self._evaluate(node)
        if found is None:
            self.reading.tell(
                "only-common-words",
                "Words as common as these are not searched for, so everything is shown.",
            )
            return self._constant(self._snapshot.live_docs)
        found = found.only(found.match)
        several = isinstance(node, Run) and is_plain(node)
        if len(found.docs) and not (fill and several and len(found.docs) < ENOUGH):
            return found
        strict = self.reading
        self.reading = Reading()
        loose = self._evaluate(_loose(node), any_word=True)
        loose = loose and loose.only(loose.match)
        if loose is None or len(loose.docs) <= len(found.docs):
            self.reading = strict
            return found
        if len(found.docs):
            self.reading.tell(
                "some-words",
                "Few entries have most of the words. Those with some of them are listed as well.",
            )
        else:
            self.reading.tell(
                "relaxed",
                "No entry has everything that was asked for. These have some of the words.",
            )
        return loose

    def _constant(self, docs: Ints) -> Found:
        yes = np.ones(len(docs), bool)
        return Found(docs, yes, yes, yes, np.zeros(len(docs)))

    def _evaluate(self, node: Node, any_word: bool = False, partial: bool = False) -> Found | None:
        """Return where a node matches; None when there is nothing in it to look for.

        With `partial` documents are kept that have less than enough: for a score beside an OR.
        """
        match node:
            case Every(nodes):
                parts = [self._evaluate(n, any_word, partial) for n in nodes]
                return self._joined(np.logical_and, parts, partial)
            case Either(nodes):
                parts = [self._evaluate(n, any_word, partial=True) for n in nodes]
                return self._joined(np.logical_or, parts, partial=True)
            case Not(inner):
                # Only what was typed is excluded, never what the thesaurus would add.
                excluded = Matcher(self._snapshot)._evaluate(inner)
                if excluded is None:
                    return None
                left = self._snapshot.live.copy()
                left[excluded.docs[excluded.match]] = False
                return self._constant(np.flatnonzero(left))
            case Run(nodes):
                return self._run(nodes, any_word, partial)
        return self._run((node,), any_word, partial)

    def _joined(
        self, operator: np.ufunc, parts: Iterable[Found | None], partial: bool
    ) -> Found | None:
        """Return the parts as one; without `partial` only documents that all parts have."""
        found = [part for part in parts if part is not None]
        if len(found) < 2:
            return found[0] if found else None
        if partial:
            docs = union([part.docs for part in found], self._snapshot.size)
        else:
            docs = min((part.docs for part in found), key=len)
            for part in found:
                docs = docs[is_in(docs, part.docs[part.match])]

        def gathered(name: str) -> list[Floats]:
            size = self._snapshot.size
            return [Scores(part.docs, getattr(part, name), size).at(docs) for part in found]

        return Found(
            docs,
            operator.reduce(gathered("typed")),
            operator.reduce(gathered("full")),
            operator.reduce(gathered("match")),
            np.sum(gathered("score"), axis=0),
        )

    def _run(self, nodes: Sequence[Node], any_word: bool, partial: bool) -> Found | None:
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
                    parts.append(self._evaluate(node, any_word, partial))
        others = self._joined(np.logical_and, parts, partial)
        text = nodes[-1].text if isinstance(nodes[-1], Word) else ""
        own = self._words(words, text, any_word, others is None, partial)
        return self._joined(np.logical_and, [own, others], partial)

    def _words(
        self, words: Sequence[Unit], end: str, any_word: bool, alone: bool, partial: bool
    ) -> Found | None:
        """Most of the words must match, each as typed or by what the thesaurus adds for it."""
        typed = [word_scores(self._snapshot, unit) for unit in words]
        additions: Sequence[Sequence[Addition]] = [()] * len(words)
        if self._thesaurus:
            expander = Expander(self._snapshot, self._thesaurus, self.reading)
            typed, additions = expander.expanded(words, typed)
        parts: list[Part] = []
        asks = is_question(words, len({unit.forms for unit in words if unit.forms}), end)
        if asks:
            pairs = [in_question(self._snapshot, *pair) for pair in zip(words, typed, strict=True)]
            words, typed = [unit for unit, _ in pairs], [here for _, here in pairs]
        times = Counter(unit.forms for unit in words if unit.forms)
        seen: set[tuple[Form, ...]] = set()
        unknown: list[str] = []
        hardly: list[str] = []  # light words that no entry has are not worth a line
        for unit, here, added in zip(words, typed, additions, strict=True):
            is_stop = not unit.forms and not added  # in a label it counts as a word
            if is_stop or unit.forms in seen:
                continue
            light = is_light(unit) and not added  # in a label it is as good as another
            if asks:  # a word said twice counts twice
                factor = times[unit.forms] * (LIGHT if light else 1)
                here = Scores(here.docs, here.values * factor, here.size)
            part = Part(unit, here, tuple(added), light)
            if len(part.score):
                seen |= {unit.forms} - {()}
                parts.append(part)
            elif not (unit.chunk and unit.chunk.is_stop):
                (hardly if light else unknown).append(unit.text)
        self.reading.parts += parts
        if unknown := unknown if parts else [*unknown, *hardly]:
            self.reading.unknown += unknown
            listed = ", ".join(f"“{word}”" for word in dict.fromkeys(unknown))
            self.reading.tell("unknown-words", "No entry has the words: %(words)s.", words=listed)
        if not parts:
            nowhere = np.empty(0, np.int64)
            return self._constant(nowhere) if unknown and alone else None
        telling = [part for part in parts if not part.light] or parts
        needed = 1 if any_word or asks else required(min(len(telling), WORDS - 1))
        found, share = self._enough(parts, telling, needed, partial)
        self._add_nearness(found, words, typed)
        return self._question(found, share, alone) if asks else found

    def _question(self, found: Found, share: Floats, alone: bool) -> Found:
        """Rank by score: the more of the words, the better, and words of the best results help."""
        score = found.score * (1 + MANY * share)
        if alone and (learned := feedback(self._snapshot, found.docs, score)):
            self.reading.learned.append(learned)
            score = score + learned.scores.values
        never = np.zeros(len(found.docs), bool)
        return Found(found.docs, never, never, found.match, score)

    def _enough(
        self, parts: Sequence[Part], telling: Sequence[Part], needed: int, partial: bool
    ) -> tuple[Found, Floats]:
        """Return where at least `needed` of the telling words are; with `partial` where any is.

        The second array, parallel to it, tells which share of them it is.
        """
        # Stop words help to match as part of a label, but nobody has to have them.
        must = sum(bool(part.unit.forms) for part in telling)
        # Who has m of n words has at least one of the n - m + 1 rarest.
        rarest = sorted((part.score.docs for part in telling), key=len)
        rarest = rarest[: len(telling) - min(needed, must) + 1]
        any_of = [part.score.docs for part in parts] if partial else rarest
        docs = union(any_of, self._snapshot.size)
        own = sum(bool(part.unit.forms) for part in parts)
        score = np.zeros(len(docs))
        count, full, typed = (np.zeros(len(docs), np.int16) for _ in range(3))
        for part in parts:
            total = part.score.at(docs)
            score += total
            here = total > 0
            if not part.light or telling is parts:
                count += here
            if part.unit.forms:
                full += here if part.named is part.score else part.named.at(docs) > 0
                typed += here if part.score is part.typed else part.typed.at(docs) > 0
        match = (count >= needed) | (full == own)
        found = Found(docs, typed == own, full == own, match, score)
        share = count / len(telling)
        return (found, share) if partial else (found.only(found.match), share[found.match])

    def _single(self, unit: Unit) -> Found:
        score = word_scores(self._snapshot, unit)
        self.reading.parts.append(Part(unit, score))
        if not len(score):
            self.reading.unknown += unit.text.split()
            if unit.scope:
                self.reading.tell(
                    "unknown-words",
                    "No entry has “%(word)s” as %(scope)s.",
                    word=unit.text,
                    scope=unit.scope,
                )
            else:
                self.reading.tell("unknown-words", "No entry has “%(word)s”.", word=unit.text)
        yes = np.ones(len(score), bool)
        return Found(score.docs, yes, yes, yes, score.values)

    def _phrase(self, text: str, scope: str | None) -> Found | None:
        if scope == "id":
            return next((self._single(unit) for unit in units(text, scope)), None)
        if form := phrase(text):
            spanish = phrase(text, SPANISH)
            return self._single(
                Unit(text, scope, (form,), spanish=(spanish,) if spanish != form else ())
            )
        if text.strip():
            self.reading.tell(
                "phrase-ignored", "“%(words)s” has no word that can be searched for.", words=text
            )
        return None

    def _add_nearness(self, found: Found, words: Sequence[Unit], typed: Sequence[Scores]) -> None:
        """Reward words that stand together as they do in the query, most of all as a title."""
        places = [place for place, here in enumerate(typed) if len(here)]
        for first, second in pairwise(places):
            if words[first].forms != words[second].forms:
                for form in in_each_language(in_order, words[first : second + 1]):
                    self._reward(found, None, form, NEAR, (typed[first], typed[second]))
        for form in in_each_language(whole_title, words):
            self._reward(found, "title", form, TITLE, typed)

    def _reward(
        self, found: Found, scope: str | None, form: Form, worth: float, typed: Sequence[Scores]
    ) -> None:
        """Add to the scores of documents where the form stands."""
        docs = self._snapshot.following(scope, form, found.docs)
        if not len(docs):
            return
        bonus = np.sum([here.at(docs) for here in typed], axis=0)
        found.score[np.searchsorted(found.docs, docs)] += worth * bonus


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
