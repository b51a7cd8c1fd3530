"""Building, updating and loading the index: ours beside plain Whoosh, SQLite FTS5 and tantivy.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.bench_build [ENTRIES ...]        # default: 1000 10000

All build from the same entries in memory, one after the other; ours with one process and with one
to a processor. "CPU s" is what all its processes took of the processors: on a machine that has
other things to do it says more than the clock. "same words" is Whoosh's own writer given what ours
is given: all fields, labels and tokens. Then single entries are changed, each until it can be
found, and the catalog is read from its files.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from multiprocessing import get_context
from os import getloadavg
from pathlib import Path
from shutil import rmtree
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from whoosh import fields, index
from whoosh.analysis import Token, Tokenizer

from benchmarks.peers import Fts5, PlainWhoosh, Tantivy
from benchmarks.synthetic import SHIPPED, Maker, make
from catalog.inventory import take_inventory
from catalog.model import Entry
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from catalog.yaml_file import read_document, validate
from indexer import batch
from indexer.analysis import tokens
from indexer.document import Documents
from indexer.query import Query
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend
from indexer.whoosh_files import schema
from indexer.whoosh_writer import columns, keywords

PROCESSES = len(os.sched_getaffinity(0))
UPDATES = 1000
QUERIES = ("parent safety plan", "library", "neglect court report", "id:entry-0000007", "")


def processes(number: int) -> None:
    """Have our index built by so many processes."""
    batch._processors = lambda: number


def ours(number: int, entries: Sequence[Entry], folder: Path, known: Vocabularies) -> None:
    """Build our index."""
    processes(number)
    with WhooshBackend(folder, known).writer(rebuild=True) as writer:
        for entry in entries:
            writer.put(entry, entry.id)


class OurWords(Tokenizer):  # type: ignore[misc]
    """Cuts texts as we do, for Whoosh's own writer."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Yield the tokens of a text."""
        token = Token(positions=True)
        for token.text, token.pos in tokens(value)[0]:
            token.boost = 1.0
            yield token


def whoosh_same_words(entries: Sequence[Entry], folder: Path, known: Vocabularies) -> None:
    """Build with Whoosh's own writer from what ours is given."""
    table = schema()
    for name, field in list(table.items()):
        if isinstance(field, fields.TEXT):
            table.remove(name)
            table.add(name, fields.TEXT(analyzer=OurWords()))
    documents = Documents(known)
    writer = index.create_in(str(folder), table).writer(limitmb=256)
    for entry in entries:
        document = documents.make(entry, entry.id)
        texts: dict[str, list[str]] = {}
        for passage in chain(document.texts, *document.labels.values()):
            texts.setdefault("words", []).append(passage.text)
            if passage.scope:
                texts.setdefault(f"scope_{passage.scope}", []).append(passage.text)
        made: dict[str, Any] = {"body": document.body}
        made |= {name: value.encode() for name, value in columns(document).items()}
        made |= {name: " ".join(terms) for name, terms in keywords(document).items()}
        made |= {name: "\n".join(some) for name, some in texts.items()}
        writer.add_document(**made)
    writer.commit()


def peer(
    engine: Any, entries: Sequence[Entry], folder: Path, known: Vocabularies, **settings: Any
) -> None:
    """Build another engine's index."""
    engine(folder, known).build(entries, **settings)


Build = Callable[[Sequence[Entry], Path, Vocabularies], None]
ONE = "Caseshelf, 1 process"
BUILDS: dict[str, Build] = {
    ONE: partial(ours, 1),
    f"Caseshelf, {PROCESSES} processes": partial(ours, PROCESSES),
    "SQLite FTS5": partial(peer, Fts5),
    "tantivy, 1 thread": partial(peer, Tantivy),
    f"Whoosh, {PROCESSES} processes, parts": partial(
        peer, PlainWhoosh, procs=PROCESSES, multisegment=True
    ),
    "Whoosh": partial(peer, PlainWhoosh),
    "Whoosh, same words": whoosh_same_words,
    "Caseshelf, 1 process, again": partial(ours, 1),
}


