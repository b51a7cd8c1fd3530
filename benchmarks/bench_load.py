"""How long it takes to load the catalog: the files alone, our strict reader, and its peers.

    python -m benchmarks.bench_load [ENTRIES ...]        # default: 1000 10000

Every row reads the same texts from memory, except the last ones, which use the files. Medians of
the rounds; the rounds of all rows alternate, so that a busy moment hits them alike.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import yaml

from benchmarks.synthetic import make
from catalog.canonical import canonical_text
from catalog.checks import run
from catalog.inventory import read_inventory, take_inventory, write_inventory
from catalog.model import Entry
from catalog.store import Catalog
from catalog.strict_yaml import load
from catalog.yaml_file import validate

ROUNDS = 5
OURS = "strict_yaml.load"
"""The row that the last column compares with."""

PURE_PYTHON_LIMIT = 1000
"""More entries than this are not read with the pure Python loader: it would take minutes."""

SETTLED = 2**62
"""A moment long after the files were written, in nanoseconds."""

Row = tuple[str, Callable[[], object]]


def rows(catalog: Catalog) -> Iterable[Row]:
    """Yield what is measured, by name."""
    paths = [catalog.path(entry_id) for entry_id in catalog.ids()]
    texts = [path.read_text("utf-8") for path in paths]
    documents = [load(text, path) for text, path in zip(texts, paths, strict=True)]
    entries = [validate(document, Entry) for document in documents]
    as_json = [json.dumps(document.data) for document in documents]

    def each(function: Callable[[Any], object], items: list[Any]) -> Callable[[], object]:
        def all_of_them() -> None:
            for item in items:
                function(item)

        return all_of_them

    yield "json.loads (peer)", each(json.loads, as_json)
    yield "yaml.load, CBaseLoader (peer)", each(lambda t: yaml.load(t, yaml.CBaseLoader), texts)
    yield "yaml.load, CSafeLoader (peer)", each(lambda t: yaml.load(t, yaml.CSafeLoader), texts)
    if len(texts) <= PURE_PYTHON_LIMIT:
        yield "yaml.safe_load, pure Python (peer)", each(yaml.safe_load, texts)
    file = Path("entry.yaml")
    yield OURS, each(lambda text: load(text, file), texts)
    yield "validate into Entry", each(lambda document: validate(document, Entry), documents)
    yield "canonical_text", each(canonical_text, entries)
    yield "read the files' bytes", each(Path.read_bytes, paths)
    yield "Catalog.load (files to entries)", catalog.load
    yield "all checks (kb check)", lambda: run(catalog.folder, date(2026, 1, 15))
    inventory = take_inventory(catalog, now=SETTLED)
    kept = catalog.folder / "inventory.txt"
    yield "look at the files, reading all", lambda: take_inventory(catalog)
    yield "look at the files, none touched", lambda: take_inventory(catalog, inventory)
    yield "keep what is known of them", lambda: write_inventory(kept, inventory)
    yield "read what was kept", lambda: read_inventory(kept)


def measure(measured: list[Row]) -> dict[str, float]:
    """Return the median seconds of each row."""
    gc.collect()
    gc.freeze()  # what the rows read from must not slow down whoever allocates most
    seconds: dict[str, list[float]] = {name: [] for name, _ in measured}
    for _ in range(ROUNDS):
        for name, function in measured:
            start = perf_counter()
            function()
            seconds[name].append(perf_counter() - start)
    return {name: median(times) for name, times in seconds.items()}


def main(sizes: list[int]) -> None:
    """Print one table a size."""
    for size in sizes:
        with TemporaryDirectory() as folder:
            print(f"\n{size:,} entries, median of {ROUNDS} rounds")
            found = measure(list(rows(make(Path(folder), size))))
            for name, median_seconds in found.items():
                thousand = median_seconds / size * 1000
                ratio = median_seconds / found[OURS]
                print(
                    f"  {name:36}{median_seconds:8.3f} s{thousand:8.3f} s per 1,000{ratio:8.2f} x"
                )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000])
