"""Building, updating and searching: our index beside its peers, as one table.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.bench_search [ENTRIES ...] [--keep FOLDER]     # default: 1000 10000

All engines index the same entries and answer the same queries in turn, in one process: the first
20 entries and the counts of all facets and years, each facet's without its own filter. All words
of one or two must match, two of three. In the row "everything" ours also looks other names up,
fills up short lists, relaxes what finds nothing and makes the passages.
"first" is the first pass over the queries, when nothing is cached. "ratio" is the median over the
queries of their time to ours in the same pass, "sum" compares the sums of all times. Opening and
memory are those of a process that does nothing else, opening the median of some. With `--keep`
indexes stay there, and are not built again.
"""

import argparse
import json
import multiprocessing
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from os import getloadavg
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.peers import KEYWORDS, SHOWN, Fts5, Peer, PlainWhoosh, Tantivy
from benchmarks.synthetic import SHIPPED, Maker
from catalog.model import Entry
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.backend import FacetCount
from indexer.counting import count
from indexer.language import parse
from indexer.matching import Matcher
from indexer.query import Query, Sort
from indexer.ranking import first
from indexer.whoosh_backend import WhooshBackend

QUERIES = 60
ROUNDS = 3
OPENINGS = 5
UPDATES = 5
EVERYTHING = "everything"
STOP_WORDS = "with from that this which their your into also have more than when".split()
"""The engines take different ones: the queries have none."""

COLUMNS = (
    *("build s", "update ms", "open ms", "MB"),
    *("first ms", "p95", "ratio", "query ms", "p95", "ratio", "sum"),
)  # fmt: skip


class Ours(Peer):
    """Our index, doing what the peers do: no passages, no other names, no partial matches."""

    name = "Caseshelf"

    def build(self, entries: Sequence[Entry]) -> None:
        """Index all entries in an empty folder."""
        with WhooshBackend(self.folder, self.vocabularies).writer(rebuild=True) as writer:
            for entry in entries:
                writer.put(entry, entry.id)

    def open(self) -> None:
        """Make ready for answers."""
        self.backend = WhooshBackend(self.folder, self.vocabularies)
        self.backend.status()

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        with self.backend.writer() as writer:
            writer.put(entry, "changed")
        found = self.backend.search(Query.build(f"id:{entry.id}"))
        assert found.hits[0].entry.title == entry.title

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        snapshot = self.backend._open().snapshot
        found = Matcher(snapshot).find(parse(query.text).node, fill=False)
        counted = count(snapshot, found.docs, query)
        docs = found.docs[counted.kept]
        if query.order == Sort.RELEVANCE:
            best = first(SHOWN, -found.rank[counted.kept], snapshot.by_id[docs])
        else:
            best = first(SHOWN, snapshot.rank(query.order)[docs])
        counts = {**counted.facets, "year": counted.years}
        return [snapshot.entry(doc) for doc in docs[best].tolist()], counts


class Everything(Ours):
    """Our search as people use it."""

    name = EVERYTHING

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        found = self.backend.search(query)
        return found.hits, {**found.facets, "year": found.years}


ENGINES: list[type[Peer]] = [Ours, PlainWhoosh, Fts5, Tantivy]
try:
    from benchmarks.xapian_peer import Xapian

    ENGINES.append(Xapian)
except ImportError:
    pass  # main says so


def queries(entries: Sequence[Entry], count: int, seed: int = 3) -> list[Query]:
    """Make queries from the entries' own words.

    One to three words, a tenth of them phrases, a tenth without words; half of them with filters.
    """
    dice = random.Random(seed)
    made = []
    while len(made) < count:
        entry, number = dice.choice(entries), len(made)
        text = entry.title if dice.random() < 0.5 else dice.choice((entry.summary or "").split("."))
        words = [w for w in text.split() if w.isalpha() and len(w) > 3 and w not in STOP_WORDS]
        if len(words) < 3:
            continue
        text = " ".join(dice.sample(words, dice.randint(1, 3)))
        if number % 10 == 4:
            text = ""
        elif number % 10 == 7:
            place = dice.randrange(len(words) - 1)
            text = f'"{words[place]} {words[place + 1]}"'
        filters: dict[str, Sequence[str]] = {}
        years: tuple[int | None, int | None] = None, None
        if number % 2:
            filters = {"kind": [entry.kind], "audience": entry.audiences[:1]}
        if number % 6 == 5 and entry.published:
            years = entry.published.year - 3, entry.published.year + 3
        made.append(Query.build(text, filters, *years))
    return made


Times = dict[str, list[float]]


def timed(engines: Sequence[Peer], asked: Sequence[Query], rounds: int) -> tuple[Times, Times]:
    """Ask every engine every query in turn; milliseconds by engine: first pass, later passes."""
    first: Times = {each.name: [] for each in engines}
    later: Times = {each.name: [] for each in engines}
    for turn in range(rounds + 1):
        for query in asked:
            for each in engines:
                took = seconds(lambda: each.answer(query)) * 1000  # noqa: B023
                (later if turn else first)[each.name].append(took)
    return first, later