def seconds(action: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def processor_seconds() -> float:
    """Return what this process and those it has waited for took so far: load matters less."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def show(name: str, taken: float, note: str = "") -> None:
    """Print one figure."""
    print(f"  {name:38}{taken:10.3f} s   {note}", flush=True)


def build(entries: Sequence[Entry], folder: Path, known: Vocabularies) -> None:
    """Build with each engine; ours with one process twice, as its words are new the first time."""
    print(f"  {'':34}{'seconds':>9}{'x ours':>8}{'CPU s':>8}{'x ours':>8}{'bytes an entry':>16}")
    ours_taken: tuple[float, float] | None = None
    for name, function in BUILDS.items():
        (folder / name).mkdir()
        used = processor_seconds()
        taken = seconds(lambda: function(entries, folder / name, known))  # noqa: B023
        used = processor_seconds() - used
        ours_taken = ours_taken or (taken, used)
        size = sum(p.stat().st_size for p in (folder / name).rglob("*") if p.is_file())
        print(
            f"  {name:34}{taken:9.2f}{taken / ours_taken[0]:8.2f}"
            f"{used:8.2f}{used / ours_taken[1]:8.2f}{size / len(entries):16,.0f}",
            flush=True,
        )


def update(entries: Sequence[Entry], folder: Path, known: Vocabularies) -> None:
    """Change entries one by one, each until it can be found; ask queries before and after."""
    processes(PROCESSES)
    backend = WhooshBackend(folder, known)

    def ask() -> float:
        times = [seconds(lambda: backend.search(Query.build(q))) for q in QUERIES * 9]  # noqa: B023
        return median(times[len(QUERIES) :])

    before, parts = ask(), len(backend._open().reader.segments)
    taken, most = [], 0
    for number in range(UPDATES):
        entry = entries[number * 7919 % len(entries)]
        changed = entry.model_copy(update={"title": f"Revised {entry.title}"})

        def change() -> None:
            with backend.writer() as writer:
                writer.put(changed, "changed")  # noqa: B023
            found = backend.search(Query.build(f"id:{changed.id}"))  # noqa: B023
            assert found.hits[0].entry.title == changed.title  # noqa: B023

        taken.append(seconds(change))
        most = max(most, len(backend._open().reader.segments))
    show("one change, until it is found", median(taken), f"p95 {quantiles(taken, n=20)[-1]:.3f} s")
    print(f"  slowest of {UPDATES:,}: {max(taken):.3f} s; {parts} parts before, {most} at most")
    show("a query before", before)
    show("a query after", ask())


def load(size: int, folder: Path) -> None:
    """Read a catalog from its files: what each step takes, then all of it."""
    catalog = make(folder / "kb", size)
    ids = catalog.ids()
    show("list and checksum all files", seconds(lambda: take_inventory(catalog)))
    documents: list[Any] = []
    paths = [catalog.path(entry_id) for entry_id in ids]
    show("read YAML", seconds(lambda: documents.extend(map(read_document, paths))))
    show("validate", seconds(lambda: [validate(each, Entry) for each in documents]))
    documents.clear()
    for number in dict.fromkeys((1, PROCESSES)):
        with get_context("spawn").Pool(1) as pool:
            taken, own, other = pool.apply(first_start, (folder, number))
        memory = f"memory {own:.0f} MB" + (f", and {other:.0f} MB in each" if number > 1 else "")
        show(f"first start, {number} processes", taken, memory)
    with get_context("spawn").Pool(1) as pool:
        show("later start, nothing changed", pool.apply(later_start, (folder,)))


def first_start(folder: Path, number: int) -> tuple[float, float, float]:
    """Return the seconds a first start takes, and the memory in MB: its own, of others."""
    processes(number)
    rmtree(folder / "index", ignore_errors=True)
    taken = later_start(folder)
    status = Path("/proc/self/status").read_text().splitlines()
    own = next(line for line in status if line.startswith("VmHWM"))
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return taken, int(own.split()[1]) / 1024, others / 1024


def later_start(folder: Path) -> float:
    """Return the seconds that opening a catalog and its index takes."""

    def start() -> None:
        catalog = Catalog(folder / "kb")
        sync(catalog, WhooshBackend(folder / "index", catalog.vocabularies))

    return seconds(start)


def main(sizes: Sequence[int]) -> None:
    """Measure all sizes."""
    catalog = Catalog(SHIPPED)
    for size in sizes:
        maker = Maker(catalog, seed=1)
        entries = [maker.entry(number) for number in range(size)]
        with TemporaryDirectory() as folder:
            print(f"\n{size:,} entries; load of the machine {getloadavg()[0]:.1f}\n Build")
            build(entries, Path(folder), catalog.vocabularies)
            print(f" Updates; load of the machine {getloadavg()[0]:.1f}")
            update(entries, Path(folder, f"Caseshelf, {PROCESSES} processes"), catalog.vocabularies)
            entries.clear()
            print(f" Loading; load of the machine {getloadavg()[0]:.1f}")
            load(size, Path(folder))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10_000])
