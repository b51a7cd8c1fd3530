"""The engines ours is compared with: the same entries, the same queries, the same answers.

Each gives the first 20 entries and the counts of all facets and years, those of a facet without
its own filter. Each is used in the way its manual suggests.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import tantivy
from whoosh import fields, index, sorting
from whoosh import query as whoosh_query
from whoosh.analysis import StemmingAnalyzer

from catalog.model import Entry
from catalog.vocabulary import Vocabularies
from indexer import fields as ours
from indexer.document import Documents
from indexer.matching import required
from indexer.query import Query

FACETS = (*ours.FACET_NAMES, "year")
"""What every engine counts."""

SHOWN = 20
TITLE = 2.5
"""What a word of the title counts beside one of the summary."""


def plain(entry: Entry, documents: Documents) -> dict[str, Any]:
    """Return an entry as the peers index it: two texts and the values of the facets."""
    values = documents.values(entry)
    facets = {name: list(values[name]) for name in ours.FACET_NAMES}
    year = entry.published.year if entry.published else None
    return {"title": entry.title, "summary": entry.summary or "", "year": year, **facets}


class Peer:
    """An engine with the same entries, searched in the way its manual suggests."""

    name = ""

    def __init__(self, folder: Path, vocabularies: Vocabularies) -> None:
        self.folder, self.vocabularies = folder, vocabularies
        self.documents = Documents(vocabularies)

    def build(self, entries: Sequence[Entry]) -> None:
        """Index all entries in an empty folder."""
        raise NotImplementedError

    def open(self) -> None:
        """Make ready for answers."""
        raise NotImplementedError

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        raise NotImplementedError

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        raise NotImplementedError


def asked_for(query: Query) -> tuple[list[str], list[list[str]]]:
    """Return the words of a phrase, or the groups of words that must match: any group, all of it.

    Of one or two words all must match, of three any two, as in our search.
    """
    words = query.text.strip('"').split()
    if query.text.startswith('"'):
        return words, []
    return [], [list(group) for group in combinations(words, required(len(words)))]


def passes(query: Query) -> Iterator[tuple[str | None, list[str]]]:
    """Yield what must be searched for: without a filter of which facet, to count which facets."""
    filtered = list(query.filters)
    if query.year_from is not None:
        filtered.append("year")
    yield None, [name for name in FACETS if name not in filtered]
    yield from ((name, [name]) for name in filtered)


class PlainWhoosh(Peer):
    """Whoosh with `groupedby` facets; one search for the hits and one for each filtered facet."""

    name = "plain Whoosh"

    def build(self, entries: Sequence[Entry], **settings: Any) -> None:
        """Index all entries in an empty folder, with settings of Whoosh's writer."""
        analyzer = StemmingAnalyzer()
        facets = {
            facet.name: fields.KEYWORD() if facet.vocabulary else fields.ID(sortable=True)
            for facet in ours.FACETS
        }
        schema = fields.Schema(
            id=fields.ID(unique=True, stored=True),
            title=fields.TEXT(analyzer=analyzer, stored=True),
            summary=fields.TEXT(analyzer=analyzer, stored=True),
            year=fields.NUMERIC(sortable=True),
            **facets,
        )
        writer = index.create_in(str(self.folder), schema).writer(limitmb=256, **settings)
        for entry in entries:
            writer.add_document(id=entry.id, **self._fields(entry))
        writer.commit()

    def open(self) -> None:
        """Make ready for answers."""
        self.analyzer = StemmingAnalyzer()
        self.index = index.open_dir(str(self.folder))
        self.searcher = self.index.searcher()

    def _fields(self, entry: Entry) -> dict[str, Any]:
        made = plain(entry, self.documents)
        return made | {name: " ".join(made[name]) for name in ours.FACET_NAMES}

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        writer = self.index.writer()
        writer.update_document(id=entry.id, **self._fields(entry))
        writer.commit()
        self.searcher = self.searcher.refresh()

    def _either(self, word: str) -> Any:
        term = whoosh_query.Term
        tokens = [token.text for token in self.analyzer(word)]
        terms = [(term("title", t, boost=TITLE), term("summary", t)) for t in tokens]
        return whoosh_query.Or([each for pair in terms for each in pair])

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        term = whoosh_query.Term
        phrase, groups = asked_for(query)
        if phrase:
            words = [token.text for token in self.analyzer(" ".join(phrase))]
            title = whoosh_query.Phrase("title", words, boost=TITLE)
            asked: Any = whoosh_query.Or([title, whoosh_query.Phrase("summary", words)])
        elif query.text:
            asked = whoosh_query.Or(
                [whoosh_query.And([self._either(word) for word in group]) for group in groups]
            )  # its `minmatch` does nothing
        else:
            asked = whoosh_query.Every()
        filters: dict[str, Any] = {
            name: whoosh_query.Or([term(name, value) for value in values])
            for name, values in query.filters.items()
        }
        if query.year_from is not None:
            span = query.year_from, query.year_to
            filters["year"] = whoosh_query.NumericRange("year", *span)

        def run(without: str | None, names: Sequence[str]) -> Any:
            kept = [each for name, each in filters.items() if name != without]
            groups = sorting.Facets()
            for name in names:
                groups.add_field(name, allow_overlap=name in KEYWORDS, maptype=sorting.Count)
            return self.searcher.search(
                asked,
                filter=whoosh_query.And(kept) if kept else None,
                limit=1 if without else SHOWN,
                groupedby=groups,
                sortedby=None if query.text else sorting.FieldFacet("year", reverse=True),
            )

        counts: dict[str, Any] = {}
        hits: list[Any] = []
        for without, names in passes(query):
            found = run(without, names)
            counts |= {name: found.groups(name) for name in names}
            if without is None:
                hits = [hit.fields() for hit in found]
        return hits, counts


