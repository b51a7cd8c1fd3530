"""Building, updating and searching: our index beside plain Whoosh and SQLite FTS5.

    python -m benchmarks.bench_search [ENTRIES ...]        # default: 1000 10000

All engines index the same entries and answer the same queries in turn: the ids of the first 20 and
the counts of the same four facets, each facet's counts without its own filter. Ours does more than
asked in the same time (nine facets, the years, passages with marks, whole entries); the row
"without words" is filters alone. Queries run once unmeasured, then `ROUNDS` times.
"""

import random
import sqlite3
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from whoosh import fields, index, sorting
from whoosh import query as whoosh_query
from whoosh.analysis import StemmingAnalyzer

from benchmarks.synthetic import make
from catalog.model import Entry
from catalog.vocabulary import Vocabularies
from indexer.fields import facet_values
from indexer.query import Query
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend

FACETS = ("topic", "audience", "kind", "jurisdiction")
"""The facets that every engine counts."""

QUERIES = 60
ROUNDS = 3
OURS = "Caseshelf"

Answer = Callable[[Query], object]


class Peer:
    """An engine with the same entries, searched in the way its manual suggests."""

    name = ""

    def build(self, folder: Path, entries: Sequence[Entry], vocabularies: Vocabularies) -> None:
        """Index all entries."""
        raise NotImplementedError

    def update(self, entry: Entry) -> None:
        """Replace one entry."""
        raise NotImplementedError

    def answer(self, query: Query) -> object:
        """Return the first 20 ids and the counts of the facets."""
        raise NotImplementedError


def _plain(entry: Entry, vocabularies: Vocabularies) -> dict[str, Any]:
    values = facet_values(entry, vocabularies)
    year = entry.published.year if entry.published else None
    facets = {name: list(values[name]) for name in FACETS}
    return {"title": entry.title, "summary": entry.summary or "", "year": year, **facets}


class PlainWhoosh(Peer):
    """Whoosh with `groupedby` facets; one search for the hits and one for each filtered facet."""

    name = "plain Whoosh"

    def build(self, folder: Path, entries: Sequence[Entry], vocabularies: Vocabularies) -> None:
        """Index all entries."""
        self.vocabularies = vocabularies
        analyzer = StemmingAnalyzer()
        schema = fields.Schema(
            id=fields.ID(unique=True, stored=True),
            title=fields.TEXT(analyzer=analyzer),
            summary=fields.TEXT(analyzer=analyzer),
            year=fields.NUMERIC(),
            **{name: fields.KEYWORD(stored=True) for name in FACETS},
        )
        self.index = index.create_in(str(folder), schema)
        self.analyzer = analyzer
        writer = self.index.writer(limitmb=256)
        for entry in entries:
            writer.add_document(id=entry.id, **self._fields(entry))
        writer.commit()

    def _fields(self, entry: Entry) -> dict[str, Any]:
        plain = _plain(entry, self.vocabularies)
        return plain | {name: " ".join(plain[name]) for name in FACETS}

    def update(self, entry: Entry) -> None:
        """Replace one entry."""
        writer = self.index.writer()
        writer.update_document(id=entry.id, **self._fields(entry))
        writer.commit()

    def answer(self, query: Query) -> object:
        """Return the first 20 ids and the counts of the facets."""
        words = [token.text for token in self.analyzer(query.text)]
        terms: list[Any] = [
            whoosh_query.Or([
                whoosh_query.Term("title", word, boost=6.0),
                whoosh_query.Term("summary", word),
            ])
            for word in words
        ]  # fmt: skip
        asked = whoosh_query.And(terms) if terms else whoosh_query.Every()
        filters = {
            name: whoosh_query.Or([whoosh_query.Term(name, value) for value in values])
            for name, values in query.filters.items()
        }
        with self.index.searcher() as searcher:

            def run(names: Sequence[str], without: str | None) -> Any:
                kept = [each for name, each in filters.items() if name != without]
                groups = sorting.Facets()
                for name in names:
                    groups.add_field(name, allow_overlap=True, maptype=sorting.Count)
                limit = 20 if without is None else 1
                chosen = whoosh_query.And(kept) if kept else None
                return searcher.search(asked, filter=chosen, limit=limit, groupedby=groups)

            hits = run([name for name in FACETS if name not in filters], None)
            counts = {n: hits.groups(n) for n in FACETS if n not in filters}
            counts |= {name: run([name], name).groups(name) for name in filters}
            return [hit["id"] for hit in hits], counts


