"""Building, updating and searching: our index beside plain Whoosh, SQLite FTS5 and tantivy.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.bench_search [ENTRIES ...]        # default: 1000 10000

All engines index the same entries and answer the same queries in turn: the first 20 entries and
the counts of the same four facets, each facet's counts without its own filter. Ours counts nine
facets and the years in that time and looks labels up in the thesaurus; the row "whole search" adds
the passages with marks. The first pass over the queries, with nothing cached, has columns of its
own. A ratio is the median over the queries of their time to ours; "sum" compares the sums.
"""

import random
import sqlite3
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from os import getloadavg
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import tantivy
from whoosh import fields, index, sorting
from whoosh import query as whoosh_query
from whoosh.analysis import StemmingAnalyzer

from benchmarks.synthetic import SHIPPED, Maker
from catalog.model import Entry
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.fields import facet_values
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

FACETS = ("topic", "audience", "kind", "jurisdiction")
"""The facets that every engine counts."""

QUERIES = 60
ROUNDS = 3
OURS = "Caseshelf"
WHOLE = "whole search"

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


class Tantivy(Peer):
    """tantivy-py with aggregations on fast fields; one more for each filtered facet."""

    name = "tantivy"

    def build(self, folder: Path, entries: Sequence[Entry], vocabularies: Vocabularies) -> None:
        """Index all entries."""
        self.vocabularies = vocabularies
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("title", stored=True, tokenizer_name="en_stem")
        schema.add_text_field("summary", stored=True, tokenizer_name="en_stem")
        for name in FACETS:
            schema.add_text_field(
                name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
            )
        self.index = tantivy.Index(schema.build(), path=str(folder))
        self.writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for entry in entries:
            self._add(entry)
        self._commit()

    def _add(self, entry: Entry) -> None:
        plain = _plain(entry, self.vocabularies)
        plain.pop("year")
        self.writer.add_document(tantivy.Document(id=entry.id, **plain))

    def _commit(self) -> None:
        self.writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def update(self, entry: Entry) -> None:
        """Replace one entry."""
        self.writer.delete_documents_by_term("id", entry.id)
        self._add(entry)
        self._commit()

    def answer(self, query: Query) -> object:
        """Return the first 20 entries and the counts of the facets."""
        make, must = tantivy.Query, tantivy.Occur.Must
        asked = make.all_query()
        if query.text:
            words = " AND ".join(query.text.split())
            boosts = {"title": 6.0}
            asked = self.index.parse_query(words, ["title", "summary"], field_boosts=boosts)
        filters = {
            name: make.const_score_query(
                make.term_set_query(self.index.schema, name, list(values)), 0.0
            )
            for name, values in query.filters.items()
        }

        def chosen(without: str | None) -> tantivy.Query:
            kept = [(must, each) for name, each in filters.items() if name != without]
            return make.boolean_query([(must, asked), *kept]) if kept else asked

        def counted(without: str | None, names: Sequence[str]) -> Any:
            wanted = {name: {"terms": {"field": name, "size": 1000}} for name in names}
            return self.searcher.aggregate(chosen(without), wanted)

        hits = self.searcher.search(chosen(None), 20).hits
        found = [self.searcher.doc(address).to_dict() for _, address in hits]
        counts = [counted(None, [name for name in FACETS if name not in filters])]
        counts += [counted(name, [name]) for name in filters]
        return found, counts


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


Times = dict[str, list[float]]


def timed(answers: dict[str, Answer], asked: Sequence[Query], rounds: int) -> tuple[Times, Times]:
    """Ask every engine every query in turn; milliseconds by engine: first pass, later passes."""
    first: Times = {name: [] for name in answers}
    later: Times = {name: [] for name in answers}
    for turn in range(rounds + 1):
        for query in asked:
            for name, answer in answers.items():
                start = perf_counter()
                answer(query)
                (later if turn else first)[name].append((perf_counter() - start) * 1000)
    return first, later


def same_work(ours: WhooshBackend) -> Answer:
    """Return what our engine does when it makes no passages, as the peers make none."""

    def answer(query: Query) -> object:
        snapshot = ours._open().snapshot
        found = ours._find(query, snapshot, [])
        return [snapshot.entry(int(doc)) for doc in found.docs], found.counted

    return answer


def seconds(action: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def run(size: int, folder: Path) -> dict[str, float]:
    """Measure one size, print a table, return our medians."""
    maker = Maker(Catalog(SHIPPED), seed=1)
    entries = [maker.entry(number) for number in range(size)]
    vocabularies = Catalog(SHIPPED).vocabularies
    ours = WhooshBackend(folder / "index", vocabularies)
    peers: list[Peer] = [PlainWhoosh(), Fts5(), Tantivy()]
    build: dict[str, float] = {}

    def put_all() -> None:
        with ours.writer(rebuild=True) as writer:
            for entry in entries:
                writer.put(entry, entry.id)
        ours.status()

    build[OURS] = seconds(put_all)
    for peer in peers:
        (folder / peer.name).mkdir()
        build[peer.name] = seconds(lambda: peer.build(folder / peer.name, entries, vocabularies))  # noqa: B023
    opened = seconds(lambda: WhooshBackend(folder / "index", vocabularies).status())
    asked = queries(entries, QUERIES)
    answers: dict[str, Answer] = {OURS: same_work(ours)}
    answers |= {peer.name: peer.answer for peer in peers}
    first, later = timed(answers, asked, ROUNDS if size < 100_000 else 1)
    whole_first, whole = timed({WHOLE: ours.search}, asked, ROUNDS)
    first, later = first | whole_first, later | whole
    update: dict[str, list[float]] = {}
    for entry in entries[:: max(1, size // 5)][:5]:
        changed = entry.model_copy(update={"title": entry.title + " revised"})
        update.setdefault(OURS, []).append(seconds(lambda: _update(ours, changed)))  # noqa: B023
        for peer in peers:
            took = seconds(lambda: peer.update(changed))  # noqa: B023
            update.setdefault(peer.name, []).append(took)
    load = ", ".join(f"{each:.1f}" for each in getloadavg())
    print(f"\n{size:,} entries; opening {opened * 1000:.0f} ms; load of the machine {load}")
    columns = ("build s", "update ms", "first ms", "p95", "query ms", "p95", "ratio", "sum")
    print(" " * 14 + "".join(f"{column:>10}" for column in columns))
    mine = later[OURS]
    for name, taken in later.items():
        ratio = median(t / o for t, o in zip(taken, mine, strict=True))
        total = (sum(taken) / len(taken)) / (sum(mine) / len(mine))
        row = (
            build.get(name), median(update[name]) * 1000 if name in update else None,
            median(first[name]), quantiles(first[name], n=20)[-1],
            median(taken), quantiles(taken, n=20)[-1], ratio, total,
        )  # fmt: skip
        print(f"{name:14}" + "".join(map(_cell, row)), flush=True)
    return {"build": build[OURS], "update": median(update[OURS]), "query": median(later[OURS])}


def _cell(value: float | None) -> str:
    """Return a figure in its column; what a row does not do has none."""
    return f"{'–' if value is None else f'{value:.2f}':>10}"


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