KEYWORDS = frozenset(facet.name for facet in ours.FACETS if facet.vocabulary)


class Fts5(Peer):
    """SQLite FTS5 (Porter stemmer, bm25) with a table of facet values and GROUP BY."""

    name = "SQLite FTS5"

    def build(self, entries: Sequence[Entry]) -> None:
        """Index all entries in an empty folder."""
        self._connect()
        self.database.executescript(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE, year INTEGER);
            CREATE INDEX by_year ON entry (year);
            CREATE VIRTUAL TABLE text USING fts5(title, summary, tokenize = 'porter');
            CREATE TABLE value (facet TEXT, value TEXT, number INTEGER,
                                PRIMARY KEY (facet, value, number)) WITHOUT ROWID;
            CREATE INDEX by_entry ON value (number, facet, value);
            """
        )
        for entry in entries:
            self._add(entry)
        self.database.execute("INSERT INTO text (text) VALUES ('optimize')")
        self.database.execute("ANALYZE")
        self.database.commit()
        self.database.close()

    def _connect(self) -> None:
        self.database = sqlite3.connect(self.folder / "entries.db")

    def open(self) -> None:
        """Make ready for answers."""
        self._connect()
        self.database.executescript(
            "PRAGMA mmap_size = 4000000000; PRAGMA cache_size = -200000;"
            "PRAGMA temp_store = memory; PRAGMA synchronous = normal"
        )

    def _add(self, entry: Entry) -> None:
        made = plain(entry, self.documents)
        run = self.database.execute
        sql = "INSERT INTO entry (id, year) VALUES (?, ?)"
        number = run(sql, (entry.id, made["year"])).lastrowid
        texts = (number, made["title"], made["summary"])
        run("INSERT INTO text (rowid, title, summary) VALUES (?, ?, ?)", texts)
        rows = [(name, value, number) for name in ours.FACET_NAMES for value in made[name]]
        self.database.executemany("INSERT INTO value VALUES (?, ?, ?)", rows)

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        found = self.database.execute("SELECT number FROM entry WHERE id = ?", (entry.id,))
        (number,) = found.fetchone()
        for table, key in (("entry", "number"), ("text", "rowid"), ("value", "number")):
            self.database.execute(f"DELETE FROM {table} WHERE {key} = ?", (number,))
        self._add(entry)
        self.database.commit()

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        run = self.database.execute
        run("DROP TABLE IF EXISTS temp.found")
        if query.text:
            phrase, groups = asked_for(query)
            each = ["(" + " AND ".join(f'"{word}"' for word in group) + ")" for group in groups]
            match = query.text if phrase else " OR ".join(each)
            run(
                "CREATE TEMP TABLE found AS SELECT number, year, bm25(text, ?, 1.0) AS score "
                "FROM text JOIN entry ON number = text.rowid WHERE text MATCH ?",
                (TITLE, match),
            )
        source = "found" if query.text else "entry AS found"

        def where(without: str | None) -> tuple[str, list[Any]]:
            clauses, values = ["1"], []
            for name, chosen in query.filters.items():
                if name != without:
                    marks = ", ".join("?" * len(chosen))
                    clauses.append(
                        f"EXISTS (SELECT 1 FROM value v WHERE v.number = found.number "
                        f"AND v.facet = '{name}' AND v.value IN ({marks}))"
                    )
                    values += chosen
            if query.year_from is not None and without != "year":
                clauses.append("found.year BETWEEN ? AND ?")
                values += [query.year_from, query.year_to]
            return " AND ".join(clauses), values

        def counted(name: str, without: str | None) -> list[Any]:
            condition, values = where(without)
            sql = f"SELECT value, count(*) FROM {source} JOIN value ON value.number = found.number "
            sql += f"AND value.facet = '{name}' WHERE {condition} GROUP BY value"
            if name == "year":
                sql = f"SELECT year, count(*) FROM {source} WHERE {condition} GROUP BY year"
            return run(sql, values).fetchall()

        condition, values = where(None)
        order = "found.score" if query.text else "found.year DESC"
        sql = f"SELECT entry.id, title, summary FROM (SELECT number FROM {source} "
        sql += f"WHERE {condition} ORDER BY {order}, number LIMIT {SHOWN}) "
        sql += "JOIN entry USING (number) JOIN text ON text.rowid = number"
        hits = run(sql, values).fetchall()
        wanted = [(name, without) for without, names in passes(query) for name in names]
        return hits, {name: counted(name, without) for name, without in wanted}


class Tantivy(Peer):
    """tantivy-py with aggregations on fast fields; one more for each filtered facet."""

    name = "tantivy"

    def build(self, entries: Sequence[Entry]) -> None:
        """Index all entries in an empty folder."""
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("title", stored=True, tokenizer_name="en_stem")
        schema.add_text_field("summary", stored=True, tokenizer_name="en_stem")
        for name in ours.FACET_NAMES:
            schema.add_text_field(
                name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
            )
        schema.add_integer_field("year", stored=True, indexed=True, fast=True)
        self._open(tantivy.Index(schema.build(), path=str(self.folder)))
        writer = self._writer()
        for entry in entries:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Make ready for answers."""
        self._open(tantivy.Index.open(str(self.folder)))

    def _open(self, made: Any) -> None:
        self.index, self.searcher = made, made.searcher()

    def _writer(self) -> Any:
        return self.index.writer(heap_size=256_000_000, num_threads=1)

    def _parse(self, words: str) -> Any:
        boosts = {"title": TITLE}
        return self.index.parse_query(words, ["title", "summary"], field_boosts=boosts)

    def _document(self, entry: Entry) -> Any:
        made = plain(entry, self.documents)
        year = made.pop("year")
        return tantivy.Document(id=entry.id, **made, **({"year": year} if year else {}))

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        writer = self._writer()
        writer.delete_documents_by_term("id", entry.id)
        writer.add_document(self._document(entry))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        make, must, schema = tantivy.Query, tantivy.Occur.Must, self.index.schema
        asked = make.all_query()
        if query.text:
            phrase, groups = asked_for(query)
            words = [query.text] if phrase else query.text.split()
            each = [(tantivy.Occur.Should, self._parse(word)) for word in words]
            asked = make.boolean_query(each, 1 if phrase else len(groups[0]))
        filters = {
            name: make.term_set_query(schema, name, list(values))
            for name, values in query.filters.items()
        }
        if query.year_from is not None:
            span = query.year_from, query.year_to
            filters["year"] = make.range_query(schema, "year", tantivy.FieldType.Integer, *span)

        def chosen(without: str | None) -> tantivy.Query:
            kept = [
                (must, make.const_score_query(each, 0.0))
                for name, each in filters.items()
                if name != without
            ]
            return make.boolean_query([(must, asked), *kept]) if kept else asked

        counts: dict[str, Any] = {}
        for without, names in passes(query):
            wanted = {name: {"terms": {"field": name, "size": 1000}} for name in names}
            counts |= self.searcher.aggregate(chosen(without), wanted)
        order = {} if query.text else {"order_by_field": "year"}
        found = self.searcher.search(chosen(None), SHOWN, **order).hits
        return [self.searcher.doc(address).to_dict() for _, address in found], counts