class Fts5(Peer):
    """SQLite FTS5 (Porter stemmer, bm25) with a table of facet values and GROUP BY."""

    name = "SQLite FTS5"

    def build(self, folder: Path, entries: Sequence[Entry], vocabularies: Vocabularies) -> None:
        """Index all entries."""
        self.vocabularies = vocabularies
        self.database = sqlite3.connect(folder / "entries.db")
        self.database.executescript(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE, year INTEGER);
            CREATE VIRTUAL TABLE text USING fts5(title, summary, tokenize = 'porter');
            CREATE TABLE value (facet TEXT, value TEXT, number INTEGER,
                                PRIMARY KEY (facet, value, number)) WITHOUT ROWID;
            CREATE INDEX by_entry ON value (number, facet, value);
            """
        )
        for entry in entries:
            self._add(entry)
        self.database.execute("ANALYZE")
        self.database.commit()

    def _add(self, entry: Entry) -> None:
        plain = _plain(entry, self.vocabularies)
        run = self.database.execute
        sql = "INSERT INTO entry (id, year) VALUES (?, ?)"
        number = run(sql, (entry.id, plain["year"])).lastrowid
        texts = (number, plain["title"], plain["summary"])
        run("INSERT INTO text (rowid, title, summary) VALUES (?, ?, ?)", texts)
        rows = [(name, value, number) for name in FACETS for value in plain[name]]
        self.database.executemany("INSERT INTO value VALUES (?, ?, ?)", rows)

    def update(self, entry: Entry) -> None:
        """Replace one entry."""
        found = self.database.execute("SELECT number FROM entry WHERE id = ?", (entry.id,))
        (number,) = found.fetchone()
        for table, key in (("entry", "number"), ("text", "rowid"), ("value", "number")):
            self.database.execute(f"DELETE FROM {table} WHERE {key} = ?", (number,))
        self._add(entry)
        self.database.commit()

    def answer(self, query: Query) -> object:
        """Return the first 20 ids and the counts of the facets."""
        run = self.database.execute
        run("DROP TABLE IF EXISTS temp.found")
        if query.text:
            words = " ".join(f'"{word}"' for word in query.text.split())
            run(
                "CREATE TEMP TABLE found AS SELECT rowid AS number, bm25(text, 6.0, 1.0) AS score "
                "FROM text WHERE text MATCH ?",
                (words,),
            )
        else:
            run("CREATE TEMP TABLE found AS SELECT number, 0.0 AS score FROM entry")

        def where(without: str | None) -> tuple[str, list[str]]:
            clauses, values = ["1"], []
            for name, chosen in query.filters.items():
                if name != without:
                    marks = ", ".join("?" * len(chosen))
                    clauses.append(
                        f"EXISTS (SELECT 1 FROM value v WHERE v.number = found.number "
                        f"AND v.facet = '{name}' AND v.value IN ({marks}))"
                    )
                    values += chosen
            return " AND ".join(clauses), values

        condition, values = where(None)
        sql = f"SELECT id FROM found JOIN entry USING (number) WHERE {condition} "
        hits = run(sql + "ORDER BY score, id LIMIT 20", values).fetchall()
        counts = {}
        for name in FACETS:
            condition, values = where(name)
            counts[name] = run(
                f"SELECT value, count(*) FROM found JOIN value ON value.number = found.number "
                f"AND value.facet = '{name}' WHERE {condition} GROUP BY value",
                values,
            ).fetchall()
        return hits, counts


def queries(entries: Sequence[Entry], count: int, seed: int = 3) -> list[Query]:
    """Make queries from the entries' own words: one to three, half of them with filters."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        entry = dice.choice(entries)
        words = [word for word in entry.title.split() if word.isalpha() and len(word) > 3]
        text = " ".join(dice.sample(words, min(len(words), dice.randint(1, 3))))
        filters: dict[str, list[str]] = {}
        if number % 2:
            filters["kind"] = [entry.kind]
            filters["audience"] = list(entry.audiences[:1])
        made.append(Query.build("" if number % 5 == 4 else text, filters))
    return made


