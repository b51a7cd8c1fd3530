"""What matching gives: where a query matches, with which score, and how it was understood."""

from dataclasses import dataclass, field

import numpy as np

from indexer.backend import Expansion, Notice
from indexer.units import Form, Unit
from indexer.whoosh_files import Floats, Ints, Mask

SQUASH = 10.0
"""A text score s counts s / (s + SQUASH), so that it never outweighs a tier."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a part of a query matches; arrays by document number.

    `typed`: all that was typed is there. `full`: all is there, with the help of the thesaurus.
    `match`: enough is there. `score`: BM25F.
    """

    typed: Mask
    full: Mask
    match: Mask
    score: Floats

    @property
    def rank(self) -> Floats:
        """The score that orders results: the whole number is the tier, the rest the text score."""
        tier: Floats = self.typed.astype(np.float64) + self.full
        return tier + self.score / (self.score + SQUASH)


@dataclass(frozen=True, slots=True)
class Addition:
    """A label that the thesaurus adds for typed words: where it stands, and its scores there."""

    expansion: Expansion
    form: Form
    weight: float
    docs: Ints
    scores: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """What one typed word gives: its own score, and the best of what was added for it."""

    unit: Unit
    typed: Floats
    additions: tuple[Addition, ...] = ()

    @property
    def score(self) -> Floats:
        """The score by document number."""
        added = np.zeros(len(self.typed))
        for each in self.additions:
            added[each.docs] = np.maximum(added[each.docs], each.scores)
        return self.typed + added


@dataclass
class Reading:
    """What was understood: for the searcher, for the snippets and for `--explain`."""

    notices: list[Notice] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def additions(self) -> dict[Form, Addition]:
        """Everything that was added, each once."""
        return {each.form: each for part in self.parts for each in part.additions}

    def tell(self, code: str, text: str) -> None:
        """Leave a notice; the same text is told once."""
        if (notice := Notice(code, text)) not in self.notices:
            self.notices.append(notice)