def seconds(action: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def alone(engine: type[Peer], folder: Path, asked: Sequence[str]) -> tuple[float, float]:
    """Return how long opening takes, in milliseconds, and the memory after all queries, in MB.

    The memory is what belongs to the process alone, without what it took before the opening.
    """
    peer = engine(folder, Catalog(SHIPPED).vocabularies)
    before = _private()
    opening = seconds(peer.open) * 1000
    for url in asked:
        peer.answer(Query.from_url(url))
    return opening, _private() - before


def _private() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def run(size: int, folder: Path) -> dict[str, float]:
    """Measure one size, print a table, return our figures."""
    catalog = Catalog(SHIPPED)
    maker = Maker(catalog, seed=1)
    entries = [maker.entry(number) for number in range(size)]
    asked = queries(entries, QUERIES)
    built = _built(entries, catalog.vocabularies, folder)
    engines = [engine(folder / engine.name, catalog.vocabularies) for engine in ENGINES]
    figures: dict[str, list[float | None]] = {}
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for each in (*engines, Everything(folder / Ours.name, catalog.vocabularies)):
            engine, urls = (type(each), each.folder), [query.to_url() for query in asked]
            _, memory = pool.apply(alone, (*engine, urls))
            openings = [pool.apply(alone, (*engine, ()))[0] for _ in range(OPENINGS)]
            figures[each.name] = [built.get(each.name), None, median(openings), memory]
    for each in engines:
        each.open()
    first, later = timed(engines, asked, ROUNDS if size < 100_000 else 1)
    _check_same(engines, Query.build(filters=max(asked, key=lambda q: len(q.filters)).filters))
    whole = Everything(folder / Ours.name, catalog.vocabularies)
    whole.open()
    for times, more in zip((first, later), timed([whole], asked, ROUNDS), strict=True):
        times |= more
    for each in engines:
        changed = [e.model_copy(update={"title": f"{e.title} revised"}) for e in entries[:UPDATES]]
        update = [seconds(lambda: each.update(one)) * 1000 for one in changed]  # noqa: B023
        figures[each.name][1] = median(update)
    load = ", ".join(f"{each:.1f}" for each in getloadavg())
    print(f"\n{size:,} entries; load of the machine {load}")
    print(" " * 14 + "".join(f"{column:>10}" for column in COLUMNS))
    mine = later[Ours.name]
    for name, taken in later.items():
        # What was asked in one round only is compared with our times in the first of them.
        sums = sum(taken[: len(mine)]) / sum(mine[: len(taken)])
        row = (
            *figures[name],
            *_passes(first[name], first[Ours.name]),
            *(*_passes(taken, mine), sums),
        )
        print(f"{name:14}" + "".join(map(_cell, row)), flush=True)
    return {
        "build": built[Ours.name],
        "update": figures[Ours.name][1] or 0.0,
        "open": figures[Ours.name][2] or 0.0,
        "query": median(mine),
        EVERYTHING: median(later[EVERYTHING]),
    }


def _passes(taken: Sequence[float], mine: Sequence[float]) -> tuple[float, float, float]:
    """Return median, 95th percentile, and the median of the ratios to our times."""
    ratios = [theirs / own for theirs, own in zip(taken, mine, strict=False)]
    return median(taken), quantiles(taken, n=20)[-1], median(ratios)


def _built(entries: Sequence[Entry], vocabularies: Vocabularies, folder: Path) -> dict[str, float]:
    """Build what is not there yet; return the seconds that each engine took."""
    notes = folder / "built.json"
    built: dict[str, float] = json.loads(notes.read_text()) if notes.exists() else {}
    for engine in ENGINES:
        if engine.name not in built:
            (folder / engine.name).mkdir(parents=True)
            peer = engine(folder / engine.name, vocabularies)
            built[engine.name] = seconds(lambda: peer.build(entries))  # noqa: B023
            notes.write_text(json.dumps(built))
    return built


def _check_same(engines: Sequence[Peer], query: Query) -> None:
    """Raise AssertionError unless all engines count the same; words they read differently."""
    counts = [each.answer(query)[1] for each in engines]
    for name in KEYWORDS:  # of the others some have a group of entries without a value
        numbers = [sorted(_numbers(each[name])) for each in counts]
        assert all(each == numbers[0] for each in numbers), (name, numbers)


def _numbers(found: Any) -> list[int]:
    """Return the counts of one facet as any of the engines gives them, without zeros."""
    if isinstance(found, Mapping) and "buckets" in found:
        return [each["doc_count"] for each in found["buckets"]]
    if isinstance(found, Mapping):
        return [each for each in found.values() if each]
    counts = (each.count if isinstance(each, FacetCount) else each[1] for each in found)
    return [each for each in counts if each]


def _cell(value: float | None) -> str:
    """Return a figure in its column; what a row does not do has none."""
    return f"{'–' if value is None else f'{value:.2f}':>10}"


def main() -> None:
    """Measure all sizes and say how the costs grow."""
    options = argparse.ArgumentParser(description="Measure searching beside other engines.")
    options.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000], metavar="ENTRIES")
    options.add_argument("--keep", type=Path, help="where indexes are kept for the next time")
    given = options.parse_args()
    if ENGINES[-1] is Tantivy:
        print("Xapian is left out: see benchmarks/xapian_peer.py")
    measured: dict[int, dict[str, float]] = {}
    for size in given.sizes:
        with TemporaryDirectory() as folder:
            measured[size] = run(size, (given.keep or Path(folder)) / str(size))
    for small, large in pairwise(given.sizes):
        growth = ", ".join(
            f"{name} × {measured[large][name] / measured[small][name]:.1f}"
            for name in measured[small]
        )
        print(f"\nCaseshelf, {small:,} to {large:,} entries (× {large / small:g}): {growth}")


if __name__ == "__main__":
    main()