def timed(answers: dict[str, Answer], asked: Sequence[Query]) -> dict[str, list[float]]:
    """Ask every engine every query in turn; milliseconds by engine."""
    times: dict[str, list[float]] = {name: [] for name in answers}
    for turn in range(ROUNDS + 1):
        for query in asked:
            for name, answer in answers.items():
                start = perf_counter()
                answer(query)
                if turn:
                    times[name].append((perf_counter() - start) * 1000)
    return times


def seconds(action: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def run(size: int, folder: Path) -> dict[str, float]:
    """Measure one size, print a table, return our medians."""
    catalog = make(folder / "kb", size, seed=1)
    entries = list(catalog.load()[0].values())
    vocabularies = catalog.vocabularies
    ours = WhooshBackend(folder / "index", vocabularies)
    peers: list[Peer] = [PlainWhoosh(), Fts5()]
    build: dict[str, float] = {}

    def put_all() -> None:
        with ours.writer(rebuild=True) as writer:
            for entry in entries:
                writer.put(entry, catalog.checksum(entry.id))
        ours.status()

    build[OURS] = seconds(put_all)
    for peer in peers:
        (folder / peer.name).mkdir()
        build[peer.name] = seconds(lambda: peer.build(folder / peer.name, entries, vocabularies))  # noqa: B023
    unchanged = seconds(lambda: sync(catalog, ours))
    update: dict[str, list[float]] = {}
    for entry in entries[:: max(1, size // 5)][:5]:
        changed = entry.model_copy(update={"title": entry.title + " revised"})
        update.setdefault(OURS, []).append(seconds(lambda: _update(ours, changed)))  # noqa: B023
        for peer in peers:
            took = seconds(lambda: peer.update(changed))  # noqa: B023
            update.setdefault(peer.name, []).append(took)
    opened = seconds(lambda: WhooshBackend(folder / "index", vocabularies).status())

    asked = queries(entries, QUERIES)
    answers: dict[str, Answer] = {OURS: ours.search} | {peer.name: peer.answer for peer in peers}
    times = timed(answers, asked)
    print(f"\n{size:,} entries; checking that nothing changed {unchanged:.2f} s, "
          f"opening {opened * 1000:.0f} ms")  # fmt: skip
    print(f"{'':14}{'build s':>9}{'update ms':>11}{'query ms':>10}{'p95':>8}{'ratio':>8}")
    for name, taken in times.items():
        ratio = median(t / o for t, o in zip(taken, times[OURS], strict=True))
        print(
            f"{name:14}{build[name]:9.2f}{median(update[name]) * 1000:11.1f}"
            f"{median(taken):10.2f}{quantiles(taken, n=20)[-1]:8.1f}{ratio:8.1f}"
        )
    return {"build": build[OURS], "update": median(update[OURS]), "query": median(times[OURS])}


def _update(ours: WhooshBackend, entry: Entry) -> None:
    """Replace one entry and search for it."""
    with ours.writer() as writer:
        writer.put(entry, "changed")
    found = ours.search(Query.build(f"id:{entry.id}"))
    assert found.hits[0].entry.title == entry.title


def main(sizes: Sequence[int]) -> None:
    """Measure all sizes and say how the costs grow."""
    measured: dict[int, dict[str, float]] = {}
    for size in sizes:
        with TemporaryDirectory() as folder:
            measured[size] = run(size, Path(folder))
    for small, large in pairwise(sizes):
        growth = ", ".join(
            f"{name} × {measured[large][name] / measured[small][name]:.1f}"
            for name in measured[small]
        )
        print(f"\n{OURS}, {small:,} to {large:,} entries (× {large / small:g}): {growth}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10_000])
