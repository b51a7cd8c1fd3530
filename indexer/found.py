"""What matching gives: where a query matches, with which score, and how it was understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from indexer.arrays import Floats, Ints, Mask
from indexer.backend import BROADER_THAN, Expansion, Notice, NoticeValue
from indexer.feedback import Feedback
from indexer.sparse import Scores, added, highest
from indexer.units import Form, Unit

SQUASH = 20.0
"""A text score s counts s / (s + SQUASH), so that it never outweighs a tier."""


@dataclass(frozen=True)
class Found:
    """Where a part of a query matches; the other arrays run parallel to `docs`, ascending.

    `typed`: all that was typed is there. `full`: all is there, with the help of the thesaurus.
    `match`: enough is there; a part of a query also keeps documents where there is less.
    `score`: BM25F.
    """

    docs: Ints
    typed: Mask
    full: Mask
    match: Mask
    score: Floats

    @cached_property
    def rank(self) -> Floats:
        """The score that orders results: the whole number is the tier, the rest the text score."""
        tier: Floats = self.typed.astype(np.float64) + self.full
        return tier + self.score / (self.score + SQUASH)

    def only(self, keep: Mask) -> "Found":
        """Return the part with those documents for which `keep` is True."""
        if keep.all():
            return self
        return Found(
            self.docs[keep], self.typed[keep], self.full[keep], self.match[keep], self.score[keep]
        )

    def place(self, doc: int) -> int:
        """Return where in the arrays a document is that was found."""
        return int(np.searchsorted(self.docs, doc))


@dataclass(frozen=True, slots=True)
class Addition:
    """A label that the thesaurus adds for typed words: where it stands, and its scores there."""

    expansion: Expansion
    form: Form
    weight: float
    scores: Scores


@dataclass(frozen=True)
class Part:
    """What one typed word gives: its own score, and the best of what was added for it."""

    unit: Unit
    typed: Scores
    additions: tuple[Addition, ...] = ()
    light: bool = False
    """Whether it says little, so that no entry must have it."""

    @cached_property
    def score(self) -> Scores:
        """The scores of typed and added together."""
        return self._with(self.additions)

    @cached_property
    def named(self) -> Scores:
        """The same without the terms above: what is only about those does not have the word."""
        named = [each for each in self.additions if each.expansion.reason != BROADER_THAN]
        return self.score if len(named) == len(self.additions) else self._with(named)

    def _with(self, additions: Sequence[Addition]) -> Scores:
        if not additions:
            return self.typed
        best = highest([each.scores for each in additions], self.typed.size)
        return added(self.typed, best)


@dataclass
class Reading:
    """What was understood: for the searcher, for the snippets and for `--explain`."""

    notices: list[Notice] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    learned: list[Feedback] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Typed words that no entry has."""
    audiences: set[str] = field(default_factory=set)
    """Audiences that the words name."""

    @property
    def additions(self) -> dict[Form, Addition]:
        """Everything that was added, each once."""
        return {each.form: each for part in self.parts for each in part.additions}

    def tell(self, code: str, message: str, **values: NoticeValue) -> None:
        """Leave a notice; the same text is told once."""
        if (notice := Notice(code, message, values)) not in self.notices:
            self.notices.append(notice)
