"""A knowledge base of any size for benchmarks: made-up entries that look like real ones.

The first n entries of a larger knowledge base are those of a smaller one with the same seed.
Titles and summaries are real English; publishers and terms follow Zipf's law, as in real catalogs.

    python -m benchmarks.synthetic FOLDER ENTRIES
"""

import random
import shutil
import sys
from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks.english import sentences
from catalog.canonical import canonical_text
from catalog.model import Entry
from catalog.store import Catalog

SHIPPED = Path(__file__).resolve().parent.parent / "kb"
PLACES = "Northfield Eastmoor Westbrook Southgate Lakeview Riverton Hillcrest Oakdale".split()
BODIES = ("Children's Bureau", "Safeguarding Partnership", "Family Institute", "Practice Centre")

T = TypeVar("T")


class Zipf(Generic[T]):
    """Draws items so that the k-th is drawn in proportion to 1/k**power."""

    def __init__(self, items: Sequence[T], power: float = 0.9) -> None:
        self.items = items
        self.weights = list(accumulate(1 / (k + 1) ** power for k in range(len(items))))

    def draw(self, dice: random.Random) -> T:
        """Return one item."""
        return self.items[bisect(self.weights, dice.random() * self.weights[-1])]

    def several(self, dice: random.Random, most: int) -> list[T]:
        """Return one to `most` different items."""
        return list(dict.fromkeys(self.draw(dice) for _ in range(dice.randint(1, most))))


def _names(text: str) -> list[str]:
    return [word for word in text.split() if word.istitle() and word.isalpha() and len(word) > 4]


class Maker:
    """Makes entries one after the other."""

    def __init__(self, catalog: Catalog, seed: int) -> None:
        self.dice = random.Random(seed)
        shuffled = random.Random(3)

        def terms(scheme: str) -> Zipf[str]:
            ids = [term.id for term in catalog.vocabularies[scheme].terms]
            shuffled.shuffle(ids)
            return Zipf(ids)

        self.sentences = sentences()
        self.names = Zipf(sorted({word for text in self.sentences for word in _names(text)}))
        self.publishers = Zipf([f"{p} {b}" for p in PLACES for b in BODIES])
        self.terms = {scheme: terms(scheme) for scheme in catalog.vocabularies}
        labels = [
            label.text for term in catalog.vocabularies["topic"].terms for label in term.labels
        ]
        self.labels = Zipf(labels, 0.5)

    def _sentence(self) -> str:
        text = self.dice.choice(self.sentences)
        if self.dice.random() < 0.2:
            text += f", with {self.labels.draw(self.dice)}"
        return text[0].upper() + text[1:] + "."

    def entry(self, number: int) -> Entry:
        """Return entry number `number`; call with 0, 1, 2, ... for repeatable results."""
        dice = self.dice
        title = " ".join(dice.choice(self.sentences).split()[:12])
        year = min(2026, 2027 - int(dice.expovariate(0.12)))
        return Entry.model_validate(
            {
                "id": f"entry-{number:07}",
                "title": f"{title[0].upper()}{title[1:]} {number}",
                "summary": " ".join(self._sentence() for _ in range(dice.randint(4, 14))),
                "kind": self.terms["kind"].draw(dice),
                "authors": [f"{self.names.draw(dice)} {self.names.draw(dice)}"],
                "publisher": self.publishers.draw(dice),
                "published": str(year) if dice.random() < 0.9 else None,
                "languages": ["es" if dice.random() < 0.05 else "en"],
                "jurisdictions": self.terms["jurisdiction"].several(dice, 2),
                "topics": self.terms["topic"].several(dice, 4),
                "audiences": self.terms["audience"].several(dice, 3),
                "format": self.terms["format"].draw(dice),
                "access": self.terms["access"].draw(dice),
                "length": {"pages": dice.randint(1, 120)},
                "links": [{"role": "landing", "url": f"https://library.example/{number}"}],
                "added": date(2020, 1, 1) + timedelta(days=dice.randint(0, 2400)),
            }
        )


def make(folder: Path, entries: int, seed: int = 1) -> Catalog:
    """Write a knowledge base with that many entries into an empty or new folder."""
    shutil.copytree(SHIPPED / "vocabularies", folder / "vocabularies")
    (folder / "entries").mkdir()
    catalog = Catalog(folder)
    maker = Maker(catalog, seed)
    for number in range(entries):
        entry = maker.entry(number)
        catalog.path(entry.id).write_text(canonical_text(entry), encoding="utf-8")
    return catalog


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
