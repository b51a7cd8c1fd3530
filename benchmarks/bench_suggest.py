"""How fast suggestions answer while people type, and what they cost to make.

    python -m benchmarks.bench_suggest [ENTRIES]

Types the beginnings of titles, labels and names letter by letter, some with a slip, and prints the
times of one answer, warm, with the time and memory that making the structure takes.
"""

import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeVar

from benchmarks.synthetic import SHIPPED, Maker
from catalog.store import Catalog
from indexer.document import Documents
from indexer.suggest import Completions, lines

ENTRIES = 100_000
TYPED = 5_000
LONGEST = 24
"""Letters after which people have seen what they want."""

T = TypeVar("T")


def typed(texts: list[str], dice: random.Random) -> Iterator[str]:
    """Yield what stands in the search box, letter by letter; every fifth text is wrong."""
    while True:
        text = dice.choice(texts)
        words = text.split()
        text = " ".join(words[dice.randrange(len(words)) :])[:LONGEST]
        if dice.random() < 0.2 and len(text) > 4:
            place = dice.randrange(1, len(text) - 1)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for end in range(1, len(text) + 1):
            yield text[:end]


def timed(make: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds something takes, and what it gives."""
    start = time.perf_counter()
    made = make()
    return time.perf_counter() - start, made


def main(entries: int) -> None:
    """Measure with that many entries."""
    catalog = Catalog(SHIPPED)
    maker, documents = Maker(catalog, seed=1), Documents(catalog.vocabularies)
    titles: list[tuple[str, str]] = []
    authors: Counter[str] = Counter()
    publishers: Counter[tuple[str, str]] = Counter()
    counts: dict[str, Counter[str]] = {name: Counter() for name in catalog.vocabularies}
    for number in range(entries):
        entry = maker.entry(number)
        titles.append((entry.id, entry.title))
        authors.update(entry.authors)
        for facet, values in documents.values(entry).items():
            if facet == "publisher":
                publishers.update(list(values.items()))
            elif facet in counts:
                counts[facet].update(list(values))

    def make() -> Completions:
        return Completions(lines(titles, authors, publishers, counts, catalog.vocabularies))

    seconds, completions = timed(make)
    tracemalloc.start()
    kept = make()
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    dice = random.Random(7)
    labels = [term.label for v in catalog.vocabularies.values() for term in v.terms]
    texts = [title for _, title in titles[:2000]] + labels + list(authors)[:500]
    keys = typed(texts, dice)
    asked = [next(keys) for _ in range(TYPED)]
    took = sorted(timed(lambda text=text: completions.starting_with(text, 8))[0] for text in asked)
    print(f"{entries:,} entries, {TYPED:,} keystrokes, 8 suggestions each")
    print(f"made in {seconds:.2f} s, {memory / 2**20:.0f} MB")
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("worst", 1.0)):
        print(f"{name:<6}{1000 * took[min(len(took) - 1, int(share * len(took)))]:.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
